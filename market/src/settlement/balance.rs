//! What a seller's money is doing, and the entries behind it.

use chrono::{DateTime, Utc};
use money::Money;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::SettlementError;
use crate::{App, database::sql, page::PageRequest, sellers::SellerStaff};

/// Where a seller's money stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Delivered, inside the return window.
    pub held: Money,
    /// Paid by the next payout run.
    pub available: Money,
    /// Sent to the bank, not yet confirmed.
    pub in_transit: Money,
    /// Confirmed by the bank, ever.
    pub paid_out: Money,
}

/// The stage at which an entry moved a seller's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Delivered, inside the return window.
    Held,
    /// Paid by the next payout run.
    Available,
    /// Sent to the bank, not yet confirmed.
    InTransit,
}

impl Stage {
    fn of_account(code: &str) -> Self {
        match code.split_once(':') {
            Some(("held", _)) => Self::Held,
            Some(("payout_transit", _)) => Self::InTransit,
            _ => Self::Available,
        }
    }
}

/// One entry of the ledger that moved a seller's money.
#[derive(Clone, Debug)]
pub struct BookLine {
    /// The entry.
    pub id: Uuid,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// What happened, as the ledger names it.
    pub kind: String,
    /// The stage it moved.
    pub stage: Stage,
    /// How much: above zero more is owed to the seller, in đồng.
    pub amount: Money,
    /// The number of the order it is about.
    pub order_number: Option<String>,
}

#[derive(FromQueryResult)]
struct StageSums {
    held: i64,
    available: i64,
    in_transit: i64,
    paid_out: i64,
}

/// The seller's money by stage.
///
/// # Errors
///
/// When the database fails.
pub async fn balance(app: &App, staff: &SellerStaff) -> Result<Balance, SettlementError> {
    let stage = |prefix: &str| {
        format!(
            "CAST(COALESCE(SUM(CASE WHEN code LIKE '{prefix}:%' THEN -balance END), 0) AS bigint)"
        )
    };
    let text = format!(
        "SELECT {} AS held, {} AS available, {} AS in_transit,
                (SELECT CAST(COALESCE(SUM(amount), 0) AS bigint) FROM payout
                 WHERE seller_id = $1 AND state = 'paid') AS paid_out
         FROM ledger_account WHERE seller_id = $1",
        stage("held"),
        stage("available"),
        stage("payout_transit"),
    );
    let db = app.database().read();
    let sums = StageSums::find_by_statement(sql(db, text, [staff.seller_id().into()]))
        .one(db)
        .await?;
    let sums = sums.unwrap_or(StageSums {
        held: 0,
        available: 0,
        in_transit: 0,
        paid_out: 0,
    });
    Ok(Balance {
        held: Money::new(sums.held)?,
        available: Money::new(sums.available)?,
        in_transit: Money::new(sums.in_transit)?,
        paid_out: Money::new(sums.paid_out)?,
    })
}

#[derive(FromQueryResult)]
struct EntryRow {
    id: Uuid,
    occurred_at: DateTime<Utc>,
    kind: String,
    code: String,
    amount: i64,
    number: Option<String>,
}

/// The entries on the seller's accounts, the newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn book_lines(
    app: &App,
    staff: &SellerStaff,
    page: PageRequest,
) -> Result<(Vec<BookLine>, Option<String>), SettlementError> {
    let before = if page.after.is_some() {
        "AND e.id < $3"
    } else {
        ""
    };
    let text = format!(
        "SELECT e.id, j.occurred_at, j.kind, a.code, e.amount, o.number
         FROM ledger_account a
         JOIN ledger_entry e ON e.account_id = a.id
         JOIN ledger_journal j ON j.id = e.journal_id
         LEFT JOIN seller_order o ON o.id = e.order_id
         WHERE a.seller_id = $1 {before}
         ORDER BY e.id DESC LIMIT $2"
    );
    let most = i64::try_from(page.rows + 1).unwrap_or(i64::MAX);
    let mut values: Vec<Value> = vec![staff.seller_id().into(), most.into()];
    values.extend(page.after.map(Value::from));
    let db = app.database().read();
    let rows = EntryRow::find_by_statement(sql(db, text, values))
        .all(db)
        .await?;
    let (rows, next_cursor) = page.cut(rows, |row| row.id);
    let lines = rows.into_iter().map(line_of).collect::<Result<_, _>>()?;
    Ok((lines, next_cursor))
}

fn line_of(row: EntryRow) -> Result<BookLine, SettlementError> {
    Ok(BookLine {
        id: row.id,
        occurred_at: row.occurred_at,
        kind: row.kind,
        stage: Stage::of_account(&row.code),
        amount: -Money::new(row.amount)?,
        order_number: row.number,
    })
}
