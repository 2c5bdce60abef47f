//! Parcels that do not arrive: not handed over, brought back, lost.

use entity::{
    catalog::{MovementReason, ReturnClass},
    orders::{OrderState, order_event, order_line, seller_order},
    payments::RefundCause,
};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::{
    Command, OrderError, SellerView,
    act::{Step, advance, own},
    cancel::lock,
    close::close_purchase,
    end::{Back, refund_escrow, restock},
    listing,
    reversal::{Take, Why, all_left, kept, lines_of, reverse},
};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    carriers, checkout,
    sellers::SellerStaff,
    text,
};

/// Says that the carrier could not hand the parcel over.
///
/// # Errors
///
/// [`OrderError::Illegal`] at the wrong moment, [`OrderError::NotFound`] for a stranger's
/// order as for none.
pub async fn fail_delivery(
    app: &App,
    staff: &SellerStaff,
    order_id: Uuid,
    reason: &str,
) -> Result<SellerView, OrderError> {
    let reason = text::line(reason, 300).ok_or(OrderError::FieldUnusable { field: "reason" })?;
    step(app, staff, order_id, (Command::FailDelivery, Some(&reason))).await
}

/// Says that the carrier tries again.
///
/// # Errors
///
/// As [`fail_delivery`].
pub async fn reship(
    app: &App,
    staff: &SellerStaff,
    order_id: Uuid,
) -> Result<SellerView, OrderError> {
    step(app, staff, order_id, (Command::Reship, None)).await
}

/// Says that the carrier brings the parcel back.
///
/// # Errors
///
/// As [`fail_delivery`].
pub async fn turn_back(
    app: &App,
    staff: &SellerStaff,
    order_id: Uuid,
) -> Result<SellerView, OrderError> {
    step(app, staff, order_id, (Command::TurnBack, None)).await
}

async fn step(
    app: &App,
    staff: &SellerStaff,
    order_id: Uuid,
    (command, reason): (Command, Option<&str>),
) -> Result<SellerView, OrderError> {
    let txn = app.database().begin().await?;
    let order = own(&txn, staff, order_id).await?;
    let actor = staff.label();
    let step = Step {
        command,
        actor,
        reason,
    };
    advance(&txn, app, &order, step).await?;
    txn.commit().await?;
    listing::view(app, staff, order_id).await
}

/// Takes a parcel back that was not handed over: what was paid for it goes back to the
/// shopper, and what can still be sold goes back on the shelf. Without a word about that,
/// everything but perishable goods can be sold again.
///
/// # Errors
///
/// As [`fail_delivery`].
pub async fn receive_back(
    app: &App,
    staff: &SellerStaff,
    order_id: Uuid,
    can_be_sold: Option<bool>,
) -> Result<SellerView, OrderError> {
    let purchase_id = listing::purchase_of(app, staff, order_id).await?;
    let txn = app.database().begin().await?;
    let purchase = checkout::lock(&txn, purchase_id).await?;
    let order = own(&txn, staff, order_id).await?;
    let end = End {
        command: Command::ReceiveBack,
        cause: RefundCause::DeliveryFailed,
        reason: "parcel_returned",
        actor: staff.label(),
    };
    let lines = end_unsold(&txn, app, &order, end).await?;
    let (shelved, spoiled): (Vec<_>, Vec<_>) = lines
        .into_iter()
        .partition(|take| can_be_sold.unwrap_or(take.line.return_class != ReturnClass::Perishable));
    for (takes, restocked) in [(shelved, true), (spoiled, false)] {
        put_down(&txn, app, (&order, &takes), (restocked, end)).await?;
    }
    close_purchase(&txn, app, &purchase).await?;
    txn.commit().await?;
    app.wake_jobs();
    listing::view(app, staff, order_id).await
}

/// Declares a parcel lost: what was paid for it goes back to the shopper. The goods are gone;
/// what the carrier owes for them is claimed apart.
///
/// # Errors
///
/// [`OrderError::Illegal`] for an order that is not on its way, [`OrderError::NotFound`].
pub async fn lose(
    app: &App,
    staff: &Staff,
    order_id: Uuid,
    reason: &str,
) -> Result<(), OrderError> {
    let reason = text::line(reason, 300).ok_or(OrderError::FieldUnusable { field: "reason" })?;
    let known = seller_order::Entity::find()
        .filter(seller_order::Column::Id.eq(order_id))
        .one(app.database().read())
        .await?;
    let known = known.ok_or(OrderError::NotFound)?;
    let txn = app.database().begin().await?;
    let purchase = checkout::lock(&txn, known.purchase_id).await?;
    let order = lock(&txn, order_id).await?;
    let end = End {
        command: Command::Lose,
        cause: RefundCause::Lost,
        reason: &reason,
        actor: staff.label(),
    };
    let lines = end_unsold(&txn, app, &order, end).await?;
    put_down(&txn, app, (&order, &lines), (false, end)).await?;
    close_purchase(&txn, app, &purchase).await?;
    let deed = Deed {
        actor: staff.label(),
        action: "order.lost",
        subject_type: "order",
        subject_id: order_id.to_string(),
        detail: Some(json!({"reason": reason})),
    };
    audit::record(&txn, app.clock().now(), deed).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(())
}

/// How an order ends whose goods never arrived.
#[derive(Clone, Copy)]
struct End<'a> {
    command: Command,
    cause: RefundCause,
    reason: &'a str,
    actor: &'a str,
}

/// Whether the carrier stood at the door in vain. A parcel that was turned back on the way says
/// nothing about the shopper.
async fn was_tried(txn: &DatabaseTransaction, order_id: Uuid) -> Result<bool, DbErr> {
    let tries = order_event::Entity::find()
        .filter(order_event::Column::OrderId.eq(order_id))
        .filter(order_event::Column::ToState.eq(OrderState::DeliveryFailed))
        .count(txn)
        .await?;
    Ok(tries > 0)
}

/// Moves the order to its end and gives back what was paid for it; answers what is left of
/// its lines.
async fn end_unsold(
    txn: &DatabaseTransaction,
    app: &App,
    order: &seller_order::Model,
    end: End<'_>,
) -> Result<Vec<Take>, OrderError> {
    let step = Step {
        command: end.command,
        actor: end.actor,
        reason: Some(end.reason),
    };
    advance(txn, app, order, step).await?;
    let was_refused = end.command == Command::ReceiveBack && was_tried(txn, order.id).await?;
    carriers::parcel_back(txn, app, order, was_refused).await?;
    let lines: Vec<order_line::Model> = lines_of(txn, order.id).await?;
    let kept = kept(order, &lines)?;
    let back = Back {
        cause: end.cause,
        delivery: kept.delivery.minus(kept.delivery_subsidy)?,
        amount: kept.total,
        reason: end.reason,
        actor: end.actor,
    };
    refund_escrow(txn, app, order, back).await?;
    all_left(&lines)
}

/// Writes down where the goods of lines are now: on the shelf again, or gone.
async fn put_down(
    txn: &DatabaseTransaction,
    app: &App,
    (order, takes): (&seller_order::Model, &[Take]),
    (restocked, end): (bool, End<'_>),
) -> Result<(), OrderError> {
    let why = Why {
        cause: end.cause,
        refund_id: None,
        dispute_id: None,
        delivered: false,
        restocked,
        actor: end.actor,
    };
    let taken = reverse(txn, app, takes, why).await?;
    if restocked {
        let units: Vec<(Uuid, Uuid, i32)> = taken
            .iter()
            .map(|one| (one.variant_id, one.product_id, one.quantity))
            .collect();
        restock(
            txn,
            app,
            &units,
            (MovementReason::Return, order.id, end.actor),
        )
        .await?;
    }
    Ok(())
}
