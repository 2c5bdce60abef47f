//! Answers that get lost while money is taken or let go, and answers that are not right.

use chrono::TimeDelta;
use serde_json::json;
use tests::fakes::{Fault, STRIPE_WEBHOOK_SECRET};

use super::{Case, HERE, THERE, text};
use crate::{
    hooks::{notices, told},
    stripe::purchases::DOOR,
};

/// Faults before the work is done, and after it.
const FAULTS: [Fault; 4] = [
    Fault::FailsBefore,
    Fault::FailsAfter,
    Fault::DropsAfter,
    Fault::TooMany,
];

#[tokio::test]
async fn a_capture_whose_answer_was_lost_takes_once() {
    for fault in FAULTS {
        let case = Case::confirmed().await;
        let moved = case.fake.count("balance_transaction");

        // The look goes through; taking breaks at every try.
        case.fake.break_after(1, [fault; 3]);
        case.market.run_jobs().await;
        case.is("placed", "capturing", 0).await;
        case.shopper_cancels(0, json!({}))
            .await
            .problem(409, "payment_being_taken");
        case.market.audit_is_clean().await;
        case.fake.heal();
        case.waits(TimeDelta::minutes(1)).await;

        case.is("placed", "paid", HERE + THERE).await;
        assert_eq!(
            case.fake.count("balance_transaction"),
            moved + 1,
            "{fault:?}"
        );
        assert!(case.captures() >= 3, "{fault:?}");
        case.is_clean().await;
    }
}

#[tokio::test]
async fn a_webhook_may_be_faster_than_the_answer() {
    let case = Case::confirmed().await;
    case.fake.break_after(1, [Fault::DropsAfter; 3]);
    case.market.run_jobs().await;
    case.fake.heal();

    case.hears("payment_intent.succeeded").await;
    case.is("placed", "paid", HERE + THERE).await;
    case.waits(TimeDelta::minutes(1)).await;

    case.is("placed", "paid", HERE + THERE).await;
    assert_eq!(case.balance("orders").await, -(HERE + THERE));
    assert!(notices(&case.market, "parked").await.is_empty());
    case.is_clean().await;
}

#[tokio::test]
async fn a_promise_is_let_go_however_often_the_answer_is_lost() {
    for fault in FAULTS {
        let case = Case::promised().await;
        case.bought.cancel().await.expect(200);

        case.fake.break_after(1, [fault; 3]);
        case.market.run_jobs().await;
        case.fake.heal();
        case.waits(TimeDelta::minutes(1)).await;

        case.is("cancelled", "cancelled", 0).await;
        assert_eq!(case.at_stripe(), ("canceled".to_owned(), 0), "{fault:?}");
        case.is_clean().await;
    }
}

#[tokio::test]
async fn money_of_another_amount_than_was_decided_stays_before_a_person() {
    let case = Case::promised().await;
    case.seller_does(0, "confirm").await.expect(200);
    case.seller_does(1, "cancel").await.expect(200);
    let mut event = case.fake.events().pop().expect("an event");
    event["type"] = json!("payment_intent.succeeded");
    let intent = &mut event["data"]["object"];
    intent["status"] = json!("succeeded");
    intent["amount_received"] = json!(HERE + THERE);
    let reason = format!("{} VND instead of {HERE} VND", HERE + THERE);

    let webhook = case.fake.sign(&event, STRIPE_WEBHOOK_SECRET);
    let answer = told(&case.market.guest(), DOOR, &webhook).await;

    assert_eq!(answer.status, 200);
    case.is("placed", "capturing", 0).await;
    let parked = notices(&case.market, "parked").await;
    assert_eq!(parked.len(), 1, "{parked:?}");
    assert_eq!(text(&parked[0]["reason"]), reason);
    case.works().await;
    case.is("placed", "paid", HERE).await;
    case.is_clean().await;
}

#[tokio::test]
async fn money_that_nobody_decided_to_take_stays_before_a_person() {
    let case = Case::promised().await;
    let mut event = case.fake.events().pop().expect("an event");
    event["type"] = json!("payment_intent.succeeded");
    let intent = &mut event["data"]["object"];
    intent["status"] = json!("succeeded");
    intent["amount_received"] = json!(HERE + THERE);

    let webhook = case.fake.sign(&event, STRIPE_WEBHOOK_SECRET);
    told(&case.market.guest(), DOOR, &webhook).await;

    case.is("placed", "authorized", 0).await;
    assert_eq!(notices(&case.market, "parked").await.len(), 1);
    case.is_clean().await;
}
