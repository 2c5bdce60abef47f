//! Promises that are told twice, out of order, or when nothing waits for them.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::json;
use tests::{Cart, fakes::shuffled_twice};

use super::{Case, HERE, THERE};
use crate::{
    hooks::{notices, told},
    stripe::purchases::DOOR,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_promise_that_is_told_often_and_to_two_processes_counts_once() {
    for seed in [4, 11] {
        let case = Case::bought().await;
        case.fake.pay(&case.session);
        let doors = [case.market.guest(), case.market.guest_next_door().await];
        let webhooks = shuffled_twice(&case.fake.told(), seed);

        let tellings = webhooks.iter().flat_map(|webhook| {
            let tell = |door| told(door, DOOR, webhook);
            doors.each_ref().map(tell)
        });
        let answers = join_all(tellings).await;
        case.waits(TimeDelta::minutes(1)).await;

        for answer in answers {
            assert_eq!(answer.status, 200, "{answer}");
        }
        case.is("placed", "authorized", 0).await;
        assert_eq!(case.market.on_hand(case.goods[0]).await, 8);
        assert_eq!(case.market.on_hand(case.goods[1]).await, 9);
        assert!(notices(&case.market, "parked").await.is_empty());
        case.is_clean().await;
    }
}

#[tokio::test]
async fn a_promise_that_no_webhook_told_is_found_by_asking() {
    let case = Case::bought().await;
    case.fake.pay(&case.session);

    case.waits(TimeDelta::minutes(1)).await;

    case.is("placed", "authorized", 0).await;
    case.is_clean().await;
}

#[tokio::test]
async fn a_promise_told_after_its_end_places_nothing() {
    let case = Case::bought().await;
    let intent = case.fake.pay(&case.session);
    case.fake.lapse(&intent);

    case.hears("payment_intent.canceled").await;
    case.hears("payment_intent.amount_capturable_updated").await;
    case.is("awaiting_payment", "cancelled", 0).await;
    case.waits(TimeDelta::hours(1)).await;

    case.is("expired", "cancelled", 0).await;
    assert_eq!(case.market.on_hand(case.goods[0]).await, 10);
    case.is_clean().await;
}

#[tokio::test]
async fn a_late_promise_places_what_can_still_be_had() {
    for expiry_written in [false, true] {
        let case = Case::bought_with(&["TINH"]).await;
        case.passes(TimeDelta::minutes(16));
        if expiry_written {
            case.works().await;
            case.is("expired", "expired", 0).await;
        }

        case.is_promised().await;
        for position in [0, 1] {
            assert_eq!(
                case.orders().await[position],
                ("pending".to_owned(), json!(null))
            );
            case.seller_does(position, "confirm").await.expect(200);
        }
        case.works().await;

        case.is("placed", "paid", HERE + THERE - 20_000).await;
        case.is_clean().await;
    }
}

#[tokio::test]
async fn a_late_promise_is_let_go_when_the_goods_are_gone() {
    for (expiry_written, end) in [(false, "cancelled"), (true, "expired")] {
        let case = Case::bought().await;
        case.passes(TimeDelta::minutes(16));
        if expiry_written {
            case.works().await;
        }
        let faster = Cart::ready(&case.market.guest(), &[(case.goods[0], 9)]).await;
        faster.buy("cod").await;

        case.fake.pay(&case.session);
        case.hears("payment_intent.amount_capturable_updated").await;
        case.is(end, "cancelled", 0).await;
        case.works().await;

        assert_eq!(case.at_stripe(), ("canceled".to_owned(), 0));
        assert_eq!(case.fake.count("refund"), 0);
        case.is_clean().await;
    }
}

#[tokio::test]
async fn a_promise_for_what_was_called_off_is_let_go() {
    let case = Case::bought().await;
    case.bought.cancel().await.expect(200);

    case.fake.pay(&case.session);
    case.hears("payment_intent.amount_capturable_updated").await;
    case.works().await;

    case.is("cancelled", "cancelled", 0).await;
    assert_eq!(case.at_stripe(), ("canceled".to_owned(), 0));
    case.is_clean().await;
}

#[tokio::test]
async fn a_promise_is_let_go_once_another_way_has_paid() {
    let case = Case::bought().await;
    case.bought.pay_again("success").await.expect(201);
    case.is("placed", "paid", HERE + THERE).await;

    case.fake.pay(&case.session);
    case.hears("payment_intent.amount_capturable_updated").await;
    case.works().await;

    case.is("placed", "paid", HERE + THERE).await;
    assert_eq!(case.at_stripe(), ("canceled".to_owned(), 0));
    assert_eq!(case.fake.count("refund"), 0);
    case.is_clean().await;
}
