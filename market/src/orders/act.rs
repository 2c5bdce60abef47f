//! The seller's steps up to the carrier.

use entity::orders::{OrderState, order_event, seller_order};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect,
};
use uuid::Uuid;

use super::{
    Command, OrderError, SellerView,
    capture::{demand_taken, take_once_confirmed},
    listing,
    reversal::{kept, lines_of},
    transition::next,
};
use crate::{
    App,
    carriers::{self, NewParcel},
    checkout,
    sellers::SellerStaff,
    step::{self, Taken},
    text,
};

/// Who carries a parcel, and under which code.
#[derive(Clone, Debug)]
pub struct Shipment {
    /// The carrier's code or name; any other text stands for a carrier not on the list.
    pub carrier: String,
    /// The carrier's code for the parcel.
    pub tracking_code: String,
}

/// Takes an order on. With the last order of a purchase that is confirmed, the money that was
/// only promised is taken.
///
/// # Errors
///
/// [`OrderError::Illegal`] at the wrong moment, [`OrderError::NotFound`] for a stranger's
/// order as for none.
pub async fn confirm(
    app: &App,
    staff: &SellerStaff,
    order_id: Uuid,
) -> Result<SellerView, OrderError> {
    let purchase_id = listing::purchase_of(app, staff, order_id).await?;
    let txn = app.database().begin().await?;
    // The purchase first, then the order: everyone locks them in this order.
    checkout::lock(&txn, purchase_id).await?;
    let order = own(&txn, staff, order_id).await?;
    advance(&txn, app, &order, by(staff, Command::Confirm)).await?;
    take_once_confirmed(&txn, app, purchase_id).await?;
    txn.commit().await?;
    app.wake_jobs();
    listing::view(app, staff, order_id).await
}

/// Says that the parcel is ready.
///
/// # Errors
///
/// As [`confirm`].
pub async fn pack(
    app: &App,
    staff: &SellerStaff,
    order_id: Uuid,
) -> Result<SellerView, OrderError> {
    let txn = app.database().begin().await?;
    let order = own(&txn, staff, order_id).await?;
    advance(&txn, app, &order, by(staff, Command::Pack)).await?;
    txn.commit().await?;
    listing::view(app, staff, order_id).await
}

/// A step of the seller's that needs no reason.
fn by(staff: &SellerStaff, command: Command) -> Step<'_> {
    Step {
        command,
        actor: staff.label(),
        reason: None,
    }
}

/// Hands the parcel to a carrier.
///
/// # Errors
///
/// As [`confirm`], [`OrderError::FieldUnusable`], [`OrderError::MoneyNotTaken`] while the money
/// is only promised, and [`OrderError::Carrier`] when the carrier is closed or does not collect
/// so much cash.
pub async fn ship(
    app: &App,
    staff: &SellerStaff,
    order_id: Uuid,
    shipment: &Shipment,
) -> Result<SellerView, OrderError> {
    let unusable = |field| OrderError::FieldUnusable { field };
    let carrier = text::line(&shipment.carrier, 60).ok_or(unusable("carrier"))?;
    let tracking_code = text::line(&shipment.tracking_code, 80).ok_or(unusable("tracking_code"))?;
    let txn = app.database().begin().await?;
    let order = own(&txn, staff, order_id).await?;
    next(order.state, Command::Ship)?;
    demand_taken(&txn, order.purchase_id).await?;
    advance(&txn, app, &order, by(staff, Command::Ship)).await?;
    let parcel = NewParcel {
        carrier: &carrier,
        tracking_code: &tracking_code,
    };
    // What was taken out of the order meanwhile is not paid at the door.
    let total = kept(&order, &lines_of(&txn, order_id).await?)?.total.dong();
    let left = seller_order::Model { total, ..order };
    carriers::hand_over(&txn, app, &left, parcel).await?;
    txn.commit().await?;
    listing::view(app, staff, order_id).await
}

/// The seller's order, locked until the transaction ends.
pub(super) async fn own(
    txn: &DatabaseTransaction,
    staff: &SellerStaff,
    order_id: Uuid,
) -> Result<seller_order::Model, OrderError> {
    let order = listing::orders_of(staff)
        .filter(seller_order::Column::Id.eq(order_id))
        .lock_exclusive()
        .one(txn)
        .await?;
    order.ok_or(OrderError::NotFound)
}

/// One step of one order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step<'a> {
    pub(super) command: Command,
    pub(super) actor: &'a str,
    pub(super) reason: Option<&'a str>,
}

/// Takes a step: compare-and-swap on the state, and the event beside it. Whoever comes
/// second finds another state and is refused.
pub(super) async fn advance(
    txn: &DatabaseTransaction,
    app: &App,
    order: &seller_order::Model,
    taken: Step<'_>,
) -> Result<(), OrderError> {
    let to = next(order.state, taken.command)?;
    let now = app.clock().now();
    let moved = seller_order::Entity::update_many()
        .set(seller_order::ActiveModel {
            state: Set(to),
            updated_at: Set(now),
            version: Set(order.version + 1),
            ..Default::default()
        })
        .filter(seller_order::Column::Id.eq(order.id))
        .filter(seller_order::Column::State.eq(order.state))
        .exec(txn)
        .await?;
    step::demand_moved(&moved)?;
    remember(txn, app, order, (to, taken)).await?;
    Ok(())
}

/// Writes a step into the order's history.
pub(super) async fn remember(
    txn: &DatabaseTransaction,
    app: &App,
    order: &seller_order::Model,
    (to, taken): (OrderState, Step<'_>),
) -> Result<(), DbErr> {
    let taken = Taken {
        subject_id: order.id,
        from: Some(order.state),
        to,
        actor: taken.actor,
        reason: taken.reason,
    };
    step::remember(txn, app, order_event::Entity, taken).await
}
