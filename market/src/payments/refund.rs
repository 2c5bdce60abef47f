//! Money going back to shoppers: promised, sent, paid by hand, bounced.

mod bank;
mod desk;
mod send;
mod transition;

use entity::payments::{RefundCause, RefundState, refund, refund_event};
use money::Money;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

pub use bank::forget_bank_accounts;
pub(crate) use bank::set_bank_account;
pub use desk::{RefundList, bank_file, bounce, complete, hand_over, list, of_order, reject, retry};
pub(crate) use send::{ask_about_refund, send};
pub(crate) use transition::RefundCommand;

use super::PaymentError;
use crate::{
    App,
    ledger::{self, Cancelled},
    outbox::{self, Event},
    step::{self, Taken},
    token::new_id,
};

/// A refund as it is stored.
pub use entity::payments::refund::Model as Refund;

/// Money of a purchase that goes back without any line coming back with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewRefund<'a> {
    pub(crate) payment_id: Uuid,
    pub(crate) purchase_id: Uuid,
    /// The order that ended; none when the whole purchase did.
    pub(crate) order_id: Option<Uuid>,
    pub(crate) amount: Money,
    pub(crate) reason: &'a str,
}

/// Promises back all that an attempt brought for a purchase that cannot be had any more: the
/// row, the posting (rule 11) and the event that sends it.
pub(crate) async fn approve(
    txn: &DatabaseTransaction,
    app: &App,
    new: NewRefund<'_>,
) -> Result<(), PaymentError> {
    let draft = RefundDraft {
        payment_id: new.payment_id,
        purchase_id: new.purchase_id,
        order_id: new.order_id,
        cause: RefundCause::LatePayment,
        delivery: Money::ZERO,
        amount: new.amount,
        reason: new.reason,
        actor: "market",
    };
    let refund = write(txn, app, draft, RefundState::Approved).await?;
    from_escrow(txn, app, &refund).await
}

/// A refund before it is written down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RefundDraft<'a> {
    pub(crate) payment_id: Uuid,
    pub(crate) purchase_id: Uuid,
    pub(crate) order_id: Option<Uuid>,
    pub(crate) cause: RefundCause,
    /// The part of the amount that is for delivery.
    pub(crate) delivery: Money,
    /// All of it.
    pub(crate) amount: Money,
    pub(crate) reason: &'a str,
    pub(crate) actor: &'a str,
}

/// Rule 11 of an approved refund.
pub(crate) async fn from_escrow(
    txn: &DatabaseTransaction,
    app: &App,
    refund: &Refund,
) -> Result<(), PaymentError> {
    let cancelled = Cancelled {
        refund_id: refund.id,
        purchase_id: refund.purchase_id,
        order_id: refund.order_id,
        amount: Money::price(refund.amount)?,
    };
    ledger::cancelled(txn, app, cancelled).await?;
    Ok(())
}

/// Writes a refund down, requested or approved; an approved one is sent by a job. Its posting
/// is the caller's.
pub(crate) async fn write(
    txn: &DatabaseTransaction,
    app: &App,
    new: RefundDraft<'_>,
    state: RefundState,
) -> Result<Refund, PaymentError> {
    let now = app.clock().now();
    let row = refund::Model {
        id: new_id(),
        payment_id: new.payment_id,
        order_id: new.order_id,
        purchase_id: new.purchase_id,
        cause: new.cause,
        delivery: new.delivery.dong(),
        amount: new.amount.dong(),
        state,
        reason: new.reason.to_owned(),
        wanted: None,
        attempt: 0,
        provider_key: None,
        provider_ref: None,
        bank_reference: None,
        failure: None,
        created_by: new.actor.to_owned(),
        created_at: now,
        updated_at: now,
        version: 1,
    };
    refund::Entity::insert(refund::ActiveModel::from(row.clone()))
        .exec_without_returning(txn)
        .await?;
    let written = Taken {
        subject_id: row.id,
        from: None,
        to: state,
        actor: new.actor,
        reason: Some(new.reason),
    };
    step::remember(txn, app, refund_event::Entity, written).await?;
    if state == RefundState::Approved {
        announce(txn, app, row.id).await?;
    }
    Ok(row)
}

/// Sees to it that a job takes the refund on.
async fn announce(txn: &DatabaseTransaction, app: &App, refund_id: Uuid) -> Result<(), DbErr> {
    outbox::enqueue(
        txn,
        app.clock().now(),
        [Event::RefundApproved { refund_id }],
    )
    .await
}

/// Promises a requested refund of this amount, of which so much is for delivery; its posting
/// is the caller's.
pub(crate) async fn promise(
    txn: &DatabaseTransaction,
    app: &App,
    refund: &Refund,
    ((amount, delivery), actor): ((Money, Money), &str),
) -> Result<Refund, PaymentError> {
    let change = refund::ActiveModel {
        amount: Set(amount.dong()),
        delivery: Set(delivery.dong()),
        ..Default::default()
    };
    let order = Order {
        command: RefundCommand::Approve,
        actor,
        reason: None,
    };
    let approved = advance(txn, app, refund, (order, change)).await?;
    announce(txn, app, refund.id).await?;
    Ok(Refund {
        amount: amount.dong(),
        delivery: delivery.dong(),
        ..approved
    })
}

/// A command, who gives it, and why.
#[derive(Clone, Copy, Debug)]
struct Order<'a> {
    command: RefundCommand,
    actor: &'a str,
    reason: Option<&'a str>,
}

/// Takes a step: compare-and-swap on the state with what else changes, and the event beside
/// it. Whoever comes second finds another state and is refused.
async fn advance(
    txn: &DatabaseTransaction,
    app: &App,
    refund: &Refund,
    (order, change): (Order<'_>, refund::ActiveModel),
) -> Result<Refund, PaymentError> {
    let to = step::next(refund.state, order.command)?;
    let moved = refund::Entity::update_many()
        .set(refund::ActiveModel {
            state: Set(to),
            updated_at: Set(app.clock().now()),
            version: Set(refund.version + 1),
            ..change
        })
        .filter(refund::Column::Id.eq(refund.id))
        .filter(refund::Column::State.eq(refund.state))
        .exec(txn)
        .await?;
    step::demand_moved(&moved)?;
    let taken = Taken {
        subject_id: refund.id,
        from: Some(refund.state),
        to,
        actor: order.actor,
        reason: order.reason,
    };
    step::remember(txn, app, refund_event::Entity, taken).await?;
    Ok(Refund {
        state: to,
        version: refund.version + 1,
        ..refund.clone()
    })
}

/// A refund, locked until the transaction ends.
pub(crate) async fn lock(txn: &DatabaseTransaction, id: Uuid) -> Result<Refund, PaymentError> {
    let row = refund::Entity::find_by_id(id)
        .lock_exclusive()
        .one(txn)
        .await?;
    row.ok_or(PaymentError::RefundNotFound)
}

/// A refund as it stands.
pub(crate) async fn find_refund(app: &App, id: Uuid) -> Result<Refund, PaymentError> {
    let row = refund::Entity::find_by_id(id)
        .one(app.database().read())
        .await?;
    row.ok_or(PaymentError::RefundNotFound)
}

/// Refuses whatever waits for no decision.
pub(crate) fn demand_requested(refund: &Refund) -> Result<(), PaymentError> {
    step::next(refund.state, RefundCommand::Approve)?;
    Ok(())
}

/// What was promised or paid back of an attempt to pay, in đồng. Behind the purchase's lock
/// nobody adds to it.
pub(crate) async fn promised<C: ConnectionTrait>(
    connection: &C,
    payment_id: Uuid,
) -> Result<Money, PaymentError> {
    let idle = [RefundState::Requested, RefundState::Rejected];
    let sum: Option<Option<i64>> = refund::Entity::find()
        .select_only()
        .column_as(
            Expr::col(refund::Column::Amount).sum().cast_as("bigint"),
            "promised",
        )
        .filter(refund::Column::PaymentId.eq(payment_id))
        .filter(refund::Column::State.is_not_in(idle))
        .into_tuple()
        .one(connection)
        .await?;
    Ok(Money::new(sum.flatten().unwrap_or(0))?)
}

/// The refunds of a purchase, oldest first. Whose it is, is for the caller to know.
pub(crate) async fn of_purchase(app: &App, purchase_id: Uuid) -> Result<Vec<Refund>, PaymentError> {
    let rows = refund::Entity::find()
        .filter(refund::Column::PurchaseId.eq(purchase_id))
        .order_by_asc(refund::Column::Id)
        .all(app.database().read())
        .await?;
    Ok(rows)
}
