//! The audit: every promise about money and stock, proven by one query each.

mod after_sale;
mod banking;
mod books;
mod carriers;
mod payments;
mod payouts;
mod receipts;
mod reports;
mod trade;

use std::borrow::Cow;

use chrono::TimeDelta;
use futures_util::future::try_join_all;
use sea_orm::{FromQueryResult, Value};
use serde::{Deserialize, Serialize};

use super::SettlementError;
use crate::{App, database::sql};

/// Promises that are proven at the same time, which leaves connections to those who shop.
const AT_ONCE: usize = 3;
/// Offenders named in a finding; the rest are only counted.
const NAMED_MAX: usize = 5;

/// A promise, as a query that answers one row for everything it is about: `subject` (what it
/// is called), `expected` and `found`. The promise holds where both are equal.
///
/// `{text:…}` stands for an id as text, which the two databases write differently, and
/// `{ago:3}` for the instant three days ago.
struct Invariant {
    name: &'static str,
    rows: &'static str,
}

/// What became of one promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The promise, in `snake_case`.
    pub name: Cow<'static, str>,
    /// Whether it holds everywhere.
    pub ok: bool,
    /// How many rows were looked at.
    pub checked: u64,
    /// How many break it, and the first of them; empty when it holds.
    pub detail: String,
}

/// What the audit found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditReport {
    /// Whether every promise holds.
    pub clean: bool,
    /// Whether every reconciliation report is empty.
    pub reconciled: bool,
    /// Every promise. One that is broken is a fault of the market.
    pub invariants: Vec<Finding>,
    /// Every reconciliation report: what others should have done by now, and what the market
    /// and they say of the same money. One that is not empty is work for people.
    pub reconciliations: Vec<Finding>,
}

impl AuditReport {
    /// Everything that was looked at.
    pub fn all(&self) -> impl Iterator<Item = &Finding> {
        self.invariants.iter().chain(&self.reconciliations)
    }
}

/// Proves the invariants of the ledger, the payouts, the purchases and the stock, and draws
/// up the reconciliation reports.
///
/// Each is one statement, so each sees one moment of the market; it may run while the market
/// is open.
///
/// # Errors
///
/// When the database fails.
///
/// Source: payments.md, parts 4.8 and 4.10.
pub async fn audit(app: &App) -> Result<AuditReport, SettlementError> {
    let promises = books::INVARIANTS
        .iter()
        .chain(payments::INVARIANTS)
        .chain(after_sale::INVARIANTS)
        .chain(payouts::INVARIANTS)
        .chain(receipts::INVARIANTS)
        .chain(trade::INVARIANTS)
        .chain(carriers::INVARIANTS)
        .chain(banking::INVARIANTS);
    let invariants = prove_all(app, promises).await?;
    let reconciliations = prove_all(app, reports::REPORTS.iter()).await?;
    let holds = |findings: &[Finding]| findings.iter().all(|finding| finding.ok);
    Ok(AuditReport {
        clean: holds(&invariants),
        reconciled: holds(&reconciliations),
        invariants,
        reconciliations,
    })
}

async fn prove_all(
    app: &App,
    invariants: impl Iterator<Item = &'static Invariant>,
) -> Result<Vec<Finding>, SettlementError> {
    let invariants: Vec<&'static Invariant> = invariants.collect();
    let mut findings = Vec::with_capacity(invariants.len());
    for some in invariants.chunks(AT_ONCE) {
        let mut proofs = Vec::with_capacity(AT_ONCE);
        for invariant in some {
            proofs.push(prove(app, invariant));
        }
        findings.extend(try_join_all(proofs).await?);
    }
    Ok(findings)
}

#[derive(FromQueryResult)]
struct FindingRow {
    checked: i64,
    broken: i64,
    subject: Option<String>,
    expected: Option<i64>,
    found: Option<i64>,
}

async fn prove(app: &App, invariant: &'static Invariant) -> Result<Finding, SettlementError> {
    let rows = with_text_ids(invariant.rows, app.database().is_postgres());
    let (rows, ages) = with_ages(app, &rows);
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
    let found = FindingRow::find_by_statement(sql(db, text, ages))
        .all(db)
        .await?;
    let broken = found.first().map_or(0, |row| row.broken);
    Ok(Finding {
        name: invariant.name.into(),
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

/// Replaces `{ago:…}` by placeholders, and answers the instants that they stand for.
fn with_ages(app: &App, rows: &str) -> (String, Vec<Value>) {
    let now = app.clock().now();
    let mut parts = rows.split("{ago:");
    let mut written = parts.next().unwrap_or_default().to_owned();
    let mut ages = Vec::new();
    for part in parts {
        let (days, rest) = part.split_once('}').unwrap_or((part, ""));
        ages.push((now - TimeDelta::days(days.parse().unwrap_or(0))).into());
        written.push_str(&format!("${}{rest}", ages.len()));
    }
    (written, ages)
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
