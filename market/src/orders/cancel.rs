//! Cancelling before the carrier has the parcel: stock goes back once, money goes back once.

use std::collections::BTreeSet;

use entity::{
    catalog::MovementReason,
    checkout::{PurchaseState, purchase},
    orders::{order_line, seller_order},
    payments::{PaymentState, RefundCause, RefundState, payment},
};
use money::Money;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect,
};
use uuid::Uuid;

use super::{
    Command, OrderError,
    act::{Step, advance, remember},
    close::close_purchase,
    listing,
    refunds::{self, demand_own},
    reversal::{Take, Units, Why, kept, lines_of, reversal_of, reverse, takes},
    transition::next,
};
use crate::{
    App,
    checkout::{
        self, Buyer,
        stock::{self, Demand, Movement},
    },
    ledger::{self, EscrowKept},
    outbox::{self, Event},
    payments::{self, RefundDraft},
    sellers::SellerStaff,
    text, vouchers,
};

/// Who ends an order.
#[derive(Clone, Copy, Debug)]
pub enum Canceller<'a> {
    /// The shopper who bought.
    Buyer(&'a Buyer),
    /// The seller.
    Seller(&'a SellerStaff),
}

impl Canceller<'_> {
    fn label(&self) -> String {
        match self {
            Self::Buyer(buyer) => buyer.label(),
            Self::Seller(staff) => staff.label().to_owned(),
        }
    }
}

/// Ends an order that is not shipped yet, and answers its purchase's id. What was paid for
/// it goes back by itself.
///
/// # Errors
///
/// [`OrderError::Illegal`] once it is shipped or ended, [`OrderError::NotPaid`] while the
/// purchase waits for money, [`OrderError::NotFound`] for a stranger's order as for none.
pub async fn cancel(
    app: &App,
    who: Canceller<'_>,
    order_id: Uuid,
    reason: Option<&str>,
) -> Result<Uuid, OrderError> {
    let reason = cleaned(reason)?;
    let purchase_id = purchase_of(app, who, order_id).await?;
    let txn = app.database().begin().await?;
    let (purchase, order) = lock_unshipped(&txn, purchase_id, order_id).await?;
    let lines = lines_of(&txn, order_id).await?;
    let label = who.label();
    end(
        &txn,
        app,
        (&purchase, &order, &lines),
        (&label, reason.as_deref()),
    )
    .await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(purchase_id)
}

/// Takes units out of an order that is not shipped yet, and answers its purchase's id. What
/// was paid for them goes back by itself; with the last unit the order ends.
///
/// # Errors
///
/// As [`cancel`], and [`OrderError::LineUnknown`], [`OrderError::TooMany`].
pub async fn cancel_units(
    app: &App,
    who: Canceller<'_>,
    (order_id, units): (Uuid, &[Units]),
    reason: Option<&str>,
) -> Result<Uuid, OrderError> {
    let reason = cleaned(reason)?;
    let purchase_id = purchase_of(app, who, order_id).await?;
    let txn = app.database().begin().await?;
    let (purchase, order) = lock_unshipped(&txn, purchase_id, order_id).await?;
    next(order.state, Command::Cancel)?;
    let lines = lines_of(&txn, order_id).await?;
    let takes = takes(&lines, units)?;
    let label = who.label();
    let asked: i32 = takes.iter().map(|take| take.quantity).sum();
    let left: i32 = lines
        .iter()
        .map(|line| line.quantity - line.reversed_quantity)
        .sum();
    if asked == left {
        end(
            &txn,
            app,
            (&purchase, &order, &lines),
            (&label, reason.as_deref()),
        )
        .await?;
    } else {
        take_out(&txn, app, (&order, &takes), (&label, reason.as_deref())).await?;
    }
    txn.commit().await?;
    app.wake_jobs();
    Ok(purchase_id)
}

fn cleaned(reason: Option<&str>) -> Result<Option<String>, OrderError> {
    reason
        .map(|reason| text::line(reason, 300).ok_or(OrderError::FieldUnusable { field: "reason" }))
        .transpose()
}

async fn lock_unshipped(
    txn: &DatabaseTransaction,
    purchase_id: Uuid,
    order_id: Uuid,
) -> Result<(purchase::Model, seller_order::Model), OrderError> {
    let purchase = checkout::lock(txn, purchase_id).await?;
    if purchase.state == PurchaseState::AwaitingPayment {
        return Err(OrderError::NotPaid);
    }
    Ok((purchase, lock(txn, order_id).await?))
}

/// An order, locked until the transaction ends; its purchase is locked before it.
pub(crate) async fn lock(
    txn: &DatabaseTransaction,
    order_id: Uuid,
) -> Result<seller_order::Model, OrderError> {
    let order = seller_order::Entity::find_by_id(order_id)
        .lock_exclusive()
        .one(txn)
        .await?;
    order.ok_or(OrderError::NotFound)
}

async fn end(
    txn: &DatabaseTransaction,
    app: &App,
    (purchase, order, lines): (&purchase::Model, &seller_order::Model, &[order_line::Model]),
    (label, reason): (&str, Option<&str>),
) -> Result<(), OrderError> {
    let step = Step {
        command: Command::Cancel,
        actor: label,
        reason,
    };
    advance(txn, app, order, step).await?;
    let reason = reason.unwrap_or("cancelled_before_shipping");
    remember_reason(txn, order, reason).await?;
    let units: Vec<(Uuid, Uuid, i32)> = lines
        .iter()
        .map(|line| {
            (
                line.variant_id,
                line.product_id,
                line.quantity - line.reversed_quantity,
            )
        })
        .collect();
    restock(
        txn,
        app,
        &units,
        (MovementReason::Cancellation, order.id, label),
    )
    .await?;
    if let Some(budget_id) = order.budget_id {
        vouchers::release_budget(txn, budget_id, order.budget_discount).await?;
    }
    let kept = kept(order, lines)?;
    let delivery = kept.delivery.minus(kept.delivery_subsidy)?;
    let back = Back {
        cause: RefundCause::Cancellation,
        delivery,
        amount: kept.total,
        reason,
        actor: label,
    };
    refund_escrow(txn, app, order, back).await?;
    close_purchase(txn, app, purchase).await?;
    Ok(())
}

async fn take_out(
    txn: &DatabaseTransaction,
    app: &App,
    (order, takes): (&seller_order::Model, &[Take]),
    (label, reason): (&str, Option<&str>),
) -> Result<(), OrderError> {
    let mut amount = Money::ZERO;
    for take in takes {
        amount = amount.plus(reversal_of(take)?.refunded()?)?;
    }
    let back = Back {
        cause: RefundCause::Cancellation,
        delivery: Money::ZERO,
        amount,
        reason: reason.unwrap_or("cancelled_in_part"),
        actor: label,
    };
    let refund_id = refund_escrow(txn, app, order, back).await?;
    let why = Why {
        cause: RefundCause::Cancellation,
        refund_id,
        dispute_id: None,
        delivered: false,
        restocked: false,
        actor: label,
    };
    let taken = reverse(txn, app, takes, why).await?;
    let units: Vec<(Uuid, Uuid, i32)> = taken
        .iter()
        .map(|one| (one.variant_id, one.product_id, one.quantity))
        .collect();
    restock(
        txn,
        app,
        &units,
        (MovementReason::Cancellation, order.id, label),
    )
    .await?;
    let step = Step {
        command: Command::Cancel,
        actor: label,
        reason: Some(reason.unwrap_or("cancelled_in_part")),
    };
    remember(txn, app, order, (order.state, step)).await?;
    Ok(())
}

/// The purchase of an order that the canceller may see.
async fn purchase_of(app: &App, who: Canceller<'_>, order_id: Uuid) -> Result<Uuid, OrderError> {
    let orders = match who {
        Canceller::Seller(staff) => listing::orders_of(staff),
        Canceller::Buyer(_) => seller_order::Entity::find(),
    };
    let order = orders
        .filter(seller_order::Column::Id.eq(order_id))
        .one(app.database().read())
        .await?;
    let order = order.ok_or(OrderError::NotFound)?;
    match who {
        Canceller::Seller(_) => Ok(order.purchase_id),
        Canceller::Buyer(buyer) => {
            demand_own(app, buyer, order.purchase_id).await?;
            Ok(order.purchase_id)
        }
    }
}

async fn remember_reason(
    txn: &DatabaseTransaction,
    order: &seller_order::Model,
    reason: &str,
) -> Result<(), DbErr> {
    seller_order::Entity::update(seller_order::ActiveModel {
        id: Set(order.id),
        cancel_reason: Set(Some(reason.to_owned())),
        ..Default::default()
    })
    .exec_without_returning(txn)
    .await?;
    Ok(())
}

/// Puts units of variants back on the shelf, and tells everyone.
pub(super) async fn restock(
    txn: &DatabaseTransaction,
    app: &App,
    units: &[(Uuid, Uuid, i32)],
    (reason, order_id, actor): (MovementReason, Uuid, &str),
) -> Result<(), DbErr> {
    let returned = units.iter().filter(|(_, _, quantity)| *quantity > 0);
    let demand: Demand = returned
        .clone()
        .map(|(variant_id, _, quantity)| (*variant_id, *quantity))
        .collect();
    if demand.is_empty() {
        return Ok(());
    }
    let movement = Movement {
        reason,
        reference_id: order_id,
        actor,
    };
    stock::give_back(txn, app, &demand, movement).await?;
    let products: BTreeSet<Uuid> = returned.map(|(_, product_id, _)| *product_id).collect();
    let changed = Event::ProductsChanged {
        product_ids: products.into_iter().collect(),
    };
    outbox::enqueue(txn, app.clock().now(), [changed]).await
}

/// Money of an undelivered order that goes back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Back<'a> {
    pub(super) cause: RefundCause,
    pub(super) delivery: Money,
    pub(super) amount: Money,
    pub(super) reason: &'a str,
    pub(super) actor: &'a str,
}

/// Money that was paid in advance goes back; cash was not collected yet, so there is none.
/// What the shopper has by a lost dispute already makes up for the market's loss.
pub(super) async fn refund_escrow(
    txn: &DatabaseTransaction,
    app: &App,
    order: &seller_order::Model,
    back: Back<'_>,
) -> Result<Option<Uuid>, OrderError> {
    let paid = payment::Entity::find()
        .filter(payment::Column::PurchaseId.eq(order.purchase_id))
        .filter(payment::Column::State.eq(PaymentState::Paid))
        .one(txn)
        .await?;
    let Some(paid) = paid.filter(|_| back.amount > Money::ZERO) else {
        return Ok(None);
    };
    let amount = refunds::not_charged_back(txn, &paid, back.amount).await?;
    let kept = EscrowKept {
        purchase_id: order.purchase_id,
        order_id: order.id,
        amount: back.amount.minus(amount)?,
        actor: back.actor,
    };
    ledger::escrow_kept(txn, app, kept).await?;
    if amount == Money::ZERO {
        return Ok(None);
    }
    let draft = RefundDraft {
        payment_id: paid.id,
        purchase_id: order.purchase_id,
        order_id: Some(order.id),
        cause: back.cause,
        delivery: back.delivery.min(amount),
        amount,
        reason: back.reason,
        actor: back.actor,
    };
    let refund = payments::write(txn, app, draft, RefundState::Approved).await?;
    payments::from_escrow(txn, app, &refund).await?;
    Ok(Some(refund.id))
}

/// Ends a purchase as far as it can be ended: as a whole before payment, and after it every
/// order that is not shipped.
///
/// # Errors
///
/// [`OrderError::Illegal`] when no order can be cancelled any more, and what
/// [`checkout::cancel_unpaid`] refuses.
pub async fn cancel_purchase(
    app: &App,
    buyer: &Buyer,
    purchase_id: Uuid,
    reason: Option<&str>,
) -> Result<(), OrderError> {
    let purchase = checkout::view(app, buyer, purchase_id).await?;
    if purchase.row.state == PurchaseState::AwaitingPayment {
        checkout::cancel_unpaid(app, buyer, purchase_id).await?;
        return Ok(());
    }
    let mut refusal = None;
    let mut cancelled = 0;
    for order in &purchase.orders {
        match cancel(app, Canceller::Buyer(buyer), order.row.id, reason).await {
            Ok(_) => cancelled += 1,
            Err(error @ OrderError::Illegal(_)) => refusal = Some(error),
            Err(error) => return Err(error),
        }
    }
    match refusal {
        Some(refusal) if cancelled == 0 => Err(refusal),
        _ => Ok(()),
    }
}
