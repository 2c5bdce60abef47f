//! Goods that come back after delivery: asked for with proof, answered by a deadline, sent,
//! received, and paid back or replaced.
//!
//! While a return is open its order is not released. Sources: payments.md 4.6 and 5.5,
//! domain.md 4.6.

mod answer;
mod due;
mod goods;
mod listing;
mod photos;
mod policy;
mod refusal;
mod request;
mod transition;

pub use answer::{Answer, approve, refuse};
pub use due::close_due;
pub use entity::after_sale::{FreightPayer, ReturnReason, ReturnState, ReturnWish};
pub use goods::{close, receive, refund, replace, send, set_freight};
pub use listing::{Return, ReturnFilter, Viewer, list, of_order, view};
pub use photos::{add_photo, photo};
pub use refusal::ReturnError;
pub use request::{ReturnRequest, request, withdraw};

pub(crate) use photos::demand_photos;

use entity::after_sale::{return_event, return_request};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect,
};
use uuid::Uuid;

use crate::{
    App, checkout, orders,
    step::{self, Taken},
};
use transition::ReturnCommand;

/// A command, who gives it, and why.
#[derive(Clone, Copy, Debug)]
struct Order<'a> {
    command: ReturnCommand,
    actor: &'a str,
    reason: Option<&'a str>,
}

/// A return with its order, both locked after their purchase.
struct Locked {
    row: return_request::Model,
    order: entity::orders::seller_order::Model,
}

/// Locks the purchase, the order and the return, in this order.
async fn lock(
    txn: &DatabaseTransaction,
    (return_id, purchase_id): (Uuid, Uuid),
) -> Result<Locked, ReturnError> {
    checkout::lock(txn, purchase_id).await?;
    let row = return_request::Entity::find_by_id(return_id)
        .lock_exclusive()
        .one(txn)
        .await?;
    let row = row.ok_or(ReturnError::NotFound)?;
    let order = orders::lock(txn, row.order_id).await?;
    Ok(Locked { row, order })
}

/// Takes a step: compare-and-swap on the state with what else changes, and the event beside
/// it. Whoever comes second finds another state and is refused.
async fn advance(
    txn: &DatabaseTransaction,
    app: &App,
    row: &return_request::Model,
    (order, change): (Order<'_>, return_request::ActiveModel),
) -> Result<return_request::Model, ReturnError> {
    let to = step::next(row.state, order.command)?;
    let now = app.clock().now();
    let moved = return_request::Entity::update_many()
        .set(return_request::ActiveModel {
            state: Set(to),
            updated_at: Set(now),
            version: Set(row.version + 1),
            ..change
        })
        .filter(return_request::Column::Id.eq(row.id))
        .filter(return_request::Column::State.eq(row.state))
        .exec(txn)
        .await?;
    step::demand_moved(&moved)?;
    remember(txn, app, (row.id, Some(row.state), to), order).await?;
    Ok(return_request::Model {
        state: to,
        version: row.version + 1,
        ..row.clone()
    })
}

async fn remember(
    txn: &DatabaseTransaction,
    app: &App,
    (return_id, from, to): (Uuid, Option<ReturnState>, ReturnState),
    order: Order<'_>,
) -> Result<(), DbErr> {
    let taken = Taken {
        subject_id: return_id,
        from,
        to,
        actor: order.actor,
        reason: order.reason,
    };
    step::remember(txn, app, return_event::Entity, taken).await
}
