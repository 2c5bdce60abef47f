//! The end of a claim: the desk rules, or the seller agrees.

use entity::{
    after_sale::{DisputeKind, DisputeState, dispute},
    payments::RefundCause,
};
use sea_orm::{ActiveValue::Set, DatabaseTransaction};
use serde_json::json;
use uuid::Uuid;

use super::{
    Dispute, DisputeError, Order, advance, lock, security::unsecure, transition::DisputeCommand,
    view,
};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    orders::{self, DeliveryPayer, GiveBack, PartRefund, RefundRequest, Take},
    returns::Viewer,
    sellers::SellerStaff,
    text::TextRule,
};

const NOTE: TextRule = TextRule::lines("/note", 2_000);

/// What the desk decides.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// What goes back of the lines; nothing when the seller is right.
    pub parts: Vec<PartRefund>,
    /// Whether delivery goes back too, and at whose expense.
    pub delivery: Option<DeliveryPayer>,
    /// Why, for both sides.
    pub note: String,
}

/// Rules a claim once the seller has answered, or had the time to.
///
/// # Errors
///
/// [`DisputeError::SellerFirst`] before that, [`DisputeError::Illegal`] once it is ruled,
/// [`DisputeError::RuledByScheme`] for a card dispute, and what cannot go back of the lines.
pub async fn rule(
    app: &App,
    staff: &Staff,
    dispute_id: Uuid,
    ruling: &Ruling,
) -> Result<Dispute, DisputeError> {
    let note = NOTE.needed(&ruling.note)?;
    let viewer = Viewer::Desk(staff);
    let known = view(app, viewer, dispute_id).await?.row;
    let txn = app.database().begin().await?;
    let row = lock(&txn, (dispute_id, known.purchase_id)).await?;
    demand_claim(&row)?;
    let is_early = row.answer_by.is_some_and(|until| until > app.clock().now());
    if row.state == DisputeState::Open && is_early {
        return Err(DisputeError::SellerFirst);
    }
    let request = RefundRequest {
        parts: ruling.parts.clone(),
        delivery: ruling.delivery,
        reason: note.clone(),
    };
    let gives = !ruling.parts.is_empty() || ruling.delivery.is_some();
    let command = if gives {
        DisputeCommand::Lose
    } else {
        DisputeCommand::Win
    };
    let order_id = row.order_id.unwrap_or_default();
    let lines = orders::lines_of(&txn, order_id).await?;
    let wanted = orders::wanted(&lines, &request, ("claim", staff.label()))?;
    let end = Order {
        command,
        actor: staff.label(),
        reason: Some(&note),
    };
    let give = gives.then_some(GiveBack {
        cause: RefundCause::Dispute,
        ..wanted
    });
    close(&txn, app, &row, (end, give)).await?;
    let deed = Deed {
        actor: staff.label(),
        action: "dispute.ruled",
        subject_type: "dispute",
        subject_id: dispute_id.to_string(),
        detail: Some(json!({"note": note, "for_shopper": gives})),
    };
    audit::record(&txn, app.clock().now(), deed).await?;
    txn.commit().await?;
    app.wake_jobs();
    view(app, viewer, dispute_id).await
}

fn demand_claim(row: &dispute::Model) -> Result<(), DisputeError> {
    match row.kind {
        DisputeKind::Claim => Ok(()),
        DisputeKind::Card => Err(DisputeError::RuledByScheme),
    }
}

/// Agrees with the shopper: everything that is left of the order goes back, delivery too.
///
/// # Errors
///
/// [`DisputeError::Illegal`] once the seller has answered or it is ruled,
/// [`DisputeError::NotFound`] for a stranger's dispute.
pub async fn accept(
    app: &App,
    staff: &SellerStaff,
    dispute_id: Uuid,
) -> Result<Dispute, DisputeError> {
    let viewer = Viewer::Seller(staff);
    let known = view(app, viewer, dispute_id).await?.row;
    let txn = app.database().begin().await?;
    let row = lock(&txn, (dispute_id, known.purchase_id)).await?;
    demand_claim(&row)?;
    let lines = orders::lines_of(&txn, row.order_id.unwrap_or_default()).await?;
    let left = lines
        .iter()
        .filter(|line| line.reversed_quantity < line.quantity)
        .map(|line| Take::units(line, line.quantity - line.reversed_quantity));
    let give = GiveBack {
        takes: left.collect::<Result<_, _>>()?,
        delivery: Some(DeliveryPayer::Seller),
        cause: RefundCause::Dispute,
        reason: "claim",
        actor: staff.label(),
    };
    let end = Order {
        command: DisputeCommand::Accept,
        actor: staff.label(),
        reason: None,
    };
    close(&txn, app, &row, (end, Some(give))).await?;
    txn.commit().await?;
    app.wake_jobs();
    view(app, viewer, dispute_id).await
}

/// Ends a claim: what was set aside is free again, and what was ruled goes back from there.
async fn close(
    txn: &DatabaseTransaction,
    app: &App,
    row: &dispute::Model,
    (end, give): (Order<'_>, Option<GiveBack<'_>>),
) -> Result<(), DisputeError> {
    crate::step::next(row.state, end.command)?;
    let order = orders::lock(txn, row.order_id.unwrap_or_default()).await?;
    unsecure(txn, app, row).await?;
    let refund = match give {
        Some(give) => orders::give_back(txn, app, &order, give).await?,
        None => None,
    };
    let change = dispute::ActiveModel {
        ruling: Set(end.reason.map(ToOwned::to_owned)),
        refund_id: Set(refund.map(|refund| refund.id)),
        ..Default::default()
    };
    advance(txn, app, row, (end, change)).await
}
