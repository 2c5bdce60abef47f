//! Paying sellers, and the books: for finance staff.

use chrono::NaiveDate;
use market::{
    App,
    accounts::Staff,
    idempotency::KeyedRequest,
    settlement::{self, TrialBalance, TrialLine},
};
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
    types::ToJSON,
};
use uuid::Uuid;

use super::access::Finance;
use crate::{
    once::once,
    openapi::Tag,
    problem::ApiResult,
    wire::{
        MoneyView, Page, page,
        payouts::{AuditView, PayoutRunView, PayoutStateView, PayoutView},
    },
};

/// The routes.
pub(crate) struct SettlementApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Settlement")]
impl SettlementApi {
    /// Pay the sellers
    ///
    /// Releases what is due and makes one payout for every seller with money available.
    #[oai(
        path = "/payout-runs",
        method = "post",
        operation_id = "payout_run_create"
    )]
    async fn run(
        &self,
        staff: Finance,
        /// A new key for each intention.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Json<PayoutRunRequest>,
    ) -> ApiResult<RunMade> {
        let request = keyed(
            &staff.0,
            "POST /desk/payout-runs",
            key.0.as_deref(),
            &body.0,
        )?;
        let run = once(&self.0, request, async {
            let report = settlement::run_payouts(&self.0, &staff.0, body.0.as_of).await?;
            Ok(PayoutRunView::from(report))
        });
        Ok(RunMade::Made(Json(run.await?)))
    }

    /// Payouts
    ///
    /// The newest first.
    #[oai(path = "/payouts", method = "get", operation_id = "payout_list")]
    async fn payouts(
        &self,
        staff: Finance,
        /// Only those that are this far.
        state: Query<Option<PayoutStateView>>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<PayoutView>>> {
        let page = page(limit.0, cursor.0)?;
        let rows = settlement::payouts(&self.0, &staff.0, state.0.map(Into::into), page);
        Ok(Json(Page::of(rows.await?, PayoutView::from)))
    }

    /// The bank paid
    #[oai(
        path = "/payouts/:id/complete",
        method = "post",
        operation_id = "payout_complete"
    )]
    async fn complete(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        /// A new key for each intention.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Json<CompleteRequest>,
    ) -> ApiResult<Json<PayoutView>> {
        let route = format!("POST /desk/payouts/{}/complete", id.0);
        let request = keyed(&staff.0, &route, key.0.as_deref(), &body.0)?;
        let reference = &body.0.bank_reference;
        let completed = once(&self.0, request, async {
            let payout = settlement::complete(&self.0, &staff.0, id.0, reference).await?;
            Ok(PayoutView::from(payout))
        });
        Ok(Json(completed.await?))
    }

    /// The bank refused
    ///
    /// The orders are owed again and paid by the next run.
    #[oai(
        path = "/payouts/:id/fail",
        method = "post",
        operation_id = "payout_fail"
    )]
    async fn fail(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        /// A new key for each intention.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Json<FailRequest>,
    ) -> ApiResult<Json<PayoutView>> {
        let route = format!("POST /desk/payouts/{}/fail", id.0);
        let request = keyed(&staff.0, &route, key.0.as_deref(), &body.0)?;
        let failed = once(&self.0, request, async {
            let payout = settlement::fail(&self.0, &staff.0, id.0, &body.0.reason).await?;
            Ok(PayoutView::from(payout))
        });
        Ok(Json(failed.await?))
    }

    /// The books at this moment
    ///
    /// Every account or sort of account, their sum, and the audit.
    #[oai(
        path = "/ledger/trial-balance",
        method = "get",
        operation_id = "trial_balance_get"
    )]
    async fn trial_balance(&self, staff: Finance) -> ApiResult<Json<TrialBalanceView>> {
        let books = settlement::trial_balance(&self.0, &staff.0).await?;
        Ok(Json(books.into()))
    }
}

fn keyed(
    staff: &Staff,
    route: &str,
    key: Option<&str>,
    body: &impl ToJSON,
) -> ApiResult<KeyedRequest> {
    let body = body.to_json_string();
    Ok(KeyedRequest::new(staff.label(), route, key, &body)?)
}

/// Which payout run.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct PayoutRunRequest {
    /// Pay what is due by the end of this day in Vietnam; now when left out.
    as_of: Option<NaiveDate>,
}

/// The bank's word that it paid.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct CompleteRequest {
    /// The bank's reference, 1 to 100 characters.
    bank_reference: String,
}

/// The bank's word that it refused.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct FailRequest {
    /// Why, 1 to 500 characters.
    reason: String,
}

/// One account, or all accounts of a sort.
#[derive(Object)]
#[oai(rename = "TrialLine")]
struct TrialLineView {
    /// The account's code, or what all of the sort begin with.
    account: String,
    /// How many accounts the line adds up.
    accounts: u64,
    /// Debit above zero, credit below.
    balance: MoneyView,
}

impl From<TrialLine> for TrialLineView {
    fn from(line: TrialLine) -> Self {
        Self {
            account: line.account,
            accounts: line.accounts,
            balance: line.balance.into(),
        }
    }
}

/// The books at this moment.
#[derive(Object)]
#[oai(rename = "TrialBalance")]
struct TrialBalanceView {
    /// The accounts by code.
    lines: Vec<TrialLineView>,
    /// All balances together: zero, or something is broken.
    sum: MoneyView,
    /// What the audit found.
    audit: AuditView,
}

impl From<TrialBalance> for TrialBalanceView {
    fn from(books: TrialBalance) -> Self {
        Self {
            lines: books.lines.into_iter().map(TrialLineView::from).collect(),
            sum: books.sum.into(),
            audit: books.audit.into(),
        }
    }
}

#[derive(ApiResponse)]
enum RunMade {
    /// The run is over; this is what it did.
    #[oai(status = 201)]
    Made(Json<PayoutRunView>),
}
