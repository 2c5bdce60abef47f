//! Payouts and audits as several audiences see them, the command line among them.

use chrono::{DateTime, NaiveDate, Utc};
use market::{
    files::FileKind,
    settlement::{
        AuditReport, Finding, Paid, Payee, Payout, PayoutMethod, PayoutState, PayoutStep,
        SettleReport,
    },
};
use poem_openapi::{ApiResponse, Object, payload::Binary};
use uuid::Uuid;

use super::{MoneyView, mirror};

/// A seller, named.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Payee")]
pub(crate) struct PayeeView {
    /// The seller.
    id: Uuid,
    /// Its address in the market.
    slug: String,
    /// Its name.
    pub(crate) name: String,
}

impl From<Payee> for PayeeView {
    fn from(payee: Payee) -> Self {
        Self {
            id: payee.id,
            slug: payee.slug,
            name: payee.name,
        }
    }
}

mirror! {
    /// How far a payout is.
    PayoutStateView as "PayoutState" of PayoutState {
        /// Waits for a second person.
        Draft,
        /// May go to the bank.
        Approved,
        /// Told to the bank, not yet confirmed.
        Submitted,
        /// Confirmed by the bank.
        Paid,
        /// Refused by the bank; the money is part of a later payout.
        Failed,
        /// Sent back after it was paid; the money is part of a later payout.
        Returned,
        /// Called off before the bank was told.
        Cancelled,
    }
}

mirror! {
    /// How a payout reaches the bank.
    PayoutMethodView as "PayoutMethod" of PayoutMethod {
        /// Somebody takes it there.
        Manual,
        /// With others in one file.
        BankFile,
        /// A payout provider sends it.
        Provider,
    }
}

/// The bank account paid into, as it was when the payout was made.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Beneficiary")]
pub(crate) struct BeneficiaryView {
    /// The bank's number in the Vietnamese interbank network.
    bank_bin: Option<String>,
    /// The account number; null when the seller has given none yet.
    account: Option<String>,
    /// The name of the account.
    name: Option<String>,
}

/// Money sent to a seller.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Payout")]
pub(crate) struct PayoutView {
    /// The payout.
    id: Uuid,
    /// Who is paid.
    seller: PayeeView,
    /// How much.
    amount: MoneyView,
    /// How far it is.
    state: PayoutStateView,
    /// How it reaches the bank; null until that is decided.
    method: Option<PayoutMethodView>,
    /// The bank file it is in.
    batch_id: Option<Uuid>,
    /// The day up to which it pays.
    as_of: NaiveDate,
    /// Where it goes; empty until it is approved.
    beneficiary: BeneficiaryView,
    /// The bank's reference, once paid.
    bank_reference: Option<String>,
    /// Whether the bank's slip was handed in.
    has_proof: bool,
    /// Why it failed, came back or was called off, if it did.
    failure: Option<String>,
    /// How many orders it pays, those of failed payouts that it makes up for included.
    order_count: u64,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it was paid or failed.
    closed_at: Option<DateTime<Utc>>,
}

impl From<Payout> for PayoutView {
    fn from(payout: Payout) -> Self {
        Self {
            id: payout.id,
            seller: payout.seller.into(),
            amount: payout.amount.into(),
            state: payout.state.into(),
            method: payout.method.map(Into::into),
            batch_id: payout.batch_id,
            as_of: payout.as_of,
            beneficiary: BeneficiaryView {
                bank_bin: payout.beneficiary.bank_bin,
                account: payout.beneficiary.account,
                name: payout.beneficiary.name,
            },
            bank_reference: payout.bank_reference,
            has_proof: payout.proof.is_some(),
            failure: payout.failure,
            order_count: payout.order_count,
            created_at: payout.created_at,
            closed_at: payout.closed_at,
        }
    }
}

/// One step of a payout.
#[derive(Clone, Debug, Object)]
#[oai(rename = "PayoutStep")]
pub(crate) struct PayoutStepView {
    /// The state it led to.
    state: PayoutStateView,
    /// Why, where a reason was given.
    reason: Option<String>,
    /// When.
    at: DateTime<Utc>,
}

impl From<PayoutStep> for PayoutStepView {
    fn from(step: PayoutStep) -> Self {
        Self {
            state: step.state.into(),
            reason: step.reason,
            at: step.at,
        }
    }
}

/// A payout with its history.
#[derive(Clone, Debug, Object)]
#[oai(rename = "PayoutHistory")]
pub(crate) struct PayoutHistoryView {
    /// The payout.
    payout: PayoutView,
    /// Its steps, the first first.
    steps: Vec<PayoutStepView>,
}

impl From<(Payout, Vec<PayoutStep>)> for PayoutHistoryView {
    fn from((payout, steps): (Payout, Vec<PayoutStep>)) -> Self {
        Self {
            payout: payout.into(),
            steps: steps.into_iter().map(PayoutStepView::from).collect(),
        }
    }
}

/// A payout that a run made.
#[derive(Clone, Debug, Object)]
#[oai(rename = "PayoutMade")]
pub(crate) struct PaidView {
    /// The payout.
    id: Uuid,
    /// Who is paid.
    pub(crate) seller: PayeeView,
    /// How much.
    pub(crate) amount: MoneyView,
    /// `approved`, or a `draft` that waits for a second person.
    pub(crate) state: PayoutStateView,
    /// The numbers of the orders it pays.
    pub(crate) orders: Vec<String>,
}

impl From<Paid> for PaidView {
    fn from(paid: Paid) -> Self {
        Self {
            id: paid.payout_id,
            seller: paid.seller.into(),
            amount: paid.amount.into(),
            state: paid.state.into(),
            orders: paid.orders,
        }
    }
}

/// A seller that is owed money and was not paid.
#[derive(Clone, Debug, Object)]
#[oai(rename = "PayoutProblem")]
pub(crate) struct RunProblemView {
    /// Who was not paid.
    pub(crate) seller: PayeeView,
    /// Why: `seller_suspended`, `legal_form_unknown`, `bank_account_cooling`,
    /// `approval_waits`, or `balance_differs`, which the audit explains.
    pub(crate) code: String,
}

/// What a payout run did.
#[derive(Clone, Debug, Object)]
#[oai(rename = "PayoutRun")]
pub(crate) struct PayoutRunView {
    /// The day up to which it paid.
    pub(crate) as_of: NaiveDate,
    /// Orders whose return window had ended and that it released.
    pub(crate) released: u64,
    /// The payouts made.
    pub(crate) payouts: Vec<PaidView>,
    /// The sellers that are owed money and were not paid.
    pub(crate) problems: Vec<RunProblemView>,
}

impl From<SettleReport> for PayoutRunView {
    fn from(report: SettleReport) -> Self {
        let problems = report.problems.into_iter().map(|problem| RunProblemView {
            code: problem.code().to_owned(),
            seller: problem.seller().clone().into(),
        });
        Self {
            as_of: report.as_of,
            released: report.released,
            problems: problems.collect(),
            payouts: report.payouts.into_iter().map(PaidView::from).collect(),
        }
    }
}

/// What became of one promise about money and stock.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Invariant")]
pub(crate) struct InvariantView {
    /// The promise.
    pub(crate) name: String,
    /// Whether it holds everywhere.
    pub(crate) ok: bool,
    /// How many rows were looked at.
    pub(crate) checked: u64,
    /// What breaks it; empty when it holds.
    pub(crate) detail: String,
}

impl From<Finding> for InvariantView {
    fn from(finding: Finding) -> Self {
        Self {
            name: finding.name.into_owned(),
            ok: finding.ok,
            checked: finding.checked,
            detail: finding.detail,
        }
    }
}

/// What the audit found.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Audit")]
pub(crate) struct AuditView {
    /// Whether every promise holds.
    pub(crate) clean: bool,
    /// Whether every reconciliation report is empty.
    pub(crate) reconciled: bool,
    /// Every promise. One that is broken is a fault of the market.
    pub(crate) invariants: Vec<InvariantView>,
    /// Every reconciliation report. One that is not empty is work for people.
    pub(crate) reconciliations: Vec<InvariantView>,
}

impl From<AuditReport> for AuditView {
    fn from(report: AuditReport) -> Self {
        let views =
            |findings: Vec<Finding>| findings.into_iter().map(InvariantView::from).collect();
        Self {
            clean: report.clean,
            reconciled: report.reconciled,
            invariants: views(report.invariants),
            reconciliations: views(report.reconciliations),
        }
    }
}

/// The bank's slip of a payout.
#[derive(ApiResponse)]
pub(crate) enum ProofFile {
    /// The slip, as it was handed in.
    #[oai(status = 200)]
    Found(
        Binary<Vec<u8>>,
        /// What sort of file it is: PDF, PNG or JPEG.
        #[oai(header = "Content-Type")]
        String,
        /// A name to keep it under. Opened in place it could run what is in it.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

impl ProofFile {
    pub(crate) fn of(payout_id: Uuid, (bytes, kind): (Vec<u8>, FileKind)) -> Self {
        let name = format!("payout-{payout_id}.{}", kind.extension());
        Self::Found(
            Binary(bytes),
            kind.media_type().to_owned(),
            format!("attachment; filename=\"{name}\""),
        )
    }
}
