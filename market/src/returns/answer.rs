//! What the seller says to a return, or the market when the seller says nothing.

use entity::{
    after_sale::{ReturnReason, ReturnWish, return_line, return_request},
    orders::order_line,
};
use money::Money;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    Locked, Order, Return, ReturnError, Viewer, advance,
    due::{ANSWER_WITHIN, SEND_WITHIN},
    goods::refund_in,
    lock, policy,
    transition::ReturnCommand,
    view,
};
use crate::{
    App,
    clock::vietnam_day,
    orders::{self, Take, Units},
    text::TextRule,
};

const NOTE: TextRule = TextRule::lines("/note", 2_000);

/// What a seller says to a return.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Whether the shopper keeps the goods; the policy of the goods' class decides when nothing
    /// is said.
    pub keeps_goods: Option<bool>,
    /// A word to the shopper.
    pub note: Option<String>,
}

/// Agrees to a return. Goods that the shopper keeps are paid back at once.
///
/// # Errors
///
/// [`ReturnError::Illegal`] for one that is answered, [`ReturnError::NotFound`] for a
/// stranger's return as for none.
pub async fn approve(
    app: &App,
    viewer: Viewer<'_>,
    return_id: Uuid,
    answer: Answer,
) -> Result<Return, ReturnError> {
    let note = answer.note.as_deref().map(|note| NOTE.needed(note));
    let note = note.transpose()?;
    let known = view(app, viewer, return_id).await?;
    let purchase_id = viewer.order(app, known.row.order_id).await?.purchase_id;
    let txn = app.database().begin().await?;
    let locked = lock(&txn, (return_id, purchase_id)).await?;
    let label = viewer.label();
    approve_in(&txn, app, &locked, (&label, answer.keeps_goods, note)).await?;
    txn.commit().await?;
    app.wake_jobs();
    view(app, viewer, return_id).await
}

/// Agrees in a transaction that has locked the return.
pub(super) async fn approve_in(
    txn: &DatabaseTransaction,
    app: &App,
    locked: &Locked,
    (actor, keeps_goods, note): (&str, Option<bool>, Option<String>),
) -> Result<(), ReturnError> {
    let row = &locked.row;
    let keeps_goods = row.reason == ReturnReason::Missing
        || match keeps_goods {
            Some(said) => said,
            None => is_small(txn, locked).await?,
        };
    let wait = if keeps_goods {
        ANSWER_WITHIN
    } else {
        SEND_WITHIN
    };
    let change = return_request::ActiveModel {
        keeps_goods: Set(keeps_goods),
        answer: Set(note.clone()),
        deadline_at: Set(Some(app.clock().now() + wait)),
        ..Default::default()
    };
    let order = Order {
        command: ReturnCommand::Approve,
        actor,
        reason: note.as_deref(),
    };
    let approved = advance(txn, app, row, (order, change)).await?;
    if keeps_goods && row.wish == ReturnWish::Refund {
        let locked = Locked {
            row: approved,
            order: locked.order.clone(),
        };
        refund_in(txn, app, &locked, actor).await?;
    }
    Ok(())
}

/// Whether the goods are worth less than sending them back, by the policy of every class.
async fn is_small(txn: &DatabaseTransaction, locked: &Locked) -> Result<bool, ReturnError> {
    let lines = orders::lines_of(txn, locked.order.id).await?;
    let takes = takes_of(txn, (&locked.row, &lines)).await?;
    let mut value = Money::ZERO;
    for take in &takes {
        value = value.plus(orders::reversal_of(take)?.refunded()?)?;
    }
    let policies = policy::on(txn, vietnam_day(locked.order.created_at)).await?;
    Ok(takes.iter().all(|take| {
        let policy = policies.get(policy::name(take.line.return_class));
        policy.is_some_and(|policy| value.dong() <= policy.keep_below)
    }))
}

/// The parts of an order's lines that a return is about.
pub(super) async fn takes_of(
    txn: &DatabaseTransaction,
    (row, lines): (&return_request::Model, &[order_line::Model]),
) -> Result<Vec<Take>, ReturnError> {
    let units: Vec<Units> = lines_of(txn, row.id)
        .await?
        .iter()
        .map(|line| Units {
            line_id: line.order_line_id,
            quantity: line.quantity,
        })
        .collect();
    Ok(orders::takes(lines, &units)?)
}

/// The lines of a return.
pub(super) async fn lines_of(
    txn: &DatabaseTransaction,
    return_id: Uuid,
) -> Result<Vec<return_line::Model>, ReturnError> {
    let lines = return_line::Entity::find()
        .filter(return_line::Column::ReturnId.eq(return_id))
        .all(txn)
        .await?;
    Ok(lines)
}

/// Says no. The shopper can still have the desk look at it.
///
/// # Errors
///
/// As [`approve`], and for a note that is missing.
pub async fn refuse(
    app: &App,
    viewer: Viewer<'_>,
    return_id: Uuid,
    note: &str,
) -> Result<Return, ReturnError> {
    let note = NOTE.needed(note)?;
    let known = view(app, viewer, return_id).await?;
    let purchase_id = viewer.order(app, known.row.order_id).await?.purchase_id;
    let txn = app.database().begin().await?;
    let locked = lock(&txn, (return_id, purchase_id)).await?;
    let label = viewer.label();
    let order = Order {
        command: ReturnCommand::Reject,
        actor: &label,
        reason: Some(&note),
    };
    let change = return_request::ActiveModel {
        answer: Set(Some(note.clone())),
        deadline_at: Set(None),
        ..Default::default()
    };
    advance(&txn, app, &locked.row, (order, change)).await?;
    txn.commit().await?;
    view(app, viewer, return_id).await
}
