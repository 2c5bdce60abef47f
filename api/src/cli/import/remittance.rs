//! `chosao import remittance`.

use std::{path::PathBuf, process::ExitCode};

use chrono::NaiveDate;
use clap::Args;
use market::{
    Failure,
    remittances::{self, By, RemittanceError, RemittanceRequest},
};
use poem_openapi::types::ToJSON;

use super::{Lang, UNUSABLE};
use crate::{
    cli::{CommandError, open_current},
    config::Config,
    wire::remittances::RemittanceReportView,
};

/// Take a carrier's remittance (CSV or XLSX): the cash it collected, less its fees.
///
/// Cash − fees − transfer fee must be what was received, to the đồng, and every row must fit
/// our parcels; otherwise nothing is posted and the rows are listed with what to do. Taking
/// the same file again changes nothing.
///
/// Exit code 0 when posted (or fit to be, with --dry-run), 1 when rows do not fit, 2 when the
/// file or an argument is not usable.
///
/// Example: chosao import remittance ghn-22-11.xlsx --carrier ghn --received 1250000
#[derive(Args)]
pub(super) struct RemittanceFile {
    /// The file; its header names columns such as "Mã vận đơn" and "Tiền thu hộ".
    file: PathBuf,
    /// The carrier's code, such as ghn, ghtk, viettelpost, vnpost or other.
    #[arg(long)]
    carrier: String,
    /// What the bank received, in đồng; below zero when the carrier was paid.
    #[arg(long, value_name = "DONG", allow_negative_numbers = true)]
    received: i64,
    /// What the transfer itself cost, in đồng.
    #[arg(long, value_name = "DONG", default_value_t = 0)]
    transfer_fee: i64,
    /// The carrier's id of the transfer, if the file does not say.
    #[arg(long)]
    reference: Option<String>,
    /// The day of the transfer, if the file does not say.
    #[arg(long, value_name = "DATE")]
    remitted_on: Option<NaiveDate>,
    /// Take less cash than the carrier holds for a parcel; the rest stays due.
    #[arg(long)]
    accept_short: bool,
    /// Say what would happen, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// The language of what is said; that of the terminal if not given.
    #[arg(long)]
    lang: Option<Lang>,
    /// Answer in one line of JSON.
    #[arg(long)]
    json: bool,
}

impl RemittanceFile {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, CommandError> {
        let file = match std::fs::read(&self.file) {
            Ok(file) => file,
            Err(error) => {
                eprintln!("chosao: {}: {error}", self.file.display());
                return Ok(ExitCode::from(UNUSABLE));
            }
        };
        let app = open_current(&config).await?;
        let request = RemittanceRequest {
            carrier: self.carrier.clone(),
            file: file.into(),
            received: self.received,
            transfer_fee: self.transfer_fee,
            reference: self.reference.clone(),
            remitted_on: self.remitted_on,
            accepts_short: self.accept_short,
            is_dry_run: self.dry_run,
        };
        let report = match remittances::take(&app, By::Operator, request).await {
            Ok(report) => report,
            Err(RemittanceError::Refused(report)) => *report,
            Err(error) => return self.refused(error),
        };
        let language = Lang::chosen(self.lang);
        let report = RemittanceReportView::of(report, self.dry_run, language);
        if self.json {
            println!("{}", report.to_json_string());
        } else {
            tell(&report);
        }
        Ok(if report.issues.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    /// Says what is wrong with the file or an argument; our own faults are for the log.
    fn refused(&self, error: RemittanceError) -> Result<ExitCode, CommandError> {
        use market::Kind;
        if matches!(error.kind(), Kind::Internal | Kind::Unavailable) {
            return Err(error.into());
        }
        let message = error.message(Lang::chosen(self.lang));
        eprintln!(
            "chosao: {}: {}. {}",
            self.file.display(),
            message.title,
            message.detail
        );
        Ok(ExitCode::from(UNUSABLE))
    }
}

fn tell(report: &RemittanceReportView) {
    for issue in &report.issues {
        let line = issue.line.map(|line| format!("{line}:"));
        let line = line.unwrap_or_default();
        println!("{line}{} {}", issue.column, issue.detail);
    }
    let sums = &report.sums;
    println!(
        "{} rows: {} ₫ of cash, {} ₫ of fees, {} ₫ received.",
        report.rows, sums.cod.amount, sums.fees.amount, sums.received.amount
    );
    println!(
        "{}",
        match (&report.remittance, report.dry_run, report.was_known) {
            (None, ..) => "Nothing was posted.",
            (Some(_), _, true) => "It had been posted before; nothing changed.",
            (Some(_), true, false) => "It fits; nothing was posted (--dry-run).",
            (Some(_), false, false) => "Posted.",
        }
    );
}
