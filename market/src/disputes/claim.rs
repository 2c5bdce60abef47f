//! A shopper's claim about an order that arrived.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    after_sale::{DisputeKind, DisputeState, ReturnReason, Side, dispute, return_request},
    orders::{OrderState, seller_order},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{
    Dispute, DisputeError, Order,
    evidence::{Statement, write},
    remember,
    security::secure,
    transition::DisputeCommand,
    view,
};
use crate::{
    App,
    checkout::{self, Buyer},
    failure::OnConstraint,
    orders,
    returns::Viewer,
    token::new_id,
};

/// Until when a shopper may claim after delivery: a buyer of goods that are not as they were
/// described may end the contract for so long (Law 19/2023/QH15, Art. 38).
const CLAIM_WITHIN: TimeDelta = TimeDelta::days(30);
/// Until when the seller answers; both sides negotiate for up to seven working days (Decree
/// 55/2024).
const ANSWER_WITHIN: TimeDelta = TimeDelta::days(7);

/// What a shopper claims.
#[derive(Clone, Debug)]
pub struct NewClaim {
    /// What is wrong.
    pub reason: ReturnReason,
    /// The return that the seller refused, if there was one.
    pub return_id: Option<Uuid>,
    /// What happened, and what proves it.
    pub statement: Statement,
}

/// Opens a claim: the desk will rule it, and the seller's money waits.
///
/// # Errors
///
/// [`DisputeError::NotDelivered`], [`DisputeError::TooLate`], [`DisputeError::AlreadyOpen`],
/// [`DisputeError::NotFound`] for a stranger's order.
pub async fn open(
    app: &App,
    buyer: &Buyer,
    order_id: Uuid,
    claim: &NewClaim,
) -> Result<Dispute, DisputeError> {
    let viewer = Viewer::Buyer(buyer);
    let note = claim.statement.note()?;
    let known = viewer.order(app, order_id).await?;
    let txn = app.database().begin().await?;
    checkout::lock(&txn, known.purchase_id).await?;
    let order = orders::lock(&txn, order_id).await?;
    demand_in_time(&order, app.clock().now())?;
    demand_return(&txn, order_id, claim.return_id).await?;
    let row = row(app, &order, (claim, &buyer.label()));
    dispute::Entity::insert(dispute::ActiveModel::from(row.clone()))
        .exec_without_returning(&txn)
        .await
        .on_unique(
            "dispute_open_claim",
            "dispute.order_id",
            DisputeError::AlreadyOpen,
        )?;
    secure(&txn, app, row.id, std::slice::from_ref(&order)).await?;
    let opened = Order {
        command: DisputeCommand::SubmitEvidence,
        actor: &row.opened_by,
        reason: Some(&row.reason),
    };
    remember(&txn, app, (row.id, None, DisputeState::Open), opened).await?;
    let by = (Side::Shopper, row.opened_by.as_str());
    write(&txn, app, (&row, order_id), (by, &note, &claim.statement)).await?;
    txn.commit().await?;
    view(app, viewer, row.id).await
}

fn demand_in_time(order: &seller_order::Model, now: DateTime<Utc>) -> Result<(), DisputeError> {
    match (order.state, order.delivered_at) {
        (OrderState::Delivered | OrderState::Completed, Some(at)) if at + CLAIM_WITHIN >= now => {
            Ok(())
        }
        (OrderState::Delivered | OrderState::Completed, Some(at)) => Err(DisputeError::TooLate {
            until: at + CLAIM_WITHIN,
        }),
        _ => Err(DisputeError::NotDelivered),
    }
}

async fn demand_return(
    txn: &DatabaseTransaction,
    order_id: Uuid,
    return_id: Option<Uuid>,
) -> Result<(), DisputeError> {
    let Some(return_id) = return_id else {
        return Ok(());
    };
    let known = return_request::Entity::find_by_id(return_id)
        .filter(return_request::Column::OrderId.eq(order_id))
        .count(txn)
        .await?;
    if known == 1 {
        Ok(())
    } else {
        Err(DisputeError::ReturnUnknown)
    }
}

fn row(
    app: &App,
    order: &seller_order::Model,
    (claim, opened_by): (&NewClaim, &str),
) -> dispute::Model {
    let now = app.clock().now();
    dispute::Model {
        id: new_id(),
        kind: DisputeKind::Claim,
        purchase_id: order.purchase_id,
        order_id: Some(order.id),
        seller_id: Some(order.seller_id),
        return_id: claim.return_id,
        payment_id: None,
        provider_ref: None,
        state: DisputeState::Open,
        reason: sea_orm::ActiveEnum::to_value(&claim.reason),
        amount: 0,
        taken: 0,
        given_back: 0,
        fee: 0,
        secured: 0,
        security: "{}".to_owned(),
        answer_by: Some(now + ANSWER_WITHIN),
        ruling: None,
        refund_id: None,
        opened_by: opened_by.to_owned(),
        created_at: now,
        updated_at: now,
        closed_at: None,
        version: 1,
    }
}
