//! Lines: what is in a cart and how much of it.
//!
//! A line is written by one statement that looks by itself whether the cart is the holder's and
//! still open. Triggers of the schema count the cart's changes.

use entity::cart::cart_line;
use money::Quantity;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Value};
use uuid::Uuid;

use super::{Basket, CartError, Holder, holder, view};
use crate::{
    App,
    database::{row_lock, sql},
    limits, token,
};

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
    let db = app.database().read();
    let adding = upsert(db, (holder, cart_id), variant_id, quantity);
    let added = app.database().write_alone(adding).await?;
    if added == 0 {
        holder::refuse_unless_open(db, (holder, cart_id)).await?;
        return Err(why_not_added(db, cart_id, variant_id, quantity).await?);
    }
    view(app, holder, cart_id).await
}

/// One statement that looks whose the cart is and whether it is open, whether the variant is
/// sold and whether there is room, and writes.
fn upsert<C: ConnectionTrait>(
    db: &C,
    (holder, cart_id): (&Holder, Uuid),
    variant_id: Uuid,
    quantity: Quantity,
) -> sea_orm::Statement {
    let (owner, owner_is) = holder.owner();
    let lock = row_lock(db, "c");
    let text = format!(
        "INSERT INTO cart_line (id, cart_id, variant_id, quantity)
         SELECT $1, c.id, v.id, $4
         FROM cart c, variant v
         JOIN product p ON p.id = v.product_id
         JOIN seller s ON s.id = p.seller_id
         WHERE c.id = $2 AND c.{owner} = $7 AND c.state = 'open'
           AND v.id = $3 AND v.archived_at IS NULL AND v.price IS NOT NULL
           AND p.state = 'published' AND s.state = 'open'
           AND ((SELECT count(*) FROM cart_line l WHERE l.cart_id = $2) < $5
                OR EXISTS (SELECT 1 FROM cart_line l WHERE l.cart_id = $2 AND l.variant_id = $3))
         {lock}
         ON CONFLICT (cart_id, variant_id) DO UPDATE
         SET quantity = cart_line.quantity + excluded.quantity
         WHERE cart_line.quantity + excluded.quantity <= $6"
    );
    let lines_most = i64::try_from(limits::CART_LINES_MAX).unwrap_or(i64::MAX);
    let values = [
        token::new_id().into(),
        cart_id.into(),
        variant_id.into(),
        quantity.get().into(),
        lines_most.into(),
        Quantity::MAX.into(),
        owner_is,
    ];
    sql(db, text, values)
}

async fn why_not_added<C: ConnectionTrait>(
    db: &C,
    cart_id: Uuid,
    variant_id: Uuid,
    quantity: Quantity,
) -> Result<CartError, CartError> {
    let lines = || cart_line::Entity::find().filter(cart_line::Column::CartId.eq(cart_id));
    let same = lines()
        .filter(cart_line::Column::VariantId.eq(variant_id))
        .one(db)
        .await?;
    if let Some(line) = same
        && line.quantity + quantity.get() > Quantity::MAX
    {
        return Ok(CartError::QuantityUnusable);
    }
    if lines().count(db).await? >= limits::CART_LINES_MAX {
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
    let change = "UPDATE cart_line SET quantity = $4 WHERE";
    write_line(
        app,
        (holder, cart_id),
        change,
        [line_id.into(), quantity.get().into()],
    )
    .await
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
    let change = "DELETE FROM cart_line WHERE";
    write_line(app, (holder, cart_id), change, [line_id.into()]).await
}

/// Changes one line of the holder's open cart: `$3` is the line, what follows is the change's.
async fn write_line<const N: usize>(
    app: &App,
    (holder, cart_id): (&Holder, Uuid),
    change: &str,
    values: [Value; N],
) -> Result<Basket, CartError> {
    let db = app.database().read();
    let (owner, owner_is) = holder.owner();
    let lock = row_lock(db, "c");
    let text = format!(
        "{change} id = $3 AND cart_id = (SELECT c.id FROM cart c
             WHERE c.id = $1 AND c.{owner} = $2 AND c.state = 'open' {lock})"
    );
    let values = [cart_id.into(), owner_is].into_iter().chain(values);
    let changed = app.database().write_alone(sql(db, text, values)).await?;
    if changed == 0 {
        holder::refuse_unless_open(db, (holder, cart_id)).await?;
        return Err(CartError::LineNotFound);
    }
    view(app, holder, cart_id).await
}
