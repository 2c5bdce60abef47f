//! Looking at what sellers submitted.

use market::{App, catalog};
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{
    NoteRequest,
    access::{Clerk, Verifier},
};
use crate::{
    openapi::Tag,
    problem::ApiResult,
    revision::Revised,
    seller::products::{ProductStateView, SellerProductView, at, revised},
    wire::{Page, page},
};

/// The routes.
pub(crate) struct DeskProductsApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Desk")]
impl DeskProductsApi {
    /// All sellers' products, newest first
    #[oai(path = "/products", method = "get", operation_id = "desk_product_list")]
    async fn list(
        &self,
        staff: Clerk,
        /// Only those in this state.
        state: Query<Option<ProductStateView>>,
        limit: Query<Option<u64>>,
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<SellerProductView>>> {
        let page = page(limit.0, cursor.0)?;
        let state = state.0.map(catalog::ProductState::from);
        let listed = catalog::desk_list(&self.0, &staff.0, state, page).await?;
        Ok(Json(Page::of(listed, SellerProductView::from)))
    }

    /// A product
    #[oai(
        path = "/products/:id",
        method = "get",
        operation_id = "desk_product_get"
    )]
    async fn get(&self, staff: Clerk, id: Path<Uuid>) -> ApiResult<Revised<SellerProductView>> {
        Ok(revised(catalog::at_desk(&self.0, &staff.0, id.0).await?))
    }

    /// Publish a product
    ///
    /// Send the `ETag` of the product that was looked at as `If-Match`, so that nothing is
    /// published that its seller changed meanwhile.
    #[oai(
        path = "/products/:id/approve",
        method = "post",
        operation_id = "desk_product_approve"
    )]
    async fn approve(
        &self,
        staff: Verifier,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
    ) -> ApiResult<Revised<SellerProductView>> {
        let at = at(id.0, if_match.0.as_deref());
        Ok(revised(catalog::approve(&self.0, &staff.0, at).await?))
    }

    /// Send a product back with what to change
    ///
    /// A published product leaves the shop until it is approved again.
    #[oai(
        path = "/products/:id/request-changes",
        method = "post",
        operation_id = "desk_product_request_changes"
    )]
    async fn request_changes(
        &self,
        staff: Verifier,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        body: Json<NoteRequest>,
    ) -> ApiResult<Revised<SellerProductView>> {
        let at = at(id.0, if_match.0.as_deref());
        let listing = catalog::request_changes(&self.0, &staff.0, at, &body.0.note).await?;
        Ok(revised(listing))
    }

    /// Archive a product that does not belong here
    #[oai(
        path = "/products/:id/reject",
        method = "post",
        operation_id = "desk_product_reject"
    )]
    async fn reject(
        &self,
        staff: Verifier,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        body: Json<NoteRequest>,
    ) -> ApiResult<Revised<SellerProductView>> {
        let at = at(id.0, if_match.0.as_deref());
        let listing = catalog::reject(&self.0, &staff.0, at, &body.0.note).await?;
        Ok(revised(listing))
    }
}
