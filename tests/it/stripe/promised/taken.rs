//! How much is taken, and when.

use chrono::TimeDelta;
use futures_util::join;
use market::{accounts::StaffRole, jobs};
use payments::Capture;
use serde_json::json;
use tests::{dong, fakes::Fault};

use super::{Case, HERE, THERE, text};
use crate::orders::possible;

#[tokio::test]
async fn promised_money_is_taken_once_both_sellers_have_confirmed() {
    let case = Case::promised().await;
    assert_eq!(case.market.on_hand(case.goods[0]).await, 8);
    let next = case.bought.view().await["payment"]["next_action"].clone();
    assert_eq!(next, json!({"type": "none"}));
    case.is_clean().await;

    case.seller_does(0, "confirm").await.expect(200);
    case.waits(TimeDelta::days(1)).await;
    case.is("placed", "authorized", 0).await;
    assert_eq!(case.balance("orders").await, 0);
    case.seller_does(1, "confirm").await.expect(200);
    case.is("placed", "capturing", 0).await;
    case.market.audit_is_clean().await;
    case.works().await;

    case.is("placed", "paid", HERE + THERE).await;
    assert_eq!(case.at_stripe(), ("succeeded".to_owned(), HERE + THERE));
    assert_eq!(case.captures(), 1);
    assert_eq!(case.balance("orders").await, -(HERE + THERE));
    for position in [0, 1] {
        for step in ["pack", "ship", "deliver"] {
            case.seller_does(position, step).await.expect(200);
        }
    }
    case.is_clean().await;
}

#[tokio::test]
async fn parcels_wait_until_the_money_is_taken() {
    let case = Case::promised().await;
    let early = case.seller_does(0, "ship").await;
    assert_eq!(possible(&early, "pending"), ["confirm", "cancel"]);

    for step in ["confirm", "pack"] {
        case.seller_does(0, step).await.expect(200);
    }
    let promised = case.seller_does(0, "ship").await;
    let seen = case.seen(0).await;
    case.seller_does(1, "confirm").await.expect(200);
    let being_taken = case.seller_does(0, "ship").await;
    case.works().await;
    let taken = case.seller_does(0, "ship").await;

    promised.problem(409, "payment_not_taken");
    being_taken.problem(409, "payment_not_taken");
    assert_eq!(seen["money_awaited"], true);
    assert_eq!(taken.expect(200)["money_awaited"], false);
    case.is_clean().await;
}

#[tokio::test]
async fn what_a_seller_cancels_before_is_not_taken() {
    let case = Case::promised().await;
    case.seller_does(0, "confirm").await.expect(200);

    case.seller_does(1, "cancel").await.expect(200);
    case.works().await;

    case.is("placed", "paid", HERE).await;
    assert_eq!(case.at_stripe(), ("succeeded".to_owned(), HERE));
    assert_eq!(case.fake.count("refund"), 0);
    assert_eq!(case.market.on_hand(case.goods[1]).await, 10);
    case.is_clean().await;
    delivered_and_paid_back(&case).await;
}

/// What comes later starts from what was taken.
async fn delivered_and_paid_back(case: &Case) {
    for step in ["pack", "ship", "deliver"] {
        case.seller_does(0, step).await.expect(200);
    }
    let finance = case.market.staff(StaffRole::Finance).await;
    let path = format!("/v1/desk/orders/{}/refunds", case.order(0));
    let line = case.seen(0).await["lines"][0]["id"].clone();
    let all = json!({"lines": [{"line_id": line, "quantity": 2}], "delivery": "platform",
        "reason": "Hàng bị móp"});
    finance.post(&path, all).await.expect(201);
    let more = json!({"lines": [], "delivery": "platform", "reason": "Hàng bị móp"});
    assert_eq!(finance.post(&path, more).await.status, 409);
    case.works().await;

    let view = case.bought.view().await;
    assert_eq!(dong(&view["payment"]["refunded"]), HERE);
    case.is_clean().await;
}

#[tokio::test]
async fn units_cancelled_before_are_not_taken() {
    let case = Case::promised().await;
    let line = case.seen(0).await["lines"][0]["id"].clone();
    let one = json!({"lines": [{"line_id": line, "quantity": 1}]});

    case.shopper_cancels(0, one).await.expect(200);
    case.is_clean().await;
    for position in [0, 1] {
        case.seller_does(position, "confirm").await.expect(200);
    }
    case.is_clean().await;

    case.is("placed", "paid", HERE + THERE - 50_000).await;
    assert_eq!(case.fake.count("refund"), 0);
    assert_eq!(case.market.on_hand(case.goods[0]).await, 9);
    for step in ["pack", "ship", "deliver"] {
        case.seller_does(0, step).await.expect(200);
    }
    case.is_clean().await;
}

#[tokio::test]
async fn when_all_is_cancelled_the_promise_is_let_go() {
    for together in [true, false] {
        let case = Case::promised().await;
        case.seller_does(1, "confirm").await.expect(200);
        if together {
            case.bought.cancel().await.expect(200);
        } else {
            case.shopper_cancels(1, json!({})).await.expect(200);
            case.seller_does(0, "cancel").await.expect(200);
        }
        case.is("cancelled", "cancelled", 0).await;

        case.works().await;
        case.hears("payment_intent.canceled").await;

        case.is("cancelled", "cancelled", 0).await;
        assert_eq!(case.at_stripe(), ("canceled".to_owned(), 0));
        assert_eq!(case.captures(), 0);
        assert_eq!(case.fake.count("refund"), 0);
        assert_eq!(case.market.on_hand(case.goods[0]).await, 10);
        case.is_clean().await;
    }
}

#[tokio::test]
async fn nothing_is_cancelled_while_the_money_is_taken_and_afterwards_it_goes_back() {
    let case = Case::confirmed().await;
    let line = case.seen(0).await["lines"][0]["id"].clone();
    let one = json!({"lines": [{"line_id": line, "quantity": 1}]});

    for refused in [
        case.bought.cancel().await,
        case.shopper_cancels(0, json!({})).await,
        case.shopper_cancels(0, one).await,
        case.seller_does(1, "cancel").await,
    ] {
        refused.problem(409, "payment_being_taken");
    }
    case.is_clean().await;
    case.is("placed", "paid", HERE + THERE).await;
    case.seller_does(1, "cancel").await.expect(200);
    case.works().await;

    let view = case.bought.view().await;
    assert_eq!(dong(&view["payment"]["refunded"]), THERE);
    assert_eq!(case.fake.count("refund"), 1);
    case.is_clean().await;
}

#[tokio::test]
async fn before_the_promise_lapses_the_money_is_taken_unless_it_is_cancelled() {
    let case = Case::promised().await;
    case.shopper_cancels(0, json!({})).await.expect(200);
    case.waits(TimeDelta::days(5)).await;
    case.is("placed", "authorized", 0).await;

    let next_door = case.market.second_process().await;
    case.passes(TimeDelta::days(1));
    let (here, there) = join!(
        jobs::run_until_idle(case.market.app()),
        jobs::run_until_idle(&next_door),
    );
    here.and(there).expect("the workers reach their work");

    case.is("placed", "paid", THERE).await;
    assert_eq!(case.orders().await[1].0, "pending");
    for step in ["confirm", "pack", "ship", "deliver"] {
        case.seller_does(1, step).await.expect(200);
    }
    case.is_clean().await;
}

#[tokio::test]
async fn what_an_attempt_does_is_decided_when_it_is_made() {
    let case = Case::bought().await;
    let again = json!({"payment_method": "stripe"});
    case.fake.break_next([Fault::FailsBefore; 3]);
    let again = case
        .bought
        .shopper
        .post(&case.bought.path("/payments"), again);
    let again = again.await.expect(201);
    assert_eq!(again["payment"]["state"], "created");

    let next_door = case
        .market
        .second_process_with(|settings| settings.stripe_capture = Capture::Automatic)
        .await;
    jobs::run_until_idle(&next_door).await.expect("worked");

    let session = text(&case.fake.newest("checkout.session")["id"]);
    assert_ne!(session, case.session);
    let intent = case.fake.pay(&session);
    assert_eq!(case.fake.object(&intent)["capture_method"], "manual");
    case.hears("payment_intent.amount_capturable_updated").await;
    case.is("placed", "authorized", 0).await;
    case.is_clean().await;
}
