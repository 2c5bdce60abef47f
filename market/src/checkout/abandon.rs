//! Purchases that end without money: the hold runs out, or the shopper thinks again.

use entity::{
    checkout::{PurchaseState, purchase},
    orders::{OrderState, seller_order},
    payments::{PaymentState, payment},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{
    Buyer, CheckoutError,
    history::Step,
    payment::{OPEN, advance, announce, close_open_attempts, lines_of},
    purchase::{lock, lock_own},
    stock,
};
use crate::App;

/// Why orders end when the hold of their purchase runs out.
pub(super) const EXPIRED: &str = "payment_expired";
/// Why orders end when the shopper thinks again before paying.
const CHANGED_MIND: &str = "cancelled_by_shopper";
/// Purchases ended in one turn.
const EXPIRE_MOST: u64 = 100;

/// Ends purchases whose hold has run out. Their stock is free since that moment; this
/// writes it down, after asking the provider once more.
///
/// # Errors
///
/// When the database fails.
pub async fn expire_due(app: &App) -> Result<(), CheckoutError> {
    let due: Vec<Uuid> = purchase::Entity::find()
        .select_only()
        .column(purchase::Column::Id)
        .filter(purchase::Column::State.eq(PurchaseState::AwaitingPayment))
        .filter(purchase::Column::ExpiresAt.lte(app.clock().now()))
        .order_by_asc(purchase::Column::ExpiresAt)
        .limit(EXPIRE_MOST)
        .into_tuple()
        .all(app.database().read())
        .await?;
    for purchase_id in due {
        ask_once_more(app, purchase_id).await?;
        let txn = app.database().begin().await?;
        let row = lock(&txn, purchase_id).await?;
        if row.state == PurchaseState::AwaitingPayment {
            end(&txn, app, &row, (PurchaseState::Expired, EXPIRED)).await?;
            txn.commit().await?;
            app.wake_jobs();
        }
    }
    Ok(())
}

async fn ask_once_more(app: &App, purchase_id: Uuid) -> Result<(), DbErr> {
    let open = payment::Entity::find()
        .filter(payment::Column::PurchaseId.eq(purchase_id))
        .filter(payment::Column::State.is_in(OPEN))
        .all(app.database().read())
        .await?;
    for attempt in open {
        if let Err(error) = advance(app, attempt.id).await {
            tracing::warn!(payment.id = %attempt.id, "asking a provider failed: {error}");
        }
    }
    Ok(())
}

/// Ends a purchase that waits for money, at the shopper's word.
///
/// # Errors
///
/// [`CheckoutError::WrongState`] when it no longer waits.
pub async fn cancel_unpaid(
    app: &App,
    buyer: &Buyer,
    purchase_id: Uuid,
) -> Result<(), CheckoutError> {
    let txn = app.database().begin().await?;
    let row = lock_own(&txn, buyer, purchase_id).await?;
    if row.state != PurchaseState::AwaitingPayment {
        return Err(CheckoutError::WrongState { state: row.state });
    }
    end(&txn, app, &row, (PurchaseState::Cancelled, CHANGED_MIND)).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(())
}

/// Writes the end of an unpaid purchase: holds, attempts and orders end with it.
pub(super) async fn end(
    txn: &DatabaseTransaction,
    app: &App,
    row: &purchase::Model,
    (state, reason): (PurchaseState, &str),
) -> Result<(), CheckoutError> {
    let now = app.clock().now();
    stock::drop_holds(txn, row.id).await?;
    let attempts = match state {
        PurchaseState::Expired => PaymentState::Expired,
        _ => PaymentState::Cancelled,
    };
    close_open_attempts(txn, app, row.id, (attempts, None)).await?;
    let ended = seller_order::Entity::update_many()
        .set(seller_order::ActiveModel {
            state: Set(OrderState::Cancelled),
            cancel_reason: Set(Some(reason.to_owned())),
            updated_at: Set(now),
            ..Default::default()
        })
        .filter(seller_order::Column::PurchaseId.eq(row.id))
        .filter(seller_order::Column::State.eq(OrderState::Pending))
        .exec_with_returning(txn)
        .await?;
    let step = Step {
        from: OrderState::Pending,
        to: OrderState::Cancelled,
        reason: Some(reason),
    };
    step.record(txn, app, &ended).await?;
    purchase::Entity::update(purchase::ActiveModel {
        id: Set(row.id),
        state: Set(state),
        updated_at: Set(now),
        version: Set(row.version + 1),
        ..Default::default()
    })
    .exec_without_returning(txn)
    .await?;
    announce(txn, app, &lines_of(txn, row.id).await?).await?;
    Ok(())
}
