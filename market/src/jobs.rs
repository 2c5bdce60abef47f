//! The worker: handles what commits promised, and recurring work.

use std::time::Duration;

use chrono::TimeDelta;
use sea_orm::DbErr;

use crate::{
    App, idempotency, limits,
    outbox::{self, Claimed, Event},
    schedule, settlement,
};

/// How long an idle worker waits before it looks again; another process may have written.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// How often old saved answers are cleared away.
const FORGET_EVERY: TimeDelta = TimeDelta::hours(1);
/// How often orders whose return window ended are released to their sellers.
const RELEASE_EVERY: TimeDelta = TimeDelta::minutes(1);

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
    recurring(app).await?;
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

async fn recurring(app: &App) -> Result<(), DbErr> {
    if schedule::take_turn(app, "forget_answers", FORGET_EVERY).await? {
        idempotency::forget_old(app).await?;
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
        Event::ProductsChanged { .. }
        | Event::SellerChanged { .. }
        | Event::PaymentCreated { .. }
        | Event::RefundApproved { .. } => {
            let txn = app.database().begin().await?;
            outbox::finish(&txn, std::slice::from_ref(claimed)).await?;
            txn.commit().await?;
        }
    }
    Ok(())
}
