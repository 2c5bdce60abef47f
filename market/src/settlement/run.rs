//! The payout run: what every seller can be paid becomes one payout each.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::settlement::{PayoutSchedule, PayoutState, payout};
use money::Money;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{
    Payee, RunProblem, SettlementError,
    claim::{Candidate, Claimed, claim},
    payouts::{order_numbers, payees},
    release_due,
};
use crate::{App, accounts::Staff, clock::start_of_vietnam_day, database::sql, limits};

/// Which payout run.
#[derive(Clone, Debug)]
pub struct PayoutRun {
    /// Pays what is due by the end of this day in Vietnam. None or today: what is due now.
    /// A day to come pays before return windows end, which is for trying out.
    pub as_of: Option<NaiveDate>,
    /// Who runs it, in histories.
    pub actor: String,
}

/// What a payout run did.
#[derive(Clone, Debug)]
pub struct SettleReport {
    /// The day up to which it paid.
    pub as_of: NaiveDate,
    /// Orders released by this run.
    pub released: u64,
    /// The payouts made, by seller.
    pub payouts: Vec<Paid>,
    /// The sellers that are owed money and were not paid.
    pub problems: Vec<RunProblem>,
}

/// A payout that a run made.
#[derive(Clone, Debug)]
pub struct Paid {
    /// The payout.
    pub payout_id: Uuid,
    /// Who is paid.
    pub seller: Payee,
    /// How much, in đồng.
    pub amount: Money,
    /// Approved, or a draft that waits for a second person.
    pub state: PayoutState,
    /// The numbers of the orders it pays.
    pub orders: Vec<String>,
}

/// Releases what is due and makes one payout for every seller with more than its minimum
/// available.
///
/// Some sellers at a time are one transaction under the locks of their balances, so that two
/// runs at once never pay twice; what one run misses the next one pays. Sellers whose
/// transaction fails are tried again one by one, so that one cannot hold up others.
///
/// # Errors
///
/// [`SettlementError::DayUnusable`] or the database's. What was paid before stays paid.
pub async fn settle(app: &App, run: PayoutRun) -> Result<SettleReport, SettlementError> {
    settle_some(app, run, None).await
}

/// Does the same for the sellers that are paid this often; for all when none is said.
///
/// # Errors
///
/// As [`settle`].
pub(super) async fn settle_some(
    app: &App,
    run: PayoutRun,
    schedule: Option<PayoutSchedule>,
) -> Result<SettleReport, SettlementError> {
    let today = app.clock().today();
    let as_of = run.as_of.unwrap_or(today);
    let released = release_due(app, due_by(app, as_of)?).await?;
    let mut done = Claimed::default();
    for some in candidates(app, schedule)
        .await?
        .chunks(limits::PAYOUT_BATCH)
    {
        let claimed = claim_apart(app, &run, as_of, some).await?;
        done.payouts.extend(claimed.payouts);
        done.problems.extend(claimed.problems);
    }
    Ok(SettleReport {
        as_of,
        released,
        payouts: described(app, done.payouts).await?,
        problems: done.problems,
    })
}

/// A payout run that a finance person asks for, by the end of a day that has begun.
///
/// # Errors
///
/// [`SettlementError::DayAhead`], or as [`settle`].
pub async fn run_payouts(
    app: &App,
    staff: &Staff,
    as_of: Option<NaiveDate>,
) -> Result<SettleReport, SettlementError> {
    let today = app.clock().today();
    if as_of.is_some_and(|day| day > today) {
        return Err(SettlementError::DayAhead { today });
    }
    let run = PayoutRun {
        as_of,
        actor: staff.label().to_owned(),
    };
    settle(app, run).await
}

/// The instant up to which return windows must have ended.
fn due_by(app: &App, as_of: NaiveDate) -> Result<DateTime<Utc>, SettlementError> {
    if as_of == app.clock().today() {
        return Ok(app.clock().now());
    }
    let next = as_of.succ_opt().ok_or(SettlementError::DayUnusable)?;
    Ok(start_of_vietnam_day(next) - TimeDelta::milliseconds(1))
}

async fn claim_apart(
    app: &App,
    run: &PayoutRun,
    as_of: NaiveDate,
    candidates: &[Candidate],
) -> Result<Claimed, SettlementError> {
    let error = match claim(app, run, as_of, candidates).await {
        Err(error) if candidates.len() > 1 => error,
        done => return done,
    };
    tracing::warn!("payouts are made one by one, since together failed: {error}");
    let mut done = Claimed::default();
    for one in candidates {
        match claim(app, run, as_of, std::slice::from_ref(one)).await {
            Ok(claimed) => {
                done.payouts.extend(claimed.payouts);
                done.problems.extend(claimed.problems);
            }
            Err(SettlementError::Database(error)) => return Err(error.into()),
            Err(error) => tracing::error!(seller.id = %one.seller_id, "not paid: {error}"),
        }
    }
    Ok(done)
}

#[derive(FromQueryResult)]
struct CandidateRow {
    seller_id: Uuid,
    minimum: Option<i64>,
    schedule: Option<PayoutSchedule>,
}

/// The sellers that are owed something now, by their address in the market.
async fn candidates(
    app: &App,
    schedule: Option<PayoutSchedule>,
) -> Result<Vec<Candidate>, SettlementError> {
    let text = "SELECT s.id AS seller_id, t.minimum, t.schedule
         FROM ledger_account a
         JOIN seller s ON s.id = a.seller_id
         LEFT JOIN payout_terms t ON t.seller_id = s.id
         WHERE a.code LIKE 'available:%' AND a.balance < 0
         ORDER BY s.slug";
    let db = app.database().read();
    let rows = CandidateRow::find_by_statement(sql(db, text, Vec::<Value>::new()))
        .all(db)
        .await?;
    let usual = &app.settings().payouts;
    let is_asked = |row: &CandidateRow| {
        schedule.is_none_or(|asked| row.schedule.unwrap_or(usual.schedule) == asked)
    };
    rows.into_iter()
        .filter(is_asked)
        .map(|row| {
            let minimum = row.minimum.map(Money::new).transpose()?;
            Ok(Candidate {
                seller_id: row.seller_id,
                minimum: minimum.unwrap_or(usual.minimum),
            })
        })
        .collect()
}

/// Adds the sellers and the numbers of the orders, in bulk.
async fn described(app: &App, rows: Vec<payout::Model>) -> Result<Vec<Paid>, SettlementError> {
    let db = app.database().read();
    let mut described = Vec::with_capacity(rows.len());
    for rows in rows.chunks(limits::PAYOUTS_TOLD_AT_ONCE) {
        let payees: BTreeMap<Uuid, Payee> = payees(db, rows).await?;
        let mut orders = order_numbers(db, rows.iter().map(|row| row.id)).await?;
        for row in rows {
            let Some(seller) = payees.get(&row.seller_id).cloned() else {
                continue;
            };
            described.push(Paid {
                payout_id: row.id,
                seller,
                amount: Money::new(row.amount)?,
                state: row.state,
                orders: orders.remove(&row.id).unwrap_or_default(),
            });
        }
    }
    Ok(described)
}
