//! What each carrier holds for the market, what it handed over, what is missing, and what it
//! owes for lost parcels.

use chrono::{DateTime, TimeDelta, Utc};
use money::Money;
use sea_orm::{DbErr, FromQueryResult};

use super::{Carrier, CarrierError, directory};
use crate::{App, accounts::Staff, database::sql};

/// Cash of one carrier, in đồng.
#[derive(Clone, Debug)]
pub struct CarrierCash {
    /// The carrier.
    pub carrier: Carrier,
    /// What its parcels shall bring in all, those that were not taken left out.
    pub expected: Money,
    /// What it collected.
    pub collected: Money,
    /// What it handed over.
    pub remitted: Money,
    /// What it collected and did not hand over.
    pub missing: Money,
    /// What parcels that were not taken would have brought.
    pub uncollected: Money,
    /// What is missing, by how long ago it was collected.
    pub aged: Aged,
    /// Of what is missing, what the carrier keeps longer than its terms allow.
    pub overdue: Money,
    /// What it is owed in fees.
    pub fees_owed: Money,
    /// What it was asked to pay for parcels that it lost or spoilt, and did not yet.
    pub claimed: Money,
    /// That, by how long ago it was asked.
    pub claims_aged: Aged,
    /// Its cash account in the books; the same as what is missing.
    pub ledger_cash: Money,
    /// What the books say it is owed in fees.
    pub ledger_fees_owed: Money,
    /// What the books say it was asked to pay; the same as what is claimed.
    pub ledger_claims: Money,
}

/// Money that a carrier owes, by age, in đồng.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aged {
    /// Up to 3 days.
    pub up_to_3_days: Money,
    /// Over 3, up to 7 days.
    pub up_to_7_days: Money,
    /// Over 7, up to 14 days.
    pub up_to_14_days: Money,
    /// Over 14 days.
    pub older: Money,
}

#[derive(FromQueryResult)]
struct Row {
    code: String,
    expected: i64,
    collected: i64,
    remitted: i64,
    uncollected: i64,
    fresh: i64,
    week: i64,
    fortnight: i64,
    overdue: i64,
    fees_owed: i64,
    claimed: i64,
    claims_fresh: i64,
    claims_week: i64,
    claims_fortnight: i64,
    ledger_cash: i64,
    ledger_fees_owed: i64,
    ledger_claims: i64,
}

/// The cash of every carrier, by code.
///
/// # Errors
///
/// When the database fails.
pub async fn cash_of_all(app: &App, staff: &Staff) -> Result<Vec<CarrierCash>, CarrierError> {
    let carriers = directory::carriers(app, staff).await?;
    let rows = rows(app, &carriers).await?;
    carriers
        .into_iter()
        .map(|carrier| {
            let row = rows.iter().find(|row| row.code == carrier.code);
            cash(carrier, row.ok_or(CarrierError::NotFound)?)
        })
        .collect()
}

/// The cash of one carrier.
///
/// # Errors
///
/// [`CarrierError::NotFound`], or the database's.
pub async fn cash_of(app: &App, _staff: &Staff, code: &str) -> Result<CarrierCash, CarrierError> {
    let carrier = directory::known(app.database().read(), code).await?;
    let rows = rows(app, std::slice::from_ref(&carrier)).await?;
    cash(carrier, rows.first().ok_or(CarrierError::NotFound)?)
}

fn cash(carrier: Carrier, row: &Row) -> Result<CarrierCash, CarrierError> {
    let missing = row.collected - row.remitted;
    Ok(CarrierCash {
        carrier,
        expected: Money::new(row.expected)?,
        collected: Money::new(row.collected)?,
        remitted: Money::new(row.remitted)?,
        missing: Money::new(missing)?,
        uncollected: Money::new(row.uncollected)?,
        aged: aged(missing, [row.fresh, row.week, row.fortnight])?,
        overdue: Money::new(row.overdue)?,
        fees_owed: Money::new(row.fees_owed)?,
        claimed: Money::new(row.claimed)?,
        claims_aged: aged(
            row.claimed,
            [row.claims_fresh, row.claims_week, row.claims_fortnight],
        )?,
        ledger_cash: Money::new(row.ledger_cash)?,
        ledger_fees_owed: Money::new(row.ledger_fees_owed)?,
        ledger_claims: Money::new(row.ledger_claims)?,
    })
}

fn aged(all: i64, [fresh, week, fortnight]: [i64; 3]) -> Result<Aged, CarrierError> {
    Ok(Aged {
        up_to_3_days: Money::new(fresh)?,
        up_to_7_days: Money::new(week)?,
        up_to_14_days: Money::new(fortnight)?,
        older: Money::new(all - fresh - week - fortnight)?,
    })
}

/// One row a carrier, in one statement.
async fn rows(app: &App, carriers: &[Carrier]) -> Result<Vec<Row>, DbErr> {
    let now = app.clock().now();
    let days_ago = |days: i64| -> DateTime<Utc> { now - TimeDelta::days(days) };
    let mut rows = Vec::new();
    for carrier in carriers {
        let values = [
            carrier.code.clone().into(),
            days_ago(3).into(),
            days_ago(7).into(),
            days_ago(14).into(),
            days_ago(i64::from(carrier.remit_days)).into(),
        ];
        let db = app.database().read();
        let found = Row::find_by_statement(sql(db, CASH, values))
            .one(db)
            .await?;
        rows.extend(found);
    }
    Ok(rows)
}

const CASH: &str = "
    WITH cash AS (
        SELECT cod_amount, cod_collected, cod_remitted, uncollected_at, delivered_at,
               carrier_fee - carrier_fee_paid AS fee_owed
        FROM parcel WHERE carrier_code = $1
    ), out AS (
        SELECT cod_collected - cod_remitted AS amount, delivered_at FROM cash
        WHERE cod_collected > cod_remitted
    ), claim AS (
        SELECT amount, created_at FROM carrier_claim
        WHERE carrier_code = $1 AND state = 'open'
    )
    SELECT $1 AS code,
        CAST((SELECT COALESCE(SUM(cod_amount), 0) FROM cash WHERE uncollected_at IS NULL)
            AS bigint) AS expected,
        CAST((SELECT COALESCE(SUM(cod_collected), 0) FROM cash) AS bigint) AS collected,
        CAST((SELECT COALESCE(SUM(cod_remitted), 0) FROM cash) AS bigint) AS remitted,
        CAST((SELECT COALESCE(SUM(cod_amount), 0) FROM cash WHERE uncollected_at IS NOT NULL)
            AS bigint) AS uncollected,
        CAST((SELECT COALESCE(SUM(fee_owed), 0) FROM cash) AS bigint) AS fees_owed,
        CAST((SELECT COALESCE(SUM(amount), 0) FROM out WHERE delivered_at >= $2)
            AS bigint) AS fresh,
        CAST((SELECT COALESCE(SUM(amount), 0) FROM out
              WHERE delivered_at < $2 AND delivered_at >= $3) AS bigint) AS week,
        CAST((SELECT COALESCE(SUM(amount), 0) FROM out
              WHERE delivered_at < $3 AND delivered_at >= $4) AS bigint) AS fortnight,
        CAST((SELECT COALESCE(SUM(amount), 0) FROM out WHERE delivered_at < $5)
            AS bigint) AS overdue,
        CAST((SELECT COALESCE(SUM(amount), 0) FROM claim) AS bigint) AS claimed,
        CAST((SELECT COALESCE(SUM(amount), 0) FROM claim WHERE created_at >= $2)
            AS bigint) AS claims_fresh,
        CAST((SELECT COALESCE(SUM(amount), 0) FROM claim
              WHERE created_at < $2 AND created_at >= $3) AS bigint) AS claims_week,
        CAST((SELECT COALESCE(SUM(amount), 0) FROM claim
              WHERE created_at < $3 AND created_at >= $4) AS bigint) AS claims_fortnight,
        CAST(COALESCE((SELECT balance FROM ledger_account WHERE code = 'carrier_cod:' || $1), 0)
            AS bigint) AS ledger_cash,
        CAST(COALESCE((SELECT -balance FROM ledger_account
                       WHERE code = 'carrier_payable:' || $1), 0) AS bigint) AS ledger_fees_owed,
        CAST(COALESCE((SELECT balance FROM ledger_account
                       WHERE code = 'carrier_claims:' || $1), 0) AS bigint) AS ledger_claims";
