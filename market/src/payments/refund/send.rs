//! Sending refunds through their providers, each attempt once.

use ::payments::{
    KnownRefund, ProviderError, RefundOrder, RefundOutcome, RefundRoute, UnknownCause,
};
use entity::payments::{RefundState, payment, refund};
use money::Money;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{Order, PaymentError, Refund, RefundCommand, advance, lock};
use crate::{
    App,
    ledger::{self, RefundPaid},
    outbox::{self, Claimed},
    payments::attempt::{known, provider_of},
    token::new_id,
};

/// Who sends, in histories.
const MARKET: &str = "market";

/// Sends a promised refund through its provider and books it (rule 12). Runs as a job.
///
/// The attempt and its key are committed before the provider is called. When the answer is
/// lost the job runs again with the same key, under which a provider answers the same.
pub(crate) async fn send(app: &App, refund_id: Uuid, job: &Claimed) -> Result<(), PaymentError> {
    let Some(sent) = submit(app, refund_id, job).await? else {
        return Ok(());
    };
    let outcome = ask(app, &sent).await?;
    // The job is tried again, with the same key: it asks and pays once.
    if matches!(
        outcome,
        RefundOutcome::Pending { .. } | RefundOutcome::NotSeen
    ) {
        return Err(ProviderError::from(UnknownCause::InProgress).into());
    }
    let txn = app.database().begin().await?;
    outbox::finish(&txn, std::slice::from_ref(job)).await?;
    let refund = lock(&txn, refund_id).await?;
    // Somebody may have decided otherwise while the provider was asked.
    if refund.state == RefundState::Submitted && refund.provider_key == Some(sent.key) {
        record(&txn, app, (&refund, &sent.payment), outcome).await?;
    }
    txn.commit().await?;
    Ok(())
}

/// Sends an attempt. One that may have been sent before is asked about first.
async fn ask(app: &App, sent: &Sent) -> Result<RefundOutcome, PaymentError> {
    let provider = provider_of(app, &sent.payment)?;
    let order = RefundOrder {
        id: sent.key,
        attempt: known(app, &sent.payment)?,
        amount: Money::price(sent.refund.amount)?,
        created_at: sent.refund.created_at,
        reason: sent.refund.reason.clone(),
    };
    if sent.is_repeated {
        let asked = KnownRefund {
            order: order.clone(),
            provider_ref: None,
        };
        let outcome = provider.query_refund(&asked).await?;
        if outcome != RefundOutcome::NotSeen {
            return Ok(outcome);
        }
    }
    Ok(provider.refund(&order).await?)
}

/// Has a refund of this provider asked about again, since the provider says that it moved: by
/// the key of its attempt. Answers what brought the money; nothing when there is no such refund.
pub(crate) async fn ask_about_refund(
    app: &App,
    method: &str,
    key: Uuid,
) -> Result<Option<Uuid>, PaymentError> {
    let db = app.database().read();
    let refund = refund::Entity::find()
        .filter(
            Condition::any()
                .add(refund::Column::Id.eq(key))
                .add(refund::Column::ProviderKey.eq(key)),
        )
        .one(db)
        .await?;
    let Some(refund) = refund else {
        return Ok(None);
    };
    let attempt = payment::Entity::find_by_id(refund.payment_id)
        .one(db)
        .await?;
    let Some(attempt) = attempt.filter(|attempt| attempt.method == method) else {
        return Ok(None);
    };
    let txn = app.database().begin().await?;
    super::announce(&txn, app, refund.id).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(Some(attempt.id))
}

/// An attempt that is written down.
struct Sent {
    refund: Refund,
    payment: payment::Model,
    key: Uuid,
    /// Whether an earlier run may have sent it.
    is_repeated: bool,
}

/// Writes the attempt down, unless an earlier run did; none when there is nothing to send, and
/// the job is done.
async fn submit(app: &App, refund_id: Uuid, job: &Claimed) -> Result<Option<Sent>, PaymentError> {
    let txn = app.database().begin().await?;
    let refund = lock(&txn, refund_id).await?;
    let payment = payment::Entity::find_by_id(refund.payment_id)
        .one(&txn)
        .await?;
    let payment = payment.ok_or(PaymentError::NotFound)?;
    let route = provider_of(app, &payment)?.capabilities().refund;
    let key = match (refund.state, refund.provider_key) {
        (RefundState::Approved, _) if route == RefundRoute::Api => {
            let order = by_market(RefundCommand::Submit, None);
            Some(begin_attempt(&txn, app, &refund, order).await?)
        }
        (RefundState::Approved, _) => {
            let order = by_market(RefundCommand::HandOver, None);
            advance(&txn, app, &refund, (order, Default::default())).await?;
            None
        }
        (RefundState::Submitted, key) => key,
        _ => None,
    };
    if key.is_none() {
        outbox::finish(&txn, std::slice::from_ref(job)).await?;
    }
    txn.commit().await?;
    let is_repeated = refund.state == RefundState::Submitted;
    Ok(key.map(|key| Sent {
        is_repeated,
        refund,
        payment,
        key,
    }))
}

/// Writes down that the provider will be asked, under a key of this attempt.
pub(super) async fn begin_attempt(
    txn: &DatabaseTransaction,
    app: &App,
    refund: &Refund,
    order: Order<'_>,
) -> Result<Uuid, PaymentError> {
    let key = new_id();
    let change = refund::ActiveModel {
        attempt: Set(refund.attempt + 1),
        provider_key: Set(Some(key)),
        failure: Set(None),
        ..Default::default()
    };
    advance(txn, app, refund, (order, change)).await?;
    Ok(key)
}

async fn record(
    txn: &DatabaseTransaction,
    app: &App,
    (refund, payment): (&Refund, &payment::Model),
    outcome: RefundOutcome,
) -> Result<(), PaymentError> {
    match outcome {
        RefundOutcome::Succeeded { provider_ref } => {
            let change = refund::ActiveModel {
                provider_ref: Set(Some(provider_ref)),
                ..Default::default()
            };
            let order = by_market(RefundCommand::Succeed, None);
            advance(txn, app, refund, (order, change)).await?;
            book(txn, app, refund, &payment.method).await
        }
        RefundOutcome::Failed { code, message } => {
            let reason: String = format!("{code}: {message}").chars().take(300).collect();
            let change = refund::ActiveModel {
                failure: Set(Some(reason.clone())),
                ..Default::default()
            };
            let order = by_market(RefundCommand::Fail, Some(&reason));
            advance(txn, app, refund, (order, change)).await?;
            Ok(())
        }
        RefundOutcome::Pending { .. } | RefundOutcome::NotSeen => Ok(()),
        RefundOutcome::NotSupported => {
            let reason = "not_supported";
            let change = refund::ActiveModel {
                failure: Set(Some(reason.to_owned())),
                ..Default::default()
            };
            let failed = by_market(RefundCommand::Fail, Some(reason));
            let failed = advance(txn, app, refund, (failed, change)).await?;
            let order = by_market(RefundCommand::HandOver, None);
            advance(txn, app, &failed, (order, Default::default())).await?;
            Ok(())
        }
    }
}

fn by_market(command: RefundCommand, reason: Option<&str>) -> Order<'_> {
    Order {
        command,
        actor: MARKET,
        reason,
    }
}

/// The provider paid: its account and the payment say so.
async fn book(
    txn: &DatabaseTransaction,
    app: &App,
    refund: &Refund,
    method: &str,
) -> Result<(), PaymentError> {
    count(txn, refund, refund.amount).await?;
    let paid = RefundPaid {
        refund_id: refund.id,
        attempt: refund.attempt,
        provider: Some(method),
        amount: Money::price(refund.amount)?,
    };
    ledger::refund_paid(txn, app, paid).await?;
    Ok(())
}

/// Counts what reached the shopper, or came back from there, on the payment.
pub(super) async fn count(
    txn: &DatabaseTransaction,
    refund: &Refund,
    change: i64,
) -> Result<(), PaymentError> {
    payment::Entity::update_many()
        .col_expr(
            payment::Column::Refunded,
            Expr::col(payment::Column::Refunded).add(change),
        )
        .filter(payment::Column::Id.eq(refund.payment_id))
        .exec(txn)
        .await?;
    Ok(())
}
