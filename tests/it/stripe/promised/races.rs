//! Two at once about promised money: exactly one wins.

use futures_util::join;
use market::jobs;
use serde_json::json;

use super::{Case, HERE, THERE};
use crate::orders::{act, possible};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_the_last_confirmation_and_a_cancellation_one_wins() {
    for _ in 0..4 {
        let case = Case::promised().await;
        case.seller_does(0, "confirm").await.expect(200);
        let next_door = case.market.guest_next_door().await;

        let confirm = case.seller_does(1, "confirm");
        let elsewhere = case.bought.shopper.at(&next_door);
        let path = format!("/v1/store/orders/{}/cancel", case.order(1));
        let cancel = elsewhere.post(&path, json!({}));
        let (confirm, cancel) = join!(async { confirm.await }, async { cancel.await });

        case.market.audit_is_clean().await;
        case.works().await;
        if confirm.is_success() {
            cancel.problem(409, "payment_being_taken");
            case.is("placed", "paid", HERE + THERE).await;
        } else {
            assert!(possible(&confirm, "cancelled").is_empty());
            cancel.expect(200);
            case.is("placed", "paid", HERE).await;
        }
        assert_eq!(case.captures(), 1);
        case.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sellers_who_confirm_at_once_have_the_money_taken_once() {
    for _ in 0..4 {
        let case = Case::promised().await;
        let next_door = case.market.guest_next_door().await;
        let elsewhere = case.market.second_process().await;

        let here = case.seller_does(0, "confirm");
        let there = act(
            &case.shops[1].member.at(&next_door),
            &case.order(1),
            "confirm",
        );
        let (here, there) = join!(async { here.await }, async { there.await });
        let workers = join!(
            jobs::run_until_idle(case.market.app()),
            jobs::run_until_idle(&elsewhere),
        );

        here.expect(200);
        there.expect(200);
        workers
            .0
            .and(workers.1)
            .expect("the workers reach their work");
        case.is("placed", "paid", HERE + THERE).await;
        assert_eq!(case.balance("orders").await, -(HERE + THERE));
        assert_eq!(case.captures(), 1);
        case.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_cancellation_and_the_promise_itself_the_later_knows() {
    for _ in 0..4 {
        let case = Case::bought().await;
        case.fake.pay(&case.session);
        let next_door = case.market.guest_next_door().await;

        let elsewhere = case.bought.shopper.at(&next_door);
        let cancel = elsewhere.post(&case.bought.path("/cancel"), json!({}));
        let told = case.hears("payment_intent.amount_capturable_updated");
        let (cancel, ()) = join!(async { cancel.await }, told);
        case.works().await;

        if cancel.is_success() {
            case.is("cancelled", "cancelled", 0).await;
            assert_eq!(case.at_stripe(), ("canceled".to_owned(), 0));
        } else {
            assert_eq!(cancel.status, 409, "{cancel}");
            case.is("placed", "authorized", 0).await;
        }
        case.is_clean().await;
    }
}
