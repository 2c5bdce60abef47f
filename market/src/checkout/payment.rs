//! What payments mean for purchases: applying facts, asking again, trying again.
//!
//! Facts reach a purchase from the answer of a call, from a poll and from notifications, in
//! any order and more than once. Each is written down under a unique key and applied behind
//! the purchase's lock, so it counts once.

use ::payments::{Fact, FactKind, Method, SandboxOutcome};
use entity::{
    catalog::MovementReason,
    checkout::{PurchaseState, purchase},
    orders::{OrderState, order_line, seller_order},
    payments::{PaymentState, payment},
};
use money::Money;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Buyer, CheckoutError, Contact, Purchase,
    abandon::EXPIRED,
    purchase::{lock, lock_own, reload},
    stock::{self, Demand, Movement},
};
use crate::{
    App,
    carriers::{self, CashOrder},
    cart::Address,
    ledger::{self, Captured},
    outbox::{self, Event},
    payments::{self, Draft, NewRefund},
};

/// Why orders end when late money finds the shelf empty.
const SOLD_OUT: &str = "sold_out";
/// Attempts asked about in one turn.
const POLL_MOST: u64 = 50;

/// Brings an attempt as far as its provider is: makes it known, asks, applies what is told.
/// Safe to repeat and to race.
pub(crate) async fn advance(app: &App, payment_id: Uuid) -> Result<(), CheckoutError> {
    let attempt = payments::make_known(app, payment_id).await?;
    for fact in payments::facts_of(app, &attempt)? {
        apply(app, &attempt, &fact).await?;
    }
    Ok(())
}

/// Asks providers about attempts that are open or may still bring late money.
///
/// # Errors
///
/// When the database fails; a provider that does not answer is asked again later.
pub async fn poll_due(app: &App) -> Result<(), CheckoutError> {
    for attempt in payments::due_for_query(app, POLL_MOST).await? {
        payments::plan_next_query(app, &attempt).await?;
        if let Err(error) = advance(app, attempt.id).await {
            tracing::warn!(payment.id = %attempt.id, "asking a provider failed: {error}");
        }
    }
    Ok(())
}

/// Pays again, with the same or another method, while the goods are still held.
///
/// # Errors
///
/// [`CheckoutError::WrongState`] when the purchase no longer waits for money.
pub async fn try_again(
    app: &App,
    buyer: &Buyer,
    purchase_id: Uuid,
    (method, sandbox_outcome): (Method, Option<SandboxOutcome>),
) -> Result<Purchase, CheckoutError> {
    let now = app.clock().now();
    let txn = app.database().begin().await?;
    let row = lock_own(&txn, buyer, purchase_id).await?;
    match row.state {
        PurchaseState::AwaitingPayment if row.expires_at.is_some_and(|end| end > now) => {}
        PurchaseState::AwaitingPayment => {
            let state = PurchaseState::Expired;
            return Err(CheckoutError::WrongState { state });
        }
        state => return Err(CheckoutError::WrongState { state }),
    }
    if !method.is_prepaid() {
        refuse_risky_cash(&txn, app, &row).await?;
    }
    close_open_attempts(&txn, app, row.id, None).await?;
    let draft = Draft {
        purchase_id: row.id,
        method,
        amount: Money::price(row.total)?,
        expires_at: row.expires_at.filter(|_| method.is_prepaid()),
        sandbox_outcome,
    };
    let attempt = payments::insert(&txn, app, draft).await?;
    if method.is_prepaid() {
        let created = Event::PaymentCreated {
            payment_id: attempt.id,
        };
        outbox::enqueue(&txn, now, [created]).await?;
    } else {
        sell(&txn, app, &row).await?;
    }
    txn.commit().await?;
    app.wake_jobs();
    if method.is_prepaid()
        && let Err(error) = advance(app, attempt.id).await
    {
        tracing::warn!(payment.id = %attempt.id, "starting a payment failed: {error}");
    }
    reload(app, row.id).await
}

/// What was to be paid in advance may be more than may be paid at the door.
async fn refuse_risky_cash(
    txn: &DatabaseTransaction,
    app: &App,
    row: &purchase::Model,
) -> Result<(), CheckoutError> {
    let unreadable = |error: serde_json::Error| DbErr::Type(error.to_string());
    let contact: Contact = serde_json::from_str(&row.contact).map_err(unreadable)?;
    let address: Address = serde_json::from_str(&row.address).map_err(unreadable)?;
    let lines = lines_of(txn, row.id).await?;
    let product_ids: Vec<Uuid> = lines.into_iter().map(|line| line.product_id).collect();
    let order = CashOrder {
        total: Money::price(row.total)?,
        phones: [&contact.phone, &address.phone],
        product_ids: &product_ids,
    };
    Ok(carriers::refuse_risky(txn, app, order).await?)
}

/// Applies one fact, once.
async fn apply(app: &App, attempt: &payment::Model, fact: &Fact) -> Result<(), CheckoutError> {
    let txn = app.database().begin().await?;
    let row = lock(&txn, attempt.purchase_id).await?;
    if !payments::remember_fact(&txn, app, attempt, fact).await? {
        return Ok(());
    }
    let attempt = payment::Entity::find_by_id(attempt.id).one(&txn).await?;
    let attempt = attempt.ok_or(CheckoutError::NotFound)?;
    match fact.kind {
        FactKind::Failed => set_state(&txn, app, &attempt, PaymentState::Failed).await?,
        FactKind::Paid if fact.amount.dong() == attempt.amount => {
            paid(&txn, app, &row, &attempt).await?;
        }
        FactKind::Paid => {
            // The fact stays on record without effect; a person must look at it.
            tracing::error!(
                payment.id = %attempt.id,
                "the provider speaks of {} đồng, the purchase costs {}", fact.amount, attempt.amount
            );
        }
    }
    txn.commit().await?;
    app.wake_jobs();
    Ok(())
}

/// Money is there. If the purchase still waits and its goods can be had, it is placed;
/// otherwise the money goes back by itself.
async fn paid(
    txn: &DatabaseTransaction,
    app: &App,
    row: &purchase::Model,
    attempt: &payment::Model,
) -> Result<(), CheckoutError> {
    let amount = Money::price(attempt.amount)?;
    let captured = Captured {
        payment_id: attempt.id,
        purchase_id: row.id,
        provider: &attempt.method,
        amount,
    };
    ledger::captured(txn, app, captured).await?;
    let waits = matches!(
        row.state,
        PurchaseState::AwaitingPayment | PurchaseState::Expired
    );
    let can_be_had = waits && {
        let demand = demand_of(txn, row.id).await?;
        stock::shortages(txn, app.clock().now(), &demand, Some(row.id))
            .await?
            .is_empty()
    };
    if can_be_had {
        close_open_attempts(txn, app, row.id, Some(attempt.id)).await?;
        record_capture(txn, app, attempt, PaymentState::Paid).await?;
        return sell(txn, app, row).await;
    }
    record_capture(txn, app, attempt, PaymentState::LatePaid).await?;
    let refund = NewRefund {
        payment_id: attempt.id,
        purchase_id: row.id,
        order_id: None,
        amount,
        reason: if waits {
            SOLD_OUT
        } else {
            "paid_after_the_end"
        },
    };
    payments::approve(txn, app, refund).await?;
    if row.state == PurchaseState::AwaitingPayment {
        super::abandon::end(txn, app, row, (PurchaseState::Cancelled, SOLD_OUT)).await?;
    }
    Ok(())
}

/// Places a purchase whose goods are locked and there: they leave the shelf, sellers start.
async fn sell(
    txn: &DatabaseTransaction,
    app: &App,
    row: &purchase::Model,
) -> Result<(), CheckoutError> {
    let now = app.clock().now();
    let demand = demand_of(txn, row.id).await?;
    stock::drop_holds(txn, row.id).await?;
    let shortages = stock::shortages(txn, now, &demand, Some(row.id)).await?;
    if !shortages.is_empty() {
        return Err(CheckoutError::OutOfStock { shortages });
    }
    let movement = Movement {
        reason: MovementReason::Sale,
        reference_id: row.id,
        actor: "payment",
    };
    stock::take(txn, app, &demand, movement).await?;
    purchase::Entity::update(purchase::ActiveModel {
        id: Set(row.id),
        state: Set(PurchaseState::Placed),
        placed_at: Set(Some(now)),
        expires_at: Set(None),
        updated_at: Set(now),
        version: Set(row.version + 1),
        ..Default::default()
    })
    .exec_without_returning(txn)
    .await?;
    revive_orders(txn, app, row.id).await?;
    announce(txn, app, row.id).await?;
    Ok(())
}

/// Orders that ended because money was late come back with it.
async fn revive_orders(
    txn: &DatabaseTransaction,
    app: &App,
    purchase_id: Uuid,
) -> Result<(), DbErr> {
    seller_order::Entity::update_many()
        .set(seller_order::ActiveModel {
            state: Set(OrderState::Pending),
            cancel_reason: Set(None),
            updated_at: Set(app.clock().now()),
            ..Default::default()
        })
        .filter(seller_order::Column::PurchaseId.eq(purchase_id))
        .filter(seller_order::Column::State.eq(OrderState::Cancelled))
        .filter(seller_order::Column::CancelReason.eq(EXPIRED))
        .exec(txn)
        .await?;
    Ok(())
}

/// What a purchase takes from the shelf.
async fn demand_of(txn: &DatabaseTransaction, purchase_id: Uuid) -> Result<Demand, DbErr> {
    Ok(lines_of(txn, purchase_id)
        .await?
        .into_iter()
        .map(|line| (line.variant_id, line.quantity))
        .collect())
}

pub(super) async fn lines_of(
    txn: &DatabaseTransaction,
    purchase_id: Uuid,
) -> Result<Vec<order_line::Model>, DbErr> {
    let orders = seller_order::Entity::find()
        .filter(seller_order::Column::PurchaseId.eq(purchase_id))
        .all(txn)
        .await?;
    order_line::Entity::find()
        .filter(order_line::Column::OrderId.is_in(orders.into_iter().map(|order| order.id)))
        .all(txn)
        .await
}

/// Tells everyone that the stock of a purchase's products moved.
pub(super) async fn announce(
    txn: &DatabaseTransaction,
    app: &App,
    purchase_id: Uuid,
) -> Result<(), DbErr> {
    let lines = lines_of(txn, purchase_id).await?;
    let products: std::collections::BTreeSet<Uuid> =
        lines.into_iter().map(|line| line.product_id).collect();
    let changed = Event::ProductsChanged {
        product_ids: products.into_iter().collect(),
    };
    outbox::enqueue(txn, app.clock().now(), [changed]).await
}

/// Ends attempts that wait for money, but for one.
pub(super) async fn close_open_attempts(
    txn: &DatabaseTransaction,
    app: &App,
    purchase_id: Uuid,
    but: Option<Uuid>,
) -> Result<(), DbErr> {
    payment::Entity::update_many()
        .set(payment::ActiveModel {
            state: Set(PaymentState::Cancelled),
            updated_at: Set(app.clock().now()),
            ..Default::default()
        })
        .filter(payment::Column::PurchaseId.eq(purchase_id))
        .filter(payment::Column::Id.ne(but.unwrap_or(Uuid::nil())))
        .filter(payment::Column::State.is_in([PaymentState::Created, PaymentState::Pending]))
        .exec(txn)
        .await?;
    Ok(())
}

async fn record_capture(
    txn: &DatabaseTransaction,
    app: &App,
    attempt: &payment::Model,
    state: PaymentState,
) -> Result<(), DbErr> {
    payment::Entity::update_many()
        .set(payment::ActiveModel {
            state: Set(state),
            captured: Set(attempt.amount),
            next_query_at: Set(None),
            updated_at: Set(app.clock().now()),
            ..Default::default()
        })
        .filter(payment::Column::Id.eq(attempt.id))
        .exec(txn)
        .await?;
    Ok(())
}

/// Ends an attempt that still waits; one that ended otherwise stays as it is.
async fn set_state(
    txn: &DatabaseTransaction,
    app: &App,
    attempt: &payment::Model,
    state: PaymentState,
) -> Result<(), DbErr> {
    payment::Entity::update_many()
        .set(payment::ActiveModel {
            state: Set(state),
            updated_at: Set(app.clock().now()),
            ..Default::default()
        })
        .col_expr(
            payment::Column::NextQueryAt,
            Expr::value(None::<chrono::DateTime<chrono::Utc>>),
        )
        .filter(payment::Column::Id.eq(attempt.id))
        .filter(payment::Column::State.is_in([PaymentState::Created, PaymentState::Pending]))
        .exec(txn)
        .await?;
    Ok(())
}
