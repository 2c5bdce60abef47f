//! Cash that carriers hand over. For finance staff.

use chrono::NaiveDate;
use market::{
    App,
    idempotency::KeyedRequest,
    remittances::{self, By, RemittanceRequest},
    token,
};
use poem_openapi::{
    ApiResponse, Multipart, OpenApi,
    param::{Header, Query},
    payload::Json,
    types::multipart::Upload,
};

use super::access::Finance;
use crate::{
    context,
    once::once,
    openapi::Tag,
    problem::ApiResult,
    wire::{
        Page, page,
        remittances::{RemittanceReportView, RemittanceView},
    },
};

/// The routes.
pub(crate) struct RemittancesApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk/remittances", tag = "Tag::Settlement")]
impl RemittancesApi {
    /// Take a carrier's remittance
    ///
    /// The file (CSV or XLSX) names parcels by the carrier's code, the cash of each and the
    /// fees kept. Cash − fees − transfer fee must be what was received, to the đồng, and every
    /// row must fit our parcels: otherwise nothing is posted, and the problem lists `rows` by
    /// line and column. A dry run answers the same list. The same file again changes nothing.
    #[oai(path = "/", method = "post", operation_id = "remittance_create")]
    async fn create(
        &self,
        staff: Finance,
        /// A new key for each intention.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: RemittanceUpload,
    ) -> ApiResult<RemittanceTaken> {
        let (request, written) = body.read().await?;
        let is_dry_run = request.is_dry_run;
        let take = async {
            let report = remittances::take(&self.0, By::Staff(&staff.0), request).await?;
            Ok(RemittanceReportView::of(
                report,
                is_dry_run,
                context::language(),
            ))
        };
        if is_dry_run {
            return Ok(RemittanceTaken::Tried(Json(take.await?)));
        }
        let route = "POST /desk/remittances";
        let keyed = KeyedRequest::new(staff.0.label(), route, key.0.as_deref(), &written)?;
        let report = once(&self.0, keyed, take).await?;
        Ok(RemittanceTaken::Posted(Json(report)))
    }

    /// Remittances
    ///
    /// The newest first.
    #[oai(path = "/", method = "get", operation_id = "remittance_list")]
    async fn list(
        &self,
        staff: Finance,
        /// Only those of this carrier.
        carrier: Query<Option<String>>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<RemittanceView>>> {
        let page = page(limit.0, cursor.0)?;
        let rows = remittances::remittances(&self.0, &staff.0, carrier.0.as_deref(), page);
        Ok(Json(Page::of(rows.await?, RemittanceView::from)))
    }
}

/// A carrier's file and the money that came with it.
#[derive(Multipart)]
struct RemittanceUpload {
    /// The file, CSV or XLSX.
    file: Upload,
    /// The carrier's code.
    carrier: String,
    /// What the bank received, in đồng; below zero when the carrier was paid.
    received: i64,
    /// What the transfer itself cost, in đồng.
    transfer_fee: Option<i64>,
    /// The carrier's id of the transfer, if the file does not say.
    reference: Option<String>,
    /// The day of the transfer, if the file does not say.
    remitted_on: Option<NaiveDate>,
    /// Take less cash than the carrier holds for a parcel; the rest stays due.
    accept_short: Option<bool>,
    /// Say what would happen, and change nothing.
    dry_run: Option<bool>,
}

impl RemittanceUpload {
    /// The request, and all that it says as text: the same key must bring the same.
    async fn read(self) -> ApiResult<(RemittanceRequest, String)> {
        let file = self.file.into_vec().await;
        let request = RemittanceRequest {
            carrier: self.carrier,
            file: file
                .map_err(market::import::ListError::unreadable)
                .map_err(remittances::RemittanceError::from)?
                .into(),
            received: self.received,
            transfer_fee: self.transfer_fee.unwrap_or(0),
            reference: self.reference,
            remitted_on: self.remitted_on,
            accepts_short: self.accept_short.unwrap_or(false),
            is_dry_run: self.dry_run.unwrap_or(false),
        };
        let written = format!(
            "{} {} {} {:?} {:?} {} {}",
            request.carrier,
            request.received,
            request.transfer_fee,
            request.reference,
            request.remitted_on,
            request.accepts_short,
            token::hex(&request.file),
        );
        Ok((request, written))
    }
}

#[derive(ApiResponse)]
enum RemittanceTaken {
    /// Posted now or before.
    #[oai(status = 201)]
    Posted(Json<RemittanceReportView>),
    /// What would happen.
    #[oai(status = 200)]
    Tried(Json<RemittanceReportView>),
}
