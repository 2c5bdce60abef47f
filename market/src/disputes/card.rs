//! Disputes that a card scheme rules: told by the provider, in any order and more than once.

use chrono::{DateTime, Utc};
use entity::{
    after_sale::{DisputeKind, DisputeState, dispute},
    orders::{OrderState, order_line, seller_order},
    payments::{RefundCause, payment},
};
use money::{Money, share};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    DisputeError, Order, advance, lock, remember,
    security::{secure, unsecure},
    transition::DisputeCommand,
};
use crate::{
    App, checkout,
    ledger::{self, Claimant, Disputed, LineReversed},
    orders::{self, Take, Why},
    text,
    token::new_id,
};

/// A dispute as its provider names it.
#[derive(Clone, Copy, Debug)]
pub struct CardDisputeKey<'a> {
    /// The attempt that brought the money.
    pub payment_id: Uuid,
    /// The provider's name for the dispute.
    pub provider_ref: &'a str,
}

/// Money that a card scheme took until it decides.
#[derive(Clone, Copy, Debug)]
pub struct CardDispute<'a> {
    /// Which dispute.
    pub key: CardDisputeKey<'a>,
    /// How much was taken, in đồng.
    pub amount: Money,
    /// What the provider charges for it, in đồng.
    pub fee: Money,
    /// The scheme's word for why.
    pub reason: &'a str,
    /// Until when evidence counts.
    pub answer_by: Option<DateTime<Utc>>,
}

/// Who bears a lost card dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Liability {
    /// The sellers of what was delivered.
    Seller,
    /// The market.
    Platform,
}

/// The scheme took money (rule 17): it is written down, and the money of released orders is
/// set aside. Told again, it changes nothing. Answers the dispute.
///
/// # Errors
///
/// [`DisputeError::NotFound`] for a payment that does not exist, [`DisputeError::Unusable`] for
/// an amount above what the payment brought.
pub async fn card_opened(app: &App, fact: &CardDispute<'_>) -> Result<Uuid, DisputeError> {
    let known = payment_of(app.database().read(), fact.key.payment_id).await?;
    let txn = app.database().begin().await?;
    checkout::lock(&txn, known.purchase_id).await?;
    if let Some(row) = find(&txn, fact.key).await? {
        return Ok(row.id);
    }
    let payment = payment_of(&txn, known.id).await?;
    let rest = payment.captured - payment.disputed;
    if fact.amount <= Money::ZERO || fact.fee < Money::ZERO || fact.amount.dong() > rest {
        return Err(DisputeError::Unusable);
    }
    let orders = orders_of(&txn, payment.purchase_id).await?;
    let row = row(app, (&payment, &orders), fact)?;
    dispute::Entity::insert(dispute::ActiveModel::from(row.clone()))
        .exec_without_returning(&txn)
        .await?;
    count(&txn, &payment, fact.amount.dong()).await?;
    ledger::dispute_opened(&txn, app, disputed(&row, &payment)?).await?;
    secure(&txn, app, row.id, &orders).await?;
    let opened = by_provider(DisputeCommand::SubmitEvidence, &row);
    remember(&txn, app, (row.id, None, DisputeState::Open), opened).await?;
    txn.commit().await?;
    Ok(row.id)
}

/// The provider has our evidence. Told again, or late, it changes nothing.
///
/// # Errors
///
/// [`DisputeError::NotFound`] for a dispute that was never opened.
pub async fn card_evidence(app: &App, key: CardDisputeKey<'_>) -> Result<(), DisputeError> {
    let Some((txn, row, _)) = begin(app, key).await? else {
        return Ok(());
    };
    if row.state == DisputeState::Open {
        let step = by_provider(DisputeCommand::SubmitEvidence, &row);
        advance(&txn, app, &row, (step, dispute::ActiveModel::default())).await?;
        txn.commit().await?;
    }
    Ok(())
}

/// The scheme gave the money back (rule 17c). Told again, it changes nothing.
///
/// # Errors
///
/// As [`card_evidence`].
pub async fn card_won(app: &App, key: CardDisputeKey<'_>) -> Result<(), DisputeError> {
    let Some((txn, row, payment)) = begin(app, key).await? else {
        return Ok(());
    };
    let step = by_provider(DisputeCommand::Win, &row);
    advance(&txn, app, &row, (step, dispute::ActiveModel::default())).await?;
    unsecure(&txn, app, &row).await?;
    count(&txn, &payment, -row.amount).await?;
    ledger::dispute_won(&txn, app, disputed(&row, &payment)?).await?;
    txn.commit().await?;
    Ok(())
}

/// The scheme gave the money to the shopper: the sellers' lines go back as far as it reaches
/// (17d), the rest is the market's loss (17e). Told again, it changes nothing.
///
/// # Errors
///
/// As [`card_evidence`].
pub async fn card_lost(
    app: &App,
    key: CardDisputeKey<'_>,
    liability: Liability,
) -> Result<(), DisputeError> {
    let Some((txn, row, _)) = begin(app, key).await? else {
        return Ok(());
    };
    let step = by_provider(DisputeCommand::Lose, &row);
    advance(&txn, app, &row, (step, dispute::ActiveModel::default())).await?;
    unsecure(&txn, app, &row).await?;
    let mut rest = Money::new(row.amount)?;
    if liability == Liability::Seller {
        rest = rest.minus(take_from_sellers(&txn, app, &row).await?)?;
    }
    ledger::dispute_written_off(&txn, app, (row.id, rest), step.actor).await?;
    txn.commit().await?;
    Ok(())
}

/// A dispute that is not over, locked, with its payment; none when it is over.
async fn begin(
    app: &App,
    key: CardDisputeKey<'_>,
) -> Result<Option<(DatabaseTransaction, dispute::Model, payment::Model)>, DisputeError> {
    let known = find(app.database().read(), key).await?;
    let known = known.ok_or(DisputeError::NotFound)?;
    let txn = app.database().begin().await?;
    let row = lock(&txn, (known.id, known.purchase_id)).await?;
    let is_over = !matches!(
        row.state,
        DisputeState::Open | DisputeState::EvidenceSubmitted
    );
    if is_over {
        return Ok(None);
    }
    let payment = payment_of(&txn, key.payment_id).await?;
    Ok(Some((txn, row, payment)))
}

async fn find<C: ConnectionTrait>(
    connection: &C,
    key: CardDisputeKey<'_>,
) -> Result<Option<dispute::Model>, DisputeError> {
    let row = dispute::Entity::find()
        .filter(dispute::Column::PaymentId.eq(key.payment_id))
        .filter(dispute::Column::ProviderRef.eq(key.provider_ref))
        .one(connection)
        .await?;
    Ok(row)
}

async fn payment_of<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
) -> Result<payment::Model, DisputeError> {
    let row = payment::Entity::find_by_id(id).one(connection).await?;
    row.ok_or(DisputeError::NotFound)
}

/// The orders of a purchase, locked in the order of their ids.
async fn orders_of(
    txn: &DatabaseTransaction,
    purchase_id: Uuid,
) -> Result<Vec<seller_order::Model>, DisputeError> {
    let orders = seller_order::Entity::find()
        .filter(seller_order::Column::PurchaseId.eq(purchase_id))
        .order_by_asc(seller_order::Column::Id)
        .lock_exclusive()
        .all(txn)
        .await?;
    Ok(orders)
}

fn row(
    app: &App,
    (payment, orders): (&payment::Model, &[seller_order::Model]),
    fact: &CardDispute<'_>,
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
        provider_ref: Some(fact.key.provider_ref.to_owned()),
        state: DisputeState::Open,
        reason: text::line(fact.reason, 300).ok_or(DisputeError::Unusable)?,
        amount: fact.amount.dong(),
        fee: fact.fee.dong(),
        secured: 0,
        security: "{}".to_owned(),
        answer_by: fact.answer_by,
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
    row: &dispute::Model,
    payment: &'a payment::Model,
) -> Result<Disputed<'a>, DisputeError> {
    Ok(Disputed {
        dispute_id: row.id,
        provider: &payment.method,
        amount: Money::new(row.amount)?,
        fee: Money::new(row.fee)?,
    })
}

async fn count(
    txn: &DatabaseTransaction,
    payment: &payment::Model,
    change: i64,
) -> Result<(), DisputeError> {
    payment::Entity::update_many()
        .col_expr(
            payment::Column::Disputed,
            Expr::col(payment::Column::Disputed).add(change),
        )
        .filter(payment::Column::Id.eq(payment.id))
        .exec(txn)
        .await?;
    Ok(())
}

/// Takes back what the shopper had paid for delivered lines, in proportion where the scheme
/// took less, and answers how much of the dispute that covers.
async fn take_from_sellers(
    txn: &DatabaseTransaction,
    app: &App,
    row: &dispute::Model,
) -> Result<Money, DisputeError> {
    let mut lines: Vec<(seller_order::Model, order_line::Model)> = Vec::new();
    for order in orders_of(txn, row.purchase_id).await? {
        if matches!(order.state, OrderState::Delivered | OrderState::Completed) {
            let own = orders::lines_of(txn, order.id).await?;
            lines.extend(own.into_iter().map(|line| (order.clone(), line)));
        }
    }
    let paid = lines.iter().map(|(_, line)| orders::paid_rest(line));
    let paid: Vec<Money> = paid.collect::<Result<_, _>>()?;
    let all = Money::total(paid.iter().copied())?;
    let parts = share(Money::new(row.amount)?.min(all), &paid)?;
    let mut covered = Money::ZERO;
    for ((order, line), part) in lines.iter().zip(parts) {
        if part > Money::ZERO {
            covered = covered.plus(take(txn, app, row, (order, line, part)).await?)?;
        }
    }
    Ok(covered)
}

async fn take(
    txn: &DatabaseTransaction,
    app: &App,
    row: &dispute::Model,
    (order, line, part): (&seller_order::Model, &order_line::Model, Money),
) -> Result<Money, DisputeError> {
    let why = Why {
        cause: RefundCause::Dispute,
        refund_id: None,
        dispute_id: Some(row.id),
        delivered: true,
        restocked: false,
        actor: &row.opened_by,
    };
    let mut covered = Money::ZERO;
    for taken in orders::reverse(txn, app, &[Take::money(line, part)?], why).await? {
        let fact = LineReversed {
            claimant: Claimant::Dispute(row.id),
            money: orders::seller_money(order),
            line_id: line.id,
            reversal: &taken.reversal,
            budget_id: order.budget_id,
            actor: &row.opened_by,
        };
        ledger::line_reversed(txn, app, fact).await?;
        covered = covered.plus(taken.reversal.refunded()?)?;
    }
    Ok(covered)
}
