//! Remittances as the desk and the command line see them.

use chrono::{DateTime, NaiveDate, Utc};
use market::{
    Language,
    remittances::{Remittance, RemittanceReport, RowIssue, Sums},
};
use poem_openapi::Object;
use uuid::Uuid;

use super::MoneyView;

/// One transfer of a carrier: cash − fees − transfer fee = received.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Remittance")]
pub(crate) struct RemittanceView {
    /// The remittance.
    pub(crate) id: Uuid,
    /// The carrier's code.
    carrier: String,
    /// The carrier's name for it.
    pub(crate) reference: String,
    /// The day of the transfer.
    remitted_on: NaiveDate,
    /// The cash of its parcels.
    cod: MoneyView,
    /// The fees that the carrier kept.
    fees: MoneyView,
    /// What the transfer itself cost.
    transfer_fee: MoneyView,
    /// What the bank received; below zero when the carrier was paid.
    received: MoneyView,
    /// When it was taken.
    created_at: DateTime<Utc>,
}

impl From<Remittance> for RemittanceView {
    fn from(remittance: Remittance) -> Self {
        Self {
            id: remittance.id,
            carrier: remittance.carrier,
            reference: remittance.reference,
            remitted_on: remittance.remitted_on,
            cod: remittance.cod.into(),
            fees: remittance.fees.into(),
            transfer_fee: remittance.transfer_fee.into(),
            received: remittance.received.into(),
            created_at: remittance.created_at,
        }
    }
}

/// What a file comes to.
#[derive(Clone, Debug, Object)]
#[oai(rename = "RemittanceSums")]
pub(crate) struct SumsView {
    /// Cash of all rows.
    pub(crate) cod: MoneyView,
    /// Fees of all rows.
    pub(crate) fees: MoneyView,
    /// What the transfer itself cost.
    transfer_fee: MoneyView,
    /// What was received.
    pub(crate) received: MoneyView,
    /// Cash − fees − transfer fee − received: zero, or nothing is posted.
    difference: MoneyView,
}

impl From<Sums> for SumsView {
    fn from(sums: Sums) -> Self {
        Self {
            cod: MoneyView::dong(sums.cod),
            fees: MoneyView::dong(sums.fees),
            transfer_fee: MoneyView::dong(sums.transfer_fee),
            received: MoneyView::dong(sums.received),
            difference: MoneyView::dong(sums.computed() - sums.received),
        }
    }
}

/// Something that does not fit.
#[derive(Clone, Debug, Object)]
#[oai(rename = "RemittanceIssue")]
pub(crate) struct IssueView {
    /// Line of the file or row of the sheet, from 1; null where it concerns the whole file.
    pub(crate) line: Option<u64>,
    /// The column; `row` or `file` where it concerns more.
    pub(crate) column: String,
    /// The stable name of the problem.
    code: String,
    /// What is wrong and what to do.
    pub(crate) detail: String,
}

impl IssueView {
    fn of(issue: &RowIssue, language: Language) -> Self {
        Self {
            line: issue.line,
            column: issue.column_name().to_owned(),
            code: issue.code().to_owned(),
            detail: issue.detail(language),
        }
    }
}

/// What became of a file, or would become of it.
#[derive(Clone, Debug, Object)]
#[oai(rename = "RemittanceReport")]
pub(crate) struct RemittanceReportView {
    /// Whether this was a dry run: nothing was written.
    pub(crate) dry_run: bool,
    /// Whether the transfer had been posted before: nothing changed.
    pub(crate) was_known: bool,
    /// The remittance as it is posted, or would be; null when something does not fit.
    pub(crate) remittance: Option<RemittanceView>,
    /// The rows of the file that could be read.
    pub(crate) rows: u64,
    /// What they come to.
    pub(crate) sums: SumsView,
    /// What does not fit.
    pub(crate) issues: Vec<IssueView>,
}

impl RemittanceReportView {
    /// A report in the reader's language.
    pub(crate) fn of(report: RemittanceReport, dry_run: bool, language: Language) -> Self {
        Self {
            dry_run,
            was_known: report.was_known,
            remittance: report.posted.map(RemittanceView::from),
            rows: report.rows,
            sums: report.sums.into(),
            issues: report
                .issues
                .iter()
                .map(|issue| IssueView::of(issue, language))
                .collect(),
        }
    }
}
