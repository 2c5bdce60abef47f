//! A seller's statement of one month, from ledger entries alone.

pub(super) mod csv;

use chrono::{DateTime, NaiveDate, Utc};
use money::Money;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::SettlementError;
use crate::{
    App,
    clock::{start_of_vietnam_day, vietnam_day},
    database::sql,
    sellers::{self, SellerError, SellerStaff},
};

/// What is owed to a seller: held and available. Money that moves between the two, or that
/// the bank confirms, changes nothing here.
const OWED: &str = "a.seller_id = $1 AND (a.code LIKE 'held:%' OR a.code LIKE 'available:%')
     AND j.kind <> 'released'";

/// A calendar month in Vietnam.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    first: NaiveDate,
    next: NaiveDate,
}

impl Period {
    /// Reads a month such as `2026-11`.
    ///
    /// # Errors
    ///
    /// [`SettlementError::PeriodUnusable`] for anything else.
    pub fn parse(text: &str) -> Result<Self, SettlementError> {
        let month = || {
            let (year, month) = text.split_once('-')?;
            let is_number = |text: &str| text.bytes().all(|letter| letter.is_ascii_digit());
            let is_written_out =
                year.len() == 4 && month.len() == 2 && is_number(year) && is_number(month);
            let first = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)?;
            let next = first.checked_add_months(chrono::Months::new(1))?;
            is_written_out.then_some(Self { first, next })
        };
        month().ok_or(SettlementError::PeriodUnusable)
    }

    /// The month after.
    #[must_use]
    pub fn next(&self) -> Self {
        let after = self.next + chrono::Months::new(1);
        Self {
            first: self.next,
            next: after,
        }
    }

    /// Its first day.
    #[must_use]
    pub const fn first_day(&self) -> NaiveDate {
        self.first
    }

    /// The month as `2026-11`.
    #[must_use]
    pub fn name(&self) -> String {
        self.first.format("%Y-%m").to_string()
    }
}

/// What a line of a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Goods delivered, less the seller's discount.
    Sale,
    /// The market's commission.
    Commission,
    /// VAT on the commission.
    CommissionVat,
    /// Value added tax withheld for the state.
    WithheldVat,
    /// Personal income tax withheld for the state.
    WithheldPit,
    /// Sent to the bank.
    Payout,
    /// A payout that the bank refused.
    PayoutReturned,
    /// Something a newer version posts.
    Other,
}

impl LineKind {
    /// Told by the journal's kind, and for fees by the line of its rule.
    fn of(kind: &str, line_no: i32) -> Self {
        match (kind, line_no) {
            ("delivered", _) => Self::Sale,
            ("fees_charged", 1) => Self::Commission,
            ("fees_charged", 2) => Self::CommissionVat,
            ("fees_charged", 3) => Self::WithheldVat,
            ("fees_charged", _) => Self::WithheldPit,
            ("payout_instructed", _) => Self::Payout,
            ("payout_failed", _) => Self::PayoutReturned,
            _ => Self::Other,
        }
    }
}

/// One movement of what is owed to the seller.
#[derive(Clone, Debug)]
pub struct StatementLine {
    /// The day in Vietnam.
    pub day: NaiveDate,
    /// What it is about.
    pub kind: LineKind,
    /// The number of the order, or the id of the payout.
    pub reference: String,
    /// Above zero more is owed to the seller, in đồng.
    pub amount: Money,
}

/// What a seller was owed at the start of a month, what moved, and what it is owed at the end.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The seller's name.
    pub seller: String,
    /// The month.
    pub period: Period,
    /// Owed before the month.
    pub opening: Money,
    /// What moved, in order of time.
    pub lines: Vec<StatementLine>,
    /// Owed at its end: the opening and all lines together.
    pub closing: Money,
}

#[derive(FromQueryResult)]
struct LineRow {
    occurred_at: DateTime<Utc>,
    kind: String,
    line_no: i32,
    source_id: Uuid,
    amount: i64,
    number: Option<String>,
}

/// The seller's statement of a month. Of a month under way it is what happened so far.
///
/// # Errors
///
/// When the database fails.
pub async fn statement(
    app: &App,
    staff: &SellerStaff,
    period: Period,
) -> Result<Statement, SettlementError> {
    let seller = sellers::own(app, staff)
        .await
        .map_err(|error| match error {
            SellerError::Database(error) => SettlementError::Database(error),
            _ => SettlementError::SellerGone,
        })?;
    let opening = owed_before(app, seller.id, period).await?;
    let mut closing = opening;
    let mut lines = Vec::new();
    for row in moved_in(app, seller.id, period).await? {
        let line = line_of(row)?;
        closing = closing.plus(line.amount)?;
        lines.push(line);
    }
    Ok(Statement {
        seller: seller.name,
        period,
        opening,
        lines,
        closing,
    })
}

async fn owed_before(app: &App, seller_id: Uuid, period: Period) -> Result<Money, SettlementError> {
    let text = format!(
        "SELECT CAST(COALESCE(SUM(-e.amount), 0) AS bigint) AS owed
         FROM ledger_account a
         JOIN ledger_entry e ON e.account_id = a.id
         JOIN ledger_journal j ON j.id = e.journal_id
         WHERE {OWED} AND j.occurred_at < $2"
    );
    let db = app.database().read();
    let values = [seller_id.into(), start_of_vietnam_day(period.first).into()];
    let row = sea_orm::ConnectionTrait::query_one_raw(db, sql(db, text, values)).await?;
    let owed: i64 = match row {
        Some(row) => row.try_get("", "owed")?,
        None => 0,
    };
    Ok(Money::new(owed)?)
}

async fn moved_in(
    app: &App,
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
    let db = app.database().read();
    let values = [
        seller_id.into(),
        start_of_vietnam_day(period.first).into(),
        start_of_vietnam_day(period.next).into(),
    ];
    let rows = LineRow::find_by_statement(sql(db, text, values))
        .all(db)
        .await?;
    Ok(rows)
}

fn line_of(row: LineRow) -> Result<StatementLine, SettlementError> {
    Ok(StatementLine {
        day: vietnam_day(row.occurred_at),
        kind: LineKind::of(&row.kind, row.line_no),
        reference: row.number.unwrap_or_else(|| row.source_id.to_string()),
        amount: -Money::new(row.amount)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_a_year_and_two_digits() {
        assert_eq!(Period::parse("2026-11").expect("a month").name(), "2026-11");
        for refused in [
            "2026",
            "2026-13",
            "2026-1",
            "11-2026",
            "2026-11-01",
            "26-11",
            "+026-11",
        ] {
            assert!(Period::parse(refused).is_err(), "{refused}");
        }
    }
}
