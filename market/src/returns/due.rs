//! Deadlines: a return that nobody moves is moved by the market, in the shopper's favour where
//! the seller is silent, and ended where the shopper is.

use chrono::TimeDelta;
use entity::{
    after_sale::{ReturnState, return_request},
    orders::seller_order,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{
    Locked, Order, ReturnError, advance, answer::approve_in, goods::refund_in, lock,
    transition::ReturnCommand,
};
use crate::App;

/// Until when a seller answers; afterwards the return is approved.
pub(super) const ANSWER_WITHIN: TimeDelta = TimeDelta::hours(48);
/// Until when a shopper sends the goods; afterwards the return is closed.
pub(super) const SEND_WITHIN: TimeDelta = TimeDelta::days(14);
/// Until when goods should arrive; afterwards the desk sees the return as overdue.
pub(super) const ARRIVE_WITHIN: TimeDelta = TimeDelta::days(21);
/// Until when a seller looks at goods that are back; afterwards they are paid back.
pub(super) const INSPECT_WITHIN: TimeDelta = TimeDelta::hours(72);
/// Returns moved in one turn.
const MOVE_MOST: u64 = 200;
/// Who moves, in histories.
const MARKET: &str = "market";

/// Moves the returns whose deadline is over, each in a transaction of its own. One that cannot
/// be moved is logged and holds up no other.
///
/// # Errors
///
/// When the database fails.
pub async fn close_due(app: &App) -> Result<(), ReturnError> {
    let waiting = [
        ReturnState::Requested,
        ReturnState::Approved,
        ReturnState::Received,
    ];
    let due = return_request::Entity::find()
        .filter(return_request::Column::State.is_in(waiting))
        .filter(return_request::Column::DeadlineAt.lte(app.clock().now()))
        .order_by_asc(return_request::Column::DeadlineAt)
        .limit(MOVE_MOST)
        .all(app.database().read())
        .await?;
    for row in due {
        if let Err(error) = move_on(app, &row).await {
            tracing::error!(return.id = %row.id, "a return cannot be moved on: {error}");
        }
    }
    Ok(())
}

async fn move_on(app: &App, row: &return_request::Model) -> Result<(), ReturnError> {
    let order = seller_order::Entity::find_by_id(row.order_id)
        .one(app.database().read())
        .await?;
    let order = order.ok_or(ReturnError::NotFound)?;
    let txn = app.database().begin().await?;
    let locked = lock(&txn, (row.id, order.purchase_id)).await?;
    let is_due = locked
        .row
        .deadline_at
        .is_some_and(|deadline| deadline <= app.clock().now());
    if !is_due {
        return Ok(());
    }
    match (locked.row.state, locked.row.keeps_goods) {
        (ReturnState::Requested, _) => {
            approve_in(&txn, app, &locked, (MARKET, None, None)).await?;
        }
        (ReturnState::Approved, true) | (ReturnState::Received, _) => {
            refund_in(&txn, app, &locked, MARKET).await?;
        }
        (ReturnState::Approved, false) => end_unsent(&txn, app, &locked).await?,
        _ => return Ok(()),
    }
    txn.commit().await?;
    app.wake_jobs();
    Ok(())
}

async fn end_unsent(
    txn: &DatabaseTransaction,
    app: &App,
    locked: &Locked,
) -> Result<(), ReturnError> {
    let order = Order {
        command: ReturnCommand::Close,
        actor: MARKET,
        reason: Some("not_sent"),
    };
    let change = return_request::ActiveModel {
        deadline_at: Set(None),
        ..Default::default()
    };
    advance(txn, app, &locked.row, (order, change)).await?;
    Ok(())
}
