//! Requests that must happen once.

use chrono::TimeDelta;
use market::{
    App, Failure,
    idempotency::{self, Begun, IdempotencyError, KeyedRequest, SavedAnswer, Ticket},
};
use tests::Market;

#[tokio::test]
async fn a_finished_request_is_answered_again() {
    let market = Market::start().await;
    let ticket = fresh(market.app(), asked("\"one\"", "{}")).await;
    idempotency::save_first(market.app(), &ticket, answer(201))
        .await
        .expect("saved");
    drop(ticket);

    let quoted = begin(market.app(), asked("\"one\"", "{}")).await;
    let bare = begin(market.app(), asked("one", "{}")).await;

    for begun in [quoted, bare] {
        assert!(matches!(begun, Ok(Begun::Answered(saved)) if saved == answer(201)));
    }
}

#[tokio::test]
async fn a_request_that_still_runs_is_not_run_beside() {
    let market = Market::start().await;
    let _running = fresh(market.app(), asked("one", "{}")).await;

    let second = begin(market.app(), asked("one", "{}")).await;

    assert_eq!(
        second.expect_err("it runs").code(),
        "idempotency_key_in_use"
    );
}

#[tokio::test]
async fn a_request_that_came_to_nothing_may_be_tried_again() {
    let market = Market::start().await;
    drop(fresh(market.app(), asked("one", "{}")).await);

    let again = begin(market.app(), asked("one", "{}")).await;

    assert!(matches!(again, Ok(Begun::Fresh(_))));
}

#[tokio::test]
async fn a_key_belongs_to_one_body() {
    let market = Market::start().await;
    let ticket = fresh(market.app(), asked("one", r#"{"a": 1}"#)).await;
    idempotency::save_first(market.app(), &ticket, answer(201))
        .await
        .expect("saved");
    drop(ticket);

    let other_body = begin(market.app(), asked("one", r#"{"a": 2}"#)).await;

    assert_eq!(
        other_body.expect_err("reused").code(),
        "idempotency_key_reused"
    );
}

#[tokio::test]
async fn callers_and_routes_have_their_own_keys() {
    let market = Market::start().await;
    let _running = fresh(market.app(), asked("one", "{}")).await;

    for (caller, route) in [
        ("account:mai", "POST /checkout"),
        ("account:lan", "POST /refunds"),
    ] {
        let request = KeyedRequest::new(caller, route, Some("one"), "{}").expect("usable");
        assert!(matches!(
            begin(market.app(), request).await,
            Ok(Begun::Fresh(_))
        ));
    }
}

#[tokio::test]
async fn two_processes_never_both_commit_the_work_of_a_key() {
    let market = Market::start().await;
    let other = market.second_process().await;
    let here = fresh(market.app(), asked("one", "{}")).await;
    let there = fresh(&other, asked("one", "{}")).await;

    let first = commit(&market, market.app(), &here, 201).await;
    let second = commit(&market, &other, &there, 409).await;

    first.expect("the first is saved");
    assert!(second.is_err(), "the second must undo its work");
    drop((here, there));
    let begun = begin(&other, asked("one", "{}")).await;
    assert!(matches!(begun, Ok(Begun::Answered(saved)) if saved == answer(201)));
}

#[tokio::test]
async fn a_refusal_never_takes_the_place_of_another_processes_answer() {
    let market = Market::start().await;
    let other = market.second_process().await;
    let here = fresh(market.app(), asked("one", "{}")).await;
    let there = fresh(&other, asked("one", "{}")).await;
    commit(&market, market.app(), &here, 201)
        .await
        .expect("the first is saved");

    let first = idempotency::save_first(&other, &there, answer(409)).await;

    assert_eq!(first.expect("looked up"), Some(answer(201)));
    drop((here, there));
    let begun = begin(&other, asked("one", "{}")).await;
    assert!(matches!(begun, Ok(Begun::Answered(saved)) if saved == answer(201)));
}

#[tokio::test]
async fn an_answer_can_be_brought_up_to_date() {
    let market = Market::start().await;
    let ticket = fresh(market.app(), asked("one", "{}")).await;
    idempotency::save_first(market.app(), &ticket, answer(201))
        .await
        .expect("saved");

    idempotency::amend(market.app(), &ticket, answer(202))
        .await
        .expect("amended");

    drop(ticket);
    let begun = begin(market.app(), asked("one", "{}")).await;
    assert!(matches!(begun, Ok(Begun::Answered(saved)) if saved == answer(202)));
}

#[tokio::test]
async fn answers_are_kept_for_a_day_and_then_cleared_away() {
    let market = Market::start().await;
    let ticket = fresh(market.app(), asked("one", "{}")).await;
    idempotency::save_first(market.app(), &ticket, answer(201))
        .await
        .expect("saved");
    drop(ticket);

    market.advance(TimeDelta::hours(23));
    market.settle_jobs().await;
    let after_23_hours = begin(market.app(), asked("one", "{}")).await;
    market.advance(TimeDelta::hours(2));
    market.settle_jobs().await;
    let after_25_hours = begin(market.app(), asked("one", "{}")).await;

    assert!(matches!(after_23_hours, Ok(Begun::Answered(_))));
    assert!(matches!(after_25_hours, Ok(Begun::Fresh(_))));
}

#[test]
fn unusable_keys_are_told_from_missing_ones() {
    let key = |header: Option<&str>| KeyedRequest::new("lan", "POST /", header, "{}");

    assert!(matches!(key(None), Err(IdempotencyError::Missing)));
    for unusable in ["", "\"\"", "ca phê", "a\u{7f}b", &"k".repeat(256)] {
        assert!(
            matches!(key(Some(unusable)), Err(IdempotencyError::Unusable)),
            "{unusable}"
        );
    }
    key(Some(&"k".repeat(255))).expect("255 characters are a key");
}

fn asked(key: &str, body: &str) -> KeyedRequest {
    KeyedRequest::new("account:lan", "POST /checkout", Some(key), body).expect("usable")
}

fn answer(status: u16) -> SavedAnswer {
    SavedAnswer {
        status,
        answer: format!(r#"{{"status": {status}}}"#),
    }
}

async fn begin(app: &App, request: KeyedRequest) -> Result<Begun, IdempotencyError> {
    idempotency::begin(app, request).await
}

async fn fresh(app: &App, request: KeyedRequest) -> Ticket {
    match begin(app, request).await {
        Ok(Begun::Fresh(ticket)) => ticket,
        other => panic!("not fresh: {other:?}"),
    }
}

async fn commit(
    market: &Market,
    app: &App,
    ticket: &Ticket,
    status: u16,
) -> Result<(), IdempotencyError> {
    let txn = market.database().begin().await?;
    idempotency::save(&txn, app, ticket, answer(status)).await?;
    Ok(txn.commit().await?)
}
