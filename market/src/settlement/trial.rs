//! The trial balance: every account, or sort of account, and that they sum to zero.

use money::Money;
use sea_orm::FromQueryResult;

use super::{AuditReport, SettlementError, audit};
use crate::{App, accounts::Staff, database::sql};

/// Sorts of account with one for every order, refund, seller or payout: shown as one line each.
const MANY: [&str; 8] = [
    "orders",
    "refunds_due",
    "held",
    "available",
    "payout_transit",
    "reserve",
    "seller_debt",
    "disputes",
];

/// One account, or all accounts of a sort.
#[derive(Clone, Debug)]
pub struct TrialLine {
    /// The account's code, or what all of the sort begin with.
    pub account: String,
    /// How many accounts the line adds up.
    pub accounts: u64,
    /// Signed đồng: debit above zero, credit below.
    pub balance: Money,
}

/// The books at this moment.
#[derive(Clone, Debug)]
pub struct TrialBalance {
    /// The accounts by code.
    pub lines: Vec<TrialLine>,
    /// All balances together; zero, or something is broken.
    pub sum: Money,
    /// What the audit found.
    pub audit: AuditReport,
}

#[derive(FromQueryResult)]
struct LineRow {
    account: String,
    accounts: i64,
    balance: i64,
}

/// Adds up the books and audits them.
///
/// # Errors
///
/// When the database fails.
pub async fn trial_balance(app: &App, _staff: &Staff) -> Result<TrialBalance, SettlementError> {
    let sorts: String = MANY
        .iter()
        .map(|sort| format!("WHEN code LIKE '{sort}:%' THEN '{sort}' "))
        .collect();
    let text = format!(
        "SELECT account, COUNT(*) AS accounts, CAST(SUM(balance) AS bigint) AS balance
         FROM (SELECT CASE {sorts} ELSE code END AS account, balance FROM ledger_account) sorted
         GROUP BY account ORDER BY account"
    );
    let db = app.database().read();
    let rows = LineRow::find_by_statement(sql(db, text, []))
        .all(db)
        .await?;
    let lines = rows
        .into_iter()
        .map(|row| {
            Ok(TrialLine {
                account: row.account,
                accounts: u64::try_from(row.accounts).unwrap_or(0),
                balance: Money::new(row.balance)?,
            })
        })
        .collect::<Result<Vec<_>, SettlementError>>()?;
    let sum = Money::total(lines.iter().map(|line| line.balance))?;
    Ok(TrialBalance {
        lines,
        sum,
        audit: audit(app).await?,
    })
}
