//! The same wish sent twice is one wish.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, Cart, Goods, Market, how_to_pay};

const KEY: &str = "0193a5b0-0000-7000-8000-00000000000a";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_key_sent_twenty_times_at_once_buys_once() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    let elsewhere = cart.at(&market.guest_next_door().await);

    let asked = (0..20).map(|turn| {
        let window = if turn % 2 == 0 { &cart } else { &elsewhere };
        let sending = window.check_out("sandbox").header("Idempotency-Key", KEY);
        tokio::spawn(async move { sending.await })
    });
    let answers = join_all(asked).await;

    let mut purchases = BTreeSet::new();
    for answer in answers {
        let answer = answer.expect("asking does not panic");
        if answer.status == 201 {
            purchases.insert(answer.json()["id"].to_string());
        } else {
            answer.problem(409, "idempotency_key_in_use");
        }
    }
    assert_eq!(purchases.len(), 1, "{purchases:?}");
    let again = cart.check_out("sandbox").header("Idempotency-Key", KEY);
    let again = again.await.expect(201);
    assert!(purchases.contains(&again["id"].to_string()));
    assert_eq!(market.on_hand(goods).await, 8);
    market.settle_jobs().await;
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_repeated_key_gets_the_same_answer_quoted_or_bare() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    let first = cart.check_out("cod").header("Idempotency-Key", KEY).await;

    let quoted = format!("\"{KEY}\"");
    let again = cart.check_out("cod").header("Idempotency-Key", &quoted);

    assert_eq!(again.await.expect(201), first.expect(201));
    assert_eq!(market.on_hand(goods).await, 8);
}

#[tokio::test]
async fn a_key_is_needed_and_belongs_to_one_body() {
    let market = Market::start().await;
    let (cart, _) = cart_of_two(&market).await;

    let without = cart.check_out("cod").without("Idempotency-Key").await;
    let empty = cart.check_out("cod").header("Idempotency-Key", "").await;
    let first = cart.check_out("cod").header("Idempotency-Key", KEY).await;
    let mut other_body = how_to_pay("cod");
    other_body["contact"]["name"] = json!("Mai");
    let other = cart.check_out_with(other_body);
    let other = other.header("Idempotency-Key", KEY).await;

    without.problem(400, "idempotency_key_missing");
    empty.problem(400, "idempotency_key_unusable");
    first.expect(201);
    other.problem(422, "idempotency_key_reused");
}

#[tokio::test]
async fn a_malformed_request_does_not_use_up_its_key() {
    let market = Market::start().await;
    let (cart, _) = cart_of_two(&market).await;
    let mut malformed = how_to_pay("cod");
    malformed["contact"]["phone"] = json!("none");

    let refused = cart.check_out_with(malformed);
    let refused = refused.header("Idempotency-Key", KEY).await;
    let corrected = cart.check_out("cod").header("Idempotency-Key", KEY).await;

    let problem = refused.problem(400, "field_unusable");
    assert_eq!(problem["errors"][0]["pointer"], "/contact/phone");
    corrected.expect(201);
}

#[tokio::test]
async fn a_refused_key_stays_refused_and_another_may_succeed() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    market.reprice(goods, 60_000).await;
    let mut body = how_to_pay("cod");
    body["expected_total"] = json!({"amount": 130_000, "currency": "VND"});
    let refuse = |cart: &Cart| {
        cart.check_out_with(body.clone())
            .header("Idempotency-Key", KEY)
    };
    let first = refuse(&cart).await.problem(409, "total_changed");

    market.reprice(goods, 50_000).await;
    let again = refuse(&cart).await.problem(409, "total_changed");
    let other_key = cart.check_out_with(body.clone()).await;

    assert_eq!(without_id(again), without_id(first));
    other_key.expect(201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_cart_is_bought_once_whatever_the_keys() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    let elsewhere = cart.at(&market.guest_next_door().await);

    let asked = [&cart, &elsewhere, &cart, &elsewhere].map(|window| {
        let sending = window.check_out("cod");
        tokio::spawn(async move { sending.await })
    });
    let answers: Vec<Answer> = join_all(asked)
        .await
        .into_iter()
        .map(|answer| answer.expect("asking does not panic"))
        .collect();

    let (bought, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|a| a.is_success());
    assert_eq!(bought.len(), 1);
    for answer in refused {
        answer.problem(409, "cart_completed");
    }
    assert_eq!(market.on_hand(goods).await, 8);
    cart.add(goods, 1).await.problem(409, "cart_completed");
    let address = cart.put_address(&tests::home()).await;
    address.problem(409, "cart_completed");
}

#[tokio::test]
async fn another_guest_with_the_same_key_is_another_request() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    let other = Cart::ready(&market.guest(), &[(goods, 1)]).await;

    let first = cart.check_out("cod").header("Idempotency-Key", KEY).await;
    let second = other.check_out("cod").header("Idempotency-Key", KEY).await;

    assert_ne!(first.expect(201)["id"], second.expect(201)["id"]);
}

/// A cart with two of ten units at 50,000 đồng, ready to be bought for 130,000.
async fn cart_of_two(market: &Market) -> (Cart, Goods) {
    let goods = market
        .product_of(market.seller("HTX A").await, 50_000, 10)
        .await;
    let cart = Cart::ready(&market.guest(), &[(goods, 2)]).await;
    (cart, goods)
}

fn without_id(mut problem: Value) -> Value {
    problem["request_id"].take();
    problem
}
