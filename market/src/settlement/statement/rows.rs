//! The entries that a statement is made of.

use chrono::{DateTime, Utc};
use money::Money;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use crate::{
    database::sql,
    settlement::{Period, SettlementError},
};

/// What is owed to a seller: held, available and kept as security. Money that only moves
/// between them, or that the bank confirms, changes nothing here.
const OWED: &str = "a.seller_id = $1
     AND (a.code LIKE 'held:%' OR a.code LIKE 'available:%' OR a.code LIKE 'reserve:%')
     AND j.kind NOT IN ('released', 'dispute_secured', 'dispute_unsecured')";

/// An entry, with what it is about.
#[derive(FromQueryResult)]
pub(super) struct LineRow {
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) kind: String,
    pub(super) line_no: i32,
    pub(super) source_id: Uuid,
    pub(super) amount: i64,
    pub(super) number: Option<String>,
}

/// What was owed when a month began.
pub(super) async fn owed_before<C: ConnectionTrait>(
    db: &C,
    seller_id: Uuid,
    period: Period,
) -> Result<Money, SettlementError> {
    let text = format!(
        "SELECT CAST(COALESCE(SUM(-e.amount), 0) AS bigint) AS owed
         FROM ledger_account a
         JOIN ledger_entry e ON e.account_id = a.id
         JOIN ledger_journal j ON j.id = e.journal_id
         WHERE {OWED} AND j.occurred_at < $2"
    );
    let values = [seller_id.into(), period.begins().into()];
    let row = db.query_one_raw(sql(db, text, values)).await?;
    let owed: i64 = match row {
        Some(row) => row.try_get("", "owed")?,
        None => 0,
    };
    Ok(Money::new(owed)?)
}

/// What moved in a month.
pub(super) async fn moved_in<C: ConnectionTrait>(
    db: &C,
    seller_id: Uuid,
    period: Period,
) -> Result<Vec<LineRow>, SettlementError> {
    let text = format!(
        "SELECT j.occurred_at, j.kind, e.line_no, j.source_id, e.amount, o.number
         FROM ledger_account a
         JOIN ledger_entry e ON e.account_id = a.id
         JOIN ledger_journal j ON j.id = e.journal_id
         LEFT JOIN seller_order o ON o.id = e.order_id
         WHERE {OWED} AND j.occurred_at >= $2 AND j.occurred_at < $3
         ORDER BY j.occurred_at, e.id"
    );
    let values = [
        seller_id.into(),
        period.begins().into(),
        period.ends().into(),
    ];
    read(db, text, values.into()).await
}

/// What a payout settles. What was released for an order is shown as what was held for it:
/// the sale, the fees and all that happened before the release.
pub(super) async fn settled_by<C: ConnectionTrait>(
    db: &C,
    payout_id: Uuid,
) -> Result<Vec<LineRow>, SettlementError> {
    let columns = "j.occurred_at, j.kind, e.line_no, j.source_id, e.amount, o.number, e.id";
    let text = format!(
        "SELECT occurred_at, kind, line_no, source_id, amount, number FROM (
             SELECT {columns} FROM payout_line l
             JOIN ledger_entry e ON e.id = l.entry_id
             JOIN ledger_journal j ON j.id = e.journal_id
             LEFT JOIN seller_order o ON o.id = e.order_id
             WHERE l.payout_id = $1 AND j.kind <> 'released'
             UNION ALL
             SELECT {columns} FROM payout_line l
             JOIN ledger_entry released ON released.id = l.entry_id
             JOIN ledger_journal release ON release.id = released.journal_id
                 AND release.kind = 'released'
             JOIN ledger_entry held ON held.journal_id = release.id AND held.id <> released.id
             JOIN ledger_account a ON a.id = held.account_id AND a.code LIKE 'held:%'
             JOIN ledger_entry e ON e.account_id = a.id AND e.id <> held.id
             JOIN ledger_journal j ON j.id = e.journal_id
             JOIN seller_order o ON o.id = e.order_id
             WHERE l.payout_id = $1) settled
         ORDER BY occurred_at, id"
    );
    read(db, text, vec![payout_id.into()]).await
}

async fn read<C: ConnectionTrait>(
    db: &C,
    text: String,
    values: Vec<Value>,
) -> Result<Vec<LineRow>, SettlementError> {
    let rows = LineRow::find_by_statement(sql(db, text, values))
        .all(db)
        .await?;
    Ok(rows)
}
