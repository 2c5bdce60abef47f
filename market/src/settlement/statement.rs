//! What a seller was owed, what moved, and what it is owed: for a month, and for a payout.
//! From ledger entries alone.

mod kind;
mod rows;
mod sheet;

use chrono::NaiveDate;
use entity::{sellers::seller, settlement::payout};
use money::Money;
use sea_orm::EntityTrait;
use uuid::Uuid;

pub use kind::LineKind;

use super::{Period, SettlementError};
use crate::{App, accounts::Staff, clock::vietnam_day, sellers::SellerStaff};
use kind::Told;
use rows::LineRow;

/// What a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementOf {
    /// A calendar month.
    Month(Period),
    /// What one payout settles.
    Payout(Uuid),
}

impl From<Period> for StatementOf {
    fn from(period: Period) -> Self {
        Self::Month(period)
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

/// What a seller was owed, what moved, and what it is owed.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The seller's name.
    pub seller: String,
    /// What it is about.
    pub of: StatementOf,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Owed before.
    pub opening: Money,
    /// What moved, in order of time.
    pub lines: Vec<StatementLine>,
    /// Owed after: the opening and all lines together.
    pub closing: Money,
}

/// The seller's statement. Of a month under way it is what happened so far.
///
/// A payout settles what was released, refunded and corrected since the one before, so its
/// statement begins at zero; it ends at zero once the payout was approved.
///
/// # Errors
///
/// [`SettlementError::PayoutNotFound`], of others' payouts too, or the database's.
pub async fn statement(
    app: &App,
    staff: &SellerStaff,
    of: impl Into<StatementOf>,
) -> Result<Statement, SettlementError> {
    of_seller(app, staff.seller_id(), of.into()).await
}

/// A seller's statement, for finance staff.
///
/// # Errors
///
/// [`SettlementError::SellerGone`], or as [`statement`].
pub async fn statement_at_desk(
    app: &App,
    _staff: &Staff,
    (seller_id, of): (Uuid, StatementOf),
) -> Result<Statement, SettlementError> {
    of_seller(app, seller_id, of).await
}

async fn of_seller(
    app: &App,
    seller_id: Uuid,
    of: StatementOf,
) -> Result<Statement, SettlementError> {
    let db = app.database().read();
    let seller = seller::Entity::find_by_id(seller_id)
        .one(db)
        .await?
        .ok_or(SettlementError::SellerGone)?;
    let (opening, rows, days) = match of {
        StatementOf::Month(period) => {
            let opening = rows::owed_before(db, seller_id, period).await?;
            let rows = rows::moved_in(db, seller_id, period).await?;
            (opening, rows, Some((period.first_day(), period.last_day())))
        }
        StatementOf::Payout(id) => {
            let payout = payout::Entity::find_by_id(id).one(db).await?;
            let payout = payout.filter(|row| row.seller_id == seller_id);
            payout.ok_or(SettlementError::PayoutNotFound)?;
            (Money::ZERO, rows::settled_by(db, id).await?, None)
        }
    };
    let mut closing = opening;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let line = line_of(row)?;
        closing = closing.plus(line.amount)?;
        lines.push(line);
    }
    let today = app.clock().today();
    let (from, to) = days.unwrap_or_else(|| {
        let first = lines.first().map_or(today, |line| line.day);
        (first, lines.last().map_or(today, |line| line.day))
    });
    Ok(Statement {
        seller: seller.name,
        of,
        from,
        to,
        opening,
        lines,
        closing,
    })
}

fn line_of(row: LineRow) -> Result<StatementLine, SettlementError> {
    Ok(StatementLine {
        day: vietnam_day(row.occurred_at),
        kind: LineKind::of(Told {
            journal: &row.kind,
            line_no: row.line_no,
            cause: row.cause,
        }),
        reference: row.number.unwrap_or_else(|| row.source_id.to_string()),
        amount: -Money::new(row.amount)?,
    })
}
