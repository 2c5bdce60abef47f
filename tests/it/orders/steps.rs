//! Every step from every state, through HTTP.

use chrono::TimeDelta;
use serde_json::json;
use tests::{Market, dong};

use super::{Placed, STEPS, act, possible};

/// Where an order can be, and the steps that a seller may take from there.
const ALLOWED: [(&str, &[&str]); 6] = [
    ("pending", &["confirm", "cancel"]),
    ("confirmed", &["pack", "cancel"]),
    ("packed", &["ship", "cancel"]),
    ("shipped", &["deliver", "fail_delivery", "turn_back"]),
    ("delivered", &[]),
    ("cancelled", &[]),
];
const ALL: [&str; 5] = ["confirm", "pack", "ship", "deliver", "cancel"];

#[tokio::test]
async fn every_wrong_step_is_refused_and_says_what_is_possible() {
    let market = Market::start().await;
    let shop = market.shop("HTX A").await;
    for (state, allowed) in ALLOWED {
        let placed = Placed::of(&market, shop.clone(), "cod").await;
        if state == "cancelled" {
            placed.seller_does("cancel").await.expect(200);
        } else {
            placed.bring_to(state).await;
        }

        for step in ALL.iter().filter(|step| !allowed.contains(step)) {
            let refused = placed.seller_does(step).await;
            assert_eq!(possible(&refused, state), allowed, "{step}");
        }
        assert_eq!(placed.view().await["state"], state);
    }
    market.settle_jobs().await;
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_completed_order_is_left_alone() {
    let market = Market::start().await;
    let placed = Placed::new(&market, "cod").await;
    placed.bring_to("delivered").await;
    market.advance(TimeDelta::days(7));
    market.settle_jobs().await;
    assert_eq!(placed.view().await["state"], "completed");

    for step in ALL {
        let refused = placed.seller_does(step).await;
        assert!(possible(&refused, "completed").is_empty());
    }

    assert_eq!(placed.bought.view().await["state"], "completed");
    market.audit_is_clean().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_step_is_taken_once_however_often_it_is_pressed() {
    let market = Market::start().await;
    let placed = Placed::new(&market, "sandbox").await;
    let next_door = market.guest_next_door().await;
    let elsewhere = placed.shop.member.at(&next_door);

    for (step, state) in STEPS {
        let pressed = [&placed.shop.member, &elsewhere, &placed.shop.member].map(|window| {
            let sending = act(window, &placed.order, step);
            tokio::spawn(async move { sending.await })
        });
        let answers = futures_util::future::join_all(pressed).await;

        let mut taken = 0;
        for answer in answers {
            let answer = answer.expect("asking does not panic");
            if answer.is_success() {
                taken += 1;
            } else {
                possible(&answer, state);
            }
        }
        assert_eq!(taken, 1, "{step}");
    }
    let view = placed.view().await;
    assert_eq!(view["parcels"].as_array().map(Vec::len), Some(1));
    market.settle_jobs().await;
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_parcel_needs_a_carrier_and_a_code() {
    let market = Market::start().await;
    let placed = Placed::new(&market, "cod").await;
    placed.bring_to("packed").await;
    let path = format!("/v1/seller/orders/{}/ship", placed.order);

    for (field, body) in [
        ("/carrier", json!({"carrier": " ", "tracking_code": "1"})),
        (
            "/carrier",
            json!({"carrier": "G\u{0}", "tracking_code": "1"}),
        ),
        (
            "/tracking_code",
            json!({"carrier": "GHN", "tracking_code": ""}),
        ),
        (
            "/tracking_code",
            json!({"carrier": "GHN", "tracking_code": "x".repeat(81)}),
        ),
    ] {
        let refused = placed.shop.member.post(&path, body).await;
        let problem = refused.problem(400, "field_unusable");
        assert_eq!(problem["errors"][0]["pointer"], field);
    }
    let missing = placed.shop.member.post(&path, json!({"carrier": "GHN"}));
    missing.await.problem(400, "body_invalid");
    assert_eq!(placed.view().await["state"], "packed");
}

#[tokio::test]
async fn a_seller_sees_what_to_pack_and_nothing_before_it_is_placed() {
    let market = Market::start().await;
    let placed = Placed::new(&market, "cod").await;
    let waiting = tests::Cart::ready(&market.guest(), &[(placed.goods, 1)]).await;
    let waiting = waiting.buy_by_sandbox("never").await;

    let list = placed
        .shop
        .member
        .get("/v1/seller/orders")
        .await
        .expect(200);
    let hidden = waiting.order_of(placed.goods);

    assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
    let order = &list["items"][0];
    assert_eq!(order["id"], placed.order.as_str());
    assert_eq!(order["lines"][0]["quantity"], 2);
    assert_eq!(
        order["address"]["commune_code"],
        tests::home()["commune_code"]
    );
    assert_eq!(dong(&order["totals"]["total"]), 130_000);
    for step in ALL {
        let refused = act(&placed.shop.member, &hidden, step).await;
        refused.problem(404, "order_not_found");
    }
    let view = placed
        .shop
        .member
        .get(&format!("/v1/seller/orders/{hidden}"));
    view.await.problem(404, "order_not_found");
}
