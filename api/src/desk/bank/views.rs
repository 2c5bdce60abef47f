//! How the bank account looks on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use market::bank::{
    BankEntry, BankLine, ForeignAmount, ProviderSettlement, Reconciliation, StatementReport,
};
use poem_openapi::Object;
use uuid::Uuid;

use crate::wire::MoneyView;

/// What became of a statement.
#[derive(Object)]
#[oai(rename = "BankStatementReport")]
pub(super) struct StatementReportView {
    /// Lines of the file.
    lines: u64,
    /// Lines that were not there before.
    added: u64,
    /// Lines, of any statement, that found their entry now.
    matched: u64,
    /// Lines, of any statement, that still have none.
    unmatched: u64,
}

impl From<StatementReport> for StatementReportView {
    fn from(report: StatementReport) -> Self {
        Self {
            lines: report.lines,
            added: report.added,
            matched: report.matched,
            unmatched: report.unmatched,
        }
    }
}

/// A line of the bank's statement.
#[derive(Object)]
#[oai(rename = "BankLine")]
pub(super) struct BankLineView {
    /// The line.
    id: Uuid,
    /// The day the bank booked it.
    booked_on: NaiveDate,
    /// In above zero, out below.
    amount: MoneyView,
    /// The bank's reference.
    reference: String,
    /// What was written with it.
    content: String,
    /// The entry of the books that says the same; null while nobody knows.
    entry_id: Option<Uuid>,
    /// When that was found.
    matched_at: Option<DateTime<Utc>>,
}

impl From<BankLine> for BankLineView {
    fn from(line: BankLine) -> Self {
        Self {
            id: line.id,
            booked_on: line.booked_on,
            amount: MoneyView::dong(line.amount),
            reference: line.reference,
            content: line.content,
            entry_id: line.entry_id,
            matched_at: line.matched_at,
        }
    }
}

/// An entry of the bank account that no line says yet.
#[derive(Object)]
#[oai(rename = "BankEntry")]
pub(super) struct BankEntryView {
    /// The entry.
    id: Uuid,
    /// What it was for.
    kind: String,
    /// In above zero, out below.
    amount: MoneyView,
    /// By which name the bank should know it; empty where there is none.
    reference: String,
    /// What shopper or market wrote with the transfer; empty where that is not known.
    written: String,
    /// When it happened.
    occurred_at: DateTime<Utc>,
}

impl From<BankEntry> for BankEntryView {
    fn from(entry: BankEntry) -> Self {
        Self {
            id: entry.id,
            kind: entry.kind,
            amount: MoneyView::dong(entry.amount),
            reference: entry.reference,
            written: entry.written,
            occurred_at: entry.occurred_at,
        }
    }
}

/// The bank account at this moment.
#[derive(Object)]
#[oai(rename = "BankReconciliation")]
pub(super) struct ReconciliationView {
    /// Whether books and statement say the same, line by line.
    agrees: bool,
    /// What the books say.
    ledger: MoneyView,
    /// What the statement adds up to.
    statement: MoneyView,
    /// Entries without a line.
    entries_left: LeftView,
    /// Lines without an entry.
    lines_left: LeftView,
}

/// What is left over on one side.
#[derive(Object)]
#[oai(rename = "BankLeftOver")]
pub(super) struct LeftView {
    /// How many.
    count: u64,
    /// What they add up to.
    sum: MoneyView,
}

impl From<(u64, i64)> for LeftView {
    fn from((count, sum): (u64, i64)) -> Self {
        Self {
            count,
            sum: MoneyView::dong(sum),
        }
    }
}

impl From<Reconciliation> for ReconciliationView {
    fn from(found: Reconciliation) -> Self {
        Self {
            agrees: found.agrees(),
            ledger: MoneyView::dong(found.ledger),
            statement: MoneyView::dong(found.statement),
            entries_left: found.entries_left.into(),
            lines_left: found.lines_left.into(),
        }
    }
}

/// A provider's transfer to the bank: gross − fee − VAT on the fee = net.
#[derive(Object)]
#[oai(rename = "ProviderSettlement")]
pub(super) struct SettlementView {
    /// The settlement.
    id: Uuid,
    /// The provider.
    provider: String,
    /// The provider's name for it.
    reference: String,
    /// The day of the transfer.
    settled_on: NaiveDate,
    /// Captures less refunds that it covers.
    gross: MoneyView,
    /// What the provider keeps.
    fee: MoneyView,
    /// VAT on that.
    fee_vat: MoneyView,
    /// What was lost when the provider's currency became đồng; below zero, what was won.
    fx: MoneyView,
    /// What the bank received.
    net: MoneyView,
    /// What the provider paid, if it settles in another currency.
    foreign: Option<ForeignAmountView>,
    /// When it was told.
    created_at: DateTime<Utc>,
}

impl From<ProviderSettlement> for SettlementView {
    fn from(settled: ProviderSettlement) -> Self {
        Self {
            id: settled.id,
            provider: settled.provider,
            reference: settled.reference,
            settled_on: settled.settled_on,
            gross: settled.gross.into(),
            fee: settled.fee.into(),
            fee_vat: settled.fee_vat.into(),
            fx: settled.fx.into(),
            net: settled.net.into(),
            foreign: settled.foreign.map(Into::into),
            created_at: settled.created_at,
        }
    }
}

/// An amount in another currency than đồng.
#[derive(Object)]
#[oai(rename = "ForeignAmount", deny_unknown_fields)]
pub(super) struct ForeignAmountView {
    /// ISO 4217, three capital letters.
    #[oai(validator(pattern = "^[A-Z]{3}$"))]
    currency: String,
    /// In the currency's smallest unit.
    amount: i64,
}

impl From<ForeignAmount> for ForeignAmountView {
    fn from(foreign: ForeignAmount) -> Self {
        Self {
            currency: foreign.currency,
            amount: foreign.amount,
        }
    }
}

impl From<ForeignAmountView> for ForeignAmount {
    fn from(view: ForeignAmountView) -> Self {
        Self {
            currency: view.currency,
            amount: view.amount,
        }
    }
}
