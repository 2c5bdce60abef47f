//! Money going back to shoppers.

use ::payments::{ProviderError, RefundOrder, RefundOutcome, UnknownCause};
use entity::payments::{RefundState, payment, refund};
use money::Money;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    PaymentError,
    attempt::{known, provider_of},
};
use crate::{
    App,
    ledger::{self, Cancelled, RefundPaid},
    outbox::{self, Claimed, Event},
    token::new_id,
};

/// A refund before it is written down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewRefund<'a> {
    pub(crate) payment_id: Uuid,
    pub(crate) purchase_id: Uuid,
    /// The order that ended; none when the whole purchase did.
    pub(crate) order_id: Option<Uuid>,
    pub(crate) amount: Money,
    pub(crate) reason: &'a str,
}

/// Promises money back, in the transaction that ends the sale: the row, the posting (rule
/// 11) and the event that sends it. An order is refunded once (unique key).
pub(crate) async fn approve(
    txn: &DatabaseTransaction,
    app: &App,
    new: NewRefund<'_>,
) -> Result<(), PaymentError> {
    let now = app.clock().now();
    let refund_id = new_id();
    refund::Entity::insert(refund::ActiveModel {
        id: Set(refund_id),
        payment_id: Set(new.payment_id),
        order_id: Set(new.order_id),
        purchase_id: Set(new.purchase_id),
        amount: Set(new.amount.dong()),
        state: Set(RefundState::Approved),
        reason: Set(new.reason.to_owned()),
        provider_ref: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
    })
    .exec_without_returning(txn)
    .await?;
    let cancelled = Cancelled {
        refund_id,
        purchase_id: new.purchase_id,
        order_id: new.order_id,
        amount: new.amount,
    };
    ledger::cancelled(txn, app, cancelled).await?;
    outbox::enqueue(txn, now, [Event::RefundApproved { refund_id }]).await?;
    Ok(())
}

/// Sends a promised refund through its provider and books it (rule 12). Runs as a job.
pub(crate) async fn send(app: &App, refund_id: Uuid, job: &Claimed) -> Result<(), PaymentError> {
    let db = app.database().read();
    let refund = refund::Entity::find_by_id(refund_id).one(db).await?;
    let refund = refund.ok_or(PaymentError::NotFound)?;
    let payment = payment::Entity::find_by_id(refund.payment_id)
        .one(db)
        .await?;
    let payment = payment.ok_or(PaymentError::NotFound)?;
    let outcome = match refund.state {
        RefundState::Approved => {
            let order = RefundOrder {
                id: refund.id,
                attempt: known(app, &payment)?,
                amount: Money::price(refund.amount)?,
                created_at: refund.created_at,
                reason: refund.reason.clone(),
            };
            Some(provider_of(app, &payment)?.refund(&order).await?)
        }
        RefundState::Manual | RefundState::Succeeded => None,
    };
    let txn = app.database().begin().await?;
    outbox::finish(&txn, std::slice::from_ref(job)).await?;
    match outcome {
        Some(RefundOutcome::Succeeded { provider_ref }) => {
            book(&txn, app, &refund, &payment, provider_ref).await?;
        }
        // The job is tried again, with the same id: it asks and pays once.
        Some(RefundOutcome::Pending { .. } | RefundOutcome::NotSeen) => {
            return Err(ProviderError::from(UnknownCause::InProgress).into());
        }
        Some(RefundOutcome::Failed { .. } | RefundOutcome::NotSupported) => {
            move_on(&txn, app, &refund, (RefundState::Manual, None)).await?;
        }
        None => {}
    }
    txn.commit().await?;
    Ok(())
}

/// Has a refund of this provider asked about again, since the provider says that it moved.
/// Answers its attempt; nothing when there is no such refund.
pub(crate) async fn ask_about_refund(
    app: &App,
    method: &str,
    refund_id: Uuid,
) -> Result<Option<Uuid>, PaymentError> {
    let db = app.database().read();
    let Some(refund) = refund::Entity::find_by_id(refund_id).one(db).await? else {
        return Ok(None);
    };
    let attempt = payment::Entity::find_by_id(refund.payment_id)
        .one(db)
        .await?;
    let Some(attempt) = attempt.filter(|attempt| attempt.method == method) else {
        return Ok(None);
    };
    let txn = app.database().begin().await?;
    let asked = Event::RefundApproved { refund_id };
    outbox::enqueue(&txn, app.clock().now(), [asked]).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(Some(attempt.id))
}

async fn book(
    txn: &DatabaseTransaction,
    app: &App,
    refund: &refund::Model,
    payment: &payment::Model,
    provider_ref: String,
) -> Result<(), PaymentError> {
    let state = (RefundState::Succeeded, Some(provider_ref));
    if !move_on(txn, app, refund, state).await? {
        return Ok(());
    }
    payment::Entity::update_many()
        .col_expr(
            payment::Column::Refunded,
            Expr::col(payment::Column::Refunded).add(refund.amount),
        )
        .filter(payment::Column::Id.eq(payment.id))
        .exec(txn)
        .await?;
    let paid = RefundPaid {
        refund_id: refund.id,
        provider: &payment.method,
        amount: Money::price(refund.amount)?,
    };
    ledger::refund_paid(txn, app, paid).await?;
    Ok(())
}

/// Moves an approved refund on; false when somebody else did.
async fn move_on(
    txn: &DatabaseTransaction,
    app: &App,
    refund: &refund::Model,
    (state, provider_ref): (RefundState, Option<String>),
) -> Result<bool, DbErr> {
    let moved = refund::Entity::update_many()
        .set(refund::ActiveModel {
            state: Set(state),
            provider_ref: Set(provider_ref),
            updated_at: Set(app.clock().now()),
            ..Default::default()
        })
        .filter(refund::Column::Id.eq(refund.id))
        .filter(refund::Column::State.eq(RefundState::Approved))
        .exec(txn)
        .await?;
    Ok(moved.rows_affected == 1)
}
