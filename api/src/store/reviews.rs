//! What buyers say of products.

use chrono::{DateTime, Utc};
use market::{
    App,
    checkout::Buyer,
    reviews::{self, NewReview, ReviewError, review},
};
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};
use uuid::Uuid;

use crate::{
    openapi::Tag,
    problem::ApiResult,
    sign_in::MaybeSignedIn,
    wire::{Page, page, reviews::ReplyView},
};

/// The routes.
pub(crate) struct ReviewsApi(pub(crate) App);

#[OpenApi(prefix_path = "/store/products", tag = "Tag::Catalogue")]
impl ReviewsApi {
    /// The reviews of a product, newest first
    ///
    /// The product's page has their average and their number.
    #[oai(path = "/:slug/reviews", method = "get", operation_id = "review_list")]
    async fn list(
        &self,
        /// The product's id or address part.
        slug: Path<String>,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<ReviewView>>> {
        let page = page(limit.0, cursor.0)?;
        let rows = reviews::of_product(&self.0, &slug.0, page).await?;
        Ok(Json(Page::of(rows, ReviewView::from)))
    }

    /// Review a product
    ///
    /// By who bought it and has it: signed in, or with the purchase's token as `Purchase-Token`.
    /// A purchase has one review of each product. Others see a short name of the buyer.
    #[oai(
        path = "/:slug/reviews",
        method = "post",
        operation_id = "review_create"
    )]
    async fn create(
        &self,
        caller: MaybeSignedIn,
        #[oai(name = "Purchase-Token")] token: Header<Option<String>>,
        /// The product's id or address part.
        slug: Path<String>,
        body: Json<ReviewRequest>,
    ) -> ApiResult<ReviewMade> {
        let actor = caller.actor()?;
        // Whoever shows neither a sign-in nor a token has bought nothing.
        let buyer = Buyer::new(actor.as_ref(), token.0.as_deref());
        let buyer = buyer.map_err(|_| ReviewError::NotFound)?;
        let said = NewReview {
            stars: body.0.stars,
            text: body.0.text,
            purchase_id: body.0.purchase_id,
        };
        let made = reviews::create(&self.0, &buyer, &slug.0, said).await?;
        Ok(ReviewMade::Made(Json(made.into())))
    }
}

/// What a buyer says.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ReviewRequest {
    /// Stars, 1 to 5.
    stars: u8,
    /// In words, at most 2000 characters.
    text: Option<String>,
    /// Which purchase; the latest that can be reviewed unless said.
    purchase_id: Option<Uuid>,
}

#[derive(ApiResponse)]
enum ReviewMade {
    /// The review is shown.
    #[oai(status = 201)]
    Made(Json<ReviewView>),
}

/// A review as shoppers see it.
#[derive(Object)]
#[oai(rename = "Review")]
struct ReviewView {
    /// The review.
    id: Uuid,
    /// Stars, 1 to 5.
    stars: i32,
    /// In the buyer's words.
    text: Option<String>,
    /// A short name of the buyer.
    author: String,
    /// When it was written.
    created_at: DateTime<Utc>,
    /// The seller's answer.
    reply: Option<ReplyView>,
}

impl From<review::Model> for ReviewView {
    fn from(row: review::Model) -> Self {
        Self {
            id: row.id,
            stars: row.stars,
            text: row.body.clone(),
            author: row.author.clone(),
            created_at: row.created_at,
            reply: ReplyView::of(row),
        }
    }
}
