//! Delivery: the sale becomes real, and so does the seller's money.

use chrono::TimeDelta;
use entity::{
    orders::{OrderState, parcel, seller_order},
    payments::{PaymentState, payment},
};
use money::Money;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    Command, OrderError, SellerView,
    act::{Step, advance, own},
    listing, tax,
};
use crate::{
    App, checkout,
    ledger::{self, CodCollected, OrderAmounts},
    sellers::SellerStaff,
};

/// States in which an order will never bring cash any more, or has brought it.
const SETTLED: [OrderState; 5] = [
    OrderState::Delivered,
    OrderState::Completed,
    OrderState::Cancelled,
    OrderState::Returned,
    OrderState::Lost,
];

/// Says that the shopper has the goods: cash is collected, the sale is posted, and the
/// return window begins.
///
/// # Errors
///
/// [`OrderError::Illegal`] at the wrong moment, [`OrderError::NotFound`] for a stranger's
/// order as for none.
pub async fn deliver(
    app: &App,
    staff: &SellerStaff,
    order_id: Uuid,
) -> Result<SellerView, OrderError> {
    let purchase_id = listing::view(app, staff, order_id)
        .await?
        .order
        .row
        .purchase_id;
    let txn = app.database().begin().await?;
    // The purchase first, then the order: everyone locks them in this order.
    checkout::lock(&txn, purchase_id).await?;
    let order = own(&txn, staff, order_id).await?;
    let order = tax::known(&txn, app, order).await?;
    let step = Step {
        command: Command::Deliver,
        actor: staff.label(),
        reason: None,
    };
    advance(&txn, app, &order, step).await?;
    let carrier = close_parcels(&txn, app, &order).await?;
    collect_cash(&txn, app, &order, &carrier).await?;
    ledger::delivered(&txn, app, OrderAmounts::try_from(&order)?, staff.label()).await?;
    txn.commit().await?;
    listing::view(app, staff, order_id).await
}

/// Writes down when the goods arrived and until when they may come back; answers the
/// carrier of the last parcel.
async fn close_parcels(
    txn: &DatabaseTransaction,
    app: &App,
    order: &seller_order::Model,
) -> Result<String, OrderError> {
    let now = app.clock().now();
    seller_order::Entity::update(seller_order::ActiveModel {
        id: Set(order.id),
        delivered_at: Set(Some(now)),
        release_at: Set(Some(now + TimeDelta::seconds(order.hold_s))),
        ..Default::default()
    })
    .exec_without_returning(txn)
    .await?;
    parcel::Entity::update_many()
        .col_expr(parcel::Column::DeliveredAt, Expr::value(now))
        .filter(parcel::Column::OrderId.eq(order.id))
        .exec(txn)
        .await?;
    let last = parcel::Entity::find()
        .filter(parcel::Column::OrderId.eq(order.id))
        .order_by_desc(parcel::Column::Id)
        .one(txn)
        .await?;
    Ok(last.map(|parcel| parcel.carrier).unwrap_or_default())
}

/// Cash on delivery: the carrier now holds what the shopper paid at the door (rule 4).
async fn collect_cash(
    txn: &DatabaseTransaction,
    app: &App,
    order: &seller_order::Model,
    carrier: &str,
) -> Result<(), OrderError> {
    let due = payment::Entity::find()
        .filter(payment::Column::PurchaseId.eq(order.purchase_id))
        .filter(payment::Column::State.eq(PaymentState::CodDue))
        .one(txn)
        .await?;
    let Some(due) = due else { return Ok(()) };
    let collected = CodCollected {
        order_id: order.id,
        purchase_id: order.purchase_id,
        carrier,
        amount: Money::price(order.total)?,
    };
    ledger::cod_collected(txn, app, collected).await?;
    let open = seller_order::Entity::find()
        .filter(seller_order::Column::PurchaseId.eq(order.purchase_id))
        .filter(seller_order::Column::State.is_not_in(SETTLED))
        .count(txn)
        .await?;
    let state = if open == 0 {
        PaymentState::Collected
    } else {
        PaymentState::CodDue
    };
    payment::Entity::update_many()
        .set(payment::ActiveModel {
            state: Set(state),
            updated_at: Set(app.clock().now()),
            ..Default::default()
        })
        .col_expr(
            payment::Column::Captured,
            Expr::col(payment::Column::Captured).add(order.total),
        )
        .filter(payment::Column::Id.eq(due.id))
        .exec(txn)
        .await?;
    Ok(())
}
