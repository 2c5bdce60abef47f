//! What payments mean for purchases: applying facts, asking again, trying again.
//!
//! Facts reach a purchase from the answer of a call, from a poll and from notifications, in
//! any order and more than once. Each is written down under a unique key and applied behind
//! the purchase's lock, so it counts once.

use std::collections::BTreeSet;

use ::payments::{Currency, Fact, FactKind, Method, SandboxOutcome};
use chrono::{DateTime, Utc};
use entity::{
    catalog::MovementReason,
    checkout::{PurchaseState, purchase},
    orders::{OrderState, order_line, seller_order},
    payments::{PaymentState, payment},
};
use money::Money;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, Query},
};
use uuid::Uuid;

use super::{
    Buyer, CheckoutError, Purchase,
    abandon::EXPIRED,
    purchase::{lock, lock_own, reload},
    stock::{self, Demand, Movement},
};
use crate::{
    App,
    ledger::{self, Captured},
    outbox::{self, Event},
    payments::{self, Draft, NewRefund},
    vouchers,
};

/// Why orders end when late money finds the shelf empty.
const SOLD_OUT: &str = "sold_out";
/// Attempts asked about in one turn.
const POLL_MOST: u64 = 50;

/// Brings an attempt as far as its provider is: makes it known, asks, applies what is told.
/// Safe to repeat and to race.
pub(crate) async fn advance(app: &App, payment_id: Uuid) -> Result<(), CheckoutError> {
    let attempt = payments::make_known(app, payment_id).await?;
    for fact in payments::facts_of(app, &attempt).await? {
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
        let lines = lines_of(&txn, row.id).await?;
        let shortages = stock::shortages(&txn, now, &demand_of(&lines), row.id).await?;
        if !shortages.is_empty() {
            return Err(CheckoutError::OutOfStock { shortages });
        }
        sell(&txn, app, &row, &lines).await?;
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
        FactKind::Cancelled => set_state(&txn, app, &attempt, PaymentState::Cancelled).await?,
        FactKind::Expired => set_state(&txn, app, &attempt, PaymentState::Expired).await?,
        FactKind::Paid
            if fact.amount.dong() == attempt.amount && fact.currency == Currency::Vnd =>
        {
            paid(&txn, app, &row, &attempt).await?;
        }
        FactKind::Paid => {
            // The fact stays on record without effect; a person must look at it.
            tracing::error!(
                payment.id = %attempt.id,
                "the provider speaks of {} đồng, the purchase costs {}", fact.amount, attempt.amount
            );
        }
        kind => {
            // On record without effect, for a person to look at.
            tracing::error!(payment.id = %attempt.id, "nothing follows from {}", kind.name());
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
    if waits {
        let lines = lines_of(txn, row.id).await?;
        let now = app.clock().now();
        let shortages = stock::shortages(txn, now, &demand_of(&lines), row.id).await?;
        if shortages.is_empty() && has_vouchers(txn, now, row).await? {
            close_open_attempts(txn, app, row.id, Some(attempt.id)).await?;
            record_capture(txn, app, attempt, PaymentState::Paid).await?;
            return sell(txn, app, row, &lines).await;
        }
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

/// Whether what vouchers took off can still be had: they were given back when the purchase
/// expired.
async fn has_vouchers(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    row: &purchase::Model,
) -> Result<bool, DbErr> {
    match row.state {
        PurchaseState::Expired => vouchers::take_again(txn, now, row.id).await,
        _ => Ok(true),
    }
}

/// Places a purchase whose goods are locked and there: they leave the shelf, sellers start.
async fn sell(
    txn: &DatabaseTransaction,
    app: &App,
    row: &purchase::Model,
    lines: &[order_line::Model],
) -> Result<(), CheckoutError> {
    let now = app.clock().now();
    stock::drop_holds(txn, row.id).await?;
    let movement = Movement {
        reason: MovementReason::Sale,
        reference_id: row.id,
        actor: "payment",
    };
    stock::take(txn, app, &demand_of(lines), movement).await?;
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
    if row.state == PurchaseState::Expired {
        revive_orders(txn, app, row.id).await?;
    }
    announce(txn, app, lines).await?;
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

/// What lines take from the shelf.
fn demand_of(lines: &[order_line::Model]) -> Demand {
    lines
        .iter()
        .map(|line| (line.variant_id, line.quantity))
        .collect()
}

/// Everything that a purchase is for.
pub(super) async fn lines_of(
    txn: &DatabaseTransaction,
    purchase_id: Uuid,
) -> Result<Vec<order_line::Model>, DbErr> {
    let orders = Query::select()
        .column(seller_order::Column::Id)
        .from(seller_order::Entity)
        .and_where(seller_order::Column::PurchaseId.eq(purchase_id))
        .to_owned();
    order_line::Entity::find()
        .filter(order_line::Column::OrderId.in_subquery(orders))
        .all(txn)
        .await
}

/// Tells everyone that the stock of these lines' products moved.
pub(super) async fn announce(
    txn: &DatabaseTransaction,
    app: &App,
    lines: &[order_line::Model],
) -> Result<(), DbErr> {
    let products: BTreeSet<Uuid> = lines.iter().map(|line| line.product_id).collect();
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
