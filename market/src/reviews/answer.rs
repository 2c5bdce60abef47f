//! The seller's one answer.

use entity::reviews::review;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::ReviewError;
use crate::{App, sellers::SellerStaff, text::TextRule};

const REPLY: TextRule = TextRule::lines("/text", 1_000);

/// Answers a review of the seller's product, once.
///
/// # Errors
///
/// [`ReviewError::NotFound`] for a stranger's review as for none, [`ReviewError::Answered`] the
/// second time.
pub async fn answer(
    app: &App,
    staff: &SellerStaff,
    id: Uuid,
    text: &str,
) -> Result<review::Model, ReviewError> {
    let reply = REPLY.needed(text)?;
    let db = app.database().write();
    let own =
        || review::Entity::find_by_id(id).filter(review::Column::SellerId.eq(staff.seller_id()));
    own().one(db).await?.ok_or(ReviewError::NotFound)?;
    let answered = review::Entity::update_many()
        .set(review::ActiveModel {
            reply: Set(Some(reply)),
            replied_at: Set(Some(app.clock().now())),
            ..Default::default()
        })
        .filter(review::Column::Id.eq(id))
        .filter(review::Column::Reply.is_null())
        .exec(db)
        .await?;
    if answered.rows_affected == 0 {
        return Err(ReviewError::Answered);
    }
    own().one(db).await?.ok_or(ReviewError::NotFound)
}
