//! Bank files: approved payouts that go to the bank together.

use chrono::{DateTime, Utc};
use entity::settlement::{PayoutMethod, PayoutState, payout, payout_batch};
use money::Money;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect, Value,
};
use uuid::Uuid;

use super::{
    SettlementError,
    step::{Doer, step},
    transition::PayoutCommand,
};
use crate::{App, accounts::Staff, database::sql, limits, page::PageRequest, token::new_id};

/// A bank file and how far its payouts are.
#[derive(Clone, Debug)]
pub struct PayoutBatch {
    /// The batch.
    pub id: Uuid,
    /// Payouts in it.
    pub payouts: u64,
    /// What they send together, in đồng.
    pub amount: Money,
    /// Payouts of which the bank has not said how they ended.
    pub open: u64,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Puts the approved payouts that have a bank account into one file and counts them as
/// submitted; the oldest first, at most a thousand. A payout is in one file at most.
///
/// # Errors
///
/// [`SettlementError::NothingToSend`] when there is none, or the database's.
pub async fn create_batch(app: &App, staff: &Staff) -> Result<PayoutBatch, SettlementError> {
    let txn = app.database().begin().await?;
    let payouts = waiting(&txn, app.database().is_postgres()).await?;
    if payouts.is_empty() {
        return Err(SettlementError::NothingToSend);
    }
    let id = new_id();
    let now = app.clock().now();
    let row = payout_batch::ActiveModel {
        id: Set(id),
        created_by: Set(staff.label().to_owned()),
        created_at: Set(now),
    };
    payout_batch::Entity::insert(row)
        .exec_without_returning(&txn)
        .await?;
    let doer = Doer {
        actor: staff.label(),
        reason: None,
    };
    for payout in payouts {
        step(&txn, app, payout, (PayoutCommand::Submit, doer), |row| {
            row.method = Some(PayoutMethod::BankFile);
            row.batch_id = Some(id);
            row.submitted_at = Some(now);
        })
        .await?;
    }
    txn.commit().await?;
    batch(app, id).await
}

/// Approved payouts that say where they go, locked. Those that somebody else has in hand are
/// left to the next file.
async fn waiting(
    txn: &DatabaseTransaction,
    is_postgres: bool,
) -> Result<Vec<payout::Model>, DbErr> {
    let query = payout::Entity::find()
        .filter(payout::Column::State.eq(PayoutState::Approved))
        .filter(payout::Column::BankAccount.is_not_null())
        .order_by_asc(payout::Column::Id)
        .limit(limits::BANK_FILE_ROWS_MAX);
    let query = match is_postgres {
        true => query.lock_with_behavior(
            sea_orm::sea_query::LockType::Update,
            sea_orm::sea_query::LockBehavior::SkipLocked,
        ),
        false => query,
    };
    query.all(txn).await
}

#[derive(FromQueryResult)]
struct BatchRow {
    id: Uuid,
    created_by: String,
    created_at: DateTime<Utc>,
    payouts: i64,
    amount: i64,
    open: i64,
}

/// The bank files, the newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn batches(
    app: &App,
    _staff: &Staff,
    page: PageRequest,
) -> Result<(Vec<PayoutBatch>, Option<String>), SettlementError> {
    let before = page.after.map_or("", |_| "WHERE b.id < $2");
    let most = i64::try_from(page.rows + 1).unwrap_or(i64::MAX);
    let mut values: Vec<Value> = vec![most.into()];
    values.extend(page.after.map(Value::from));
    let rows = read(
        app,
        &format!(
            "{before} GROUP BY b.id, b.created_by, b.created_at
         ORDER BY b.id DESC LIMIT $1"
        ),
        values,
    )
    .await?;
    Ok(page.cut(rows, |row| row.id))
}

/// One bank file.
pub(super) async fn batch(app: &App, id: Uuid) -> Result<PayoutBatch, SettlementError> {
    let one = "WHERE b.id = $1 GROUP BY b.id, b.created_by, b.created_at";
    let rows = read(app, one, vec![id.into()]).await?;
    rows.into_iter()
        .next()
        .ok_or(SettlementError::BatchNotFound)
}

async fn read(
    app: &App,
    which: &str,
    values: Vec<Value>,
) -> Result<Vec<PayoutBatch>, SettlementError> {
    let text = format!(
        "SELECT b.id, b.created_by, b.created_at, COUNT(p.id) AS payouts,
                CAST(COALESCE(SUM(p.amount), 0) AS bigint) AS amount,
                COUNT(CASE WHEN p.state = 'submitted' THEN 1 END) AS open
         FROM payout_batch b LEFT JOIN payout p ON p.batch_id = b.id {which}"
    );
    let db = app.database().read();
    let rows = BatchRow::find_by_statement(sql(db, text, values))
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(PayoutBatch {
                id: row.id,
                payouts: u64::try_from(row.payouts).unwrap_or(0),
                amount: Money::new(row.amount)?,
                open: u64::try_from(row.open).unwrap_or(0),
                created_by: row.created_by,
                created_at: row.created_at,
            })
        })
        .collect()
}
