//! Work that a commit promised: done once, by one worker at a time, and never lost.

use std::collections::HashSet;

use chrono::TimeDelta;
use entity::foundation::outbox as rows;
use market::{
    App, limits,
    outbox::{self, Claimed, Event, Wanted},
    token::new_id,
};
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait};
use tests::Market;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_never_take_the_same_event() {
    let market = Market::start().await;
    let other = market.second_process().await;
    promise(&market, 300).await;

    let here = tokio::spawn(take_all(market.app().clone()));
    let there = tokio::spawn(take_all(other));
    let taken = [
        here.await.expect("a worker"),
        there.await.expect("a worker"),
    ]
    .concat();

    let different: HashSet<Uuid> = taken.iter().copied().collect();
    assert_eq!(taken.len(), 300);
    assert_eq!(different.len(), 300);
}

#[tokio::test]
async fn an_event_is_held_while_its_lease_lasts() {
    let market = Market::start().await;
    let other = market.second_process().await;
    promise(&market, 1).await;

    let _held = outbox::claim(market.app(), Wanted::All, 10)
        .await
        .expect("claimed");
    market.advance(lease() - TimeDelta::seconds(1));

    let taken = outbox::claim(&other, Wanted::All, 10)
        .await
        .expect("claimed");
    assert!(taken.is_empty());
}

#[tokio::test]
async fn a_killed_worker_loses_nothing() {
    let market = Market::start().await;
    let other = market.second_process().await;
    promise(&market, 3).await;

    drop(
        outbox::claim(market.app(), Wanted::All, 10)
            .await
            .expect("claimed"),
    );
    market.advance(lease());
    let taken = outbox::claim(&other, Wanted::All, 10)
        .await
        .expect("claimed");

    assert_eq!(taken.len(), 3);
    assert!(taken.iter().all(|claimed| claimed.attempts == 2));
    finish(&market, &taken).await.expect("the lease is ours");
    assert_eq!(waiting(&market).await, 0);
}

#[tokio::test]
async fn a_worker_that_was_too_slow_cannot_finish_what_another_took_over() {
    let market = Market::start().await;
    let other = market.second_process().await;
    promise(&market, 1).await;
    let slow = outbox::claim(market.app(), Wanted::All, 10)
        .await
        .expect("claimed");
    market.advance(lease());
    let quick = outbox::claim(&other, Wanted::All, 10)
        .await
        .expect("claimed");

    let too_late = finish(&market, &slow).await;

    assert!(matches!(too_late, Err(DbErr::RecordNotUpdated)));
    finish(&market, &quick).await.expect("the lease is ours");
}

#[tokio::test]
async fn work_that_was_rolled_back_is_not_promised() {
    let market = Market::start().await;
    let txn = market.database().begin().await.expect("a transaction");

    outbox::enqueue(&txn, market.app().clock().now(), [event()])
        .await
        .expect("written");
    txn.rollback().await.expect("undone");

    assert_eq!(waiting(&market).await, 0);
}

#[tokio::test]
async fn a_failed_event_is_tried_again_after_growing_waits() {
    let market = Market::start().await;
    promise(&market, 1).await;

    for wait_s in [1, 2, 4, 8] {
        let taken = outbox::claim(market.app(), Wanted::All, 10)
            .await
            .expect("claimed");
        let failed = taken.first().expect("it is due");
        outbox::retry_later(market.app(), failed, "away")
            .await
            .expect("given back");
        market.advance(TimeDelta::milliseconds(wait_s * 1000 - 500));
        let early = outbox::claim(market.app(), Wanted::All, 10)
            .await
            .expect("claimed");
        assert!(early.is_empty(), "before {wait_s} s");
        market.advance(TimeDelta::milliseconds(500));
    }
}

#[tokio::test]
async fn an_event_that_cannot_be_handled_waits_for_a_person() {
    let market = Market::start().await;
    write_unreadable(&market).await;

    for _ in 0..limits::JOB_ATTEMPTS_MAX {
        market.run_jobs().await;
        market.advance(TimeDelta::minutes(11));
    }
    market.run_jobs().await;

    let backlog = outbox::backlog(market.app()).await.expect("counted");
    assert_eq!((backlog.stuck, backlog.waiting), (1, 0));
    let ready = market.guest().get("/readyz").await.expect(200);
    assert_eq!(ready["state"], "amber");
    let left = rows::Entity::find().one(market.database().read()).await;
    let left = left.expect("a look").expect("the event is kept");
    assert_eq!(left.attempts, limits::JOB_ATTEMPTS_MAX);
    assert!(left.last_error.is_some());
}

fn event() -> Event {
    Event::ProductsChanged {
        product_ids: vec![new_id()],
    }
}

fn lease() -> TimeDelta {
    TimeDelta::from_std(limits::JOB_LEASE).expect("a short time")
}

async fn promise(market: &Market, events: usize) {
    let now = market.app().clock().now();
    let events = (0..events).map(|_| event());
    outbox::enqueue(market.database().write(), now, events)
        .await
        .expect("written");
}

/// An event that a newer version wrote.
async fn write_unreadable(market: &Market) {
    let now = market.app().clock().now();
    let row = rows::ActiveModel {
        id: Set(new_id()),
        kind: Set("from_the_future".to_owned()),
        payload: Set(r#"{"from_the_future": {}}"#.to_owned()),
        created_at: Set(now),
        available_at: Set(now),
        attempts: Set(0),
        ..Default::default()
    };
    let written = rows::Entity::insert(row).exec_without_returning(market.database().write());
    written.await.expect("written");
}

/// Takes events in small handfuls until none is due, as a worker does.
async fn take_all(app: App) -> Vec<Uuid> {
    let mut ids = Vec::new();
    loop {
        let taken = outbox::claim(&app, Wanted::All, 7).await.expect("claimed");
        assert!(taken.len() <= 7, "a worker took more than it asked for");
        if taken.is_empty() {
            return ids;
        }
        ids.extend(taken.iter().map(|claimed| claimed.id));
    }
}

async fn finish(market: &Market, done: &[Claimed]) -> Result<(), DbErr> {
    let txn = market.database().begin().await?;
    outbox::finish(&txn, done).await?;
    txn.commit().await
}

async fn waiting(market: &Market) -> u64 {
    outbox::backlog(market.app())
        .await
        .expect("counted")
        .waiting
}
