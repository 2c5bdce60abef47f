//! The audit: every promise about money and stock, proven by one query each.

mod books;
mod receipts;
mod trade;

use sea_orm::FromQueryResult;

use super::SettlementError;
use crate::{App, database::sql};

/// Offenders named in a finding; the rest are only counted.
const NAMED_MAX: usize = 5;

/// A promise, as a query that answers one row for everything it is about: `subject` (what it
/// is called), `expected` and `found`. The promise holds where both are equal.
///
/// `{text:…}` stands for an id as text, which the two databases write differently.
struct Invariant {
    name: &'static str,
    rows: &'static str,
}

/// What became of one promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The promise, in `snake_case`.
    pub name: &'static str,
    /// Whether it holds everywhere.
    pub ok: bool,
    /// How many rows were looked at.
    pub checked: u64,
    /// How many break it, and the first of them; empty when it holds.
    pub detail: String,
}

/// What the audit found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditReport {
    /// Whether every promise holds.
    pub clean: bool,
    /// Every promise.
    pub invariants: Vec<Finding>,
}

/// Proves the invariants of the ledger, the payouts, the purchases and the stock.
///
/// Each is one statement, so each sees one moment of the market; it may run while the market
/// is open.
///
/// # Errors
///
/// When the database fails.
///
/// Source: payments.md, part 4.10.
pub async fn audit(app: &App) -> Result<AuditReport, SettlementError> {
    let mut invariants = Vec::new();
    for invariant in books::INVARIANTS
        .iter()
        .chain(receipts::INVARIANTS)
        .chain(trade::INVARIANTS)
    {
        invariants.push(prove(app, invariant).await?);
    }
    Ok(AuditReport {
        clean: invariants.iter().all(|finding| finding.ok),
        invariants,
    })
}

#[derive(FromQueryResult)]
struct FindingRow {
    checked: i64,
    broken: i64,
    subject: Option<String>,
    expected: Option<i64>,
    found: Option<i64>,
}

async fn prove(app: &App, invariant: &Invariant) -> Result<Finding, SettlementError> {
    let rows = with_text_ids(invariant.rows, app.database().is_postgres());
    let text = format!(
        "WITH checked AS ({rows}),
              broken AS (SELECT subject, expected, found FROM checked WHERE expected <> found)
         SELECT counted.checked, counted.broken, named.subject,
                CAST(named.expected AS bigint) AS expected, CAST(named.found AS bigint) AS found
         FROM (SELECT (SELECT COUNT(*) FROM checked) AS checked,
                      (SELECT COUNT(*) FROM broken) AS broken) counted
         LEFT JOIN (SELECT * FROM broken ORDER BY subject LIMIT {NAMED_MAX}) named ON 1 = 1"
    );
    let db = app.database().read();
    let found = FindingRow::find_by_statement(sql(db, text, []))
        .all(db)
        .await?;
    let broken = found.first().map_or(0, |row| row.broken);
    Ok(Finding {
        name: invariant.name,
        ok: broken == 0,
        checked: u64::try_from(found.first().map_or(0, |row| row.checked)).unwrap_or(0),
        detail: if broken == 0 {
            String::new()
        } else {
            detail_of(broken, &found)
        },
    })
}

fn detail_of(broken: i64, found: &[FindingRow]) -> String {
    let named: Vec<String> = found
        .iter()
        .map(|row| {
            format!(
                "{}: expected {}, found {}",
                row.subject.as_deref().unwrap_or("?"),
                row.expected.unwrap_or(0),
                row.found.unwrap_or(0)
            )
        })
        .collect();
    format!("{broken} broken; {}", named.join("; "))
}

/// Replaces `{text:…}` by the id in that column, written with hyphens.
fn with_text_ids(rows: &str, is_postgres: bool) -> String {
    let mut parts = rows.split("{text:");
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (column, rest) = part.split_once('}').unwrap_or((part, ""));
        written.push_str(&text_id(column, is_postgres));
        written.push_str(rest);
    }
    written
}

fn text_id(column: &str, is_postgres: bool) -> String {
    if is_postgres {
        return format!("CAST({column} AS text)");
    }
    // SQLite keeps an id as sixteen bytes.
    let group = |from: u8, letters: u8| format!("substr(lower(hex({column})), {from}, {letters})");
    let groups = [(1, 8), (9, 4), (13, 4), (17, 4), (21, 12)];
    let groups = groups.map(|(from, letters)| group(from, letters));
    format!("({})", groups.join(" || '-' || "))
}
