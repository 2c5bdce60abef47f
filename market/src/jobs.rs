//! The worker: handles what commits promised, and recurring work.

use std::time::Duration;

use chrono::TimeDelta;
use sea_orm::DbErr;

use crate::{
    App, checkout, idempotency, limits,
    outbox::{self, Claimed, Event},
    payments, schedule, settlement,
};

/// How long an idle worker waits before it looks again; another process may have written.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// How often old saved answers are cleared away.
const FORGET_EVERY: TimeDelta = TimeDelta::hours(1);
/// How often orders whose return window ended are released to their sellers.
const RELEASE_EVERY: TimeDelta = TimeDelta::minutes(1);

/// How often open payments and ended holds are looked at.
const PAYMENTS_EVERY: TimeDelta = TimeDelta::seconds(5);

/// Why handling an event failed; it is tried again later.
type JobError = Box<dyn std::error::Error + Send + Sync>;

/// Works until `stop` resolves; what is in hand then is finished.
pub async fn work(app: App, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    loop {
        let worked = run_once(&app).await.unwrap_or_else(|error| {
            tracing::error!("the worker cannot reach its work: {error}");
            false
        });
        if worked {
            continue;
        }
        tokio::select! {
            () = &mut stop => return,
            () = app.work().notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Does everything that is due now. For command-line tools and tests, which cannot wait.
///
/// # Errors
///
/// When the database fails.
pub async fn run_until_idle(app: &App) -> Result<(), DbErr> {
    while run_once(app).await? {}
    Ok(())
}

/// One look: recurring work whose turn it is, then a batch of events. Tells whether there
/// was any.
async fn run_once(app: &App) -> Result<bool, DbErr> {
    if let Err(error) = recurring(app).await {
        tracing::warn!("recurring work failed and will have another turn: {error}");
    }
    let claimed = outbox::claim(app, limits::JOB_BATCH).await?;
    let worked = !claimed.is_empty();
    for event in claimed {
        if let Err(error) = handle(app, &event).await {
            tracing::warn!(outbox.id = %event.id, "a job failed and will be tried again: {error}");
            outbox::retry_later(app, &event, &error.to_string()).await?;
        }
    }
    Ok(worked)
}

async fn recurring(app: &App) -> Result<(), JobError> {
    if schedule::take_turn(app, "forget_answers", FORGET_EVERY).await? {
        idempotency::forget_old(app).await?;
    }
    if schedule::take_turn(app, "payments", PAYMENTS_EVERY).await? {
        checkout::poll_due(app).await?;
        checkout::expire_due(app).await?;
    }
    if schedule::take_turn(app, "release_orders", RELEASE_EVERY).await? {
        // Its own trouble must not keep the worker from other work.
        if let Err(error) = settlement::release_due(app, app.clock().now()).await {
            tracing::error!("orders cannot be released: {error}");
        }
    }
    Ok(())
}

/// Handles one event. Every arm must bear being run twice, and ends with
/// [`outbox::finish`] in the transaction of its effects.
async fn handle(app: &App, claimed: &Claimed) -> Result<(), JobError> {
    let Some(event) = &claimed.event else {
        return Err("written by a newer version".into());
    };
    match event {
        Event::PaymentCreated { payment_id } => {
            checkout::advance(app, *payment_id).await?;
            done(app, claimed).await?;
        }
        Event::RefundApproved { refund_id } => payments::send(app, *refund_id, claimed).await?,
        Event::ProductsChanged { .. } | Event::SellerChanged { .. } => {
            done(app, claimed).await?;
        }
    }
    Ok(())
}

/// Marks an event as done whose effects are committed already.
async fn done(app: &App, claimed: &Claimed) -> Result<(), DbErr> {
    let txn = app.database().begin().await?;
    outbox::finish(&txn, std::slice::from_ref(claimed)).await?;
    txn.commit().await
}
