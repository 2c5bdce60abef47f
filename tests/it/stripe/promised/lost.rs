//! Promises that are not kept: nothing was sent, so everything goes back where it was.

use chrono::TimeDelta;
use market::accounts::StaffRole;
use serde_json::{Value, json};
use tests::dong;

use super::{Case, HERE, THERE};

/// The purchase has ended as if it had never been, and says why.
async fn has_ended(case: &Case) {
    case.is("cancelled", "cancelled", 0).await;
    let reason = json!("payment_not_taken");
    for (state, why) in case.orders().await {
        assert_eq!((state.as_str(), &why), ("cancelled", &reason));
    }
    for goods in case.goods {
        assert_eq!(case.market.on_hand(goods).await, 10);
    }
    let promoter = case.market.staff(StaffRole::Promoter).await;
    let items = async |path: &str| promoter.get(path).await.expect(200)["items"].clone();
    assert_eq!(items("/v1/desk/vouchers").await[0]["uses"], 0);
    let budgets: Value = items("/v1/desk/budgets").await;
    assert_eq!(dong(&budgets[0]["reserved"]), 0);
    assert_eq!(case.balance("orders").await, 0);
    assert_eq!(case.fake.count("refund"), 0);
    case.is_clean().await;
}

#[tokio::test]
async fn a_promise_that_lapses_ends_the_orders() {
    let case = Case::bought_with(&["TINH"]).await;
    let intent = case.is_promised().await;
    for step in ["confirm", "pack"] {
        case.seller_does(0, step).await.expect(200);
    }
    case.fake.lapse(&intent);

    for _ in 0..2 {
        case.hears("payment_intent.canceled").await;
        let unpaid = case.seller_does(0, "ship").await;
        assert_eq!(unpaid.status, 409, "{unpaid}");
        case.works().await;
    }

    has_ended(&case).await;
}

#[tokio::test]
async fn a_promise_that_lapses_unheard_is_found_by_asking() {
    let case = Case::bought_with(&["TINH"]).await;
    let intent = case.is_promised().await;
    case.fake.lapse(&intent);

    case.waits(TimeDelta::hours(2)).await;

    has_ended(&case).await;
}

#[tokio::test]
async fn a_promise_that_lapses_while_it_is_taken_ends_the_orders() {
    let case = Case::bought_with(&["TINH"]).await;
    let intent = case.is_promised().await;
    for position in [0, 1] {
        case.seller_does(position, "confirm").await.expect(200);
    }
    case.fake.lapse(&intent);

    case.works().await;

    has_ended(&case).await;
}

#[tokio::test]
async fn a_capture_that_is_refused_ends_the_orders_and_lets_the_promise_go() {
    let case = Case::bought_with(&["TINH"]).await;
    case.is_promised().await;
    for position in [0, 1] {
        case.seller_does(position, "confirm").await.expect(200);
    }
    case.fake.refuse_captures();

    case.works().await;

    assert_eq!(case.at_stripe(), ("canceled".to_owned(), 0));
    has_ended(&case).await;
}

#[tokio::test]
async fn what_was_cancelled_before_the_promise_lapsed_stays_as_it_is() {
    let case = Case::promised().await;
    case.seller_does(0, "cancel").await.expect(200);
    let intent = case.fake.newest("payment_intent")["id"].clone();
    case.fake.lapse(intent.as_str().expect("a name"));

    case.hears("payment_intent.canceled").await;
    case.works().await;

    let reasons: Vec<_> = case
        .orders()
        .await
        .into_iter()
        .map(|(_, why)| why)
        .collect();
    assert_eq!(reasons, ["cancelled_before_shipping", "payment_not_taken"]);
    case.is("cancelled", "cancelled", 0).await;
    for goods in case.goods {
        assert_eq!(case.market.on_hand(goods).await, 10);
    }
    case.is_clean().await;
}

#[tokio::test]
async fn money_that_comes_after_all_goes_back() {
    let case = Case::confirmed().await;
    let taken = case
        .fake
        .events()
        .into_iter()
        .find(|event| event["type"] == "payment_intent.amount_capturable_updated");
    let mut taken = taken.expect("an event");
    taken["type"] = json!("payment_intent.succeeded");
    taken["data"]["object"]["status"] = json!("succeeded");
    taken["data"]["object"]["amount_received"] = json!(HERE + THERE);
    case.fake.refuse_captures();
    case.works().await;
    case.is("cancelled", "cancelled", 0).await;

    let secret = tests::fakes::STRIPE_WEBHOOK_SECRET;
    let webhook = case.fake.sign(&taken, secret);
    let door = crate::stripe::purchases::DOOR;
    crate::hooks::told(&case.market.guest(), door, &webhook).await;
    case.market.run_jobs().await;

    case.is("cancelled", "late_paid", HERE + THERE).await;
    let finance = case.market.staff(StaffRole::Finance).await;
    let refunds = finance.get("/v1/desk/refunds").await.expect(200);
    assert_eq!(refunds["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(dong(&refunds["items"][0]["amount"]), HERE + THERE);
    case.market.audit_is_clean().await;
}
