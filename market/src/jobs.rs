//! The worker: handles what commits promised, and recurring work.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use sea_orm::DbErr;

use crate::{
    App, bank,
    catalog::{analytics, documents},
    checkout, idempotency, limits, notices, orders,
    outbox::{self, Claimed, Event, Wanted},
    payments, returns, schedule, settlement,
};

/// How long an idle worker waits before it looks again; another process may have written.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// How long a worker lets events gather after a round, so that a busy market renders a product
/// once for many sales and not once for each.
const GATHER_FOR: Duration = Duration::from_millis(250);
/// How long counts of what was sold gather: a page may tell a count this old, and what sells
/// many times a second is rendered once for all of them.
const COUNT_EVERY: Duration = Duration::from_secs(1);
/// How often old saved answers are cleared away.
const FORGET_EVERY: TimeDelta = TimeDelta::hours(1);
/// How often orders whose return window ended are released to their sellers.
const RELEASE_EVERY: TimeDelta = TimeDelta::minutes(1);
/// How often the payout calendar is looked at.
const PAYOUTS_EVERY: TimeDelta = TimeDelta::minutes(5);
/// How often payout providers are asked what became of payouts.
const ASK_EVERY: TimeDelta = TimeDelta::minutes(1);
/// How often balances below zero are looked at.
const DEBTS_EVERY: TimeDelta = TimeDelta::days(1);

/// How often returns whose deadline is over are moved on.
const RETURNS_EVERY: TimeDelta = TimeDelta::minutes(1);
/// How often lines of the bank's statement look for entries that came after them.
const BANK_EVERY: TimeDelta = TimeDelta::minutes(10);
/// How often open payments and ended holds are looked at.
const PAYMENTS_EVERY: TimeDelta = TimeDelta::seconds(5);

/// Why handling an event failed; it is tried again later.
type JobError = Box<dyn std::error::Error + Send + Sync>;

/// What one look found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// Nothing was due.
    Idle,
    /// All that was due is done.
    Worked,
    /// More is due than one look takes.
    Full,
}

/// Works until `stop` resolves; what is in hand then is finished.
pub async fn work(app: App, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    let mut counted: Option<Instant> = None;
    loop {
        let is_early = counted.is_some_and(|at| at.elapsed() < COUNT_EVERY);
        let wanted = if is_early {
            Wanted::Urgent
        } else {
            Wanted::All
        };
        let look = run_once(&app, wanted).await.unwrap_or_else(|error| {
            tracing::error!("the worker cannot reach its work: {error}");
            Look::Idle
        });
        if wanted == Wanted::All && look != Look::Full {
            counted = Some(Instant::now());
        }
        let rest = match look {
            Look::Full => Duration::ZERO,
            Look::Worked => GATHER_FOR,
            Look::Idle => LOOK_EVERY,
        };
        tokio::select! {
            () = &mut stop => return,
            () = app.work().notified(), if look == Look::Idle => {}
            () = tokio::time::sleep(rest) => {}
        }
    }
}

/// Does everything that is due now. For command-line tools and tests, which cannot wait.
///
/// # Errors
///
/// When the database fails.
pub async fn run_until_idle(app: &App) -> Result<(), DbErr> {
    while run_once(app, Wanted::All).await? != Look::Idle {}
    Ok(())
}

/// One look: recurring work whose turn it is, then a batch of events.
async fn run_once(app: &App, wanted: Wanted) -> Result<Look, DbErr> {
    recurring(app).await;
    let claimed = outbox::claim(app, wanted, limits::JOB_BATCH).await?;
    let look = match u64::try_from(claimed.len()) {
        Ok(0) => Look::Idle,
        Ok(count) if count < limits::JOB_BATCH => Look::Worked,
        _ => Look::Full,
    };
    let (documents, others): (Vec<_>, Vec<_>) = claimed.into_iter().partition(is_about_documents);
    for event in others {
        let handled = handle(app, &event).await;
        put_off_failed(app, &event, handled).await?;
    }
    render(app, documents).await?;
    Ok(look)
}

/// Does the recurring work whose turn it is. Trouble of one must not keep the worker from
/// the others: it has another turn.
async fn recurring(app: &App) {
    let done = [
        ("saved answers", forget_answers(app).await),
        ("payments", payments_due(app).await),
        ("returns", returns_due(app).await),
        ("releases", release_orders(app).await),
        ("payouts", pay_sellers(app).await),
        (
            "the audit",
            settlement::audit_nightly(app).await.map_err(JobError::from),
        ),
        ("bank lines", match_bank_lines(app).await),
        (
            "documents",
            documents::refresh_due(app).await.map_err(JobError::from),
        ),
    ];
    for (name, outcome) in done {
        if let Err(error) = outcome {
            tracing::warn!("recurring work on {name} failed and will have another turn: {error}");
        }
    }
}

async fn forget_answers(app: &App) -> Result<(), JobError> {
    if schedule::take_turn(app, "forget_answers", FORGET_EVERY).await? {
        idempotency::forget_old(app).await?;
        payments::forget_bank_accounts(app).await?;
        notices::forget_old(app).await?;
        analytics::forget_old(app).await?;
    }
    Ok(())
}

async fn payments_due(app: &App) -> Result<(), JobError> {
    if schedule::take_turn(app, "payments", PAYMENTS_EVERY).await? {
        notices::poll_due(app).await?;
        checkout::expire_due(app).await?;
        orders::capture_due(app).await?;
    }
    Ok(())
}

async fn returns_due(app: &App) -> Result<(), JobError> {
    if schedule::take_turn(app, "returns", RETURNS_EVERY).await? {
        returns::close_due(app).await?;
    }
    Ok(())
}

async fn release_orders(app: &App) -> Result<(), JobError> {
    if schedule::take_turn(app, "release_orders", RELEASE_EVERY).await? {
        settlement::release_due(app, app.clock().now()).await?;
    }
    Ok(())
}

async fn pay_sellers(app: &App) -> Result<(), JobError> {
    if schedule::take_turn(app, "payouts", PAYOUTS_EVERY).await? {
        settlement::pay_scheduled(app).await?;
    }
    if schedule::take_turn(app, "payout_answers", ASK_EVERY).await? {
        settlement::ask_due(app).await?;
    }
    if schedule::take_turn(app, "debts", DEBTS_EVERY).await? {
        settlement::collect_due(app).await?;
    }
    Ok(())
}

async fn match_bank_lines(app: &App) -> Result<(), JobError> {
    if schedule::take_turn(app, "bank_lines", BANK_EVERY).await? {
        bank::match_lines(app).await?;
    }
    Ok(())
}

fn is_about_documents(claimed: &Claimed) -> bool {
    matches!(
        claimed.event,
        Some(
            Event::ProductsChanged { .. }
                | Event::StockCounted { .. }
                | Event::PlentyCounted { .. }
                | Event::SellerChanged { .. }
        )
    )
}

/// Renders what changed, many events together; one by one should that fail, so that a product
/// that cannot be rendered holds up no other.
async fn render(app: &App, claimed: Vec<Claimed>) -> Result<(), DbErr> {
    for batch in documents::batches(app, claimed).await? {
        if documents::refresh_batch(app, &batch).await.is_ok() {
            continue;
        }
        for event in &batch.events {
            put_off_failed(app, event, handle(app, event).await).await?;
        }
    }
    Ok(())
}

async fn put_off_failed(
    app: &App,
    event: &Claimed,
    handled: Result<(), JobError>,
) -> Result<(), DbErr> {
    let Err(error) = handled else {
        return Ok(());
    };
    tracing::warn!(outbox.id = %event.id, "a job failed and will be tried again: {error}");
    outbox::retry_later(app, event, &error.to_string()).await
}

/// Handles one event. Every arm must bear being run twice, and ends with
/// [`outbox::finish`] in the transaction of its effects.
async fn handle(app: &App, claimed: &Claimed) -> Result<(), JobError> {
    let Some(event) = &claimed.event else {
        return Err("written by a newer version".into());
    };
    match event {
        Event::PaymentCreated { payment_id } | Event::CaptureDecided { payment_id } => {
            notices::ask(app, *payment_id).await?;
            done(app, claimed).await?;
        }
        Event::AuthorisationReleased { payment_id } => {
            notices::release(app, *payment_id).await?;
            done(app, claimed).await?;
        }
        Event::AuthorisationLost { payment_id } => {
            orders::end_unpaid(app, *payment_id).await?;
            done(app, claimed).await?;
        }
        Event::RefundApproved { refund_id } => payments::send(app, *refund_id, claimed).await?,
        Event::PayoutSubmitted { payout_id } => {
            settlement::advance(app, *payout_id).await?;
            done(app, claimed).await?;
        }
        Event::ProductsChanged { .. }
        | Event::StockCounted { .. }
        | Event::PlentyCounted { .. }
        | Event::SellerChanged { .. } => {
            for batch in documents::batches(app, vec![claimed.clone()]).await? {
                documents::refresh_batch(app, &batch).await?;
            }
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
