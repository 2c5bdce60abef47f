//! Payouts without anybody asking.

use chrono::TimeDelta;
use market::{jobs, settlement::PayoutSchedule};
use serde_json::json;

use super::{EARNED, Owed};

async fn scheduled(schedule: PayoutSchedule) -> Owed {
    Owed::with(|settings| settings.payouts.schedule = schedule).await
}

#[tokio::test]
async fn sellers_are_paid_every_day_by_themselves() {
    let owed = scheduled(PayoutSchedule::Daily).await;

    owed.market.run_jobs().await;

    let payouts = owed.member().get("/v1/seller/payouts").await.expect(200);
    assert_eq!(payouts["items"][0]["amount"]["amount"], EARNED);
    owed.earn_more().await;
    owed.market.run_jobs().await;
    let payouts = owed.member().get("/v1/seller/payouts").await.expect(200);
    assert_eq!(payouts["items"].as_array().expect("payouts").len(), 2);
    owed.market.audit_is_clean().await;
}

#[tokio::test]
async fn a_seller_is_paid_as_was_agreed_with_it() {
    let owed = scheduled(PayoutSchedule::Daily).await;
    let terms = format!("/v1/desk/sellers/{}/payout-terms", owed.seller());
    let manual = json!({"schedule": "manual", "minimum": {"amount": 0, "currency": "VND"}});
    owed.finance.put(&terms, manual).await.expect(200);

    owed.market.run_jobs().await;
    owed.market.advance(TimeDelta::days(40));
    owed.market.run_jobs().await;

    assert_eq!(owed.available().await, EARNED);
    assert_eq!(owed.run().await["payouts"][0]["amount"]["amount"], EARNED);
}

#[tokio::test]
async fn two_processes_keep_one_calendar() {
    let owed = scheduled(PayoutSchedule::Daily).await;
    let other = owed.market.second_process().await;

    let (here, there) = tokio::join!(
        jobs::run_until_idle(owed.market.app()),
        jobs::run_until_idle(&other)
    );

    here.expect("the worker reaches its work");
    there.expect("the worker reaches its work");
    let payouts = owed.member().get("/v1/seller/payouts").await.expect(200);
    assert_eq!(payouts["items"].as_array().expect("payouts").len(), 1);
    owed.market.audit_is_clean().await;
}
