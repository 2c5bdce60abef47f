//! The books beyond payouts: journals by hand, debts, commission invoices, the last audit.

use chrono::{DateTime, Utc};
use market::{
    App,
    settlement::{
        self, CommissionInvoice, CorrectedAccount, Debt, LastAudit, ManualEntry, ManualJournal,
        ManualState, NewManual, Period,
    },
};
use poem_openapi::{
    ApiResponse, Object, OpenApi, Union,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::access::Finance;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    wire::{
        MoneyView, Page, mirror, page,
        payouts::{AuditView, PayeeView},
    },
};

/// The routes.
pub(crate) struct BooksApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Settlement")]
impl BooksApi {
    /// What the last audit found
    ///
    /// Every night all promises are proven; this is the newest result. `GET
    /// /desk/ledger/trial-balance` proves them now.
    #[oai(
        path = "/ledger/last-audit",
        method = "get",
        operation_id = "last_audit_get"
    )]
    async fn last_audit(&self, staff: Finance) -> ApiResult<Json<LastAuditView>> {
        let last = settlement::last_audit(&self.0, &staff.0).await?;
        Ok(Json(last.into()))
    }

    /// Propose a journal by hand
    ///
    /// Somebody else of finance posts it.
    #[oai(
        path = "/manual-journals",
        method = "post",
        operation_id = "manual_journal_create"
    )]
    async fn propose(&self, staff: Finance, body: Json<ManualRequest>) -> ApiResult<ManualMade> {
        let new = NewManual {
            seller_id: body.0.seller_id,
            entry: body.0.entry.into(),
            reason: body.0.reason,
        };
        let made = settlement::propose(&self.0, &staff.0, new).await?;
        Ok(ManualMade::Made(Json(made.into())))
    }

    /// Journals by hand
    ///
    /// The newest first.
    #[oai(
        path = "/manual-journals",
        method = "get",
        operation_id = "manual_journal_list"
    )]
    async fn manual_journals(
        &self,
        staff: Finance,
        /// Only those that are this far.
        state: Query<Option<ManualStateView>>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<ManualView>>> {
        let page = page(limit.0, cursor.0)?;
        let state = state.0.map(Into::into);
        let rows = settlement::manual_journals(&self.0, &staff.0, state, page);
        Ok(Json(Page::of(rows.await?, ManualView::from)))
    }

    /// Post what somebody else proposed
    #[oai(
        path = "/manual-journals/:id/post",
        method = "post",
        operation_id = "manual_journal_post"
    )]
    async fn post(&self, staff: Finance, id: Path<Uuid>) -> ApiResult<Json<ManualView>> {
        let posted = settlement::post_proposed(&self.0, &staff.0, id.0).await?;
        Ok(Json(posted.into()))
    }

    /// Turn down what was proposed
    #[oai(
        path = "/manual-journals/:id/reject",
        method = "post",
        operation_id = "manual_journal_reject"
    )]
    async fn reject(&self, staff: Finance, id: Path<Uuid>) -> ApiResult<Json<ManualView>> {
        let rejected = settlement::reject_proposed(&self.0, &staff.0, id.0).await?;
        Ok(Json(rejected.into()))
    }

    /// Sellers that owe the market
    ///
    /// The largest debt first, at most a thousand.
    #[oai(path = "/seller-debts", method = "get", operation_id = "debt_list")]
    async fn debts(&self, staff: Finance) -> ApiResult<Json<Page<DebtView>>> {
        let debts = settlement::debts(&self.0, &staff.0).await?;
        Ok(Json(Page::of((debts, None), DebtView::from)))
    }

    /// What to invoice sellers for in a month
    ///
    /// Commission and VAT by seller, from the ledger alone; changes of earlier months apart.
    #[oai(
        path = "/commission-invoices/:period",
        method = "get",
        operation_id = "commission_invoice_list"
    )]
    async fn invoices(
        &self,
        staff: Finance,
        /// The month, as in `2026-11`.
        period: Path<String>,
    ) -> ApiResult<Json<Page<InvoiceView>>> {
        let period = Period::parse(&period.0)?;
        let rows = settlement::commission_invoices(&self.0, &staff.0, period).await?;
        Ok(Json(Page::of((rows, None), InvoiceView::from)))
    }
}

/// What the last audit found.
#[derive(Object)]
#[oai(rename = "LastAudit")]
struct LastAuditView {
    /// When it began; null before the first.
    started_at: Option<DateTime<Utc>>,
    /// When it ended.
    finished_at: Option<DateTime<Utc>>,
    /// What it found.
    audit: Option<AuditView>,
}

impl From<Option<LastAudit>> for LastAuditView {
    fn from(last: Option<LastAudit>) -> Self {
        Self {
            started_at: last.as_ref().map(|last| last.started_at),
            finished_at: last.as_ref().map(|last| last.finished_at),
            audit: last.map(|last| last.report.into()),
        }
    }
}

mirror! {
    /// An account that people may correct.
    AccountView as "CorrectedAccount" of CorrectedAccount {
        /// What the seller can be paid.
        SellerAvailable,
        /// What the seller owes, to be collected.
        SellerDebt,
        /// The market's bank account.
        Bank,
        /// Delivery charged against what carriers cost.
        ShippingClearing,
        /// VAT owed on the commission.
        VatOutput,
        /// VAT that others charged the market.
        VatInput,
        /// VAT withheld from sellers.
        WithheldVat,
        /// Income tax withheld from sellers.
        WithheldPit,
        /// The market's commission.
        Commission,
        /// What the bank takes.
        BankFee,
        /// Debts that nobody will pay.
        BadDebt,
    }
}

mirror! {
    /// How far a journal by hand is.
    ManualStateView as "ManualState" of ManualState {
        /// Waits for a second person.
        Proposed,
        /// In the books.
        Posted,
        /// Turned down.
        Rejected,
    }
}

/// Puts a balance right.
#[derive(Object)]
#[oai(rename = "Correction")]
struct CorrectionBody {
    /// The account that is debited.
    debit: AccountView,
    /// The account that is credited.
    credit: AccountView,
    /// How much, in đồng above zero.
    amount: i64,
}

/// A seller's debt is given up.
#[derive(Object)]
#[oai(rename = "WriteOff")]
struct WriteOffBody {
    /// How much, in đồng above zero.
    amount: i64,
}

/// A seller paid its debt to the bank.
#[derive(Object)]
#[oai(rename = "Repayment")]
struct RepaymentBody {
    /// How much, in đồng above zero.
    amount: i64,
}

/// Tax of a month goes to the state. Amounts are đồng, zero where nothing is paid.
#[derive(Object)]
#[oai(rename = "TaxPayment")]
struct TaxPaymentBody {
    /// The month, as in `2026-11`.
    period: String,
    /// VAT withheld from sellers.
    withheld_vat: i64,
    /// Income tax withheld from sellers.
    withheld_pit: i64,
    /// VAT on the market's commission.
    vat_output: i64,
    /// VAT that others charged the market, set off.
    vat_input: i64,
}

/// What is posted by hand.
#[derive(Union)]
#[oai(
    discriminator_name = "kind",
    one_of = true,
    rename_all = "snake_case",
    rename = "ManualEntry"
)]
enum EntryView {
    #[oai(mapping = "correction")]
    Correction(CorrectionBody),
    #[oai(mapping = "write_off")]
    WriteOff(WriteOffBody),
    #[oai(mapping = "repayment")]
    Repayment(RepaymentBody),
    #[oai(mapping = "tax_payment")]
    TaxPayment(TaxPaymentBody),
}

impl From<EntryView> for ManualEntry {
    fn from(entry: EntryView) -> Self {
        match entry {
            EntryView::Correction(body) => Self::Correction {
                debit: body.debit.into(),
                credit: body.credit.into(),
                amount: body.amount,
            },
            EntryView::WriteOff(body) => Self::WriteOff {
                amount: body.amount,
            },
            EntryView::Repayment(body) => Self::Repayment {
                amount: body.amount,
            },
            EntryView::TaxPayment(body) => Self::TaxPayment {
                period: body.period,
                withheld_vat: body.withheld_vat,
                withheld_pit: body.withheld_pit,
                vat_output: body.vat_output,
                vat_input: body.vat_input,
            },
        }
    }
}

impl From<ManualEntry> for EntryView {
    fn from(entry: ManualEntry) -> Self {
        match entry {
            ManualEntry::Correction {
                debit,
                credit,
                amount,
            } => Self::Correction(CorrectionBody {
                debit: debit.into(),
                credit: credit.into(),
                amount,
            }),
            ManualEntry::WriteOff { amount } => Self::WriteOff(WriteOffBody { amount }),
            ManualEntry::Repayment { amount } => Self::Repayment(RepaymentBody { amount }),
            ManualEntry::TaxPayment {
                period,
                withheld_vat,
                withheld_pit,
                vat_output,
                vat_input,
            } => Self::TaxPayment(TaxPaymentBody {
                period,
                withheld_vat,
                withheld_pit,
                vat_output,
                vat_input,
            }),
        }
    }
}

/// A journal by hand, for somebody else to post.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ManualRequest {
    /// The seller it is about; needed where a seller's account is moved.
    seller_id: Option<Uuid>,
    /// What shall be posted.
    entry: EntryView,
    /// Why, 1 to 500 characters.
    reason: String,
}

/// A journal by hand, and how far it is.
#[derive(Object)]
#[oai(rename = "ManualJournal")]
struct ManualView {
    /// The proposal.
    id: Uuid,
    /// The seller it is about.
    seller_id: Option<Uuid>,
    /// What is posted.
    entry: EntryView,
    /// Why.
    reason: String,
    /// How far it is.
    state: ManualStateView,
    /// Who proposed it.
    proposed_by: String,
    /// When.
    proposed_at: DateTime<Utc>,
    /// Who else posted or rejected it.
    decided_by: Option<String>,
    /// When.
    decided_at: Option<DateTime<Utc>>,
}

impl From<ManualJournal> for ManualView {
    fn from(journal: ManualJournal) -> Self {
        Self {
            id: journal.id,
            seller_id: journal.seller_id,
            entry: journal.entry.into(),
            reason: journal.reason,
            state: journal.state.into(),
            proposed_by: journal.proposed_by,
            proposed_at: journal.proposed_at,
            decided_by: journal.decided_by,
            decided_at: journal.decided_at,
        }
    }
}

/// A seller that owes the market.
#[derive(Object)]
#[oai(rename = "SellerDebt")]
struct DebtView {
    /// Who owes.
    seller: PayeeView,
    /// How much its balance is below zero; its next sales fill that hole.
    negative: MoneyView,
    /// What was taken out of the balance, to be collected.
    debt: MoneyView,
}

impl From<Debt> for DebtView {
    fn from(debt: Debt) -> Self {
        Self {
            seller: debt.seller.into(),
            negative: debt.negative.into(),
            debt: debt.debt.into(),
        }
    }
}

/// Commission and VAT of one seller in one month.
#[derive(Object)]
#[oai(rename = "CommissionInvoice")]
struct InvoiceView {
    /// Who is invoiced.
    seller: PayeeView,
    /// Commission on orders charged in this month, less what was given back.
    commission: MoneyView,
    /// VAT on it.
    vat: MoneyView,
    /// What this month changed about the commission of earlier ones: an adjusting invoice.
    earlier_commission: MoneyView,
    /// VAT on that.
    earlier_vat: MoneyView,
    /// Orders charged in this month.
    orders: u64,
}

impl From<CommissionInvoice> for InvoiceView {
    fn from(invoice: CommissionInvoice) -> Self {
        Self {
            seller: invoice.seller.into(),
            commission: invoice.commission.into(),
            vat: invoice.vat.into(),
            earlier_commission: invoice.earlier_commission.into(),
            earlier_vat: invoice.earlier_vat.into(),
            orders: invoice.orders,
        }
    }
}

#[derive(ApiResponse)]
enum ManualMade {
    /// It waits for a second person.
    #[oai(status = 201)]
    Made(Json<ManualView>),
}
