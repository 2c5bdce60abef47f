//! Disputes that a card scheme rules, step by step, behind the lock of their purchase.

use chrono::{DateTime, Utc};
use entity::{
    after_sale::{DisputeKind, DisputeState, dispute},
    orders::seller_order,
    payments::payment,
};
use money::Money;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    DisputeError, Order, advance,
    loss::take_from_sellers,
    remember,
    security::{secure, unsecure},
    transition::DisputeCommand,
};
use crate::{
    App,
    ledger::{self, Disputed},
    orders, text,
    token::new_id,
};

/// A dispute as its provider opens it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opened<'a> {
    /// The provider's name for it.
    pub(super) provider_ref: &'a str,
    /// How much of the payment is disputed, in đồng.
    pub(super) amount: Money,
    /// The scheme's word for why.
    pub(super) reason: &'a str,
    /// Until when evidence counts.
    pub(super) answer_by: Option<DateTime<Utc>>,
}

/// Money that a card scheme moves, in đồng.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moved<'a> {
    /// The provider's name for the movement.
    pub(super) name: &'a str,
    /// How much.
    pub(super) amount: Money,
    /// What the provider charges for it; below zero when it gives its charge back.
    pub(super) fee: Money,
}

/// A dispute of a payment, if it was opened.
pub(super) async fn find(
    txn: &DatabaseTransaction,
    payment_id: Uuid,
    provider_ref: &str,
) -> Result<Option<dispute::Model>, DisputeError> {
    let row = dispute::Entity::find()
        .filter(dispute::Column::PaymentId.eq(payment_id))
        .filter(dispute::Column::ProviderRef.eq(provider_ref))
        .one(txn)
        .await?;
    Ok(row)
}

/// Writes a dispute down and sets the money of released orders aside (rule 17b).
pub(super) async fn open(
    txn: &DatabaseTransaction,
    app: &App,
    payment: &payment::Model,
    opened: Opened<'_>,
) -> Result<dispute::Model, DisputeError> {
    if opened.amount <= Money::ZERO || opened.amount.dong() > payment.captured {
        return Err(DisputeError::Unusable);
    }
    let orders = orders::lock_all(txn, payment.purchase_id).await?;
    let row = row(app, (payment, &orders), opened)?;
    dispute::Entity::insert(dispute::ActiveModel::from(row.clone()))
        .exec_without_returning(txn)
        .await?;
    secure(txn, app, row.id, &orders).await?;
    let step = by_provider(DisputeCommand::SubmitEvidence, &row);
    remember(txn, app, (row.id, None, DisputeState::Open), step).await?;
    let row = dispute::Entity::find_by_id(row.id).one(txn).await?;
    row.ok_or(DisputeError::NotFound)
}

/// The provider has our evidence. Late, it changes nothing.
pub(super) async fn answered(
    txn: &DatabaseTransaction,
    app: &App,
    row: &dispute::Model,
) -> Result<(), DisputeError> {
    if row.state == DisputeState::Open {
        let step = by_provider(DisputeCommand::SubmitEvidence, row);
        advance(txn, app, row, (step, dispute::ActiveModel::default())).await?;
    }
    Ok(())
}

/// The scheme took money (rule 17).
pub(super) async fn withdrawn(
    txn: &DatabaseTransaction,
    app: &App,
    (row, payment): (&dispute::Model, &payment::Model),
    moved: Moved<'_>,
) -> Result<dispute::Model, DisputeError> {
    // Booked with the end already, which knew of no movement.
    if row.state == DisputeState::Lost && row.taken == moved.amount.dong() {
        return Ok(row.clone());
    }
    let rest = payment.captured - payment.disputed;
    if is_over(row) || moved.amount <= Money::ZERO || moved.amount.dong() > rest {
        return Err(DisputeError::Unusable);
    }
    ledger::dispute_opened(txn, app, disputed((row, payment), moved)).await?;
    let amounts = (moved.amount.dong(), 0, moved.fee.dong());
    count(txn, (row, payment), amounts).await
}

/// The scheme gave money back (rule 17c).
pub(super) async fn reinstated(
    txn: &DatabaseTransaction,
    app: &App,
    (row, payment): (&dispute::Model, &payment::Model),
    moved: Moved<'_>,
) -> Result<dispute::Model, DisputeError> {
    // Booked with the end already.
    if row.state == DisputeState::Won && row.taken == row.given_back {
        return Ok(row.clone());
    }
    let at_stake = row.taken - row.given_back;
    if is_over(row) || moved.amount <= Money::ZERO || moved.amount.dong() > at_stake {
        return Err(DisputeError::Unusable);
    }
    ledger::dispute_won(txn, app, disputed((row, payment), moved)).await?;
    let amounts = (0, moved.amount.dong(), moved.fee.dong());
    count(txn, (row, payment), amounts).await
}

/// The scheme ruled for us: what it still has of the money comes back. Late, it changes
/// nothing.
pub(super) async fn won(
    txn: &DatabaseTransaction,
    app: &App,
    (row, payment): (&dispute::Model, &payment::Model),
) -> Result<(), DisputeError> {
    if is_over(row) {
        return Ok(());
    }
    let rest = Moved {
        name: "end",
        amount: Money::new(row.taken - row.given_back)?,
        fee: Money::ZERO,
    };
    let row = if rest.amount > Money::ZERO {
        reinstated(txn, app, (row, payment), rest).await?
    } else {
        row.clone()
    };
    let step = by_provider(DisputeCommand::Win, &row);
    advance(txn, app, &row, (step, dispute::ActiveModel::default())).await?;
    unsecure(txn, app, &row).await
}

/// The scheme ruled for the shopper: the sellers' lines go back as far as the money reaches
/// (17d), where they bear disputes; the rest is the market's loss (17e). Late, it changes
/// nothing.
pub(super) async fn lost(
    txn: &DatabaseTransaction,
    app: &App,
    row: &dispute::Model,
) -> Result<(), DisputeError> {
    if is_over(row) {
        return Ok(());
    }
    let step = by_provider(DisputeCommand::Lose, row);
    advance(txn, app, row, (step, dispute::ActiveModel::default())).await?;
    unsecure(txn, app, row).await?;
    let mut rest = Money::new(row.taken - row.given_back)?;
    payment::Entity::update_many()
        .col_expr(
            payment::Column::ChargedBack,
            Expr::col(payment::Column::ChargedBack).add(rest.dong()),
        )
        .filter(payment::Column::Id.eq(row.payment_id))
        .exec(txn)
        .await?;
    if app.settings().sellers_bear_disputes {
        rest = rest.minus(take_from_sellers(txn, app, (row, rest)).await?)?;
    }
    ledger::dispute_written_off(txn, app, (row.id, rest), step.actor).await?;
    Ok(())
}

const fn is_over(row: &dispute::Model) -> bool {
    !matches!(
        row.state,
        DisputeState::Open | DisputeState::EvidenceSubmitted
    )
}

fn row(
    app: &App,
    (payment, orders): (&payment::Model, &[seller_order::Model]),
    opened: Opened<'_>,
) -> Result<dispute::Model, DisputeError> {
    let now = app.clock().now();
    // A seller sees a dispute that can only be about it.
    let only = match orders {
        [order] => Some(order),
        _ => None,
    };
    Ok(dispute::Model {
        id: new_id(),
        kind: DisputeKind::Card,
        purchase_id: payment.purchase_id,
        order_id: only.map(|order| order.id),
        seller_id: only.map(|order| order.seller_id),
        return_id: None,
        payment_id: Some(payment.id),
        provider_ref: Some(opened.provider_ref.to_owned()),
        state: DisputeState::Open,
        reason: text::line(opened.reason, 300).ok_or(DisputeError::Unusable)?,
        amount: opened.amount.dong(),
        taken: 0,
        given_back: 0,
        fee: 0,
        secured: 0,
        security: "{}".to_owned(),
        answer_by: opened.answer_by,
        ruling: None,
        refund_id: None,
        opened_by: format!("provider:{}", payment.method),
        created_at: now,
        updated_at: now,
        closed_at: None,
        version: 1,
    })
}

fn by_provider(command: DisputeCommand, row: &dispute::Model) -> Order<'_> {
    Order {
        command,
        actor: &row.opened_by,
        reason: Some(&row.reason),
    }
}

fn disputed<'a>(
    (row, payment): (&dispute::Model, &'a payment::Model),
    moved: Moved<'a>,
) -> Disputed<'a> {
    Disputed {
        dispute_id: row.id,
        provider: &payment.method,
        movement: moved.name,
        amount: moved.amount,
        fee: moved.fee,
    }
}

/// Counts what was taken, given back and charged, on the dispute and on its payment.
async fn count(
    txn: &DatabaseTransaction,
    (row, payment): (&dispute::Model, &payment::Model),
    (taken, given_back, fee): (i64, i64, i64),
) -> Result<dispute::Model, DisputeError> {
    payment::Entity::update_many()
        .col_expr(
            payment::Column::Disputed,
            Expr::col(payment::Column::Disputed).add(taken - given_back),
        )
        .filter(payment::Column::Id.eq(payment.id))
        .exec(txn)
        .await?;
    let counted = dispute::ActiveModel {
        id: Set(row.id),
        taken: Set(row.taken + taken),
        given_back: Set(row.given_back + given_back),
        fee: Set(row.fee + fee),
        ..Default::default()
    };
    Ok(dispute::Entity::update(counted).exec(txn).await?)
}
