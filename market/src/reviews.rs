//! What buyers say of products that reached them: one review a purchase and product, the seller's
//! one answer, and the desk, which hides what does not belong here.
//!
//! The sums over the reviews that are shown stand beside the product (`product_rating`). They move
//! in the transaction of each review, and its documents are rendered again.

mod answer;
mod author;
mod create;
mod listing;
mod moderation;
mod refusal;

pub use entity::reviews::review;

pub use answer::answer;
pub use create::{NewReview, create};
pub use listing::{ReviewFilter, at_desk, of_product, of_seller};
pub use moderation::{hide, show};
pub use refusal::ReviewError;

use chrono::{DateTime, Utc};
use entity::reviews::product_rating;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use crate::outbox::{self, Event};

/// Whether a review begins or ceases to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counted {
    In,
    Out,
}

/// Moves the sums of a review's product, and has it rendered again.
async fn count(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    review: &review::Model,
    counted: Counted,
) -> Result<(), DbErr> {
    let sign = match counted {
        Counted::In => 1,
        Counted::Out => -1,
    };
    let none = product_rating::ActiveModel {
        product_id: Set(review.product_id),
        reviews: Set(0),
        stars: Set(0),
    };
    product_rating::Entity::insert(none)
        .on_conflict_do_nothing_on([product_rating::Column::ProductId])
        .exec_without_returning(txn)
        .await?;
    use product_rating::Column;
    product_rating::Entity::update_many()
        .col_expr(Column::Reviews, Expr::col(Column::Reviews).add(sign))
        .col_expr(
            Column::Stars,
            Expr::col(Column::Stars).add(sign * i64::from(review.stars)),
        )
        .filter(Column::ProductId.eq(review.product_id))
        .exec(txn)
        .await?;
    let changed = Event::ProductsChanged {
        product_ids: vec![review.product_id],
    };
    outbox::enqueue(txn, now, [changed]).await
}
