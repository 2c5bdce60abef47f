//! The end of orders that did not reach the shopper: goods, vouchers and money go back once.

use std::collections::BTreeSet;

use entity::{
    catalog::MovementReason,
    checkout::purchase,
    orders::{order_line, seller_order},
    payments::{PaymentState, RefundCause, RefundState, payment},
};
use money::Money;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
};
use uuid::Uuid;

use super::{
    Command, OrderError,
    act::{Step, advance},
    capture::take_once_confirmed,
    close::close_purchase,
    refunds,
    reversal::{kept, lines_of},
};
use crate::{
    App,
    checkout::stock::{self, Demand, Movement},
    ledger::{self, EscrowKept},
    outbox::{self, Event},
    payments::{self, RefundDraft},
    vouchers,
};

/// An order that ends before it is shipped.
pub(super) struct Ending {
    pub(super) order: seller_order::Model,
    pub(super) lines: Vec<order_line::Model>,
}

impl Ending {
    pub(super) async fn of(
        txn: &DatabaseTransaction,
        order: seller_order::Model,
    ) -> Result<Self, OrderError> {
        let lines = lines_of(txn, order.id).await?;
        Ok(Self { order, lines })
    }

    /// What is still in it: variants, products and units.
    fn units(&self) -> Vec<(Uuid, Uuid, i32)> {
        let unit = |line: &order_line::Model| {
            let left = line.quantity - line.reversed_quantity;
            (line.variant_id, line.product_id, left)
        };
        self.lines.iter().map(unit).collect()
    }
}

/// Who ends orders, and why.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cause<'a> {
    pub(super) actor: &'a str,
    /// In the actor's words, if there were any.
    pub(super) reason: Option<&'a str>,
    /// Whether the vouchers of the purchase can be used again.
    pub(super) returns_vouchers: bool,
}

impl<'a> Cause<'a> {
    /// Somebody cancels.
    pub(super) const fn cancelled(actor: &'a str, reason: Option<&'a str>) -> Self {
        Self {
            actor,
            reason,
            returns_vouchers: false,
        }
    }
}

/// Ends orders of a purchase, behind its lock and theirs. What was paid for them goes back by
/// itself; of what was only promised, less is taken.
pub(super) async fn end_orders(
    txn: &DatabaseTransaction,
    app: &App,
    (purchase, endings): (&purchase::Model, &[Ending]),
    cause: Cause<'_>,
) -> Result<(), OrderError> {
    let reason = cause.reason.unwrap_or("cancelled_before_shipping");
    for ending in endings {
        let step = Step {
            command: Command::Cancel,
            actor: cause.actor,
            reason: cause.reason,
        };
        advance(txn, app, &ending.order, step).await?;
        remember_reason(txn, &ending.order, reason).await?;
    }
    put_back(txn, app, endings, cause.actor).await?;
    if cause.returns_vouchers {
        vouchers::return_uses(txn, app.clock().now(), purchase.id).await?;
    }
    for Ending { order, .. } in endings {
        if let Some(budget_id) = order.budget_id {
            vouchers::release_budget(txn, budget_id, order.budget_discount).await?;
        }
    }
    for Ending { order, lines } in endings {
        let kept = kept(order, lines)?;
        let back = Back {
            cause: RefundCause::Cancellation,
            delivery: kept.delivery.minus(kept.delivery_subsidy)?,
            amount: kept.total,
            reason,
            actor: cause.actor,
        };
        refund_escrow(txn, app, order, back).await?;
    }
    take_once_confirmed(txn, app, purchase.id).await?;
    close_purchase(txn, app, purchase).await?;
    Ok(())
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

/// Puts the goods of orders back on the shelf, whose rows are locked in the order of their ids
/// whichever order they belong to.
async fn put_back(
    txn: &DatabaseTransaction,
    app: &App,
    endings: &[Ending],
    actor: &str,
) -> Result<(), DbErr> {
    let all = endings.iter().flat_map(Ending::units);
    let demand: Demand = all
        .map(|(variant_id, _, quantity)| (variant_id, quantity))
        .collect();
    stock::lock(txn, &demand).await?;
    for ending in endings {
        let why = (MovementReason::Cancellation, ending.order.id, actor);
        restock(txn, app, &ending.units(), why).await?;
    }
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
