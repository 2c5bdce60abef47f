//! Reviews that do not belong here.

use market::{
    App,
    reviews::{self, ReviewFilter},
};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::{NoteRequest, access::Clerk};
use crate::{
    openapi::Tag,
    problem::ApiResult,
    wire::{Page, page, reviews::KeptReviewView},
};

/// The routes.
pub(crate) struct DeskReviewsApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Desk")]
impl DeskReviewsApi {
    /// All reviews, newest first
    #[oai(path = "/reviews", method = "get", operation_id = "desk_review_list")]
    async fn list(
        &self,
        staff: Clerk,
        /// Only of this product.
        product_id: Query<Option<Uuid>>,
        /// Only those that are hidden, or only those that are shown.
        hidden: Query<Option<bool>>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<KeptReviewView>>> {
        let page = page(limit.0, cursor.0)?;
        let filter = ReviewFilter {
            product_id: product_id.0,
            is_hidden: hidden.0,
            is_answered: None,
        };
        let rows = reviews::at_desk(&self.0, &staff.0, filter, page).await?;
        Ok(Json(Page::of(rows, KeptReviewView::from)))
    }

    /// Hide a review
    ///
    /// With a reason, which is on record. It no longer counts for its product.
    #[oai(
        path = "/reviews/:id/hide",
        method = "post",
        operation_id = "desk_review_hide"
    )]
    async fn hide(
        &self,
        staff: Clerk,
        id: Path<Uuid>,
        body: Json<NoteRequest>,
    ) -> ApiResult<Json<KeptReviewView>> {
        let row = reviews::hide(&self.0, &staff.0, id.0, &body.0.note).await?;
        Ok(Json(row.into()))
    }

    /// Show a hidden review again
    ///
    /// With a reason, which is on record.
    #[oai(
        path = "/reviews/:id/show",
        method = "post",
        operation_id = "desk_review_show"
    )]
    async fn show(
        &self,
        staff: Clerk,
        id: Path<Uuid>,
        body: Json<NoteRequest>,
    ) -> ApiResult<Json<KeptReviewView>> {
        let row = reviews::show(&self.0, &staff.0, id.0, &body.0.note).await?;
        Ok(Json(row.into()))
    }
}
