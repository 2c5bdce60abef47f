//! Cancelling: stock and money go back once, and not after the carrier has the parcel.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::json;
use tests::{Cart, Market, dong};

use super::{Placed, act, possible};

/// What a seller can do once the carrier has the parcel.
const WHEN_SHIPPED: [&str; 3] = ["deliver", "fail_delivery", "turn_back"];

#[tokio::test]
async fn a_cancelled_order_returns_its_stock_and_its_money_once() {
    for state in ["pending", "confirmed", "packed"] {
        let market = Market::start().await;
        let placed = Placed::new(&market, "sandbox").await;
        placed.bring_to(state).await;

        let first = placed.bought.cancel().await.expect(200);
        let second = placed.bought.cancel().await;
        let alone = placed.shopper_cancels().await;
        market.settle_jobs().await;

        assert_eq!(first["state"], "cancelled");
        assert!(possible(&second, "cancelled").is_empty());
        assert!(possible(&alone, "cancelled").is_empty());
        assert_eq!(market.on_hand(placed.goods).await, 10);
        let end = placed.bought.view().await;
        assert_eq!(end["payment"]["refunded"], end["totals"]["total"]);
        market.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cancelling_many_times_at_once_gives_back_once() {
    let market = Market::start().await;
    let placed = Placed::new(&market, "sandbox").await;
    let next_door = market.guest_next_door().await;
    let elsewhere = placed.bought.shopper.at(&next_door);
    let path = placed.bought.path("/cancel");

    let asked = (0..6).map(|turn| {
        let sending = match turn % 3 {
            0 => placed.bought.cancel(),
            1 => elsewhere.post(&path, json!({})),
            _ => placed.seller_does("cancel"),
        };
        tokio::spawn(async move { sending.await })
    });
    let answers = join_all(asked).await;

    let mut done = 0;
    for answer in answers {
        let answer = answer.expect("asking does not panic");
        if answer.is_success() {
            done += 1;
        } else {
            possible(&answer, "cancelled");
        }
    }
    assert_eq!(done, 1);
    market.settle_jobs().await;
    assert_eq!(market.on_hand(placed.goods).await, 10);
    let end = placed.bought.view().await;
    assert_eq!(end["payment"]["refunded"], end["totals"]["total"]);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_shipped_order_cannot_be_cancelled() {
    let market = Market::start().await;
    let placed = Placed::new(&market, "sandbox").await;
    placed.bring_to("shipped").await;

    for answer in [
        placed.bought.cancel().await,
        placed.shopper_cancels().await,
        placed.seller_does("cancel").await,
    ] {
        assert_eq!(possible(&answer, "shipped"), WHEN_SHIPPED);
    }

    assert_eq!(market.on_hand(placed.goods).await, 8);
    market.audit_is_clean().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_cancellation_and_a_shipment_at_once_one_wins() {
    let market = Market::start().await;
    let shop = market.shop("HTX A").await;
    let next_door = market.guest_next_door().await;
    for _ in 0..6 {
        let placed = Placed::of(&market, shop.clone(), "sandbox").await;
        placed.bring_to("packed").await;
        let cancel = placed.bought.cancel();
        let ship = act(&shop.member.at(&next_door), &placed.order, "ship");

        let cancel = tokio::spawn(async move { cancel.await });
        let ship = tokio::spawn(async move { ship.await });
        let cancel = cancel.await.expect("asking does not panic");
        let ship = ship.await.expect("asking does not panic");

        let left = market.on_hand(placed.goods).await;
        if cancel.is_success() {
            assert!(possible(&ship, "cancelled").is_empty());
            assert_eq!(left, 10);
        } else {
            assert_eq!(possible(&cancel, "shipped"), WHEN_SHIPPED);
            ship.expect(200);
            assert_eq!(left, 8);
        }
    }
    market.settle_jobs().await;
    market.audit_is_clean().await;
}

#[tokio::test]
async fn cancelling_an_unpaid_purchase_frees_what_it_held() {
    let market = Market::start().await;
    let goods = market
        .product_of(market.seller("HTX A").await, 50_000, 2)
        .await;
    let cart = Cart::ready(&market.guest(), &[(goods, 2)]).await;
    let bought = cart.buy_by_sandbox("never").await;
    let other = Cart::ready(&market.guest(), &[(goods, 2)]).await;
    other.check_out("cod").await.problem(409, "out_of_stock");
    let alone = format!("/v1/store/orders/{}/cancel", bought.order_of(goods));
    let alone = bought.shopper.post(&alone, json!({})).await;

    let end = bought.cancel().await.expect(200);

    alone.problem(409, "purchase_not_paid");
    assert_eq!(end["state"], "cancelled");
    assert_eq!(end["payment"]["state"], "cancelled");
    assert_eq!(end["orders"][0]["state"], "cancelled");
    assert_eq!(other.buy("cod").await.answer["state"], "placed");
    let again = bought.cancel().await;
    assert!(possible(&again, "cancelled").is_empty());
    market.settle_jobs().await;
    market.audit_is_clean().await;
}

#[tokio::test]
async fn cancelling_what_can_be_leaves_the_rest_going() {
    let market = Market::start().await;
    let shops = [market.shop("HTX A").await, market.shop("HTX B").await];
    let here = market.product(&shops[0], 50_000, 10).await;
    let there = market.product(&shops[1], 70_000, 10).await;
    let cart = Cart::ready(&market.guest(), &[(here, 1), (there, 1)]).await;
    let bought = cart.buy("sandbox").await;
    for step in ["confirm", "pack", "ship"] {
        act(&shops[0].member, &bought.order_of(here), step)
            .await
            .expect(200);
    }

    let partly = bought.cancel().await.expect(200);
    market.settle_jobs().await;

    assert_eq!(partly["state"], "placed");
    let view = bought.view().await;
    assert_eq!(dong(&view["payment"]["refunded"]), 100_000);
    assert_eq!(market.on_hand(there).await, 10);
    assert_eq!(market.on_hand(here).await, 9);
    act(&shops[0].member, &bought.order_of(here), "deliver")
        .await
        .expect(200);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_purchase_is_complete_when_its_last_open_order_is_cancelled() {
    for method in ["cod", "sandbox"] {
        let market = Market::start().await;
        let shops = [market.shop("HTX A").await, market.shop("HTX B").await];
        let here = market.product(&shops[0], 50_000, 10).await;
        let there = market.product(&shops[1], 70_000, 10).await;
        let cart = Cart::ready(&market.guest(), &[(here, 1), (there, 1)]).await;
        let bought = cart.buy(method).await;
        for step in ["confirm", "pack", "ship", "deliver"] {
            act(&shops[0].member, &bought.order_of(here), step)
                .await
                .expect(200);
        }
        market.advance(TimeDelta::days(7));
        market.settle_jobs().await;
        assert_eq!(bought.view().await["state"], "placed");

        act(&shops[1].member, &bought.order_of(there), "cancel")
            .await
            .expect(200);
        market.settle_jobs().await;

        let end = bought.view().await;
        assert_eq!(end["state"], "completed");
        let kept = dong(&end["payment"]["captured"]) - dong(&end["payment"]["refunded"]);
        assert_eq!(kept, 80_000, "{method}");
        market.audit_is_clean().await;
    }
}

#[tokio::test]
async fn a_reason_is_kept_and_checked() {
    let market = Market::start().await;
    let placed = Placed::new(&market, "cod").await;
    let path = placed.bought.path("/cancel");

    for unusable in [json!("\u{0}"), json!(" "), json!("x".repeat(301))] {
        let body = json!({ "reason": unusable });
        let refused = placed.bought.shopper.post(&path, body).await;
        let problem = refused.problem(400, "field_unusable");
        assert_eq!(problem["errors"][0]["pointer"], "/reason");
    }
    let body = json!({"reason": "Đặt nhầm"});
    let end = placed.bought.shopper.post(&path, body).await.expect(200);

    assert_eq!(end["orders"][0]["cancel_reason"], "Đặt nhầm");
}
