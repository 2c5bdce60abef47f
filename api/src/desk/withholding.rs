//! Taxes withheld from sellers: for finance staff.

use market::{
    App, orders,
    sellers::TaxStatus,
    settlement::Period,
    sheet::SheetFormat,
    withholding::{self, WithholdingError},
};
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::access::Finance;
use crate::{
    context,
    openapi::Tag,
    problem::ApiResult,
    seller::profile::SellerProfileView,
    wire::{
        table::{TableFile, table},
        tax::{ResidencyView, TaxKindView},
        withholding::{CertificateView, MonthlyReturnView},
    },
};

/// The routes.
pub(crate) struct WithholdingApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Settlement")]
impl WithholdingApi {
    /// What the market declares for a month
    ///
    /// From the ledger alone; returns are set off in the month they were taken back. Of a month
    /// under way it is what happened so far.
    #[oai(
        path = "/withholding/:month",
        method = "get",
        operation_id = "withholding_get"
    )]
    async fn month(
        &self,
        staff: Finance,
        /// The month, as in `2026-11`.
        month: Path<String>,
    ) -> ApiResult<Json<MonthlyReturnView>> {
        let period = period(&month.0)?;
        let declared = withholding::month(&self.0, &staff.0, period).await?;
        Ok(Json(declared.into()))
    }

    /// The same as a file
    ///
    /// A row a seller and a last row of sums; amounts in whole đồng.
    #[oai(
        path = "/tax-periods/:file",
        method = "get",
        operation_id = "tax_period_get"
    )]
    async fn file(
        &self,
        staff: Finance,
        /// The month and `.csv`, `.xlsx` or `.pdf`, as in `2026-11.csv`.
        file: Path<String>,
    ) -> ApiResult<TableFile> {
        let named = SheetFormat::split(&file.0);
        let (month, format) = named.ok_or(WithholdingError::MonthUnusable)?;
        let period = period(month)?;
        let declared = withholding::month(&self.0, &staff.0, period).await?;
        let sheet = declared.sheet(context::language())?;
        table(&sheet, format, &format!("withholding-{}", period.name()))
    }

    /// The certificate of a seller and year
    #[oai(
        path = "/sellers/:id/withholding-certificates/:year",
        method = "get",
        operation_id = "desk_withholding_certificate_get"
    )]
    async fn certificate(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        year: Path<i32>,
    ) -> ApiResult<Json<CertificateView>> {
        let found = withholding::certificate_at_desk(&self.0, &staff.0, id.0, year.0).await?;
        Ok(Json(found.into()))
    }

    /// Say how tax law sees a seller
    ///
    /// Payouts of a seller of unknown kind wait for this. What it sold before is withheld of
    /// now, by the rules of the day each order was placed.
    #[oai(
        path = "/sellers/:id/tax-status",
        method = "put",
        operation_id = "seller_tax_status_set"
    )]
    async fn set_status(
        &self,
        staff: Finance,
        id: Path<Uuid>,
        body: Json<TaxStatusRequest>,
    ) -> ApiResult<Json<SellerProfileView>> {
        let status = TaxStatus {
            kind: body.0.tax_kind.into(),
            residency: body.0.residency.into(),
            tax_code: body.0.tax_code,
        };
        let row = orders::set_tax_status(&self.0, &staff.0, id.0, status).await?;
        Ok(Json(SellerProfileView::masked(row)))
    }
}

fn period(month: &str) -> Result<Period, WithholdingError> {
    Period::parse(month).map_err(|_| WithholdingError::MonthUnusable)
}

/// How tax law sees a seller.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct TaxStatusRequest {
    /// Who declares. A cooperative group without legal personality is what an accountant says.
    tax_kind: TaxKindView,
    /// Where the seller is taxed on its income.
    residency: ResidencyView,
    /// Its tax code (10 or 13 digits) or the person's number (12 digits); needed for households
    /// and individuals.
    tax_code: Option<String>,
}
