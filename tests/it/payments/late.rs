//! Money that comes after the end: applied while the goods are there, else sent back.

use chrono::TimeDelta;
use entity::payments::payment;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use tests::{Bought, Cart, Market};

use super::cart_of_two;

#[tokio::test]
async fn late_money_is_applied_while_the_goods_are_there() {
    for expiry_written in [false, true] {
        let market = Market::start().await;
        let (cart, goods) = cart_of_two(&market).await;
        let bought = late_purchase(&market, &cart, expiry_written).await;

        market.settle_jobs().await;

        let view = bought.view().await;
        assert_eq!(view["state"], "placed");
        assert_eq!(view["payment"]["state"], "paid");
        assert_eq!(view["orders"][0]["state"], "pending");
        assert_eq!(view["orders"][0]["cancel_reason"], json!(null));
        assert_eq!(market.on_hand(goods).await, 8);
        market.audit_is_clean().await;
    }
}

#[tokio::test]
async fn late_money_goes_back_when_the_goods_are_gone() {
    for (expiry_written, end) in [(false, "cancelled"), (true, "expired")] {
        let market = Market::start().await;
        let (cart, goods) = cart_of_two(&market).await;
        let bought = late_purchase(&market, &cart, expiry_written).await;
        let faster = Cart::ready(&market.guest(), &[(goods, 9)]).await;
        faster.buy("cod").await;

        market.settle_jobs().await;

        let view = bought.view().await;
        assert_eq!(view["state"], end);
        assert_eq!(view["payment"]["state"], "late_paid");
        assert_eq!(view["payment"]["refunded"], view["totals"]["total"]);
        assert_eq!(view["orders"][0]["state"], "cancelled");
        assert_eq!(market.on_hand(goods).await, 1);
        market.audit_is_clean().await;
    }
}

#[tokio::test]
async fn late_money_goes_back_when_the_goods_are_promised_to_another() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    let bought = cart.buy_by_sandbox("late").await;
    market.advance(TimeDelta::hours(1));
    let other = Cart::ready(&market.guest(), &[(goods, 9)]).await;
    let other = other.buy_by_sandbox("never").await;

    market.settle_jobs().await;

    let view = bought.view().await;
    assert_eq!(view["payment"]["state"], "late_paid");
    assert_eq!(view["payment"]["refunded"], view["totals"]["total"]);
    assert_eq!(other.view().await["state"], "awaiting_payment");
    market.audit_is_clean().await;
}

#[tokio::test]
async fn money_for_a_purchase_called_off_goes_back() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    let bought = cart.buy_by_sandbox("late").await;
    bought.cancel().await.expect(200);

    market.advance(TimeDelta::hours(1));
    market.settle_jobs().await;

    let view = bought.view().await;
    assert_eq!(view["state"], "cancelled");
    assert_eq!(view["payment"]["state"], "late_paid");
    assert_eq!(view["payment"]["refunded"], view["totals"]["total"]);
    assert_eq!(market.on_hand(goods).await, 10);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn money_from_an_attempt_given_up_goes_back_once_another_has_paid() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    let bought = cart.buy_by_sandbox("late").await;
    bought.pay_again("success").await.expect(201);

    market.advance(TimeDelta::hours(1));
    market.settle_jobs().await;

    let view = bought.view().await;
    assert_eq!(view["state"], "placed");
    assert_eq!(view["payment"]["state"], "paid");
    assert_eq!(view["payment"]["refunded"]["amount"], 0);
    assert_eq!(market.on_hand(goods).await, 8);
    market.audit_is_clean().await;
    assert_eq!(super::lost::refunds(&market).await, [130_000]);
}

#[tokio::test]
async fn money_from_an_attempt_given_up_still_pays_what_waits() {
    let market = Market::start().await;
    let (cart, _) = cart_of_two(&market).await;
    let bought = cart.buy_by_sandbox("late").await;
    bought.pay_again("refusal").await.expect(201);

    market.advance(TimeDelta::hours(1));
    market.settle_jobs().await;

    let view = bought.view().await;
    assert_eq!(view["state"], "placed");
    assert_eq!(
        view["payment"]["state"], "paid",
        "the attempt that paid is shown"
    );
    market.audit_is_clean().await;
}

/// A purchase whose hold has ended, and whose money comes when the provider is asked next;
/// a job may have written the end down before.
async fn late_purchase(market: &Market, cart: &Cart, expiry_written: bool) -> Bought {
    if !expiry_written {
        let bought = cart.buy_by_sandbox("late").await;
        market.advance(TimeDelta::hours(1));
        return bought;
    }
    let bought = cart.buy_by_sandbox("never").await;
    market.advance(TimeDelta::hours(1));
    market.settle_jobs().await;
    assert_eq!(bought.view().await["state"], "expired");
    let attempt = payment::ActiveModel {
        provider_ref: Set(Some("success:late".to_owned())),
        ..Default::default()
    };
    payment::Entity::update_many()
        .set(attempt)
        .exec(market.database().write())
        .await
        .expect("an attempt");
    market.advance(TimeDelta::hours(2));
    bought
}
