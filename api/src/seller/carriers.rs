//! The carriers a seller can hand parcels to.

use market::{App, carriers};
use poem_openapi::{OpenApi, payload::Json};

use super::access::Selling;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    wire::{Page, carriers::CarrierView},
};

/// The routes.
pub(crate) struct CarriersApi(pub(crate) App);

#[OpenApi(prefix_path = "/seller", tag = "Tag::Seller")]
impl CarriersApi {
    /// The carriers that take parcels
    #[oai(
        path = "/carriers",
        method = "get",
        operation_id = "seller_carrier_list"
    )]
    async fn list(&self, seller: Selling) -> ApiResult<Json<Page<CarrierView>>> {
        let carriers = carriers::open_carriers(&self.0, &seller.0).await?;
        Ok(Json(Page::of((carriers, None), CarrierView::from)))
    }
}
