//! A purchase is worked out before its transaction begins, so that it holds up nobody. What it
//! was worked out from must still be so when it is written: cart, prices and stock.

use chrono::{DateTime, Utc};
use entity::{
    catalog::{product, stock, variant},
    checkout::stock_hold,
    sellers::seller,
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, Statement,
    sea_query::{
        Condition, Expr, ExprTrait as _, Query, SelectStatement, SimpleExpr, TableRef, ValueTuple,
    },
};
use uuid::Uuid;

use crate::{
    cart::{self as carts, Basket},
    database::{row_lock, sql},
};

/// Locks a cart and the stock of everything in it, in the order of its ids.
///
/// What was read must be looked at after this, in another statement: this one sees holds only
/// as they were before it waited.
pub(super) fn lock<C: ConnectionTrait>(connection: &C, cart_id: Uuid) -> Statement {
    let text = format!(
        "SELECT k.variant_id FROM cart c
         JOIN cart_line l ON l.cart_id = c.id
         JOIN stock k ON k.variant_id = l.variant_id
         WHERE c.id = $1 ORDER BY k.variant_id {}",
        row_lock(connection, "c, k")
    );
    sql(connection, text, [cart_id.into()])
}

/// Whether the cart is open and as it was read, and all that is in it is sold at the prices that
/// were read, and is there.
pub(super) fn condition(basket: &Basket, now: DateTime<Utc>) -> Condition {
    let lines = basket.lines.iter().map(|line| {
        let quantity = i64::from(line.quantity);
        ValueTuple::Three(line.variant_id.into(), line.price.into(), quantity.into())
    });
    let otherwise = Query::select()
        .expr(Expr::val(1))
        .from(TableRef::ValuesList(lines.collect(), "line".into()))
        .and_where(Expr::exists(line_as_read(now)).not())
        .to_owned();
    Condition::all()
        .add(carts::unchanged(basket.id, basket.version))
        .add(Expr::exists(otherwise).not())
}

/// What a line is of, if it can be bought as it was read. It is looked up for each line by
/// itself: a join of all may begin with all sellers.
fn line_as_read(now: DateTime<Utc>) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(variant::Entity)
        .inner_join(
            product::Entity,
            Expr::cust("product.id = variant.product_id AND product.state = 'published'"),
        )
        .inner_join(
            seller::Entity,
            Expr::cust("seller.id = product.seller_id AND seller.state = 'open'"),
        )
        .inner_join(stock::Entity, Expr::cust("stock.variant_id = variant.id"))
        .and_where(Expr::cust("variant.id = line.column1"))
        .and_where(Expr::cust("variant.price = line.column2"))
        .and_where(Expr::cust("variant.archived_at IS NULL"))
        .and_where(Expr::cust("stock.on_hand - line.column3").gte(held(now)))
        .to_owned()
}

/// Units of a variant that are promised to unpaid purchases.
fn held(now: DateTime<Utc>) -> SimpleExpr {
    let held = Query::select()
        .expr(Expr::cust("coalesce(sum(quantity), 0)"))
        .from(stock_hold::Entity)
        .and_where(Expr::cust("stock_hold.variant_id = variant.id"))
        .and_where(stock_hold::Column::ExpiresAt.gt(now))
        .to_owned();
    Expr::SubQuery(None, Box::new(held.into()))
}
