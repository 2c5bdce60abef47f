//! What a buyer writes of a product that arrived.

use std::collections::HashSet;

use entity::{
    catalog::product,
    checkout::purchase,
    orders::{OrderState, order_line, seller_order},
    reviews::review,
    sellers::membership,
};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    TryInsertResult,
};
use uuid::Uuid;

use super::{Counted, ReviewError, author::short_name, count, listing::product_named};
use crate::{
    App,
    checkout::{Buyer, Contact},
    text::TextRule,
    token::new_id,
};

const BODY: TextRule = TextRule::lines("/text", 2_000);

/// What a buyer says.
#[derive(Clone, Debug)]
pub struct NewReview {
    /// Stars, 1 to 5.
    pub stars: u8,
    /// In words, if any.
    pub text: Option<String>,
    /// Which purchase; the latest that can be reviewed unless said.
    pub purchase_id: Option<Uuid>,
}

/// Keeps what a buyer says of a product, named by its id or address part, that arrived.
///
/// # Errors
///
/// [`ReviewError::NotBought`], [`ReviewError::NotDelivered`], [`ReviewError::Exists`] when this
/// purchase has its review, [`ReviewError::OwnProduct`] for those who act for the seller.
pub async fn create(
    app: &App,
    buyer: &Buyer,
    product: &str,
    said: NewReview,
) -> Result<review::Model, ReviewError> {
    if !(1..=5).contains(&said.stars) {
        return Err(ReviewError::StarsUnusable);
    }
    let body = BODY.clean(said.text.as_deref().unwrap_or_default())?;
    let product = product_named(app, product).await?;
    demand_stranger(app, buyer, &product).await?;
    let purchase = reviewable(app, buyer, product.id, said.purchase_id).await?;
    let now = app.clock().now();
    let row = review::Model {
        id: new_id(),
        product_id: product.id,
        seller_id: product.seller_id,
        purchase_id: purchase.id,
        stars: i32::from(said.stars),
        body,
        author: author(&purchase)?,
        hidden_reason: None,
        reply: None,
        replied_at: None,
        created_at: now,
    };
    let txn = app.database().begin().await?;
    let inserted = review::Entity::insert(review::ActiveModel::from(row.clone()))
        .on_conflict_do_nothing_on([review::Column::PurchaseId, review::Column::ProductId])
        .exec_without_returning(&txn)
        .await?;
    let TryInsertResult::Inserted(1) = inserted else {
        return Err(ReviewError::Exists);
    };
    count(&txn, now, &row, Counted::In).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(row)
}

/// Nobody praises what they sell themselves.
async fn demand_stranger(
    app: &App,
    buyer: &Buyer,
    product: &product::Model,
) -> Result<(), ReviewError> {
    let Buyer::Account(account_id) = buyer else {
        return Ok(());
    };
    let own = membership::Entity::find_by_id((product.seller_id, *account_id))
        .one(app.database().read())
        .await?;
    match own {
        Some(_) => Err(ReviewError::OwnProduct),
        None => Ok(()),
    }
}

/// The buyer's latest purchase with the product that arrived and has no review of it.
async fn reviewable(
    app: &App,
    buyer: &Buyer,
    product_id: Uuid,
    asked: Option<Uuid>,
) -> Result<purchase::Model, ReviewError> {
    let db = app.database().read();
    let mut own = buyer.purchases();
    if let Some(id) = asked {
        own = own.filter(purchase::Column::Id.eq(id));
    }
    let own = own.order_by_desc(purchase::Column::Id).all(db).await?;
    let with_product = order_line::Entity::find()
        .select_only()
        .column(order_line::Column::OrderId)
        .filter(order_line::Column::ProductId.eq(product_id))
        .into_query();
    let orders: Vec<seller_order::Model> = seller_order::Entity::find()
        .filter(seller_order::Column::PurchaseId.is_in(own.iter().map(|row| row.id)))
        .filter(seller_order::Column::Id.in_subquery(with_product))
        .all(db)
        .await?;
    if orders.is_empty() {
        return Err(ReviewError::NotBought);
    }
    let arrived: HashSet<Uuid> = orders
        .iter()
        .filter(|order| matches!(order.state, OrderState::Delivered | OrderState::Completed))
        .map(|order| order.purchase_id)
        .collect();
    if arrived.is_empty() {
        return Err(ReviewError::NotDelivered);
    }
    let reviewed: Vec<Uuid> = review::Entity::find()
        .select_only()
        .column(review::Column::PurchaseId)
        .filter(review::Column::ProductId.eq(product_id))
        .filter(review::Column::PurchaseId.is_in(arrived.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    own.into_iter()
        .find(|row| arrived.contains(&row.id) && !reviewed.contains(&row.id))
        .ok_or(ReviewError::Exists)
}

fn author(purchase: &purchase::Model) -> Result<String, DbErr> {
    let contact: Contact =
        serde_json::from_str(&purchase.contact).map_err(|error| DbErr::Type(error.to_string()))?;
    Ok(short_name(&contact.name))
}
