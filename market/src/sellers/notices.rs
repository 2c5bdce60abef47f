//! What a seller should know without having asked: shown when it looks next.

use chrono::{DateTime, Utc};
use entity::sellers::seller_notice;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::Value;
use uuid::Uuid;

use super::{SellerError, SellerStaff};
use crate::{App, page::PageRequest, token::new_id};

/// Something to tell a seller.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Who is told.
    pub seller_id: Uuid,
    /// What it is about, in `snake_case`.
    pub kind: &'static str,
    /// The facts.
    pub detail: Value,
}

/// A notice as it is kept.
pub use entity::sellers::seller_notice::Model as KeptNotice;

/// Keeps a notice in the transaction of what it tells of.
///
/// # Errors
///
/// When the database fails.
pub(crate) async fn tell<C: ConnectionTrait>(
    txn: &C,
    now: DateTime<Utc>,
    notice: Notice,
) -> Result<(), DbErr> {
    seller_notice::Entity::insert(seller_notice::ActiveModel {
        id: Set(new_id()),
        seller_id: Set(notice.seller_id),
        kind: Set(notice.kind.to_owned()),
        detail: Set(notice.detail.to_string()),
        created_at: Set(now),
    })
    .exec_without_returning(txn)
    .await?;
    Ok(())
}

/// What the seller was told, the newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn notices(
    app: &App,
    staff: &SellerStaff,
    page: PageRequest,
) -> Result<(Vec<KeptNotice>, Option<String>), SellerError> {
    let mut query = seller_notice::Entity::find()
        .filter(seller_notice::Column::SellerId.eq(staff.seller_id()))
        .order_by_desc(seller_notice::Column::Id)
        .limit(page.rows + 1);
    if let Some(after) = page.after {
        query = query.filter(seller_notice::Column::Id.lt(after));
    }
    let rows = query.all(app.database().read()).await?;
    Ok(page.cut(rows, |row| row.id))
}
