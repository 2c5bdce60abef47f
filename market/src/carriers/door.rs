//! What happened at the door: the shopper took the parcel, or it comes back.

use entity::{
    carriers::cod_refusal,
    checkout::purchase,
    orders::{parcel, seller_order},
    payments::{PaymentState, payment},
};
use money::Money;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use super::{
    CarrierError, attempt,
    parcel::{ROUNDED_TO, parcels_of},
    risk,
};
use crate::{
    App,
    ledger::{self, CodCollected},
};

/// The shopper has the goods: the carrier now holds the cash of the order's parcels (rule 4).
/// The order must have moved on already, behind its purchase's lock.
///
/// # Errors
///
/// What the ledger or the database refuses.
pub(crate) async fn collect(
    txn: &DatabaseTransaction,
    app: &App,
    order: &seller_order::Model,
) -> Result<(), CarrierError> {
    let open = parcel::Column::UncollectedAt.is_null();
    parcel::Entity::update_many()
        .col_expr(parcel::Column::DeliveredAt, Expr::value(app.clock().now()))
        .col_expr(
            parcel::Column::CodCollected,
            Expr::col(parcel::Column::CodAmount),
        )
        .col_expr(
            parcel::Column::AwaitsCash,
            Expr::value(app.settings().release_awaits_cash),
        )
        .filter(parcel::Column::OrderId.eq(order.id))
        .filter(open)
        .exec(txn)
        .await?;
    let mut cash: i64 = 0;
    let mut carrier = String::new();
    for parcel in parcels_of(txn, order).await? {
        cash += parcel.cod_collected;
        carrier = parcel.carrier_code;
    }
    if cash > 0 {
        book(txn, app, order, (&carrier, Money::price(cash)?)).await?;
    }
    if cash > 0 && (1..ROUNDED_TO).contains(&(order.total - cash)) {
        let rounded = CodCollected {
            order_id: order.id,
            purchase_id: order.purchase_id,
            carrier: &carrier,
            amount: Money::price(order.total - cash)?,
        };
        ledger::cod_rounded(txn, app, rounded).await?;
    }
    attempt::refresh_attempts(txn, app, &[order.purchase_id]).await?;
    Ok(())
}

async fn book(
    txn: &DatabaseTransaction,
    app: &App,
    order: &seller_order::Model,
    (carrier, amount): (&str, Money),
) -> Result<(), CarrierError> {
    let collected = CodCollected {
        order_id: order.id,
        purchase_id: order.purchase_id,
        carrier,
        amount,
    };
    ledger::cod_collected(txn, app, collected).await?;
    payment::Entity::update_many()
        .col_expr(
            payment::Column::Captured,
            Expr::col(payment::Column::Captured).add(amount.dong()),
        )
        .filter(payment::Column::PurchaseId.eq(order.purchase_id))
        .filter(payment::Column::State.eq(PaymentState::CodDue))
        .exec(txn)
        .await?;
    Ok(())
}

/// Rule 15: a parcel that came back or is lost brings no cash. One that `was_refused` counts
/// against the phones of the purchase. Call it when the order has moved to returned or lost,
/// behind its purchase's lock. Told again it changes nothing.
///
/// # Errors
///
/// What the ledger or the database refuses.
pub(crate) async fn parcel_back(
    txn: &DatabaseTransaction,
    app: &App,
    order: &seller_order::Model,
    was_refused: bool,
) -> Result<(), CarrierError> {
    let now = app.clock().now();
    parcel::Entity::update_many()
        .col_expr(parcel::Column::UncollectedAt, Expr::value(now))
        .filter(parcel::Column::OrderId.eq(order.id))
        .filter(parcel::Column::DeliveredAt.is_null())
        .filter(parcel::Column::UncollectedAt.is_null())
        .exec(txn)
        .await?;
    if was_refused {
        remember_refusal(txn, app, order).await?;
    }
    attempt::refresh_attempts(txn, app, &[order.purchase_id]).await?;
    Ok(())
}

async fn remember_refusal(
    txn: &DatabaseTransaction,
    app: &App,
    order: &seller_order::Model,
) -> Result<(), DbErr> {
    let purchase = purchase::Entity::find_by_id(order.purchase_id)
        .one(txn)
        .await?;
    let Some(purchase) = purchase else {
        return Ok(());
    };
    let rows = risk::phones_of(&purchase)
        .into_iter()
        .map(|phone_hash| cod_refusal::ActiveModel {
            order_id: Set(order.id),
            phone_hash: Set(phone_hash),
            created_at: Set(app.clock().now()),
        });
    let once = OnConflict::columns([cod_refusal::Column::OrderId, cod_refusal::Column::PhoneHash])
        .do_nothing()
        .to_owned();
    cod_refusal::Entity::insert_many(rows)
        .on_conflict(once)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}
