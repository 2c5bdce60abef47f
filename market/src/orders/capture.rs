//! Taking the money that a card has promised: as much as is kept of the orders, once every seller
//! has confirmed or the promise is about to lapse.
//!
//! The amount is decided behind the purchase's lock and does not change afterwards: while the
//! money is being taken nothing can be cancelled, and nothing is sent before it is here.

use entity::{
    checkout::PurchaseState,
    orders::{OrderState, seller_order},
    payments::{PaymentState, payment},
};
use money::Money;
use sea_orm::{DatabaseTransaction, EntityTrait};
use uuid::Uuid;

use super::{
    OrderError,
    cancel::{lock_all, unshipped},
    end::{Cause, end_orders},
    reversal::{kept, lines_of},
};
use crate::{App, checkout, payments};

/// Who ends orders whose money was not to be had.
const MARKET: &str = "market";
/// Why they end.
const NOT_TAKEN: &str = "payment_not_taken";
/// Promises whose money is taken in one turn.
const CAPTURE_MOST: u64 = 100;

/// Decides that the promised money of a purchase is taken, unless an order still waits for its
/// seller's word.
pub(super) async fn take_once_confirmed(
    txn: &DatabaseTransaction,
    app: &App,
    purchase_id: Uuid,
) -> Result<(), OrderError> {
    let promise = payments::promise_of(txn, purchase_id).await?;
    let Some(promise) = promise.filter(|row| row.state == PaymentState::Authorized) else {
        return Ok(());
    };
    let orders = lock_all(txn, purchase_id).await?;
    if orders
        .iter()
        .any(|order| order.state == OrderState::Pending)
    {
        return Ok(());
    }
    take(txn, app, &promise, &orders).await
}

/// Decides how much of a promise is taken: what is kept of all orders. It is let go when that is
/// nothing; orders that cost nothing may be sent then.
async fn take(
    txn: &DatabaseTransaction,
    app: &App,
    promise: &payment::Model,
    orders: &[seller_order::Model],
) -> Result<(), OrderError> {
    let mut amount = Money::ZERO;
    let mut end = PaymentState::Cancelled;
    for order in orders {
        if order.state != OrderState::Cancelled {
            amount = amount.plus(kept(order, &lines_of(txn, order.id).await?)?.total)?;
            end = PaymentState::Paid;
        }
    }
    if amount > Money::ZERO {
        payments::decide_capture(txn, app, promise, amount).await?;
    } else {
        payments::let_go(txn, app, promise, end).await?;
    }
    Ok(())
}

/// Takes the money of promises that are about to lapse, whether sellers have confirmed or not.
///
/// # Errors
///
/// When the database fails.
pub async fn capture_due(app: &App) -> Result<(), OrderError> {
    for due in payments::due_for_capture(app, CAPTURE_MOST).await? {
        let txn = app.database().begin().await?;
        checkout::lock(&txn, due.purchase_id).await?;
        let promise = payments::promise_of(&txn, due.purchase_id).await?;
        if let Some(promise) = promise.filter(|row| row.state == PaymentState::Authorized) {
            let orders = lock_all(&txn, due.purchase_id).await?;
            take(&txn, app, &promise, &orders).await?;
        }
        txn.commit().await?;
        app.wake_jobs();
    }
    Ok(())
}

/// Ends the orders of a purchase whose promised money will not come; none of them was sent. Safe
/// to repeat.
///
/// # Errors
///
/// When the database fails.
pub async fn end_unpaid(app: &App, payment_id: Uuid) -> Result<(), OrderError> {
    let known = payment::Entity::find_by_id(payment_id)
        .one(app.database().read())
        .await?;
    let Some(known) = known else {
        return Ok(());
    };
    let txn = app.database().begin().await?;
    let purchase = checkout::lock(&txn, known.purchase_id).await?;
    if purchase.state != PurchaseState::Placed
        || payments::is_covered(&txn, known.purchase_id).await?
    {
        return Ok(());
    }
    let (endings, _) = unshipped(&txn, known.purchase_id).await?;
    let cause = Cause {
        actor: MARKET,
        reason: Some(NOT_TAKEN),
        returns_vouchers: true,
    };
    end_orders(&txn, app, (&purchase, &endings), cause).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(())
}

/// While the money is being taken, the amount stands.
///
/// # Errors
///
/// [`OrderError::MoneyBeingTaken`].
pub(super) async fn demand_not_being_taken(
    txn: &DatabaseTransaction,
    purchase_id: Uuid,
) -> Result<(), OrderError> {
    match payments::promise_of(txn, purchase_id).await? {
        Some(promise) if promise.state == PaymentState::Capturing => {
            Err(OrderError::MoneyBeingTaken)
        }
        _ => Ok(()),
    }
}

/// Nothing is sent before its money was taken, unless it is due at the door.
///
/// # Errors
///
/// [`OrderError::MoneyNotTaken`].
pub(super) async fn demand_taken(
    txn: &DatabaseTransaction,
    purchase_id: Uuid,
) -> Result<(), OrderError> {
    if payments::is_covered(txn, purchase_id).await? {
        Ok(())
    } else {
        Err(OrderError::MoneyNotTaken)
    }
}
