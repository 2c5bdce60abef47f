//! Payouts one by one and in bank files, for finance staff.

use chrono::{DateTime, Utc};
use market::{
    App,
    settlement::{
        self, PayoutBatch, PayoutSchedule, PayoutTerms, Period, SettlementError, StatementOf,
    },
    sheet::SheetFormat,
};
use money::Money;
use poem_openapi::{
    ApiResponse, Multipart, Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
    types::multipart::Upload,
};
use uuid::Uuid;

use super::{
    access::Finance,
    settlement::{FailRequest, keyed},
};
use crate::{
    context,
    once::once,
    openapi::Tag,
    problem::ApiResult,
    wire::{
        MoneyView, Page, mirror, page,
        payouts::{PayoutHistoryView, PayoutView, ProofFile},
        table::{TableFile, TableFormat, table},
    },
};

/// The routes.
pub(crate) struct DeskPayoutsApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Settlement")]
impl DeskPayoutsApi {
    /// One payout and its history
    #[oai(path = "/payouts/:id", method = "get", operation_id = "payout_get")]
    async fn get(&self, staff: Finance, id: Path<Uuid>) -> ApiResult<Json<PayoutHistoryView>> {
        let found = settlement::payout(&self.0, &staff.0, id.0).await?;
        Ok(Json(found.into()))
    }

    /// Approve a large payout
    ///
    /// By somebody else than who made it. Freezes where the money goes.
    #[oai(
        path = "/payouts/:id/approve",
        method = "post",
        operation_id = "payout_approve"
    )]
    async fn approve(&self, staff: Finance, id: Path<Uuid>) -> ApiResult<Json<PayoutView>> {
        let payout = settlement::approve(&self.0, &staff.0, id.0).await?;
        Ok(Json(payout.into()))
    }

    /// Call a payout off
    ///
    /// Before the bank was told; the money is owed again.
    #[oai(
        path = "/payouts/:id/cancel",
        method = "post",
        operation_id = "payout_cancel"
    )]
    async fn cancel(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        body: Json<FailRequest>,
    ) -> ApiResult<Json<PayoutView>> {
        let payout = settlement::cancel(&self.0, &staff.0, id.0, &body.0.reason).await?;
        Ok(Json(payout.into()))
    }

    /// Hand a payout to the payout provider
    ///
    /// The provider is told once, under the payout's id, and asked until it says how it ended.
    #[oai(
        path = "/payouts/:id/submit",
        method = "post",
        operation_id = "payout_submit"
    )]
    async fn submit(&self, staff: Finance, id: Path<Uuid>) -> ApiResult<Json<PayoutView>> {
        let payout = settlement::submit(&self.0, &staff.0, id.0).await?;
        Ok(Json(payout.into()))
    }

    /// The money came back
    ///
    /// After the bank had paid; it is owed again and part of the next payout.
    #[oai(
        path = "/payouts/:id/return",
        method = "post",
        operation_id = "payout_return"
    )]
    async fn give_back(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        /// A new key for each intention.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Json<FailRequest>,
    ) -> ApiResult<Json<PayoutView>> {
        let route = format!("POST /desk/payouts/{}/return", id.0);
        let request = keyed(&staff.0, &route, key.0.as_deref(), &body.0)?;
        let returned = once(&self.0, request, async {
            let reason = &body.0.reason;
            let payout = settlement::give_back(&self.0, &staff.0, id.0, reason).await?;
            Ok(PayoutView::from(payout))
        });
        Ok(Json(returned.await?))
    }

    /// Keep the bank's slip of a payout
    ///
    /// Of one that a person took to the bank: PDF, PNG or JPEG. A later one takes its place.
    #[oai(
        path = "/payouts/:id/proof",
        method = "post",
        operation_id = "payout_proof_create"
    )]
    async fn attach_proof(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        body: ProofUpload,
    ) -> ApiResult<Json<PayoutView>> {
        let bytes = body
            .file
            .into_vec()
            .await
            .map_err(SettlementError::Upload)?;
        let payout = settlement::attach_proof(&self.0, &staff.0, id.0, &bytes).await?;
        Ok(Json(payout.into()))
    }

    /// The bank's slip of a payout
    #[oai(
        path = "/payouts/:id/proof",
        method = "get",
        operation_id = "payout_proof_get"
    )]
    async fn proof(&self, staff: Finance, id: Path<Uuid>) -> ApiResult<ProofFile> {
        let found = settlement::proof(&self.0, &staff.0, id.0).await?;
        Ok(ProofFile::of(id.0, found))
    }

    /// Put what was approved into a bank file
    ///
    /// The payouts in it count as submitted; download the file and hand it to the bank.
    #[oai(
        path = "/payout-batches",
        method = "post",
        operation_id = "payout_batch_create"
    )]
    async fn create_batch(
        &self,
        staff: Finance,
        /// A new key for each intention.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Json<BatchRequest>,
    ) -> ApiResult<BatchMade> {
        let route = "POST /desk/payout-batches";
        let request = keyed(&staff.0, route, key.0.as_deref(), &body.0)?;
        let made = once(&self.0, request, async {
            let batch = settlement::create_batch(&self.0, &staff.0).await?;
            Ok(BatchView::from(batch))
        });
        Ok(BatchMade::Made(Json(made.await?)))
    }

    /// Bank files
    ///
    /// The newest first.
    #[oai(
        path = "/payout-batches",
        method = "get",
        operation_id = "payout_batch_list"
    )]
    async fn batches(
        &self,
        staff: Finance,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<BatchView>>> {
        let rows = settlement::batches(&self.0, &staff.0, page(limit.0, cursor.0)?);
        Ok(Json(Page::of(rows.await?, BatchView::from)))
    }

    /// A bank file, to be handed to the bank
    #[oai(
        path = "/payout-batches/:id/bank-file/:format",
        method = "get",
        operation_id = "payout_batch_file_get"
    )]
    async fn bank_file(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        format: Path<TableFormat>,
    ) -> ApiResult<TableFile> {
        let language = context::language();
        let sheet = settlement::bank_file(&self.0, &staff.0, id.0, language).await?;
        table(&sheet, format.0.into(), &format!("payouts-{}", id.0))
    }

    /// How a seller is paid
    #[oai(
        path = "/sellers/:id/payout-terms",
        method = "get",
        operation_id = "payout_terms_get"
    )]
    async fn terms(&self, staff: Finance, id: Path<Uuid>) -> ApiResult<Json<TermsView>> {
        let terms = settlement::terms(&self.0, &staff.0, id.0).await?;
        Ok(Json(terms.into()))
    }

    /// Agree with a seller how it is paid
    #[oai(
        path = "/sellers/:id/payout-terms",
        method = "put",
        operation_id = "payout_terms_set"
    )]
    async fn set_terms(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        body: Json<TermsView>,
    ) -> ApiResult<Json<TermsView>> {
        let minimum = Money::new(body.0.minimum.amount);
        let wanted = PayoutTerms {
            schedule: body.0.schedule.into(),
            minimum: minimum.map_err(|_| SettlementError::MinimumUnusable)?,
        };
        let terms = settlement::set_terms(&self.0, &staff.0, id.0, wanted).await?;
        Ok(Json(terms.into()))
    }

    /// A seller's statement of a month
    #[oai(
        path = "/sellers/:id/statements/:file",
        method = "get",
        operation_id = "desk_statement_get"
    )]
    async fn statement(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        /// The month and `.csv`, `.xlsx` or `.pdf`, as in `2026-11.csv`.
        file: Path<String>,
    ) -> ApiResult<TableFile> {
        let (month, format) = SheetFormat::split(&file.0).ok_or(SettlementError::PeriodUnusable)?;
        let period = Period::parse(month)?;
        let of = (id.0, StatementOf::Month(period));
        let statement = settlement::statement_at_desk(&self.0, &staff.0, of).await?;
        let sheet = statement.sheet(context::language())?;
        table(&sheet, format, &format!("statement-{}", period.name()))
    }
}

/// A bank file of everything that waits.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct BatchRequest {}

/// A bank file and how far its payouts are.
#[derive(Object)]
#[oai(rename = "PayoutBatch")]
struct BatchView {
    /// The file.
    id: Uuid,
    /// Payouts in it.
    payouts: u64,
    /// What they send together.
    amount: MoneyView,
    /// Payouts of which the bank has not said how they ended.
    open: u64,
    /// When it was made.
    created_at: DateTime<Utc>,
}

impl From<PayoutBatch> for BatchView {
    fn from(batch: PayoutBatch) -> Self {
        Self {
            id: batch.id,
            payouts: batch.payouts,
            amount: batch.amount.into(),
            open: batch.open,
            created_at: batch.created_at,
        }
    }
}

mirror! {
    /// How often a seller is paid.
    ScheduleView as "PayoutSchedule" of PayoutSchedule {
        /// Every day.
        Daily,
        /// On Mondays.
        Weekly,
        /// On the first of the month.
        Monthly,
        /// When somebody runs payouts.
        Manual,
    }
}

/// How a seller is paid.
#[derive(Object)]
#[oai(rename = "PayoutTerms", deny_unknown_fields)]
struct TermsView {
    /// How often.
    schedule: ScheduleView,
    /// What its balance has to exceed to be paid out.
    minimum: MoneyView,
}

impl From<PayoutTerms> for TermsView {
    fn from(terms: PayoutTerms) -> Self {
        Self {
            schedule: terms.schedule.into(),
            minimum: terms.minimum.into(),
        }
    }
}

#[derive(ApiResponse)]
enum BatchMade {
    /// The file is ready.
    #[oai(status = 201)]
    Made(Json<BatchView>),
}

/// The bank's slip.
#[derive(Multipart)]
struct ProofUpload {
    /// The file: PDF, PNG or JPEG, 8 MB at most.
    file: Upload,
}
