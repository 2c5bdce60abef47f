//! What promised money means for a purchase: it is placed as if it were paid, or the promise is
//! let go. Sellers may begin, but nothing is sent before the money is taken.
//!
//! How much is taken, and when, is decided by the orders.

use ::payments::Fact;
use entity::{
    checkout::{PurchaseState, purchase},
    payments::{PaymentState, payment},
};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::{
    CheckoutError, abandon,
    capture::{SOLD_OUT, close_others, obtainable, sell, waits_for_money},
    payment::apply_all,
    purchase::lock,
};
use crate::{App, payments};

/// The shopper's bank promises the money. If the purchase still waits and its goods can be had,
/// it is placed; otherwise the promise is let go, and nothing was taken.
pub(super) async fn authorised(
    txn: &DatabaseTransaction,
    app: &App,
    (row, attempt): (&purchase::Model, &payment::Model),
    provider_txn: Option<&str>,
) -> Result<(), CheckoutError> {
    // Told late: the promise is over already.
    if payments::was_called_off(txn, attempt).await? {
        return Ok(());
    }
    let waits = waits_for_money(row);
    if waits && let Some(lines) = obtainable(txn, app, row).await? {
        close_others(txn, app, attempt).await?;
        payments::record_promise(txn, app, attempt, provider_txn).await?;
        return sell(txn, app, row, &lines).await;
    }
    payments::let_go(txn, app, attempt, PaymentState::Cancelled).await?;
    if waits && row.state == PurchaseState::AwaitingPayment {
        abandon::end(txn, app, row, (PurchaseState::Cancelled, SOLD_OUT)).await?;
    }
    Ok(())
}

/// Takes the money of an attempt as it was decided, and applies what the provider tells. When it
/// will not be had, the promise is let go and the orders end.
pub(super) async fn take(app: &App, attempt: &payment::Model) -> Result<Vec<Fact>, CheckoutError> {
    match payments::take(app, attempt).await {
        Ok(facts) => apply_all(app, attempt, facts).await,
        Err(error) if error.is_final() => {
            tracing::warn!(payment.id = %attempt.id, "promised money was not taken: {error}");
            give_up(app, attempt).await?;
            Ok(Vec::new())
        }
        Err(error) => Err(error.into()),
    }
}

/// The provider will not take what was decided: the orders end, and the promise is let go.
async fn give_up(app: &App, attempt: &payment::Model) -> Result<(), CheckoutError> {
    let txn = app.database().begin().await?;
    lock(&txn, attempt.purchase_id).await?;
    let attempt = payments::reload(&txn, attempt.id).await?;
    if attempt.state == PaymentState::Capturing {
        payments::give_up(&txn, app, &attempt).await?;
    }
    txn.commit().await?;
    app.wake_jobs();
    Ok(())
}

/// Tells the provider to let go what an attempt has promised, and applies what it tells. Safe to
/// repeat. Answers the facts from which nothing follows here.
pub(crate) async fn release(app: &App, payment_id: Uuid) -> Result<Vec<Fact>, CheckoutError> {
    let attempt = payments::reload(app.database().read(), payment_id).await?;
    let facts = payments::release(app, &attempt).await?;
    apply_all(app, &attempt, facts).await
}
