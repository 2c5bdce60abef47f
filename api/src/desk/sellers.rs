//! Whether sellers trade.

use market::{App, sellers};
use poem_openapi::{OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::{
    NoteRequest,
    access::{Clerk, Verifier},
};
use crate::{openapi::Tag, problem::ApiResult, seller::profile::SellerProfileView};

/// The routes.
pub(crate) struct DeskSellersApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Desk")]
impl DeskSellersApi {
    /// A seller
    #[oai(
        path = "/sellers/:id",
        method = "get",
        operation_id = "desk_seller_get"
    )]
    async fn get(&self, staff: Clerk, id: Path<Uuid>) -> ApiResult<Json<SellerProfileView>> {
        let row = sellers::at_desk(&self.0, &staff.0, id.0).await?;
        Ok(Json(SellerProfileView::masked(row)))
    }

    /// Take a seller's products out of the shop
    ///
    /// Its members can still sign in, and its orders go on.
    #[oai(
        path = "/sellers/:id/suspend",
        method = "post",
        operation_id = "desk_seller_suspend"
    )]
    async fn suspend(
        &self,
        staff: Verifier,
        id: Path<Uuid>,
        body: Json<NoteRequest>,
    ) -> ApiResult<Json<SellerProfileView>> {
        let row = sellers::suspend(&self.0, &staff.0, id.0, &body.0.note).await?;
        Ok(Json(SellerProfileView::masked(row)))
    }

    /// Let a suspended seller trade again
    #[oai(
        path = "/sellers/:id/reopen",
        method = "post",
        operation_id = "desk_seller_reopen"
    )]
    async fn reopen(&self, staff: Verifier, id: Path<Uuid>) -> ApiResult<Json<SellerProfileView>> {
        let row = sellers::reopen(&self.0, &staff.0, id.0).await?;
        Ok(Json(SellerProfileView::masked(row)))
    }
}
