//! What the market takes of a seller's sales, now and from days to come on.

use market::{App, ledger};
use poem_openapi::{Object, OpenApi, payload::Json};

use super::access::Selling;
use crate::{openapi::Tag, problem::ApiResult, wire::fees::FeePlanView};

/// The routes.
pub(crate) struct FeesApi(pub(crate) App);

#[OpenApi(prefix_path = "/seller", tag = "Tag::Settlement")]
impl FeesApi {
    /// What the market takes, now and from days to come on
    ///
    /// An order keeps the fees of the day it was placed.
    #[oai(
        path = "/fee-plans",
        method = "get",
        operation_id = "seller_fee_plan_list"
    )]
    async fn plans(&self, staff: Selling) -> ApiResult<Json<SellerFeesView>> {
        let (now, ahead) = ledger::plans_ahead(&self.0, &staff.0).await?;
        Ok(Json(SellerFeesView {
            commission_vat_bp: now.vat().get(),
            current: now.plan.into(),
            upcoming: ahead.into_iter().map(FeePlanView::from).collect(),
            notice_days: self.0.settings().fee_notice_days,
        }))
    }
}

/// The fees of a seller.
#[derive(Object)]
#[oai(rename = "SellerFees")]
struct SellerFeesView {
    /// The plan in force.
    current: FeePlanView,
    /// VAT on the commission today, in basis points.
    commission_vat_bp: i32,
    /// Plans that were announced, the next to begin first.
    upcoming: Vec<FeePlanView>,
    /// Days before which a plan that takes more is announced.
    notice_days: u32,
}
