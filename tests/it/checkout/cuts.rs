//! Clients that hang up anywhere: nothing is lost, nothing happens twice.

use std::future::IntoFuture as _;

use serde_json::Value;
use tests::{Answer, Bought, Cart, Goods, Market, Sending};

/// Later than the last statement of any request tried here.
const LAST_STATEMENT: u64 = 60;
/// Units on the shelf at first.
const UNITS: i64 = 10;

#[tokio::test]
async fn a_checkout_cut_off_anywhere_is_finished_by_its_retry() {
    let market = Market::start().await;
    let seller = market.seller("HTX A").await;
    let mut cut = 0;
    for after in (1..LAST_STATEMENT).step_by(3) {
        let goods = market.product_of(seller, 50_000, UNITS).await;
        let cart = Cart::ready(&market.guest(), &[(goods, 2)]).await;
        let key = format!("cut off after {after}");
        let ask = || cart.check_out("sandbox").header("Idempotency-Key", &key);

        cut += u32::from(hang_up(&market, ask(), after).await.is_none());
        let retried = ask().await.expect(201);
        market.settle_jobs().await;

        let bought = cart.bought(&ask().await);
        assert_eq!(bought.answer["id"], retried["id"], "after {after}");
        assert_paid_once(&market, &bought, goods).await;
    }
    assert!(cut > 10, "only {cut} requests were cut off");
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_checkout_cut_off_anywhere_is_finished_by_jobs_or_never_happened() {
    let market = Market::start().await;
    let seller = market.seller("HTX A").await;
    let mut finished = 0;
    for after in (2..LAST_STATEMENT).step_by(3) {
        let goods = market.product_of(seller, 50_000, UNITS).await;
        let cart = Cart::ready(&market.guest(), &[(goods, 2)]).await;

        hang_up(&market, cart.check_out("sandbox"), after).await;
        market.settle_jobs().await;

        let sold = UNITS - market.on_hand(goods).await;
        assert!(sold == 0 || sold == 2, "{sold} units after {after}");
        finished += sold / 2;
        let again = cart.check_out("sandbox").await;
        if sold == 2 {
            again.problem(409, "cart_completed");
        } else {
            assert_eq!(again.expect(201)["state"], "placed");
        }
    }
    assert!(finished > 0, "no request was cut off after its commit");
    market.settle_jobs().await;
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_cancellation_cut_off_anywhere_gives_back_once() {
    let market = Market::start().await;
    let seller = market.seller("HTX A").await;
    for after in (1..LAST_STATEMENT).step_by(3) {
        let goods = market.product_of(seller, 50_000, UNITS).await;
        let cart = Cart::ready(&market.guest(), &[(goods, 2)]).await;
        let bought = cart.buy("sandbox").await;

        hang_up(&market, bought.cancel(), after).await;
        let again = bought.cancel().await;
        market.settle_jobs().await;

        if again.status != 200 {
            again.problem(409, "illegal_transition");
        }
        let end = bought.view().await;
        assert_eq!(end["state"], "cancelled", "after {after}");
        assert_eq!(end["payment"]["refunded"], end["totals"]["total"]);
        assert_eq!(market.on_hand(goods).await, UNITS, "after {after}");
    }
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_transaction_cut_off_at_its_beginning_is_not_left_open() {
    let market = Market::start().await;
    let seller = market.seller("HTX A").await;
    let next_door = Cart::open(&market.guest_next_door().await).await;
    let cart = Cart::open(&market.guest()).await;
    for turn in 0..20 {
        let goods = market.product_of(seller, 50_000, UNITS).await;
        let before = hang_up(&market, cart.add(goods, 1), 0).await;
        assert!(before.is_none(), "its first statement was still under way");

        let since = market.product_of(seller, 50_000, UNITS).await;

        let seen = next_door.add(since, 1).await;
        assert_eq!(seen.status, 201, "turn {turn}: {seen}");
    }
}

/// Sends a request and hangs up once it has sent so many statements; the next one is then
/// under way. Answers when it was done before.
async fn hang_up(market: &Market, sending: Sending, after: u64) -> Option<Answer> {
    let limit = market.statements() + after;
    let enough = async {
        while market.statements() < limit {
            tokio::task::yield_now().await;
        }
    };
    let answer = tokio::select! {
        biased;
        () = enough => None,
        answer = sending.into_future() => Some(answer),
    };
    market.quiet().await;
    answer
}

async fn assert_paid_once(market: &Market, bought: &Bought, goods: Goods) {
    let purchase: Value = bought.view().await;
    assert_eq!(purchase["state"], "placed");
    assert_eq!(purchase["payment"]["captured"], purchase["totals"]["total"]);
    assert_eq!(market.on_hand(goods).await, UNITS - 2);
}
