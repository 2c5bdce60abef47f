//! Payouts and audits as several audiences see them, the command line among them.

use chrono::{DateTime, NaiveDate, Utc};
use market::settlement::{AuditReport, Finding, Paid, Payee, Payout, PayoutState, SettleReport};
use poem_openapi::Object;
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
        /// Told to the bank, not yet confirmed.
        Submitted,
        /// Confirmed by the bank.
        Paid,
        /// Refused by the bank; its orders are paid by a later run.
        Failed,
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
    /// The day up to which it pays.
    as_of: NaiveDate,
    /// Where it goes.
    beneficiary: BeneficiaryView,
    /// The bank's reference, once paid.
    bank_reference: Option<String>,
    /// Why it failed, if it did.
    failure: Option<String>,
    /// How many orders it pays.
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
            as_of: payout.as_of,
            beneficiary: BeneficiaryView {
                bank_bin: payout.beneficiary.bank_bin,
                account: payout.beneficiary.account,
                name: payout.beneficiary.name,
            },
            bank_reference: payout.bank_reference,
            failure: payout.failure,
            order_count: payout.order_count,
            created_at: payout.created_at,
            closed_at: payout.closed_at,
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
    /// The numbers of the orders it pays.
    pub(crate) orders: Vec<String>,
}

impl From<Paid> for PaidView {
    fn from(paid: Paid) -> Self {
        Self {
            id: paid.payout_id,
            seller: paid.seller.into(),
            amount: paid.amount.into(),
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
    /// Why: `seller_suspended`, or `balance_differs`, which the audit explains.
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
            name: finding.name.to_owned(),
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
    /// Every promise.
    pub(crate) invariants: Vec<InvariantView>,
}

impl From<AuditReport> for AuditView {
    fn from(report: AuditReport) -> Self {
        let invariants = report.invariants.into_iter().map(InvariantView::from);
        Self {
            clean: report.clean,
            invariants: invariants.collect(),
        }
    }
}
