//! Lines: what is in a cart and how much of it.

use entity::cart::cart_line;
use money::Quantity;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{Basket, CartError, Holder, basket, holder};
use crate::{App, database::sql, limits, token};

/// Puts units of a variant in a cart; more of what is there already raises its quantity.
///
/// # Errors
///
/// [`CartError::VariantNotFound`] when it cannot be bought, [`CartError::TooManyLines`],
/// [`CartError::QuantityUnusable`].
pub async fn add_line(
    app: &App,
    holder: &Holder,
    cart_id: Uuid,
    (variant_id, quantity): (Uuid, Quantity),
) -> Result<Basket, CartError> {
    let txn = app.database().begin().await?;
    let cart = holder::change(app, &txn, (holder, cart_id), None).await?;
    let added = txn
        .execute_raw(upsert(&txn, cart_id, variant_id, quantity))
        .await?;
    if added.rows_affected() == 0 {
        return Err(why_not_added(&txn, cart_id, variant_id, quantity).await?);
    }
    let basket = basket::load(&txn, app.clock().now(), cart).await?;
    txn.commit().await?;
    Ok(basket)
}

/// One statement that looks whether the variant is sold, whether there is room, and writes.
fn upsert(
    txn: &DatabaseTransaction,
    cart_id: Uuid,
    variant_id: Uuid,
    quantity: Quantity,
) -> sea_orm::Statement {
    sql(
        txn,
        "INSERT INTO cart_line (id, cart_id, variant_id, quantity)
         SELECT $1, $2, v.id, $4
         FROM variant v
         JOIN product p ON p.id = v.product_id
         JOIN seller s ON s.id = p.seller_id
         WHERE v.id = $3 AND v.archived_at IS NULL AND v.price IS NOT NULL
           AND p.state = 'published' AND s.state = 'open'
           AND ((SELECT count(*) FROM cart_line c WHERE c.cart_id = $2) < $5
                OR EXISTS (SELECT 1 FROM cart_line c WHERE c.cart_id = $2 AND c.variant_id = v.id))
         ON CONFLICT (cart_id, variant_id) DO UPDATE
         SET quantity = cart_line.quantity + excluded.quantity
         WHERE cart_line.quantity + excluded.quantity <= $6",
        [
            token::new_id().into(),
            cart_id.into(),
            variant_id.into(),
            quantity.get().into(),
            i64::try_from(limits::CART_LINES_MAX)
                .unwrap_or(i64::MAX)
                .into(),
            Quantity::MAX.into(),
        ],
    )
}

async fn why_not_added(
    txn: &DatabaseTransaction,
    cart_id: Uuid,
    variant_id: Uuid,
    quantity: Quantity,
) -> Result<CartError, CartError> {
    let lines = || cart_line::Entity::find().filter(cart_line::Column::CartId.eq(cart_id));
    let same = lines()
        .filter(cart_line::Column::VariantId.eq(variant_id))
        .one(txn)
        .await?;
    if let Some(line) = same
        && line.quantity + quantity.get() > Quantity::MAX
    {
        return Ok(CartError::QuantityUnusable);
    }
    if lines().count(txn).await? >= limits::CART_LINES_MAX {
        return Ok(CartError::TooManyLines);
    }
    Ok(CartError::VariantNotFound)
}

/// Sets how many units a line has.
///
/// # Errors
///
/// [`CartError::LineNotFound`] when the cart has no such line.
pub async fn set_quantity(
    app: &App,
    holder: &Holder,
    cart_id: Uuid,
    (line_id, quantity): (Uuid, Quantity),
) -> Result<Basket, CartError> {
    let txn = app.database().begin().await?;
    let cart = holder::change(app, &txn, (holder, cart_id), None).await?;
    let changed = cart_line::Entity::update_many()
        .col_expr(cart_line::Column::Quantity, Expr::value(quantity.get()))
        .filter(cart_line::Column::Id.eq(line_id))
        .filter(cart_line::Column::CartId.eq(cart_id))
        .exec(&txn)
        .await?;
    if changed.rows_affected == 0 {
        return Err(CartError::LineNotFound);
    }
    let basket = basket::load(&txn, app.clock().now(), cart).await?;
    txn.commit().await?;
    Ok(basket)
}

/// Takes a line out.
///
/// # Errors
///
/// [`CartError::LineNotFound`] when the cart has no such line.
pub async fn remove_line(
    app: &App,
    holder: &Holder,
    cart_id: Uuid,
    line_id: Uuid,
) -> Result<Basket, CartError> {
    let txn = app.database().begin().await?;
    let cart = holder::change(app, &txn, (holder, cart_id), None).await?;
    let removed = cart_line::Entity::delete_many()
        .filter(cart_line::Column::Id.eq(line_id))
        .filter(cart_line::Column::CartId.eq(cart_id))
        .exec(&txn)
        .await?;
    if removed.rows_affected == 0 {
        return Err(CartError::LineNotFound);
    }
    let basket = basket::load(&txn, app.clock().now(), cart).await?;
    txn.commit().await?;
    Ok(basket)
}
