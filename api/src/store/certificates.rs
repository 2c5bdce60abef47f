//! Certificates: anyone may check one.

use chrono::NaiveDate;
use market::{
    App,
    catalog::browse::BrowseError,
    certification::{self, Finding},
};
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};

use crate::{openapi::Tag, problem::ApiResult, seller::certificates::CertificateStatusView};

/// The routes.
pub(crate) struct CertificatesApi(pub(crate) App);

#[OpenApi(prefix_path = "/store/certificates", tag = "Tag::Catalogue")]
impl CertificatesApi {
    /// Check a certificate
    ///
    /// Anyone may check. A code nobody knows has the status `unknown`.
    #[oai(path = "/:code", method = "get", operation_id = "certificate_check")]
    async fn check(
        &self,
        /// The code on the certificate.
        code: Path<String>,
    ) -> ApiResult<Json<CertificateView>> {
        let found = certification::look_up(&self.0, &code.0).await;
        let found = found.map_err(BrowseError::from)?;
        Ok(Json(view(code.0, found)))
    }
}

/// What anyone may learn about a certificate.
#[derive(Object)]
#[oai(rename = "CertificateCheck")]
struct CertificateView {
    /// The code that was asked about.
    code: String,
    /// Whether it counts today.
    status: CertificateStatusView,
    /// The stars it gives, or gave.
    stars: Option<i32>,
    /// The decision that gave them.
    decision: Option<String>,
    /// The day of the decision.
    issued_on: Option<NaiveDate>,
    /// The year of the decision, where only that is known.
    year: Option<i32>,
    /// Its last day.
    expires_on: Option<NaiveDate>,
    /// Address part of the product it is for.
    product: Option<String>,
    /// The seller it was given to.
    seller: Option<String>,
}

fn view(code: String, found: Finding) -> CertificateView {
    let certificate = found.certificate.as_ref();
    CertificateView {
        code,
        status: found.status.into(),
        stars: certificate.map(|certificate| certificate.stars),
        decision: certificate.and_then(|certificate| certificate.decision.clone()),
        issued_on: certificate.and_then(|certificate| certificate.issued_on),
        year: certificate.and_then(|certificate| certificate.year),
        expires_on: certificate.and_then(|certificate| certificate.expires_on),
        product: certificate.map(|certificate| certificate.product_slug.clone()),
        seller: certificate.map(|certificate| certificate.seller_name.clone()),
    }
}
