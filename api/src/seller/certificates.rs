//! What sellers claim about their stars; the desk verifies.

use chrono::{DateTime, NaiveDate, Utc};
use market::{
    App,
    certification::{self, CertificateClaim, ProductCertificate},
};
use poem_openapi::{ApiResponse, Object, OpenApi, param::Query, payload::Json};
use uuid::Uuid;

use super::access::Selling;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    wire::{Page, mirror, page},
};

/// The routes.
pub(crate) struct CertificatesApi(pub(crate) App);

#[OpenApi(
    prefix_path = "/seller",
    tag = "Tag::Seller",
    request_header(
        name = "Seller-Id",
        ty = "Option<Uuid>",
        description = "The seller acted for; needed by those who serve several."
    )
)]
impl CertificatesApi {
    /// Certificates of the seller's products, newest first
    #[oai(
        path = "/certificates",
        method = "get",
        operation_id = "seller_certificate_list"
    )]
    async fn list(
        &self,
        staff: Selling,
        limit: Query<Option<u64>>,
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<CertificateView>>> {
        let page = page(limit.0, cursor.0)?;
        let today = self.0.clock().today();
        let held = certification::of_seller(&self.0, &staff.0, page).await?;
        Ok(Json(Page::of(held, |row| CertificateView::of(row, today))))
    }

    /// Claim a certificate
    ///
    /// Its stars are shown once the desk verified it, and only while it is in force:
    /// 36 months from the day of the decision.
    #[oai(
        path = "/certificates",
        method = "post",
        operation_id = "seller_certificate_claim"
    )]
    async fn claim(&self, staff: Selling, body: Json<ClaimRequest>) -> ApiResult<Claimed> {
        let today = self.0.clock().today();
        let claimed = certification::claim(&self.0, &staff.0, body.0.into()).await?;
        Ok(Claimed::Made(Json(CertificateView::of(claimed, today))))
    }
}

#[derive(ApiResponse)]
enum Claimed {
    /// The claim waits for the desk.
    #[oai(status = 201)]
    Made(Json<CertificateView>),
}

/// A claim that a product was recognised.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ClaimRequest {
    /// The product.
    product_id: Uuid,
    /// 3, 4 or 5.
    stars: i32,
    /// The number of the decision, as printed.
    decision: String,
    /// The day of the decision.
    issued_on: NaiveDate,
}

impl From<ClaimRequest> for CertificateClaim {
    fn from(request: ClaimRequest) -> Self {
        Self {
            product_id: request.product_id,
            stars: request.stars,
            decision: request.decision,
            issued_on: request.issued_on,
        }
    }
}

mirror! {
    /// What the desk found about a certificate.
    CertificateStateView as "CertificateState" of market::certification::CertificateState {
        /// It waits for the desk.
        Pending,
        /// It is true.
        Verified,
        /// It could not be confirmed.
        Rejected,
        /// The authority took it back.
        Withdrawn,
    }
}

mirror! {
    /// What a certificate is worth today.
    CertificateStatusView as "CertificateStatus" of market::certification::CertificateStatus {
        /// In force: its stars are shown.
        Current,
        /// Its time has run out.
        Lapsed,
        /// The authority took it back.
        Withdrawn,
        /// Not verified, or without any date to count from.
        Unknown,
    }
}

mirror! {
    /// Why an authority takes a certificate back.
    WithdrawalGroundView as "WithdrawalGround" of market::certification::WithdrawalGround {
        /// The dossier was false.
        FalseDossier,
        /// The criteria are no longer met.
        CriteriaNoLongerMet,
        /// A law was broken: quality, food safety, environment, property rights, label.
        LawViolation,
        /// The mark was misused.
        MarkMisuse,
        /// Production stopped.
        ProductionStopped,
        /// Another authority's conclusion.
        OtherAuthorityConclusion,
    }
}

/// A certificate as its seller and the desk see it.
#[derive(Object)]
#[oai(rename = "SellerCertificate")]
pub(crate) struct CertificateView {
    /// The certificate.
    id: Uuid,
    /// The code by which anyone may ask for it.
    code: String,
    /// The product that carries it.
    product_id: Uuid,
    /// What the product is called.
    product_name: String,
    /// Whose product it is.
    seller_id: Uuid,
    /// 3, 4 or 5.
    stars: i32,
    /// The number of the decision.
    decision: Option<String>,
    /// The day of the decision.
    issued_on: Option<NaiveDate>,
    /// The year of the decision, where the day is not known.
    year: Option<i32>,
    /// The last day on which it counts.
    expires_on: Option<NaiveDate>,
    /// What the desk found.
    state: CertificateStateView,
    /// What it is worth today.
    status: CertificateStatusView,
    /// What the desk said.
    note: Option<String>,
    /// Why it was taken back.
    withdrawal_ground: Option<WithdrawalGroundView>,
    /// When it was found true.
    verified_at: Option<DateTime<Utc>>,
    /// When it was claimed or imported.
    created_at: DateTime<Utc>,
}

impl CertificateView {
    pub(crate) fn of(row: ProductCertificate, today: NaiveDate) -> Self {
        let status = certification::status(&row.certificate, today).into();
        let certificate = row.certificate;
        Self {
            id: certificate.id,
            code: certificate.code,
            product_id: certificate.product_id,
            product_name: row.product_name,
            seller_id: row.seller_id,
            stars: certificate.stars,
            decision: certificate.decision,
            issued_on: certificate.issued_on,
            year: certificate.year,
            expires_on: certificate.expires_on,
            state: certificate.state.into(),
            status,
            note: certificate.note,
            withdrawal_ground: certificate
                .withdrawal_ground
                .map(WithdrawalGroundView::from),
            verified_at: certificate.verified_at,
            created_at: certificate.created_at,
        }
    }
}
