//! The market's bank account: its statement, and what providers pay into it. For finance staff.

mod views;

use chrono::NaiveDate;
use market::{
    App,
    bank::{self, BankError, NewProviderSettlement},
    idempotency::KeyedRequest,
    import::ListError,
};
use poem_openapi::{
    ApiResponse, Multipart, Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
    types::{ToJSON, multipart::Upload},
};
use uuid::Uuid;

use self::views::{
    BankEntryView, BankLineView, ForeignAmountView, ReconciliationView, SettlementView,
    StatementReportView,
};
use super::access::Finance;
use crate::{
    once::once,
    openapi::Tag,
    problem::ApiResult,
    wire::{Page, page},
};

/// The routes.
pub(crate) struct BankApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Settlement")]
impl BankApi {
    /// Take the bank's statement
    ///
    /// CSV or XLSX with date, amount and direction (or a column of amounts for each
    /// direction), reference and content. Lines that were taken before are left as they are.
    #[oai(
        path = "/bank-statements",
        method = "post",
        operation_id = "bank_statement_create"
    )]
    async fn take(&self, staff: Finance, body: StatementUpload) -> ApiResult<StatementTaken> {
        let file = body.file.into_vec().await;
        let file = file
            .map_err(ListError::unreadable)
            .map_err(BankError::from)?;
        let report = bank::take_statement(&self.0, &staff.0, file.into()).await?;
        Ok(StatementTaken::Taken(Json(report.into())))
    }

    /// Lines of the statement
    ///
    /// The newest first.
    #[oai(path = "/bank-lines", method = "get", operation_id = "bank_line_list")]
    async fn lines(
        &self,
        staff: Finance,
        /// Only lines that are, or are not, matched to an entry of the books.
        matched: Query<Option<bool>>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<BankLineView>>> {
        let page = page(limit.0, cursor.0)?;
        let rows = bank::bank_lines(&self.0, &staff.0, matched.0, page).await?;
        Ok(Json(Page::of(rows, BankLineView::from)))
    }

    /// Say which entry of the books a line is
    #[oai(
        path = "/bank-lines/:id/match",
        method = "post",
        operation_id = "bank_line_match"
    )]
    async fn match_line(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        body: Json<MatchRequest>,
    ) -> ApiResult<Json<BankLineView>> {
        let pair = (id.0, body.0.entry_id);
        Ok(Json(
            bank::match_by_hand(&self.0, &staff.0, pair).await?.into(),
        ))
    }

    /// The bank account held against the statement
    #[oai(
        path = "/bank-reconciliation",
        method = "get",
        operation_id = "bank_reconciliation_get"
    )]
    async fn reconciliation(&self, staff: Finance) -> ApiResult<Json<ReconciliationView>> {
        Ok(Json(bank::reconciliation(&self.0, &staff.0).await?.into()))
    }

    /// Entries of the bank account that no line says yet
    ///
    /// The oldest first.
    #[oai(
        path = "/bank-reconciliation/entries",
        method = "get",
        operation_id = "bank_entry_list"
    )]
    async fn entries(
        &self,
        staff: Finance,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<BankEntryView>>> {
        let page = page(limit.0, cursor.0)?;
        let rows = bank::unmatched_entries(&self.0, &staff.0, page).await?;
        Ok(Json(Page::of(rows, BankEntryView::from)))
    }

    /// Record what a payment provider paid into the bank
    ///
    /// Gross − fee − VAT on the fee − loss of exchange = net. The same settlement told again
    /// changes nothing.
    #[oai(
        path = "/provider-settlements",
        method = "post",
        operation_id = "provider_settlement_create"
    )]
    async fn settle(
        &self,
        staff: Finance,
        /// A new key for each intention.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Json<SettlementRequest>,
    ) -> ApiResult<SettlementMade> {
        let written = body.0.to_json_string();
        let route = "POST /desk/provider-settlements";
        let request = KeyedRequest::new(staff.0.label(), route, key.0.as_deref(), &written)?;
        let settled = once(&self.0, request, async {
            let settled = bank::settle_provider(&self.0, &staff.0, body.0.into()).await?;
            Ok(SettlementView::from(settled))
        });
        Ok(SettlementMade::Made(Json(settled.await?)))
    }

    /// What payment providers paid into the bank
    ///
    /// The newest first.
    #[oai(
        path = "/provider-settlements",
        method = "get",
        operation_id = "provider_settlement_list"
    )]
    async fn settlements(
        &self,
        staff: Finance,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<SettlementView>>> {
        let page = page(limit.0, cursor.0)?;
        let rows = bank::provider_settlements(&self.0, &staff.0, page).await?;
        Ok(Json(Page::of(rows, SettlementView::from)))
    }
}

/// The bank's statement.
#[derive(Multipart)]
struct StatementUpload {
    /// The file, CSV or XLSX.
    file: Upload,
}

/// Which entry a line is.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct MatchRequest {
    /// The entry, one of those without a line.
    entry_id: Uuid,
}

/// A provider's transfer to the bank, in đồng.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct SettlementRequest {
    /// The provider, as payments name it.
    provider: String,
    /// The provider's name for the transfer, 1 to 100 characters.
    reference: String,
    /// The day of the transfer.
    settled_on: NaiveDate,
    /// Captures less refunds that it covers.
    gross: i64,
    /// What the provider keeps.
    fee: i64,
    /// VAT on that.
    fee_vat: i64,
    /// What was lost when the provider's currency became đồng; below zero, what was won. Nothing
    /// when left out.
    fx: Option<i64>,
    /// What the bank received.
    net: i64,
    /// What the provider paid, if it settles in another currency.
    foreign: Option<ForeignAmountView>,
}

impl From<SettlementRequest> for NewProviderSettlement {
    fn from(request: SettlementRequest) -> Self {
        Self {
            provider: request.provider,
            reference: request.reference,
            settled_on: request.settled_on,
            gross: request.gross,
            fee: request.fee,
            fee_vat: request.fee_vat,
            fx: request.fx.unwrap_or(0),
            net: request.net,
            foreign: request.foreign.map(Into::into),
        }
    }
}

#[derive(ApiResponse)]
enum StatementTaken {
    /// Its lines are kept.
    #[oai(status = 201)]
    Taken(Json<StatementReportView>),
}

#[derive(ApiResponse)]
enum SettlementMade {
    /// Recorded now or before.
    #[oai(status = 201)]
    Made(Json<SettlementView>),
}
