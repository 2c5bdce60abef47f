//! Cancelling before the carrier has the parcel: stock goes back once, money goes back once.

use entity::{
    catalog::MovementReason,
    checkout::{PurchaseState, purchase},
    orders::seller_order,
    payments::RefundCause,
};
use money::Money;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{
    Command, OrderError,
    act::{Step, remember},
    capture::demand_not_being_taken,
    end::{Back, Cause, Ending, end_orders, refund_escrow, restock},
    listing,
    refunds::own_order,
    reversal::{Take, Units, Why, lines_of, reversal_of, reverse, takes},
    transition::{IllegalTransition, next},
};
use crate::{
    App,
    checkout::{self, Buyer},
    sellers::SellerStaff,
    text,
};

/// Who ends an order.
#[derive(Clone, Copy, Debug)]
pub enum Canceller<'a> {
    /// The shopper who bought.
    Buyer(&'a Buyer),
    /// The seller.
    Seller(&'a SellerStaff),
}

impl Canceller<'_> {
    fn label(&self) -> String {
        match self {
            Self::Buyer(buyer) => buyer.label(),
            Self::Seller(staff) => staff.label().to_owned(),
        }
    }
}

/// Ends an order that is not shipped yet, and answers its purchase's id. What was paid for
/// it goes back by itself; what was only promised for it is not taken.
///
/// # Errors
///
/// [`OrderError::Illegal`] once it is shipped or ended, [`OrderError::NotPaid`] while the
/// purchase waits for money, [`OrderError::MoneyBeingTaken`] in that moment,
/// [`OrderError::NotFound`] for a stranger's order as for none.
pub async fn cancel(
    app: &App,
    who: Canceller<'_>,
    order_id: Uuid,
    reason: Option<&str>,
) -> Result<Uuid, OrderError> {
    let reason = cleaned(reason)?;
    let purchase_id = purchase_of(app, who, order_id).await?;
    let txn = app.database().begin().await?;
    let (purchase, order) = lock_unshipped(&txn, purchase_id, order_id).await?;
    let ending = Ending::of(&txn, order).await?;
    let label = who.label();
    let cause = Cause::cancelled(&label, reason.as_deref());
    end_orders(&txn, app, (&purchase, &[ending]), cause).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(purchase_id)
}

/// Takes units out of an order that is not shipped yet, and answers its purchase's id. What
/// was paid for them goes back by itself; with the last unit the order ends.
///
/// # Errors
///
/// As [`cancel`], and [`OrderError::LineUnknown`], [`OrderError::TooMany`].
pub async fn cancel_units(
    app: &App,
    who: Canceller<'_>,
    (order_id, units): (Uuid, &[Units]),
    reason: Option<&str>,
) -> Result<Uuid, OrderError> {
    let reason = cleaned(reason)?;
    let purchase_id = purchase_of(app, who, order_id).await?;
    let txn = app.database().begin().await?;
    let (purchase, order) = lock_unshipped(&txn, purchase_id, order_id).await?;
    let lines = lines_of(&txn, order_id).await?;
    let takes = takes(&lines, units)?;
    let label = who.label();
    let asked: i32 = takes.iter().map(|take| take.quantity).sum();
    let left: i32 = lines
        .iter()
        .map(|line| line.quantity - line.reversed_quantity)
        .sum();
    if asked == left {
        let cause = Cause::cancelled(&label, reason.as_deref());
        let ending = Ending { order, lines };
        end_orders(&txn, app, (&purchase, &[ending]), cause).await?;
    } else {
        take_out(&txn, app, (&order, &takes), (&label, reason.as_deref())).await?;
    }
    txn.commit().await?;
    app.wake_jobs();
    Ok(purchase_id)
}

fn cleaned(reason: Option<&str>) -> Result<Option<String>, OrderError> {
    reason
        .map(|reason| text::line(reason, 300).ok_or(OrderError::FieldUnusable { field: "reason" }))
        .transpose()
}

async fn lock_unshipped(
    txn: &DatabaseTransaction,
    purchase_id: Uuid,
    order_id: Uuid,
) -> Result<(purchase::Model, seller_order::Model), OrderError> {
    let purchase = checkout::lock(txn, purchase_id).await?;
    if purchase.state == PurchaseState::AwaitingPayment {
        return Err(OrderError::NotPaid);
    }
    let order = lock(txn, order_id).await?;
    next(order.state, Command::Cancel)?;
    demand_not_being_taken(txn, purchase_id).await?;
    Ok((purchase, order))
}

/// An order, locked until the transaction ends; its purchase is locked before it.
pub(crate) async fn lock(
    txn: &DatabaseTransaction,
    order_id: Uuid,
) -> Result<seller_order::Model, OrderError> {
    let order = seller_order::Entity::find_by_id(order_id)
        .lock_exclusive()
        .one(txn)
        .await?;
    order.ok_or(OrderError::NotFound)
}

/// The orders of a purchase, locked in the order of their ids; their purchase is locked before.
pub(crate) async fn lock_all(
    txn: &DatabaseTransaction,
    purchase_id: Uuid,
) -> Result<Vec<seller_order::Model>, OrderError> {
    let orders = seller_order::Entity::find()
        .filter(seller_order::Column::PurchaseId.eq(purchase_id))
        .order_by_asc(seller_order::Column::Id)
        .lock_exclusive()
        .all(txn)
        .await?;
    Ok(orders)
}

async fn take_out(
    txn: &DatabaseTransaction,
    app: &App,
    (order, takes): (&seller_order::Model, &[Take]),
    (label, reason): (&str, Option<&str>),
) -> Result<(), OrderError> {
    let mut amount = Money::ZERO;
    for take in takes {
        amount = amount.plus(reversal_of(take)?.refunded()?)?;
    }
    let back = Back {
        cause: RefundCause::Cancellation,
        delivery: Money::ZERO,
        amount,
        reason: reason.unwrap_or("cancelled_in_part"),
        actor: label,
    };
    let refund_id = refund_escrow(txn, app, order, back).await?;
    let why = Why {
        cause: RefundCause::Cancellation,
        refund_id,
        dispute_id: None,
        delivered: false,
        restocked: false,
        actor: label,
    };
    let taken = reverse(txn, app, takes, why).await?;
    let units: Vec<(Uuid, Uuid, i32)> = taken
        .iter()
        .map(|one| (one.variant_id, one.product_id, one.quantity))
        .collect();
    restock(
        txn,
        app,
        &units,
        (MovementReason::Cancellation, order.id, label),
    )
    .await?;
    let step = Step {
        command: Command::Cancel,
        actor: label,
        reason: Some(reason.unwrap_or("cancelled_in_part")),
    };
    remember(txn, app, order, (order.state, step)).await?;
    Ok(())
}

/// The purchase of an order that the canceller may see.
async fn purchase_of(app: &App, who: Canceller<'_>, order_id: Uuid) -> Result<Uuid, OrderError> {
    match who {
        Canceller::Seller(staff) => listing::purchase_of(app, staff, order_id).await,
        Canceller::Buyer(buyer) => Ok(own_order(app, buyer, order_id).await?.purchase_id),
    }
}

/// Ends a purchase as far as it can be ended: as a whole before payment, and after it every
/// order that is not shipped, all of them at once.
///
/// # Errors
///
/// [`OrderError::Illegal`] when no order can be cancelled any more,
/// [`OrderError::MoneyBeingTaken`] in that moment, and what [`checkout::cancel_unpaid`] refuses.
pub async fn cancel_purchase(
    app: &App,
    buyer: &Buyer,
    purchase_id: Uuid,
    reason: Option<&str>,
) -> Result<(), OrderError> {
    let known = checkout::view(app, buyer, purchase_id).await?;
    if known.row.state == PurchaseState::AwaitingPayment {
        checkout::cancel_unpaid(app, buyer, purchase_id).await?;
        return Ok(());
    }
    let reason = cleaned(reason)?;
    let txn = app.database().begin().await?;
    let purchase = checkout::lock(&txn, purchase_id).await?;
    let (endings, refusal) = unshipped(&txn, purchase_id).await?;
    if let Some(refusal) = refusal.filter(|_| endings.is_empty()) {
        return Err(refusal.into());
    }
    demand_not_being_taken(&txn, purchase_id).await?;
    let label = buyer.label();
    let cause = Cause::cancelled(&label, reason.as_deref());
    end_orders(&txn, app, (&purchase, &endings), cause).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(())
}

/// The orders of a purchase that can still be cancelled, locked in the order of their ids, and
/// why another one cannot.
pub(super) async fn unshipped(
    txn: &DatabaseTransaction,
    purchase_id: Uuid,
) -> Result<(Vec<Ending>, Option<IllegalTransition>), OrderError> {
    let mut endings = Vec::new();
    let mut refusal = None;
    for order in lock_all(txn, purchase_id).await? {
        match next(order.state, Command::Cancel) {
            Ok(_) => endings.push(Ending::of(txn, order).await?),
            Err(error) => refusal = Some(error),
        }
    }
    Ok((endings, refusal))
}
