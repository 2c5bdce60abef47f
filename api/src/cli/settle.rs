//! `chosao settle` and `chosao audit`.

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;
use market::settlement::{self, PayoutRun, RunProblem};
use poem_openapi::types::ToJSON;

use super::{CommandError, open_current};
use crate::{
    config::Config,
    wire::payouts::{AuditView, PayoutRunView, PayoutStateView},
};

/// Who runs payouts from the command line, in histories.
const ACTOR: &str = "operator";

/// Release what is due and pay the sellers, now.
///
/// Example: chosao settle --as-of 2026-11-30
#[derive(Args)]
pub(super) struct Settle {
    /// Pay what is due by the end of this day in Vietnam. A day to come pays before return
    /// windows end: for trying out.
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl Settle {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, CommandError> {
        let app = open_current(&config).await?;
        let run = PayoutRun {
            as_of: self.as_of,
            actor: ACTOR.to_owned(),
        };
        let report = settlement::settle(&app, run).await?;
        // A suspended seller waits; a balance that is wrong needs somebody.
        let is_wrong = |problem: &RunProblem| matches!(problem, RunProblem::BalanceDiffers { .. });
        let wrong = report.problems.iter().any(is_wrong);
        let report = PayoutRunView::from(report);
        if self.json {
            println!("{}", report.to_json_string());
        } else {
            tell_run(&report);
        }
        Ok(if wrong {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        })
    }
}

fn tell_run(report: &PayoutRunView) {
    for paid in &report.payouts {
        let waits = match paid.state {
            PayoutStateView::Draft => ", waits for approval",
            _ => "",
        };
        println!(
            "{:>15} ₫  {} ({} orders{waits})",
            paid.amount.amount,
            paid.seller.name,
            paid.orders.len()
        );
    }
    for problem in &report.problems {
        println!("not paid: {}: {}", problem.seller.name, problem.code);
    }
    println!(
        "{} orders released, {} payouts made as of {}.",
        report.released,
        report.payouts.len(),
        report.as_of
    );
}

/// Prove the promises about money and stock; exit code 1 and a report when one is broken.
///
/// Example: chosao audit --json
#[derive(Args)]
pub(super) struct Audit {
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

impl Audit {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, CommandError> {
        let app = open_current(&config).await?;
        let report = AuditView::from(settlement::audit(&app).await?);
        if self.json {
            println!("{}", report.to_json_string());
        } else {
            tell_audit(&report);
        }
        Ok(if report.clean {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

fn tell_audit(report: &AuditView) {
    let promises = report.invariants.iter().map(|one| (one, "BROKEN"));
    let reports = report.reconciliations.iter().map(|one| (one, "LOOK  "));
    for (invariant, otherwise) in promises.chain(reports) {
        let mark = if invariant.ok { "ok    " } else { otherwise };
        println!("{mark} {} ({} checked)", invariant.name, invariant.checked);
        if !invariant.ok {
            println!("       {}", invariant.detail);
        }
    }
}
