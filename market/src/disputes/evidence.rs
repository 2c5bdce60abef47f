//! What both sides of a dispute say and show.

use entity::after_sale::{DisputeState, Side, dispute, dispute_evidence};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};
use uuid::Uuid;

use super::{
    Dispute, DisputeError, Order, advance, lock, security::unreadable, transition::DisputeCommand,
    view,
};
use crate::{
    App,
    returns::{Viewer, demand_photos},
    text::TextRule,
    token::new_id,
};

const NOTE: TextRule = TextRule::lines("/note", 2_000);

/// What somebody says in a dispute, and what proves it.
#[derive(Clone, Debug)]
pub struct Statement {
    /// In own words.
    pub note: String,
    /// Pictures added to the order before.
    pub photo_ids: Vec<Uuid>,
}

impl Statement {
    /// The words as they are kept.
    pub(super) fn note(&self) -> Result<String, DisputeError> {
        Ok(NOTE.needed(&self.note)?)
    }
}

/// Adds to a dispute that is not ruled. The seller answers by the deadline; afterwards the
/// desk may rule without.
///
/// # Errors
///
/// [`DisputeError::Illegal`] once it is ruled, [`DisputeError::DeadlineOver`] for a seller that
/// is late, [`DisputeError::NotFound`] for a stranger's dispute.
pub async fn submit(
    app: &App,
    viewer: Viewer<'_>,
    dispute_id: Uuid,
    statement: &Statement,
) -> Result<Dispute, DisputeError> {
    let note = statement.note()?;
    let known = view(app, viewer, dispute_id).await?.row;
    let txn = app.database().begin().await?;
    let row = lock(&txn, (dispute_id, known.purchase_id)).await?;
    let is_open = matches!(
        row.state,
        DisputeState::Open | DisputeState::EvidenceSubmitted
    );
    let label = viewer.label();
    let side = side_of(viewer);
    let order = Order {
        command: DisputeCommand::SubmitEvidence,
        actor: &label,
        reason: None,
    };
    if !is_open {
        crate::step::next(row.state, order.command)?;
    }
    if side == Side::Seller {
        if row.answer_by.is_some_and(|until| until < app.clock().now()) {
            return Err(DisputeError::DeadlineOver);
        }
        if row.state == DisputeState::Open {
            advance(&txn, app, &row, (order, dispute::ActiveModel::default())).await?;
        }
    }
    let order_id = row.order_id.unwrap_or_default();
    write(
        &txn,
        app,
        (&row, order_id),
        ((side, &label), &note, statement),
    )
    .await?;
    txn.commit().await?;
    view(app, viewer, dispute_id).await
}

const fn side_of(viewer: Viewer<'_>) -> Side {
    match viewer {
        Viewer::Buyer(_) => Side::Shopper,
        Viewer::Seller(_) => Side::Seller,
        Viewer::Desk(_) => Side::Desk,
    }
}

/// Writes a statement down.
pub(super) async fn write(
    txn: &DatabaseTransaction,
    app: &App,
    (row, order_id): (&dispute::Model, Uuid),
    ((side, label), note, statement): ((Side, &str), &str, &Statement),
) -> Result<(), DisputeError> {
    demand_photos(txn, order_id, &statement.photo_ids).await?;
    dispute_evidence::Entity::insert(dispute_evidence::ActiveModel {
        id: Set(new_id()),
        dispute_id: Set(row.id),
        side: Set(side),
        note: Set(note.to_owned()),
        photo_ids: Set(serde_json::to_string(&statement.photo_ids).map_err(unreadable)?),
        added_by: Set(label.to_owned()),
        created_at: Set(app.clock().now()),
    })
    .exec_without_returning(txn)
    .await?;
    Ok(())
}
