//! Verifying certificates, and recording that an authority took one back.

use chrono::NaiveDate;
use market::{
    App,
    certification::{self, CertificateFilter, ProductCertificate, Withdrawal},
};
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{NoteRequest, access::Verifier};
use crate::{
    openapi::Tag,
    problem::ApiResult,
    seller::certificates::{CertificateStateView, CertificateView, WithdrawalGroundView},
    wire::{Page, page},
};

/// The routes.
pub(crate) struct DeskCertificatesApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Desk")]
impl DeskCertificatesApi {
    /// Certificates of all products, newest first
    #[oai(
        path = "/certificates",
        method = "get",
        operation_id = "desk_certificate_list"
    )]
    async fn list(
        &self,
        staff: Verifier,
        /// Only those in this state.
        state: Query<Option<CertificateStateView>>,
        /// Only those in force today and no longer on this day.
        lapsing_before: Query<Option<NaiveDate>>,
        limit: Query<Option<u64>>,
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<CertificateView>>> {
        let page = page(limit.0, cursor.0)?;
        let filter = CertificateFilter {
            state: state.0.map(Into::into),
            lapsing_before: lapsing_before.0,
        };
        let today = self.0.clock().today();
        let held = certification::list(&self.0, &staff.0, filter, page).await?;
        Ok(Json(Page::of(held, |row| CertificateView::of(row, today))))
    }

    /// Find a certificate true
    ///
    /// Its stars are shown from now on, while it is in force.
    #[oai(
        path = "/certificates/:id/verify",
        method = "post",
        operation_id = "desk_certificate_verify"
    )]
    async fn verify(&self, staff: Verifier, id: Path<Uuid>) -> ApiResult<Json<CertificateView>> {
        let found = certification::verify(&self.0, &staff.0, id.0).await?;
        Ok(self.view(found))
    }

    /// Find a claim untrue
    #[oai(
        path = "/certificates/:id/reject",
        method = "post",
        operation_id = "desk_certificate_reject"
    )]
    async fn reject(
        &self,
        staff: Verifier,
        id: Path<Uuid>,
        body: Json<NoteRequest>,
    ) -> ApiResult<Json<CertificateView>> {
        let found = certification::reject(&self.0, &staff.0, id.0, &body.0.note).await?;
        Ok(self.view(found))
    }

    /// Record that the authority took a certificate back
    ///
    /// Its stars vanish at once.
    #[oai(
        path = "/certificates/:id/withdraw",
        method = "post",
        operation_id = "desk_certificate_withdraw"
    )]
    async fn withdraw(
        &self,
        staff: Verifier,
        id: Path<Uuid>,
        body: Json<WithdrawalRequest>,
    ) -> ApiResult<Json<CertificateView>> {
        let found = certification::withdraw(&self.0, &staff.0, id.0, body.0.into()).await?;
        Ok(self.view(found))
    }
}

impl DeskCertificatesApi {
    fn view(&self, found: ProductCertificate) -> Json<CertificateView> {
        Json(CertificateView::of(found, self.0.clock().today()))
    }
}

/// Why the authority took a certificate back.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct WithdrawalRequest {
    /// The ground that the decision names.
    ground: WithdrawalGroundView,
    /// What else to know, such as the number of the conclusion.
    note: Option<String>,
}

impl From<WithdrawalRequest> for Withdrawal {
    fn from(request: WithdrawalRequest) -> Self {
        Self {
            ground: request.ground.into(),
            note: request.note,
        }
    }
}
