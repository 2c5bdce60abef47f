//! The bank account of the books held against the bank's statement.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use uuid::Uuid;

use super::BankError;
use crate::{App, accounts::Staff, database::sql, page::PageRequest, settlement};

/// An entry on the bank account that no line of the statement says yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankEntry {
    /// The entry.
    pub id: Uuid,
    /// What it was for, such as `payout_paid`.
    pub kind: String,
    /// In above zero, out below, in đồng.
    pub amount: i64,
    /// By which name the bank should know it; empty where there is none.
    pub reference: String,
    /// What shopper or market wrote with the transfer; empty where that is not known.
    pub written: String,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct EntryRow {
    id: Uuid,
    kind: String,
    amount: i64,
    reference: String,
    written: String,
    payout_id: Option<Uuid>,
    occurred_at: DateTime<Utc>,
}

impl From<EntryRow> for BankEntry {
    fn from(row: EntryRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            amount: row.amount,
            reference: row.reference,
            written: row.payout_id.map_or(row.written, settlement::memo),
            occurred_at: row.occurred_at,
        }
    }
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

/// Entries on the bank account, each with the names by which its source is known to the bank.
const ENTRIES: &str = "
    FROM ledger_account a
    JOIN ledger_entry e ON e.account_id = a.id
    JOIN ledger_journal j ON j.id = e.journal_id
    LEFT JOIN payout p ON j.source_type = 'payout' AND p.id = j.source_id
    LEFT JOIN remittance m ON j.source_type = 'remittance' AND m.id = j.source_id
    LEFT JOIN carrier_claim k ON j.source_type = 'carrier_claim' AND k.id = j.source_id
    LEFT JOIN provider_settlement s ON j.source_type = 'provider_settlement'
        AND s.id = j.source_id
    LEFT JOIN bank_receipt i ON j.source_type = 'bank_receipt' AND i.id = j.source_id
    LEFT JOIN payment y ON y.id = i.payment_id
    LEFT JOIN bank_return b ON j.source_type = 'bank_return' AND b.id = j.source_id
    LEFT JOIN refund r ON j.source_type = 'refund' AND r.id = j.source_id
    LEFT JOIN purchase q ON q.id = r.purchase_id
    WHERE a.code = 'bank:main'
      AND NOT EXISTS (SELECT 1 FROM bank_line l WHERE l.entry_id = e.id)";
/// A refund that bounced has been transferred more than once, under a reference each time.
const REFUNDED: &str = "(SELECT w.reason FROM refund_event w
     WHERE w.refund_id = r.id AND w.to_state = 'succeeded' AND w.created_at <= j.occurred_at
     ORDER BY w.created_at DESC LIMIT 1)";

/// The entries, as far as the bank is to know them, with more to narrow them down.
fn entries(narrowed: &str) -> String {
    format!(
        "SELECT e.id, j.kind, e.amount, j.occurred_at, p.id AS payout_id,
                COALESCE(p.bank_reference, m.reference, k.bank_reference, s.reference,
                         i.bank_txn, b.bank_reference, {REFUNDED}, '') AS reference,
                COALESCE(y.reference, q.number, '') AS written
         {ENTRIES} {narrowed}"
    )
}

/// All of them.
pub(super) async fn entries_without_line<C: ConnectionTrait>(
    connection: &C,
) -> Result<Vec<BankEntry>, DbErr> {
    let text = entries("ORDER BY e.id");
    let rows = EntryRow::find_by_statement(sql(connection, text, []))
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(BankEntry::from).collect())
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
    let text = entries("AND e.id > $1 ORDER BY e.id LIMIT $2");
    let values = [
        page.after.unwrap_or_default().into(),
        i64::try_from(page.rows + 1).unwrap_or(i64::MAX).into(),
    ];
    let rows = EntryRow::find_by_statement(sql(db, text, values))
        .all(db)
        .await?;
    let rows = rows.into_iter().map(BankEntry::from).collect();
    Ok(page.cut(rows, |row: &BankEntry| row.id))
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
