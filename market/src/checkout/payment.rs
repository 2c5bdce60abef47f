//! What payments mean for purchases: applying facts, asking again, trying again.
//!
//! Facts reach a purchase from the answer of a call, from a poll and from notifications, in
//! any order and more than once. Each is written down under a unique key and applied behind
//! the purchase's lock, so it counts once.

use std::collections::BTreeSet;

use ::payments::{Fact, FactKind, Method, SandboxOutcome};
use entity::{
    checkout::{PurchaseState, purchase},
    orders::{order_line, seller_order},
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
    Buyer, CheckoutError, Contact, Purchase, authorisation,
    capture::{paid, sell},
    purchase::{lock, lock_own, reload},
    stock::{self, Demand},
};
use crate::{
    App,
    carriers::{self, CashOrder},
    cart::Address,
    outbox::{self, Event},
    payments::{self, Draft, NewRefund},
};

/// Why a part of the money goes back.
const PARTLY_PAID: &str = "partly_paid";
/// States of an attempt that still waits for money.
pub(super) const OPEN: [PaymentState; 3] = [
    PaymentState::Created,
    PaymentState::Pending,
    PaymentState::PartiallyPaid,
];

/// What came of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Applied {
    /// It was new and is applied.
    New,
    /// It was applied before.
    Known,
    /// Nothing follows from it for the purchase: others know what to do, or a person does.
    /// It is not written down, so that it says the same when it is told again.
    Nothing,
}

/// Brings an attempt as far as its provider is: makes it known, takes what was decided to be
/// taken, asks, applies what is told. Safe to repeat and to race. Answers the facts from which
/// nothing follows here.
pub(crate) async fn advance(app: &App, payment_id: Uuid) -> Result<Vec<Fact>, CheckoutError> {
    let attempt = payments::reload(app.database().read(), payment_id).await?;
    advance_from(app, attempt).await
}

/// [`advance`] for an attempt in hand, which may no longer be as it was read.
pub(super) async fn advance_from(
    app: &App,
    attempt: payment::Model,
) -> Result<Vec<Fact>, CheckoutError> {
    if attempt.state == PaymentState::Capturing {
        return authorisation::take(app, &attempt).await;
    }
    let attempt = payments::make_known(app, attempt).await?;
    let facts = payments::facts_of(app, &attempt).await?;
    apply_all(app, &attempt, facts).await
}

/// Applies what was told of an attempt, and answers the facts from which nothing follows here.
pub(super) async fn apply_all(
    app: &App,
    attempt: &payment::Model,
    facts: Vec<Fact>,
) -> Result<Vec<Fact>, CheckoutError> {
    let mut left = Vec::new();
    for fact in facts {
        if apply(app, attempt, &fact).await? == Applied::Nothing {
            left.push(fact);
        }
    }
    Ok(left)
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
    close_open_attempts(&txn, app, row.id, (PaymentState::Cancelled, None)).await?;
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
        && let Err(error) = advance_from(app, attempt.clone()).await
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
pub(crate) async fn apply(
    app: &App,
    attempt: &payment::Model,
    fact: &Fact,
) -> Result<Applied, CheckoutError> {
    let txn = app.database().begin().await?;
    let row = lock(&txn, attempt.purchase_id).await?;
    if !payments::remember_fact(&txn, app, attempt, fact).await? {
        return Ok(Applied::Known);
    }
    let attempt = payments::reload(&txn, attempt.id).await?;
    let named = fact.provider_txn.as_deref();
    match fact.kind {
        FactKind::Failed => set_state(&txn, app, &attempt, PaymentState::Failed).await?,
        FactKind::Cancelled if payments::is_promised(&attempt) => {
            payments::lose(&txn, app, &attempt).await?;
        }
        FactKind::Cancelled => set_state(&txn, app, &attempt, PaymentState::Cancelled).await?,
        FactKind::Expired => set_state(&txn, app, &attempt, PaymentState::Expired).await?,
        FactKind::Paid if is_over(&attempt) => {}
        FactKind::Paid if payments::is_expected(&attempt, fact) => {
            paid(&txn, app, (&row, &attempt), (fact.amount, named)).await?;
        }
        FactKind::Authorised if attempt.capture_by.is_none() => return Ok(Applied::Nothing),
        FactKind::Authorised if is_over(&attempt) || payments::is_promised(&attempt) => {}
        FactKind::Authorised if payments::is_expected(&attempt, fact) => {
            authorisation::authorised(&txn, app, (&row, &attempt), named).await?;
        }
        _ => return Ok(Applied::Nothing),
    }
    txn.commit().await?;
    app.wake_jobs();
    Ok(Applied::New)
}

/// Whether the attempt's money has come: the same told by an answer and by a notification
/// counts once, even where the provider names it differently.
fn is_over(attempt: &payment::Model) -> bool {
    matches!(attempt.state, PaymentState::Paid | PaymentState::LatePaid)
}

/// What lines take from the shelf.
pub(super) fn demand_of(lines: &[order_line::Model]) -> Demand {
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

/// Ends attempts that wait for money, but for one. What a transfer has paid of them goes back.
pub(super) async fn close_open_attempts(
    txn: &DatabaseTransaction,
    app: &App,
    purchase_id: Uuid,
    (state, but): (PaymentState, Option<Uuid>),
) -> Result<(), CheckoutError> {
    let closed = payment::Entity::update_many()
        .set(payment::ActiveModel {
            state: Set(state),
            updated_at: Set(app.clock().now()),
            ..Default::default()
        })
        .filter(payment::Column::PurchaseId.eq(purchase_id))
        .filter(payment::Column::Id.ne(but.unwrap_or_default()))
        .filter(payment::Column::State.is_in(OPEN))
        .exec_with_returning(txn)
        .await?;
    for attempt in closed.into_iter().filter(|attempt| attempt.captured > 0) {
        let refund = NewRefund {
            payment_id: attempt.id,
            purchase_id,
            order_id: None,
            amount: Money::price(attempt.captured)?,
            reason: PARTLY_PAID,
        };
        payments::approve(txn, app, refund).await?;
    }
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
