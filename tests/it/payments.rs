//! Paying: refused, tried again, late, never; and steps that were lost on the way.

mod late;
mod lost;

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{Bought, Cart, Goods, Market};

#[tokio::test]
async fn a_refused_payment_keeps_the_goods_and_is_tried_again() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    let bought = cart.buy_by_sandbox("refusal").await;
    assert_eq!(bought.answer["state"], "awaiting_payment");
    assert_eq!(bought.answer["payment"]["state"], "failed");
    assert_eq!(available(&market, goods).await, 8);

    let refused = bought.pay_again("refusal").await.expect(201);
    let paid = bought.pay_again("success").await.expect(201);

    assert_eq!(refused["payment"]["state"], "failed");
    assert_eq!(paid["state"], "placed");
    assert_eq!(paid["payment"]["state"], "paid");
    assert_eq!(market.on_hand(goods).await, 8);
    let again = bought.pay_again("success").await;
    let problem = again.problem(409, "illegal_transition");
    assert_eq!(problem["state"], "placed");
    market.settle_jobs().await;
    market.audit_is_clean().await;
}

#[tokio::test]
async fn cash_may_take_the_place_of_a_refused_payment() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    let bought = cart.buy_by_sandbox("refusal").await;

    let cash = json!({"payment_method": "cod"});
    let placed = bought.shopper.post(&bought.path("/payments"), cash).await;

    let placed = placed.expect(201);
    assert_eq!(placed["state"], "placed");
    assert_eq!(placed["payment"]["state"], "cod_due");
    assert_eq!(placed["payment"]["expires_at"], Value::Null);
    assert_eq!(market.on_hand(goods).await, 8);
    market.advance(TimeDelta::hours(1));
    market.settle_jobs().await;
    assert_eq!(bought.view().await["state"], "placed");
    market.audit_is_clean().await;
}

#[tokio::test]
async fn paying_again_needs_a_key_and_a_method_that_is_open() {
    let market = Market::start().await;
    let (cart, _) = cart_of_two(&market).await;
    let bought = cart.buy_by_sandbox("refusal").await;

    let keyless = bought.pay_again("success").without("Idempotency-Key").await;
    let closed = json!({"payment_method": "gold"});
    let closed = bought.shopper.post(&bought.path("/payments"), closed).await;

    keyless.problem(400, "idempotency_key_missing");
    closed.problem(400, "payment_method_closed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn paying_again_many_times_at_once_pays_once() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    let bought = cart.buy_by_sandbox("refusal").await;
    let next_door = market.guest_next_door().await;
    let elsewhere = Bought {
        shopper: bought.shopper.at(&next_door),
        ..bought.clone()
    };

    let asked = (0..8).map(|turn| {
        let window = if turn % 2 == 0 { &bought } else { &elsewhere };
        let sending = window.pay_again("success");
        tokio::spawn(async move { sending.await })
    });
    let answers = futures_util::future::join_all(asked).await;

    for answer in answers {
        let answer = answer.expect("asking does not panic");
        if !answer.is_success() {
            answer.problem(409, "illegal_transition");
        }
    }
    market.settle_jobs().await;
    let end = bought.view().await;
    assert_eq!(end["state"], "placed");
    assert_eq!(end["payment"]["captured"], end["totals"]["total"]);
    assert_eq!(end["payment"]["refunded"]["amount"], 0);
    assert_eq!(market.on_hand(goods).await, 8);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn an_unpaid_purchase_expires_at_the_moment_without_any_job() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    let bought = cart.buy_by_sandbox("never").await;
    let hold = TimeDelta::from_std(market.app().settings().stock_hold).expect("minutes");
    market.advance(hold - TimeDelta::seconds(30));
    assert_eq!(available(&market, goods).await, 8);

    market.advance(TimeDelta::seconds(30));

    assert_eq!(available(&market, goods).await, 10);
    let view = bought.view().await;
    assert_eq!(view["state"], "expired");
    assert_eq!(view["payment"]["state"], "expired");
    assert_eq!(view["orders"][0]["state"], "cancelled");
    let problem = bought.pay_again("success").await;
    assert_eq!(
        problem.problem(409, "illegal_transition")["state"],
        "expired"
    );
    let others = Cart::ready(&market.guest(), &[(goods, 10)]).await;
    assert_eq!(others.buy("cod").await.answer["state"], "placed");
}

#[tokio::test]
async fn jobs_write_an_expiry_down_once() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    let bought = cart.buy_by_sandbox("never").await;
    market.advance(TimeDelta::hours(1));

    market.settle_jobs().await;
    market.advance(TimeDelta::hours(1));
    market.settle_jobs().await;

    let view = bought.view().await;
    assert_eq!(view["state"], "expired");
    assert_eq!(view["orders"][0]["state"], "cancelled");
    assert_eq!(market.on_hand(goods).await, 10);
    bought.cancel().await.problem(409, "illegal_transition");
    market.audit_is_clean().await;
}

/// A cart with two of ten units at 50,000 đồng, ready to be bought.
async fn cart_of_two(market: &Market) -> (Cart, Goods) {
    let goods = market
        .product_of(market.seller("HTX A").await, 50_000, 10)
        .await;
    let cart = Cart::ready(&market.guest(), &[(goods, 2)]).await;
    (cart, goods)
}

/// Units that a new cart could have, as a cart that wants too many is told.
async fn available(market: &Market, goods: Goods) -> i64 {
    let cart = Cart::open(&market.guest()).await;
    let view = cart.add(goods, 9_999).await.expect(201);
    let left = view["lines"][0]["problem"]["left"].as_i64();
    left.expect("fewer units than that")
}
