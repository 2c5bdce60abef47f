//! A review as its seller and the desk see it.

use chrono::{DateTime, Utc};
use market::reviews::review;
use poem_openapi::Object;
use uuid::Uuid;

/// The seller's answer to a review.
#[derive(Object)]
#[oai(rename = "ReviewReply")]
pub(crate) struct ReplyView {
    /// In the seller's words.
    text: String,
    /// When it was written.
    at: DateTime<Utc>,
}

/// A review as its seller and the desk see it.
#[derive(Object)]
#[oai(rename = "KeptReview")]
pub(crate) struct KeptReviewView {
    /// The review.
    id: Uuid,
    /// Of what.
    product_id: Uuid,
    /// Stars, 1 to 5.
    stars: i32,
    /// In the buyer's words.
    text: Option<String>,
    /// The short name that shoppers see.
    author: String,
    /// When it was written.
    created_at: DateTime<Utc>,
    /// The seller's answer.
    reply: Option<ReplyView>,
    /// Why the desk hides it; null while it is shown.
    hidden_reason: Option<String>,
}

impl From<review::Model> for KeptReviewView {
    fn from(row: review::Model) -> Self {
        Self {
            id: row.id,
            product_id: row.product_id,
            stars: row.stars,
            text: row.body.clone(),
            author: row.author.clone(),
            created_at: row.created_at,
            hidden_reason: row.hidden_reason.clone(),
            reply: ReplyView::of(row),
        }
    }
}

impl ReplyView {
    /// The answer to a review, if it has one.
    pub(crate) fn of(row: review::Model) -> Option<Self> {
        let at = row.replied_at?;
        row.reply.map(|text| Self { text, at })
    }
}
