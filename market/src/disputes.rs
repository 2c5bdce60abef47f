//! Quarrels after the sale: a shopper's claim, which the desk rules, and a card dispute, which
//! the scheme rules. While one is open the seller's money stays where it is: held, or set aside
//! when it was released.
//!
//! Source: payments.md, parts 4.6 (17 to 17e) and 5.5.

mod card;
mod claim;
mod evidence;
mod listing;
mod loss;
mod refusal;
mod ruling;
mod security;
mod told;
mod transition;

pub use claim::{NewClaim, open};
pub use entity::after_sale::{DisputeKind, DisputeState, Side};
pub use evidence::{Statement, submit};
pub use listing::{Dispute, Evidence, list, of_order, view};
pub use refusal::DisputeError;
pub use ruling::{Ruling, accept, rule};
pub use told::hear;

use entity::after_sale::{dispute, dispute_event};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect,
};
use uuid::Uuid;

use crate::{App, checkout, step, token::new_id};
use transition::DisputeCommand;

/// A command, who gives it, and why.
#[derive(Clone, Copy, Debug)]
struct Order<'a> {
    command: DisputeCommand,
    actor: &'a str,
    reason: Option<&'a str>,
}

/// A dispute, locked after its purchase.
async fn lock(
    txn: &DatabaseTransaction,
    (dispute_id, purchase_id): (Uuid, Uuid),
) -> Result<dispute::Model, DisputeError> {
    checkout::lock(txn, purchase_id).await?;
    let row = dispute::Entity::find_by_id(dispute_id)
        .lock_exclusive()
        .one(txn)
        .await?;
    row.ok_or(DisputeError::NotFound)
}

/// Takes a step: compare-and-swap on the state with what else changes, and the event beside
/// it. Whoever comes second finds another state and is refused.
async fn advance(
    txn: &DatabaseTransaction,
    app: &App,
    row: &dispute::Model,
    (order, change): (Order<'_>, dispute::ActiveModel),
) -> Result<(), DisputeError> {
    let to = step::next(row.state, order.command)?;
    let now = app.clock().now();
    let is_over = to != DisputeState::EvidenceSubmitted;
    let moved = dispute::Entity::update_many()
        .set(dispute::ActiveModel {
            state: Set(to),
            closed_at: Set(is_over.then_some(now)),
            updated_at: Set(now),
            version: Set(row.version + 1),
            ..change
        })
        .filter(dispute::Column::Id.eq(row.id))
        .filter(dispute::Column::State.eq(row.state))
        .exec(txn)
        .await?;
    if moved.rows_affected != 1 {
        return Err(DbErr::RecordNotUpdated.into());
    }
    remember(txn, app, (row.id, Some(row.state), to), order).await?;
    Ok(())
}

async fn remember(
    txn: &DatabaseTransaction,
    app: &App,
    (dispute_id, from, to): (Uuid, Option<DisputeState>, DisputeState),
    order: Order<'_>,
) -> Result<(), DbErr> {
    dispute_event::Entity::insert(dispute_event::ActiveModel {
        id: Set(new_id()),
        dispute_id: Set(dispute_id),
        from_state: Set(from),
        to_state: Set(to),
        actor: Set(order.actor.to_owned()),
        reason: Set(order.reason.map(ToOwned::to_owned)),
        created_at: Set(app.clock().now()),
    })
    .exec_without_returning(txn)
    .await?;
    Ok(())
}
