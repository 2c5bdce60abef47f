//! Vouchers given back: a purchase that ends before it is placed has not used them.

use chrono::TimeDelta;
use entity::payments::payment;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use tests::Market;

use super::{fair, pay, put_in};

#[tokio::test]
async fn a_purchase_that_expires_gives_its_voucher_back() {
    let fair = fair().await;
    fair.give("MOT", json!({"uses_max": 1, "uses_per_buyer": 1}))
        .await;
    let [slow, fast] = [fair.cart().await, fair.cart().await];
    for cart in [&slow, &fast] {
        put_in(cart, "MOT").await.expect(201);
    }
    slow.buy_by_sandbox("never").await;
    let taken = fast.check_out("cod").await;

    fair.market.advance(TimeDelta::hours(1));
    fair.market.run_jobs().await;

    taken.problem(409, "voucher_unusable");
    assert_eq!(fair.uses().await, 0);
    fast.buy("cod").await;
    assert_eq!(fair.uses().await, 1);
    fair.market.audit_is_clean().await;
}

#[tokio::test]
async fn a_purchase_that_is_cancelled_unpaid_gives_its_budget_back() {
    let fair = fair().await;
    fair.give_of_budget("TINH", 20_000).await;
    let cart = fair.cart().await;
    put_in(&cart, "TINH").await.expect(201);
    let bought = cart.buy_by_sandbox("never").await;
    assert_eq!(fair.reserved().await, 20_000);

    bought.cancel().await.expect(200);

    assert_eq!(fair.reserved().await, 0);
    assert_eq!(fair.uses().await, 0);
    fair.market.audit_is_clean().await;
}

#[tokio::test]
async fn an_order_cancelled_before_it_is_sent_gives_its_budget_back() {
    let fair = fair().await;
    fair.give_of_budget("TINH", 20_000).await;
    let cart = fair.cart().await;
    put_in(&cart, "TINH").await.expect(201);
    let bought = cart.check_out_with(pay("cod", "0912345678")).await;
    let bought = cart.bought(&bought);

    bought.cancel().await.expect(200);

    assert_eq!(fair.reserved().await, 0);
    fair.market.audit_is_clean().await;
}

#[tokio::test]
async fn what_a_budget_pays_is_owed_by_its_holder() {
    let fair = fair().await;
    fair.give_of_budget("TINH", 20_000).await;
    let cart = fair.cart().await;
    put_in(&cart, "TINH").await.expect(201);
    let bought = cart.buy("cod").await;

    let path = format!("/v1/seller/orders/{}", bought.order_of(fair.goods[0]));
    let ship = json!({"carrier": "GHN", "tracking_code": "G1"});
    for (step, body) in [("confirm", json!({})), ("pack", json!({})), ("ship", ship)] {
        let path = format!("{path}/{step}");
        fair.shop.member.post(&path, body).await.expect(200);
    }
    let path = format!("{path}/deliver");
    fair.shop.member.post(&path, json!({})).await.expect(200);

    let finance = fair
        .market
        .staff(market::accounts::StaffRole::Finance)
        .await;
    let books = finance.get("/v1/desk/ledger/trial-balance").await;
    let books = books.expect(200).to_string();
    assert!(books.contains("\"budget"), "{books}");
    assert!(!books.contains("expense:voucher"), "{books}");
    fair.market.audit_is_clean().await;
}

#[tokio::test]
async fn late_money_goes_back_when_another_has_used_the_voucher() {
    let fair = fair().await;
    fair.give("MOT", json!({"uses_max": 1})).await;
    let [slow, fast] = [fair.cart().await, fair.cart().await];
    for cart in [&slow, &fast] {
        put_in(cart, "MOT").await.expect(201);
    }
    let late = slow.buy_by_sandbox("never").await;
    fair.market.advance(TimeDelta::hours(1));
    fair.market.settle_jobs().await;
    fast.buy("cod").await;
    money_comes(&fair.market).await;

    fair.market.settle_jobs().await;

    let view = late.view().await;
    assert_eq!(view["state"], "expired");
    assert_eq!(view["payment"]["state"], "late_paid");
    assert_eq!(view["payment"]["refunded"], view["totals"]["total"]);
    assert_eq!(fair.uses().await, 1);
    fair.market.audit_is_clean().await;
}

#[tokio::test]
async fn late_money_is_applied_with_the_voucher_while_it_can_be_had() {
    let fair = fair().await;
    fair.give_of_budget("TINH", 20_000).await;
    let cart = fair.cart().await;
    put_in(&cart, "TINH").await.expect(201);
    let late = cart.buy_by_sandbox("never").await;
    fair.market.advance(TimeDelta::hours(1));
    fair.market.settle_jobs().await;
    assert_eq!(fair.reserved().await, 0);
    money_comes(&fair.market).await;

    fair.market.settle_jobs().await;

    assert_eq!(late.view().await["state"], "placed");
    assert_eq!(fair.reserved().await, 20_000);
    assert_eq!(fair.uses().await, 1);
    fair.market.audit_is_clean().await;
}

/// Has the provider tell of money when it is asked next.
async fn money_comes(market: &Market) {
    let attempt = payment::ActiveModel {
        provider_ref: Set(Some("success:late".to_owned())),
        ..Default::default()
    };
    payment::Entity::update_many()
        .set(attempt)
        .filter(payment::Column::Method.eq("sandbox"))
        .exec(market.database().write())
        .await
        .expect("an attempt");
    market.advance(TimeDelta::hours(2));
}
