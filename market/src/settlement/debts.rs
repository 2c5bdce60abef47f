//! Balances below zero for too long become debts to collect (rule 18).

use chrono::{DateTime, TimeDelta, Utc};
use entity::settlement::ledger_account;
use money::Money;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::{Payee, SettlementError};
use crate::{
    App,
    accounts::Staff,
    database::sql,
    ledger::{self, Account},
};

/// A seller that owes the market.
#[derive(Clone, Debug)]
pub struct Debt {
    /// Who owes.
    pub seller: Payee,
    /// How much its balance is below zero; its next sales fill that hole, in đồng.
    pub negative: Money,
    /// What was taken out of the balance, to be collected, in đồng.
    pub debt: Money,
}

#[derive(FromQueryResult)]
struct DebtRow {
    id: Uuid,
    slug: String,
    name: String,
    negative: i64,
    debt: i64,
}

/// The sellers that owe the market, the largest debt first.
///
/// # Errors
///
/// When the database fails.
pub async fn debts(app: &App, _staff: &Staff) -> Result<Vec<Debt>, SettlementError> {
    let text = "SELECT s.id, s.slug, s.name,
                CAST(SUM(CASE WHEN a.code LIKE 'available:%' THEN a.balance ELSE 0 END) AS bigint)
                    AS negative,
                CAST(SUM(CASE WHEN a.code LIKE 'seller_debt:%' THEN a.balance ELSE 0 END) AS bigint)
                    AS debt
         FROM ledger_account a JOIN seller s ON s.id = a.seller_id
         WHERE a.balance > 0 AND (a.code LIKE 'available:%' OR a.code LIKE 'seller_debt:%')
         GROUP BY s.id, s.slug, s.name
         ORDER BY SUM(a.balance) DESC, s.slug LIMIT 1000";
    let db = app.database().read();
    let rows = DebtRow::find_by_statement(sql(db, text, []))
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Debt {
                seller: Payee {
                    id: row.id,
                    slug: row.slug,
                    name: row.name,
                },
                negative: Money::new(row.negative)?,
                debt: Money::new(row.debt)?,
            })
        })
        .collect()
}

/// Moves balances that were below zero all the time since the market's limit into debts, and
/// tells how many there were. Once a seller and month; what was done is found done.
///
/// # Errors
///
/// When the database fails.
pub async fn collect_due(app: &App) -> Result<u64, SettlementError> {
    let age = app.settings().payouts.debt_after;
    let age = TimeDelta::from_std(age).unwrap_or(TimeDelta::days(90));
    let since = app.clock().now() - age;
    let negative: Vec<Uuid> = ledger_account::Entity::find()
        .select_only()
        .column(ledger_account::Column::SellerId)
        .filter(ledger_account::Column::Code.like("available:%"))
        .filter(ledger_account::Column::Balance.gt(0))
        .filter(ledger_account::Column::SellerId.is_not_null())
        .order_by_asc(ledger_account::Column::Code)
        .into_tuple()
        .all(app.database().read())
        .await?;
    let mut moved = 0;
    for seller_id in negative {
        moved += u64::from(collect(app, seller_id, since).await?);
    }
    Ok(moved)
}

async fn collect(
    app: &App,
    seller_id: Uuid,
    since: DateTime<Utc>,
) -> Result<bool, SettlementError> {
    let txn = app.database().begin().await?;
    let account = ledger_account::Entity::find()
        .filter(ledger_account::Column::Code.eq(Account::Available(seller_id).code()))
        .lock_exclusive()
        .one(&txn)
        .await?;
    let Some(account) = account.filter(|account| account.balance > 0) else {
        return Ok(false);
    };
    if !was_below_zero(&txn, &account, since).await? {
        return Ok(false);
    }
    let amount = Money::new(account.balance)?;
    match ledger::debt_moved(&txn, app, seller_id, amount).await {
        Ok(()) => txn.commit().await?,
        // This month's debt was moved already, of another amount: the next month moves this.
        Err(ledger::LedgerError::KeyConflict { .. }) => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    Ok(true)
}

/// Whether an account that is on the debit side now was there all the time since.
async fn was_below_zero<C: ConnectionTrait>(
    txn: &C,
    account: &ledger_account::Model,
    since: DateTime<Utc>,
) -> Result<bool, SettlementError> {
    // The balance before each entry of that time, from the newest back.
    let text = "SELECT CAST(COALESCE(MIN(before), $2) AS bigint) AS lowest FROM (
             SELECT $2 - SUM(e.amount) OVER (ORDER BY j.occurred_at DESC, e.id DESC) AS before
             FROM ledger_entry e JOIN ledger_journal j ON j.id = e.journal_id
             WHERE e.account_id = $1 AND j.occurred_at > $3) back";
    let values = [account.id.into(), account.balance.into(), since.into()];
    let row = txn.query_one_raw(sql(txn, text, values)).await?;
    let lowest: i64 = match row {
        Some(row) => row.try_get("", "lowest")?,
        None => account.balance,
    };
    Ok(lowest > 0)
}
