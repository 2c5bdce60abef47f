//! Steps lost between commit and provider: jobs take them, once.

use entity::payments::{PaymentState, payment, refund};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use tests::{Bought, Market};
use uuid::Uuid;

use super::cart_of_two;

#[tokio::test]
async fn a_payment_that_no_provider_heard_of_is_started_by_a_job() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    let bought = cart.buy_by_sandbox("never").await;
    forget_the_provider(&market, &bought).await;

    market.settle_jobs().await;

    let view = bought.view().await;
    assert_eq!(view["state"], "placed");
    assert_eq!(view["payment"]["captured"], view["totals"]["total"]);
    assert_eq!(market.on_hand(goods).await, 8);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_refund_is_sent_by_a_job_and_only_once() {
    let market = Market::start().await;
    let (cart, _) = cart_of_two(&market).await;
    let bought = cart.buy_by_sandbox("success").await;
    bought.cancel().await.expect(200);
    let promised = bought.view().await;
    assert_eq!(promised["payment"]["refunded"]["amount"], 0);
    market.audit_is_clean().await;

    market.settle_jobs().await;
    market.settle_jobs().await;

    let view = bought.view().await;
    assert_eq!(view["payment"]["refunded"], view["totals"]["total"]);
    assert_eq!(refunds(&market).await, [130_000]);
    market.audit_is_clean().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_workers_change_nothing_twice() {
    let market = Market::start().await;
    let other = market.second_process().await;
    let mut all = Vec::new();
    for outcome in ["success", "never", "success"] {
        let (cart, _) = cart_of_two(&market).await;
        let bought = cart.buy_by_sandbox(outcome).await;
        if outcome == "never" {
            forget_the_provider(&market, &bought).await;
        } else {
            bought.cancel().await.expect(200);
        }
        all.push(bought);
    }

    let here = tokio::spawn(run_jobs(market.app().clone()));
    let there = tokio::spawn(run_jobs(other));
    here.await.expect("a worker");
    there.await.expect("a worker");

    market.settle_jobs().await;
    let states = ["cancelled", "placed", "cancelled"];
    for (bought, state) in all.iter().zip(states) {
        assert_eq!(bought.view().await["state"], state);
    }
    assert_eq!(refunds(&market).await, [130_000, 130_000]);
    market.audit_is_clean().await;
}

async fn run_jobs(app: market::App) {
    market::jobs::run_until_idle(&app).await.expect("worked");
}

/// Takes a purchase back to the moment after its commit, when nobody had told the provider;
/// it will succeed this time.
async fn forget_the_provider(market: &Market, bought: &Bought) {
    let id = bought.answer["payment"]["id"].as_str().expect("an id");
    let before = payment::ActiveModel {
        state: Set(PaymentState::Created),
        provider_ref: Set(None),
        sandbox_outcome: Set(None),
        ..Default::default()
    };
    payment::Entity::update_many()
        .set(before)
        .filter(payment::Column::Id.eq(Uuid::parse_str(id).expect("a UUID")))
        .exec(market.database().write())
        .await
        .expect("a payment");
}

/// The đồng of every refund.
pub(crate) async fn refunds(market: &Market) -> Vec<i64> {
    let rows = refund::Entity::find().all(market.database().read()).await;
    rows.expect("refunds")
        .into_iter()
        .map(|row| row.amount)
        .collect()
}
