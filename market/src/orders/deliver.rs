//! Delivery: the sale becomes real, and so does the seller's money.

use chrono::TimeDelta;
use entity::orders::seller_order;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait};
use uuid::Uuid;

use super::{
    Command, OrderError, SellerView,
    act::{Step, advance, own},
    listing,
    reversal::{kept, lines_of},
    tax,
};
use crate::{App, carriers, checkout, ledger, sellers::SellerStaff};

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
    let purchase_id = listing::purchase_of(app, staff, order_id).await?;
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
    begin_return_window(&txn, app, &order).await?;
    // What was taken out of the order meanwhile is neither paid nor sold.
    let amounts = kept(&order, &lines_of(&txn, order_id).await?)?;
    let left = seller_order::Model {
        total: amounts.total.dong(),
        ..order
    };
    carriers::collect(&txn, app, &left).await?;
    ledger::delivered(&txn, app, amounts, staff.label()).await?;
    txn.commit().await?;
    listing::view(app, staff, order_id).await
}

/// Writes down when the goods arrived and until when they may come back.
async fn begin_return_window(
    txn: &DatabaseTransaction,
    app: &App,
    order: &seller_order::Model,
) -> Result<(), DbErr> {
    let now = app.clock().now();
    seller_order::Entity::update(seller_order::ActiveModel {
        id: Set(order.id),
        delivered_at: Set(Some(now)),
        release_at: Set(Some(now + TimeDelta::seconds(order.hold_s))),
        ..Default::default()
    })
    .exec_without_returning(txn)
    .await?;
    Ok(())
}
