//! A seller's returns and disputes.

use market::{
    App,
    catalog::CatalogError,
    disputes::{self, DisputeState},
    returns::{self, Answer, ReturnFilter, ReturnState, Viewer},
};
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::{Binary, Json},
};
use uuid::Uuid;

use super::access::Selling;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    wire::{
        Page,
        after_sale::{
            DisputeStateView, DisputeView, PhotoFile, PhotoUpload, PhotoView, ReturnNoteBody,
            ReturnStateView, ReturnView, StatementBody,
        },
        page,
    },
};

/// The routes.
pub(crate) struct SellerAfterSaleApi(pub(crate) App);

#[OpenApi(
    prefix_path = "/seller",
    tag = "Tag::Seller",
    request_header(
        name = "Seller-Id",
        ty = "Option<Uuid>",
        description = "The seller acted for; needed by those who serve several."
    )
)]
impl SellerAfterSaleApi {
    /// The seller's returns, newest first
    #[oai(path = "/returns", method = "get", operation_id = "seller_return_list")]
    async fn returns(
        &self,
        seller: Selling,
        /// Only those that are this far.
        state: Query<Option<ReturnStateView>>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<ReturnView>>> {
        let page = page(limit.0, cursor.0)?;
        let filter = ReturnFilter {
            state: state.0.map(ReturnState::from),
            overdue: false,
        };
        let rows = returns::list(&self.0, Viewer::Seller(&seller.0), filter, page).await?;
        Ok(Json(Page::of(rows, ReturnView::from)))
    }

    /// One return
    #[oai(
        path = "/returns/:id",
        method = "get",
        operation_id = "seller_return_get"
    )]
    async fn get_return(&self, seller: Selling, id: Path<Uuid>) -> ApiResult<Json<ReturnView>> {
        let found = returns::view(&self.0, Viewer::Seller(&seller.0), id.0).await?;
        Ok(Json(found.into()))
    }

    /// Agree to a return
    ///
    /// Goods that the shopper keeps are paid back at once.
    #[oai(
        path = "/returns/:id/approve",
        method = "post",
        operation_id = "seller_return_approve"
    )]
    async fn approve(
        &self,
        seller: Selling,
        id: Path<Uuid>,
        body: Json<AnswerBody>,
    ) -> ApiResult<Json<ReturnView>> {
        let answer = Answer {
            keeps_goods: body.0.keeps_goods,
            note: body.0.note,
        };
        let viewer = Viewer::Seller(&seller.0);
        let done = returns::approve(&self.0, viewer, id.0, answer).await?;
        Ok(Json(done.into()))
    }

    /// Refuse a return
    ///
    /// Before the goods are sent, or after they were looked at. The shopper can make a claim.
    #[oai(
        path = "/returns/:id/refuse",
        method = "post",
        operation_id = "seller_return_refuse"
    )]
    async fn refuse(
        &self,
        seller: Selling,
        id: Path<Uuid>,
        body: Json<ReturnNoteBody>,
    ) -> ApiResult<Json<ReturnView>> {
        let viewer = Viewer::Seller(&seller.0);
        let known = returns::view(&self.0, viewer, id.0).await?;
        let note = &body.0.note;
        let done = if known.row.state == ReturnState::Received {
            returns::close(&self.0, viewer, id.0, note).await?
        } else {
            returns::refuse(&self.0, viewer, id.0, note).await?
        };
        Ok(Json(done.into()))
    }

    /// Take returned goods in
    ///
    /// What can still be sold goes back on the shelf.
    #[oai(
        path = "/returns/:id/receive",
        method = "post",
        operation_id = "seller_return_receive"
    )]
    async fn receive(
        &self,
        seller: Selling,
        id: Path<Uuid>,
        body: Json<ReceiveBody>,
    ) -> ApiResult<Json<ReturnView>> {
        let viewer = Viewer::Seller(&seller.0);
        let done = returns::receive(&self.0, viewer, id.0, body.0.can_be_sold).await?;
        Ok(Json(done.into()))
    }

    /// Pay a return back
    #[oai(
        path = "/returns/:id/refund",
        method = "post",
        operation_id = "seller_return_refund"
    )]
    async fn refund(&self, seller: Selling, id: Path<Uuid>) -> ApiResult<Json<ReturnView>> {
        let viewer = Viewer::Seller(&seller.0);
        Ok(Json(returns::refund(&self.0, viewer, id.0).await?.into()))
    }

    /// Send other goods instead
    #[oai(
        path = "/returns/:id/replace",
        method = "post",
        operation_id = "seller_return_replace"
    )]
    async fn replace(&self, seller: Selling, id: Path<Uuid>) -> ApiResult<Json<ReturnView>> {
        let viewer = Viewer::Seller(&seller.0);
        Ok(Json(returns::replace(&self.0, viewer, id.0).await?.into()))
    }

    /// Add a picture to an order
    ///
    /// As proof in a dispute: PNG, JPEG or WebP, at most 8 MB, 30 an order.
    #[oai(
        path = "/orders/:id/photos",
        method = "post",
        operation_id = "seller_order_photo_create"
    )]
    async fn add_photo(
        &self,
        seller: Selling,
        id: Path<Uuid>,
        body: PhotoUpload,
    ) -> ApiResult<Json<PhotoView>> {
        let bytes = body.file.into_vec().await.map_err(CatalogError::from)?;
        let viewer = Viewer::Seller(&seller.0);
        let id = returns::add_photo(&self.0, viewer, id.0, &bytes).await?;
        Ok(Json(PhotoView { id }))
    }

    /// A picture of an order
    #[oai(
        path = "/order-photos/:id",
        method = "get",
        operation_id = "seller_order_photo_get"
    )]
    async fn photo(&self, seller: Selling, id: Path<Uuid>) -> ApiResult<PhotoFile> {
        let viewer = Viewer::Seller(&seller.0);
        let (bytes, kind) = returns::photo(&self.0, viewer, id.0).await?;
        Ok(PhotoFile::Found(
            Binary(bytes),
            kind.media_type().to_owned(),
        ))
    }

    /// The seller's disputes, newest first
    #[oai(
        path = "/disputes",
        method = "get",
        operation_id = "seller_dispute_list"
    )]
    async fn disputes(
        &self,
        seller: Selling,
        /// Only those that are this far.
        state: Query<Option<DisputeStateView>>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<DisputeView>>> {
        let page = page(limit.0, cursor.0)?;
        let state = state.0.map(DisputeState::from);
        let rows = disputes::list(&self.0, Viewer::Seller(&seller.0), state, page).await?;
        Ok(Json(Page::of(rows, DisputeView::from)))
    }

    /// One dispute
    #[oai(
        path = "/disputes/:id",
        method = "get",
        operation_id = "seller_dispute_get"
    )]
    async fn get_dispute(&self, seller: Selling, id: Path<Uuid>) -> ApiResult<Json<DisputeView>> {
        let found = disputes::view(&self.0, Viewer::Seller(&seller.0), id.0).await?;
        Ok(Json(found.into()))
    }

    /// Answer a dispute
    #[oai(
        path = "/disputes/:id/evidence",
        method = "post",
        operation_id = "seller_dispute_evidence_create"
    )]
    async fn answer(
        &self,
        seller: Selling,
        id: Path<Uuid>,
        body: Json<StatementBody>,
    ) -> ApiResult<Json<DisputeView>> {
        let statement = body.0.into();
        let viewer = Viewer::Seller(&seller.0);
        let done = disputes::submit(&self.0, viewer, id.0, &statement).await?;
        Ok(Json(done.into()))
    }

    /// Agree with the shopper
    ///
    /// Everything that is left of the order goes back, delivery too.
    #[oai(
        path = "/disputes/:id/accept",
        method = "post",
        operation_id = "seller_dispute_accept"
    )]
    async fn accept(&self, seller: Selling, id: Path<Uuid>) -> ApiResult<Json<DisputeView>> {
        let done = disputes::accept(&self.0, &seller.0, id.0).await?;
        Ok(Json(done.into()))
    }
}

/// What a seller says to a return.
#[derive(Object)]
#[oai(rename = "ReturnAnswerRequest", deny_unknown_fields)]
struct AnswerBody {
    /// Whether the shopper keeps the goods; small values do when nothing is said.
    keeps_goods: Option<bool>,
    /// A word to the shopper.
    note: Option<String>,
}

/// How returned goods are.
#[derive(Object)]
#[oai(rename = "ReturnReceiveRequest", deny_unknown_fields)]
struct ReceiveBody {
    /// Whether they can be sold again; their return class decides when nothing is said.
    can_be_sold: Option<bool>,
}
