//! Work that a commit promises. An event is written in the transaction that causes it and
//! handled after the commit, at least once, by one worker at a time.

use chrono::{DateTime, TimeDelta, Utc};
use entity::foundation::outbox;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult,
    QueryFilter, QuerySelect, QueryTrait, sea_query::InsertStatement,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{App, database::sql, limits, token::new_id};

/// What happened. Handlers must bear being run twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Something the public sees of these products changed.
    ProductsChanged {
        /// The products.
        product_ids: Vec<Uuid>,
    },
    /// Fewer units of these products are left, but enough: only their pages show another count.
    StockCounted {
        /// The products.
        product_ids: Vec<Uuid>,
    },
    /// Fewer units of these products are left, but plenty: the exact count can wait.
    PlentyCounted {
        /// The products.
        product_ids: Vec<Uuid>,
    },
    /// A seller's name, place or state changed: all its products look different.
    SellerChanged {
        /// The seller.
        seller_id: Uuid,
    },
    /// An attempt to pay was written down and must reach its provider.
    PaymentCreated {
        /// The attempt.
        payment_id: Uuid,
    },
    /// How much of promised money is taken was decided: the provider must be asked for it.
    CaptureDecided {
        /// The attempt.
        payment_id: Uuid,
    },
    /// Promised money is not needed: the provider must let it go.
    AuthorisationReleased {
        /// The attempt.
        payment_id: Uuid,
    },
    /// Promised money will not come: the orders that waited for it must end.
    AuthorisationLost {
        /// The attempt.
        payment_id: Uuid,
    },
    /// Money must go back to a shopper.
    RefundApproved {
        /// The refund.
        refund_id: Uuid,
    },
    /// A payout was written down and must reach its provider.
    PayoutSubmitted {
        /// The payout.
        payout_id: Uuid,
    },
}

/// The kind of events that gather, so that what sells many times is rendered once.
const STOCK_COUNTED: &str = "stock_counted";

impl Event {
    /// How long the event waits for others of its kind before it is due.
    const fn waits(&self) -> TimeDelta {
        match self {
            Self::PlentyCounted { .. } => limits::PLENTY_COUNTED_AFTER,
            _ => TimeDelta::zero(),
        }
    }

    /// Whether a worker should look at once: counts of what is left gather.
    pub(crate) const fn is_urgent(&self) -> bool {
        !matches!(self, Self::StockCounted { .. } | Self::PlentyCounted { .. })
    }

    /// The products that the event names itself.
    pub(crate) fn products(&self) -> &[Uuid] {
        match self {
            Self::ProductsChanged { product_ids }
            | Self::StockCounted { product_ids }
            | Self::PlentyCounted { product_ids } => product_ids,
            _ => &[],
        }
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::ProductsChanged { .. } => "products_changed",
            Self::StockCounted { .. } => STOCK_COUNTED,
            Self::PlentyCounted { .. } => "plenty_counted",
            Self::SellerChanged { .. } => "seller_changed",
            Self::PaymentCreated { .. } => "payment_created",
            Self::CaptureDecided { .. } => "capture_decided",
            Self::AuthorisationReleased { .. } => "authorisation_released",
            Self::AuthorisationLost { .. } => "authorisation_lost",
            Self::RefundApproved { .. } => "refund_approved",
            Self::PayoutSubmitted { .. } => "payout_submitted",
        }
    }
}

/// Writes events down in the caller's transaction. Call [`App::wake_jobs`] after the commit.
///
/// # Errors
///
/// When the database fails.
pub async fn enqueue<C: ConnectionTrait>(
    txn: &C,
    now: DateTime<Utc>,
    events: impl IntoIterator<Item = Event>,
) -> Result<(), DbErr> {
    let rows: Vec<outbox::ActiveModel> = events.into_iter().map(|event| row(&event, now)).collect();
    if !rows.is_empty() {
        outbox::Entity::insert_many(rows)
            .exec_without_returning(txn)
            .await?;
    }
    Ok(())
}

/// [`enqueue`] as a statement, to be sent together with others.
pub(crate) fn enqueued(
    now: DateTime<Utc>,
    events: impl IntoIterator<Item = Event>,
) -> InsertStatement {
    let rows = events.into_iter().map(|event| row(&event, now));
    outbox::Entity::insert_many(rows).into_query()
}

fn row(event: &Event, now: DateTime<Utc>) -> outbox::ActiveModel {
    outbox::ActiveModel {
        id: Set(new_id()),
        kind: Set(event.kind().to_owned()),
        payload: Set(serde_json::to_string(event).expect("an event is plain JSON")),
        created_at: Set(now),
        available_at: Set(now + event.waits()),
        attempts: Set(0),
        leased_until: Set(None),
        lease: Set(None),
        last_error: Set(None),
    }
}

/// An event that this worker holds until its lease ends.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// The row.
    pub id: Uuid,
    /// Proof that the lease is still ours.
    pub lease: Uuid,
    /// What happened; `None` when a newer version wrote something we cannot read.
    pub event: Option<Event>,
    /// Which try this is, from 1.
    pub attempts: i32,
}

#[derive(FromQueryResult)]
struct ClaimedRow {
    id: Uuid,
    payload: String,
    attempts: i32,
}

/// Which events a look takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All that are due.
    All,
    /// Those that must not wait for others of their kind.
    Urgent,
}

/// Takes due events that nobody holds, oldest first.
///
/// One statement, so that two processes never take the same event. A process that dies
/// loses nothing: its lease ends and another takes over.
///
/// # Errors
///
/// When the database fails.
pub async fn claim(app: &App, wanted: Wanted, most: u64) -> Result<Vec<Claimed>, DbErr> {
    let db = app.database().write();
    let now = app.clock().now();
    let until = now + limits::JOB_LEASE;
    let lease = new_id();
    let skip_locked = if app.database().is_postgres() {
        "FOR UPDATE SKIP LOCKED"
    } else {
        ""
    };
    let urgent = match wanted {
        Wanted::All => String::new(),
        Wanted::Urgent => format!("AND kind <> '{STOCK_COUNTED}'"),
    };
    let text = format!(
        "UPDATE outbox SET leased_until = $1, lease = $2, attempts = attempts + 1
         WHERE id IN (SELECT id FROM outbox WHERE available_at <= $3
                      AND (leased_until IS NULL OR leased_until <= $3) AND attempts < $4 {urgent}
                      ORDER BY available_at, id LIMIT $5 {skip_locked})
         RETURNING id, payload, attempts"
    );
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let values = [
        until.into(),
        lease.into(),
        now.into(),
        limits::JOB_ATTEMPTS_MAX.into(),
        most.into(),
    ];
    let mut rows = ClaimedRow::find_by_statement(sql(db, text, values))
        .all(db)
        .await?;
    rows.sort_by_key(|row| row.id);
    Ok(rows
        .into_iter()
        .map(|row| Claimed {
            id: row.id,
            lease,
            event: serde_json::from_str(&row.payload).ok(),
            attempts: row.attempts,
        })
        .collect())
}

/// Marks events as done, inside the transaction of their effects.
///
/// # Errors
///
/// [`DbErr::RecordNotUpdated`] when a lease ended and someone else took over: the caller's
/// transaction must then be rolled back.
pub async fn finish<C: ConnectionTrait>(txn: &C, done: &[Claimed]) -> Result<(), DbErr> {
    let Some(first) = done.first() else {
        return Ok(());
    };
    let removed = outbox::Entity::delete_many()
        .filter(outbox::Column::Id.is_in(done.iter().map(|claimed| claimed.id)))
        .filter(outbox::Column::Lease.eq(first.lease))
        .exec(txn)
        .await?;
    if usize::try_from(removed.rows_affected) == Ok(done.len()) {
        Ok(())
    } else {
        Err(DbErr::RecordNotUpdated)
    }
}

/// Gives an event back after a failure, to be tried again later: after 1, 2, 4, … seconds,
/// at most ten minutes.
///
/// # Errors
///
/// When the database fails.
pub async fn retry_later(app: &App, failed: &Claimed, error: &str) -> Result<(), DbErr> {
    let exponent = u32::try_from(failed.attempts.clamp(1, 10) - 1).unwrap_or(0);
    let wait = chrono::TimeDelta::seconds(2i64.pow(exponent).min(600));
    let db = app.database().write();
    outbox::Entity::update_many()
        .set(outbox::ActiveModel {
            available_at: Set(app.clock().now() + wait),
            leased_until: Set(None),
            lease: Set(None),
            last_error: Set(Some(error.chars().take(500).collect())),
            ..Default::default()
        })
        .filter(outbox::Column::Id.eq(failed.id))
        .filter(outbox::Column::Lease.eq(failed.lease))
        .exec(db)
        .await?;
    Ok(())
}

/// How much work waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// Events not done.
    pub waiting: u64,
    /// Events that failed too often and wait for a person.
    pub stuck: u64,
    /// When the oldest event was written that is due or had to be put off, and is not stuck.
    pub oldest: Option<DateTime<Utc>>,
}

/// Counts the events that are not done.
///
/// # Errors
///
/// When the database fails.
pub async fn backlog(app: &App) -> Result<Backlog, DbErr> {
    type Row = (DateTime<Utc>, DateTime<Utc>, i32);
    let rows: Vec<Row> = outbox::Entity::find()
        .select_only()
        .columns([
            outbox::Column::CreatedAt,
            outbox::Column::AvailableAt,
            outbox::Column::Attempts,
        ])
        .into_tuple()
        .all(app.database().read())
        .await?;
    let now = app.clock().now();
    let (stuck, waiting): (Vec<Row>, Vec<Row>) = rows
        .into_iter()
        .partition(|(_, _, attempts)| *attempts >= limits::JOB_ATTEMPTS_MAX);
    let late = waiting
        .iter()
        .filter(|(_, available_at, attempts)| *available_at <= now || *attempts > 0);
    Ok(Backlog {
        waiting: u64::try_from(waiting.len()).unwrap_or(u64::MAX),
        stuck: u64::try_from(stuck.len()).unwrap_or(u64::MAX),
        oldest: late.map(|(created_at, _, _)| *created_at).min(),
    })
}
