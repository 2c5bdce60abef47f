//! The bank account of the books held against the bank's statement.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use uuid::Uuid;

use super::BankError;
use crate::{App, accounts::Staff, database::sql, page::PageRequest};

/// An entry on the bank account that no line of the statement says yet.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct BankEntry {
    /// The entry.
    pub id: Uuid,
    /// What it was for, such as `payout_paid`.
    pub kind: String,
    /// In above zero, out below, in đồng.
    pub amount: i64,
    /// By which name the bank should know it; empty where there is none.
    pub reference: String,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
}

/// The bank account at this moment, in đồng.
///
/// Books − entries without a line = statement − lines without an entry, always; both are
/// equal when nothing is left over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reconciliation {
    /// What the books say.
    pub ledger: i64,
    /// What the statement adds up to.
    pub statement: i64,
    /// Entries without a line, and what they add up to.
    pub entries_left: (u64, i64),
    /// Lines without an entry, and what they add up to.
    pub lines_left: (u64, i64),
}

impl Reconciliation {
    /// Whether books and statement say the same, line by line.
    #[must_use]
    pub const fn agrees(&self) -> bool {
        self.entries_left.0 == 0 && self.lines_left.0 == 0
    }
}

/// Entries on the bank account, each with the name by which its source is known to the bank.
const ENTRIES: &str = "
    FROM ledger_account a
    JOIN ledger_entry e ON e.account_id = a.id
    JOIN ledger_journal j ON j.id = e.journal_id
    LEFT JOIN payout p ON j.source_type = 'payout' AND p.id = j.source_id
    LEFT JOIN remittance r ON j.source_type = 'remittance' AND r.id = j.source_id
    LEFT JOIN provider_settlement s ON j.source_type = 'provider_settlement'
        AND s.id = j.source_id
    LEFT JOIN bank_receipt i ON j.source_type = 'bank_receipt' AND i.id = j.source_id
    LEFT JOIN bank_return b ON j.source_type = 'bank_return' AND b.id = j.source_id
    LEFT JOIN refund f ON j.source_type = 'refund' AND f.id = j.source_id
    WHERE a.code = 'bank:main'
      AND NOT EXISTS (SELECT 1 FROM bank_line l WHERE l.entry_id = e.id)";
const ENTRY: &str = "SELECT e.id, j.kind, e.amount, j.occurred_at,
    COALESCE(p.bank_reference, r.reference, s.reference, i.bank_txn, b.bank_reference,
             f.bank_reference, '') AS reference";

/// All of them.
pub(super) async fn entries_without_line<C: ConnectionTrait>(
    connection: &C,
) -> Result<Vec<BankEntry>, DbErr> {
    let text = format!("{ENTRY} {ENTRIES} ORDER BY e.id");
    BankEntry::find_by_statement(sql(connection, text, []))
        .all(connection)
        .await
}

/// Entries on the bank account that no line says yet, the oldest first, with the cursor of
/// the next page.
///
/// # Errors
///
/// When the database fails.
pub async fn unmatched_entries(
    app: &App,
    _staff: &Staff,
    page: PageRequest,
) -> Result<(Vec<BankEntry>, Option<String>), BankError> {
    let db = app.database().read();
    let text = format!("{ENTRY} {ENTRIES} AND e.id > $1 ORDER BY e.id LIMIT $2");
    let values = [
        page.after.unwrap_or(Uuid::nil()).into(),
        i64::try_from(page.rows + 1).unwrap_or(i64::MAX).into(),
    ];
    let rows = BankEntry::find_by_statement(sql(db, text, values))
        .all(db)
        .await?;
    Ok(page.cut(rows, |row| row.id))
}

#[derive(FromQueryResult)]
struct Sums {
    ledger: i64,
    statement: i64,
    entries_left: i64,
    entries_left_sum: i64,
    lines_left: i64,
    lines_left_sum: i64,
}

/// Holds the bank account against the statement, at one moment.
///
/// # Errors
///
/// When the database fails.
pub async fn reconciliation(app: &App, _staff: &Staff) -> Result<Reconciliation, BankError> {
    let text = format!(
        "SELECT
            CAST(COALESCE((SELECT balance FROM ledger_account WHERE code = 'bank:main'), 0)
                AS bigint) AS ledger,
            CAST((SELECT COALESCE(SUM(amount), 0) FROM bank_line) AS bigint) AS statement,
            (SELECT COUNT(*) {ENTRIES}) AS entries_left,
            CAST((SELECT COALESCE(SUM(e.amount), 0) {ENTRIES}) AS bigint) AS entries_left_sum,
            (SELECT COUNT(*) FROM bank_line WHERE entry_id IS NULL) AS lines_left,
            CAST((SELECT COALESCE(SUM(amount), 0) FROM bank_line WHERE entry_id IS NULL)
                AS bigint) AS lines_left_sum"
    );
    let db = app.database().read();
    let sums = Sums::find_by_statement(sql(db, text, []))
        .one(db)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("sums of the bank account".to_owned()))?;
    let count = |rows: i64| u64::try_from(rows).unwrap_or(0);
    Ok(Reconciliation {
        ledger: sums.ledger,
        statement: sums.statement,
        entries_left: (count(sums.entries_left), sums.entries_left_sum),
        lines_left: (count(sums.lines_left), sums.lines_left_sum),
    })
}
