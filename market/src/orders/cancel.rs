//! Cancelling before the carrier has the parcel: stock goes back once, money goes back once.

use std::collections::BTreeSet;

use entity::{
    catalog::MovementReason,
    checkout::{PurchaseState, purchase},
    orders::{OrderState, order_line, seller_order},
    payments::{PaymentState, payment},
};
use money::Money;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect,
};
use uuid::Uuid;

use super::{
    Command, OrderError,
    act::{Step, advance},
    listing,
};
use crate::{
    App, carriers,
    checkout::{
        self, Buyer,
        stock::{self, Demand, Movement},
    },
    outbox::{self, Event},
    payments::{self, NewRefund},
    sellers::SellerStaff,
    text,
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
    let reason = reason
        .map(|reason| text::line(reason, 300).ok_or(OrderError::FieldUnusable { field: "reason" }))
        .transpose()?;
    let purchase_id = purchase_of(app, who, order_id).await?;
    let txn = app.database().begin().await?;
    let purchase = checkout::lock(&txn, purchase_id).await?;
    if purchase.state == PurchaseState::AwaitingPayment {
        return Err(OrderError::NotPaid);
    }
    let order = seller_order::Entity::find_by_id(order_id)
        .lock_exclusive()
        .one(&txn)
        .await?;
    let order = order.ok_or(OrderError::NotFound)?;
    let label = who.label();
    let step = Step {
        command: Command::Cancel,
        actor: &label,
        reason: reason.as_deref(),
    };
    advance(&txn, app, &order, step).await?;
    let reason = reason.as_deref().unwrap_or("cancelled_before_shipping");
    remember_reason(&txn, &order, reason).await?;
    restock(&txn, app, &order, &label).await?;
    refund(&txn, app, &order, reason).await?;
    close_purchase(&txn, app, &purchase).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(purchase_id)
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
            let own = checkout::view(app, buyer, order.purchase_id).await;
            own.map(|purchase| purchase.row.id)
                .map_err(|error| match error {
                    checkout::CheckoutError::NotFound => OrderError::NotFound,
                    other => other.into(),
                })
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

/// The state moved, so this runs once.
async fn restock(
    txn: &DatabaseTransaction,
    app: &App,
    order: &seller_order::Model,
    actor: &str,
) -> Result<(), DbErr> {
    let lines = order_line::Entity::find()
        .filter(order_line::Column::OrderId.eq(order.id))
        .all(txn)
        .await?;
    let demand: Demand = lines
        .iter()
        .map(|line| (line.variant_id, line.quantity))
        .collect();
    let movement = Movement {
        reason: MovementReason::Cancellation,
        reference_id: order.id,
        actor,
    };
    stock::give_back(txn, app, &demand, movement).await?;
    let products: BTreeSet<Uuid> = lines.into_iter().map(|line| line.product_id).collect();
    let changed = Event::ProductsChanged {
        product_ids: products.into_iter().collect(),
    };
    outbox::enqueue(txn, app.clock().now(), [changed]).await
}

/// Money that was captured goes back; cash was not collected yet, so there is none.
async fn refund(
    txn: &DatabaseTransaction,
    app: &App,
    order: &seller_order::Model,
    reason: &str,
) -> Result<(), OrderError> {
    let paid = payment::Entity::find()
        .filter(payment::Column::PurchaseId.eq(order.purchase_id))
        .filter(payment::Column::State.eq(PaymentState::Paid))
        .one(txn)
        .await?;
    let Some(paid) = paid else { return Ok(()) };
    let refund = NewRefund {
        payment_id: paid.id,
        purchase_id: order.purchase_id,
        order_id: Some(order.id),
        amount: Money::price(order.total)?,
        reason,
    };
    payments::approve(txn, app, refund).await?;
    Ok(())
}

/// A purchase ends with its last order: cancelled if nothing of it went on, completed if all
/// that did is released. No more cash is due then.
async fn close_purchase(
    txn: &DatabaseTransaction,
    app: &App,
    purchase: &purchase::Model,
) -> Result<(), DbErr> {
    use OrderState as State;
    let states: Vec<OrderState> = seller_order::Entity::find()
        .select_only()
        .column(seller_order::Column::State)
        .filter(seller_order::Column::PurchaseId.eq(purchase.id))
        .into_tuple()
        .all(txn)
        .await?;
    let all = |ends: &[OrderState]| states.iter().all(|state| ends.contains(state));
    if !all(&[State::Cancelled, State::Completed, State::Delivered]) {
        return Ok(());
    }
    let now = app.clock().now();
    let end = if all(&[State::Cancelled]) {
        Some(PurchaseState::Cancelled)
    } else if all(&[State::Cancelled, State::Completed]) {
        Some(PurchaseState::Completed)
    } else {
        None
    };
    if let Some(end) = end {
        purchase::Entity::update(purchase::ActiveModel {
            id: Set(purchase.id),
            state: Set(end),
            updated_at: Set(now),
            version: Set(purchase.version + 1),
            ..Default::default()
        })
        .exec_without_returning(txn)
        .await?;
    }
    carriers::refresh_attempts(txn, app, &[purchase.id]).await
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
