//! A parcel in a carrier's hands, and how far its cash is.

use entity::{
    orders::{parcel, seller_order},
    payments::{PaymentState, payment},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use super::{CarrierError, Parcel, directory};
use crate::{App, token::new_id};

/// The smallest note that people have at the door, in đồng.
pub(super) const ROUNDED_TO: i64 = 1_000;

/// How far the cash of a parcel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CashState {
    /// To be collected at the door.
    Due,
    /// The carrier has it.
    Collected,
    /// The carrier handed over a part of it.
    ShortRemitted,
    /// It is here.
    Remitted,
    /// The parcel was not taken.
    Uncollected,
}

/// How far the cash of a parcel is; none when there is nothing to collect.
pub const fn state_of(parcel: &Parcel) -> Option<CashState> {
    if parcel.cod_amount == 0 {
        None
    } else if parcel.uncollected_at.is_some() {
        Some(CashState::Uncollected)
    } else if parcel.cod_collected == 0 {
        Some(CashState::Due)
    } else if parcel.cod_remitted == 0 {
        Some(CashState::Collected)
    } else if parcel.cod_remitted < parcel.cod_collected {
        Some(CashState::ShortRemitted)
    } else {
        Some(CashState::Remitted)
    }
}

/// A parcel about to be handed to a carrier.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewParcel<'a> {
    /// What the seller calls the carrier: its code or any name.
    pub(crate) carrier: &'a str,
    /// The carrier's code for the parcel.
    pub(crate) tracking_code: &'a str,
}

/// Writes down that a carrier has a parcel of an order, and what it has to collect: all that
/// the order costs and no earlier parcel of it still brings.
///
/// # Errors
///
/// [`CarrierError::Closed`], and [`CarrierError::AboveLimit`] when the carrier does not
/// collect so much.
pub(crate) async fn hand_over(
    txn: &DatabaseTransaction,
    app: &App,
    order: &seller_order::Model,
    new: NewParcel<'_>,
) -> Result<(), CarrierError> {
    let carrier = directory::meant(txn, new.carrier).await?;
    let due = rounded(app, cash_due(txn, order).await?);
    if let Some(limit) = carrier.cod_limit
        && due > limit.dong()
    {
        return Err(CarrierError::AboveLimit {
            carrier: carrier.code,
            limit,
        });
    }
    parcel::Entity::insert(parcel::ActiveModel {
        id: Set(new_id()),
        order_id: Set(order.id),
        carrier_code: Set(carrier.code),
        carrier: Set(new.carrier.to_owned()),
        tracking_code: Set(new.tracking_code.to_owned()),
        cod_amount: Set(due),
        cod_collected: Set(0),
        cod_remitted: Set(0),
        awaits_cash: Set(false),
        uncollected_at: Set(None),
        carrier_fee: Set(0),
        carrier_fee_paid: Set(0),
        fee_changes: Set(0),
        shipped_at: Set(app.clock().now()),
        delivered_at: Set(None),
    })
    .exec_without_returning(txn)
    .await?;
    Ok(())
}

/// What is collected of a sum that is due, in đồng: small change is the market's, where the
/// operator wants that (rule 20).
fn rounded(app: &App, due: i64) -> i64 {
    if app.settings().cod_rounding && due >= ROUNDED_TO {
        due - due % ROUNDED_TO
    } else {
        due
    }
}

/// What the shopper still owes for an order at the door, in đồng.
async fn cash_due(txn: &DatabaseTransaction, order: &seller_order::Model) -> Result<i64, DbErr> {
    let is_cash = payment::Entity::find()
        .filter(payment::Column::PurchaseId.eq(order.purchase_id))
        .filter(payment::Column::State.eq(PaymentState::CodDue))
        .count(txn)
        .await?;
    if is_cash == 0 {
        return Ok(0);
    }
    let before: i64 = parcels_of(txn, order)
        .await?
        .iter()
        .filter(|parcel| parcel.uncollected_at.is_none())
        .map(|parcel| parcel.cod_amount)
        .sum();
    Ok(Ord::max(order.total - before, 0))
}

/// Of an order in a query of `seller_order`: whether its seller waits for cash that a carrier
/// still holds.
pub(crate) fn awaits_cash() -> Expr {
    let out = Query::select()
        .expr(Expr::val(1))
        .from(parcel::Entity)
        .and_where(
            Expr::col((parcel::Entity, parcel::Column::OrderId))
                .equals((seller_order::Entity, seller_order::Column::Id)),
        )
        .and_where(Expr::col((parcel::Entity, parcel::Column::AwaitsCash)).eq(true))
        .and_where(
            Expr::col((parcel::Entity, parcel::Column::CodCollected))
                .gt(Expr::col((parcel::Entity, parcel::Column::CodRemitted))),
        )
        .to_owned();
    Expr::exists(out)
}

/// An order and its last parcel.
///
/// # Errors
///
/// [`CarrierError::OrderNotFound`], [`CarrierError::NotShipped`].
pub(super) async fn last_parcel(
    txn: &DatabaseTransaction,
    order_id: Uuid,
) -> Result<(seller_order::Model, Parcel), CarrierError> {
    let order = seller_order::Entity::find_by_id(order_id).one(txn).await?;
    let order = order.ok_or(CarrierError::OrderNotFound)?;
    let parcel = parcels_of(txn, &order).await?.pop();
    Ok((order, parcel.ok_or(CarrierError::NotShipped)?))
}

/// The parcels of an order, oldest first.
pub(super) async fn parcels_of(
    txn: &DatabaseTransaction,
    order: &seller_order::Model,
) -> Result<Vec<Parcel>, DbErr> {
    parcel::Entity::find()
        .filter(parcel::Column::OrderId.eq(order.id))
        .order_by_asc(parcel::Column::Id)
        .all(txn)
        .await
}
