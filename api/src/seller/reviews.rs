//! What buyers say of a seller's products.

use market::{
    App,
    reviews::{self, ReviewFilter},
};
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::access::Selling;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    wire::{Page, page, reviews::KeptReviewView},
};

/// The routes.
pub(crate) struct SellerReviewsApi(pub(crate) App);

#[OpenApi(
    prefix_path = "/seller",
    tag = "Tag::Seller",
    request_header(
        name = "Seller-Id",
        ty = "Option<Uuid>",
        description = "The seller acted for; needed by those who serve several."
    )
)]
impl SellerReviewsApi {
    /// The reviews of the seller's products, newest first
    #[oai(path = "/reviews", method = "get", operation_id = "seller_review_list")]
    async fn list(
        &self,
        seller: Selling,
        /// Only of this product.
        product_id: Query<Option<Uuid>>,
        /// Only those that are answered, or only those that are not.
        answered: Query<Option<bool>>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<KeptReviewView>>> {
        let page = page(limit.0, cursor.0)?;
        let filter = ReviewFilter {
            product_id: product_id.0,
            is_hidden: None,
            is_answered: answered.0,
        };
        let rows = reviews::of_seller(&self.0, &seller.0, filter, page).await?;
        Ok(Json(Page::of(rows, KeptReviewView::from)))
    }

    /// Answer a review
    ///
    /// Once; shoppers read the answer below it.
    #[oai(
        path = "/reviews/:id/reply",
        method = "post",
        operation_id = "seller_review_reply"
    )]
    async fn reply(
        &self,
        seller: Selling,
        id: Path<Uuid>,
        body: Json<ReplyRequest>,
    ) -> ApiResult<Json<KeptReviewView>> {
        let row = reviews::answer(&self.0, &seller.0, id.0, &body.0.text).await?;
        Ok(Json(row.into()))
    }
}

/// An answer.
#[derive(Object)]
#[oai(rename = "ReviewReplyRequest", deny_unknown_fields)]
struct ReplyRequest {
    /// At most 1000 characters.
    text: String,
}
