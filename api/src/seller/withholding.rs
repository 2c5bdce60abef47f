//! What was withheld of a seller's sales for the state.

use market::{App, withholding};
use poem_openapi::{
    OpenApi,
    param::Path,
    payload::{Json, PlainText},
};

use super::access::Selling;
use crate::{context, openapi::Tag, problem::ApiResult, wire::withholding::CertificateView};

/// The routes.
pub(crate) struct WithholdingApi(pub(crate) App);

#[OpenApi(prefix_path = "/seller", tag = "Tag::Settlement")]
impl WithholdingApi {
    /// The certificate of what was withheld in a year
    ///
    /// Show it to the tax office when you declare, or to get back what was too much.
    #[oai(
        path = "/withholding-certificates/:year",
        method = "get",
        operation_id = "seller_withholding_certificate_get"
    )]
    async fn certificate(
        &self,
        staff: Selling,
        year: Path<i32>,
    ) -> ApiResult<Json<CertificateView>> {
        let found = withholding::certificate(&self.0, &staff.0, year.0).await?;
        Ok(Json(found.into()))
    }

    /// The same as a text to print
    #[oai(
        path = "/withholding-certificates/:year/print",
        method = "get",
        operation_id = "seller_withholding_certificate_print"
    )]
    async fn print(&self, staff: Selling, year: Path<i32>) -> ApiResult<PlainText<String>> {
        let found = withholding::certificate(&self.0, &staff.0, year.0).await?;
        Ok(PlainText(found.text(context::language())?))
    }
}
