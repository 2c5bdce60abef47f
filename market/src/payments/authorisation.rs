//! Money that is promised first and taken later: a card's authorisation.
//!
//! Nothing is posted while money is only promised. What is to be taken is decided once, behind
//! the purchase's lock, and written down with the event that asks the provider; a promise that is
//! not needed is let go the same way.

use ::payments::{Capture, CaptureOrder, Fact, Method};
use chrono::{DateTime, TimeDelta, Utc};
use entity::payments::{PaymentState, payment};
use money::Money;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{
    PaymentError,
    attempt::{QUERY_WAIT_MAX, known, provider_of},
};
use crate::{
    App,
    outbox::{self, Event},
    step,
};

/// How long after an attempt was made its money is taken at the latest: a day before a card's
/// authorisation lapses, which is seven days after the shopper agreed. Source: payments.md, part 2.
const CAPTURE_WITHIN: TimeDelta = TimeDelta::days(6);

/// States of an attempt whose money is promised and neither taken nor let go.
const PROMISED: [PaymentState; 2] = [PaymentState::Authorized, PaymentState::Capturing];

/// When an attempt by a method takes its money at the latest; none when it does at once.
pub(super) fn capture_by(app: &App, method: Method, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let is_wanted = method == Method::Stripe && app.settings().stripe_capture == Capture::Manual;
    let provider = app.providers().get(method).filter(|_| is_wanted)?;
    let can_promise = provider.capabilities().manual_capture;
    can_promise.then_some(now + CAPTURE_WITHIN)
}

/// Whether the money of an attempt is promised and neither taken nor let go.
pub(crate) fn is_promised(row: &payment::Model) -> bool {
    PROMISED.contains(&row.state)
}

/// The attempt whose money is promised to a purchase. Behind the purchase's lock it stays so.
pub(crate) async fn promise_of<C: ConnectionTrait>(
    connection: &C,
    purchase_id: Uuid,
) -> Result<Option<payment::Model>, DbErr> {
    payment::Entity::find()
        .filter(payment::Column::PurchaseId.eq(purchase_id))
        .filter(payment::Column::State.is_in(PROMISED))
        .one(connection)
        .await
}

/// Those of these purchases whose money is promised, but not taken yet.
pub(crate) async fn promised_to<C: ConnectionTrait>(
    connection: &C,
    purchase_ids: &[Uuid],
) -> Result<Vec<Uuid>, DbErr> {
    payment::Entity::find()
        .select_only()
        .column(payment::Column::PurchaseId)
        .filter(payment::Column::PurchaseId.is_in(purchase_ids.iter().copied()))
        .filter(payment::Column::State.is_in(PROMISED))
        .into_tuple()
        .all(connection)
        .await
}

/// Whether parcels of a purchase may leave: its money was taken, or is due at the door.
pub(crate) async fn is_covered<C: ConnectionTrait>(
    connection: &C,
    purchase_id: Uuid,
) -> Result<bool, DbErr> {
    use PaymentState as State;
    let covers = [
        State::Paid,
        State::CodDue,
        State::Collected,
        State::Remitted,
        State::ShortRemitted,
    ];
    let found = payment::Entity::find()
        .filter(payment::Column::PurchaseId.eq(purchase_id))
        .filter(payment::Column::State.is_in(covers))
        .count(connection)
        .await?;
    Ok(found > 0)
}

/// Promises whose money must be taken now, the most overdue first.
pub(crate) async fn due_for_capture(app: &App, most: u64) -> Result<Vec<payment::Model>, DbErr> {
    payment::Entity::find()
        .filter(payment::Column::State.eq(PaymentState::Authorized))
        .filter(payment::Column::CaptureBy.lte(app.clock().now()))
        .order_by_asc(payment::Column::CaptureBy)
        .limit(most)
        .all(app.database().read())
        .await
}

/// Writes down that the money of an attempt is promised.
pub(crate) async fn record_promise(
    txn: &DatabaseTransaction,
    app: &App,
    row: &payment::Model,
    provider_txn: Option<&str>,
) -> Result<(), DbErr> {
    let known = row.provider_txn.clone();
    let change = payment::ActiveModel {
        state: Set(PaymentState::Authorized),
        provider_txn: Set(provider_txn.map(str::to_owned).or(known)),
        next_query_at: Set(Some(app.clock().now() + QUERY_WAIT_MAX)),
        ..Default::default()
    };
    advance(txn, app, row, change).await
}

/// Decides how much of the promised money is taken; a job asks the provider for it.
pub(crate) async fn decide_capture(
    txn: &DatabaseTransaction,
    app: &App,
    row: &payment::Model,
    amount: Money,
) -> Result<(), DbErr> {
    let change = payment::ActiveModel {
        state: Set(PaymentState::Capturing),
        to_capture: Set(Some(amount.dong())),
        next_query_at: Set(Some(app.clock().now() + QUERY_WAIT_MAX)),
        ..Default::default()
    };
    advance(txn, app, row, change).await?;
    let payment_id = row.id;
    announce(txn, app, Event::CaptureDecided { payment_id }).await
}

/// Decides that a promise is not needed: the attempt ends in this state, and a job tells the
/// provider.
pub(crate) async fn let_go(
    txn: &DatabaseTransaction,
    app: &App,
    row: &payment::Model,
    state: PaymentState,
) -> Result<(), DbErr> {
    end(txn, app, row, state).await?;
    let payment_id = row.id;
    announce(txn, app, Event::AuthorisationReleased { payment_id }).await
}

/// Writes down that promised money will not come, since the provider called the promise off. A
/// job ends the orders that waited for it.
pub(crate) async fn lose(
    txn: &DatabaseTransaction,
    app: &App,
    row: &payment::Model,
) -> Result<(), DbErr> {
    end(txn, app, row, PaymentState::Cancelled).await?;
    let payment_id = row.id;
    announce(txn, app, Event::AuthorisationLost { payment_id }).await
}

/// Writes down that a promise was not kept: its money will not come, and what is left of it is
/// let go.
pub(crate) async fn give_up(
    txn: &DatabaseTransaction,
    app: &App,
    row: &payment::Model,
) -> Result<(), DbErr> {
    lose(txn, app, row).await?;
    let payment_id = row.id;
    announce(txn, app, Event::AuthorisationReleased { payment_id }).await
}

async fn end(
    txn: &DatabaseTransaction,
    app: &App,
    row: &payment::Model,
    state: PaymentState,
) -> Result<(), DbErr> {
    let change = payment::ActiveModel {
        state: Set(state),
        next_query_at: Set(None),
        ..Default::default()
    };
    advance(txn, app, row, change).await
}

/// Compare-and-swap on the state, with what else changes. All but the provider's first answer is
/// written behind the purchase's lock; that answer may come in between.
async fn advance(
    txn: &DatabaseTransaction,
    app: &App,
    row: &payment::Model,
    change: payment::ActiveModel,
) -> Result<(), DbErr> {
    let from = match row.state {
        PaymentState::Created => vec![PaymentState::Created, PaymentState::Pending],
        state => vec![state],
    };
    let moved = payment::Entity::update_many()
        .set(payment::ActiveModel {
            updated_at: Set(app.clock().now()),
            version: Set(row.version + 1),
            ..change
        })
        .filter(payment::Column::Id.eq(row.id))
        .filter(payment::Column::State.is_in(from))
        .exec(txn)
        .await?;
    step::demand_moved(&moved)
}

async fn announce(txn: &DatabaseTransaction, app: &App, event: Event) -> Result<(), DbErr> {
    outbox::enqueue(txn, app.clock().now(), [event]).await
}

/// Asks the provider for the money that was decided to be taken. Safe to repeat: the key is the
/// attempt's id, and the provider is asked how far it is before it is told again.
pub(crate) async fn take(app: &App, row: &payment::Model) -> Result<Vec<Fact>, PaymentError> {
    let order = CaptureOrder {
        id: row.id,
        attempt: known(app, row)?,
        amount: Money::price(row.to_capture.unwrap_or(row.amount))?,
    };
    Ok(provider_of(app, row)?.capture(&order).await?)
}

/// Tells the provider that a promise is not needed. Safe to repeat, as [`take`].
pub(crate) async fn release(app: &App, row: &payment::Model) -> Result<Vec<Fact>, PaymentError> {
    Ok(provider_of(app, row)?.cancel(&known(app, row)?).await?)
}
