//! Money has come: the purchase is placed, waits for the rest, or the money goes back.

use chrono::{DateTime, Utc};
use entity::{
    catalog::MovementReason,
    checkout::{PurchaseState, purchase},
    orders::{OrderState, order_line, seller_order},
    payments::{PaymentState, payment},
};
use money::Money;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QueryTrait as _,
};
use uuid::Uuid;

use super::{
    CheckoutError,
    abandon::{self, EXPIRED},
    history::Step,
    payment::{OPEN, announce, close_open_attempts, demand_of, lines_of},
    stock::{self, Movement},
};
use crate::{
    App,
    database::write_together,
    ledger::{self, Captured},
    payments::{self, NewRefund},
    vouchers,
};

/// Why orders end when late money finds the shelf empty.
pub(super) const SOLD_OUT: &str = "sold_out";
/// Why money goes back that came when nothing waited for it.
const TOO_LATE: &str = "paid_after_the_end";

/// The provider has the money: all that was asked for, or what was decided to be taken of a
/// promise (rule 1).
pub(super) async fn paid(
    txn: &DatabaseTransaction,
    app: &App,
    (row, attempt): (&purchase::Model, &payment::Model),
    (amount, provider_txn): (Money, Option<&str>),
) -> Result<(), CheckoutError> {
    let captured = Captured {
        payment_id: attempt.id,
        purchase_id: row.id,
        provider: &attempt.method,
        amount,
    };
    ledger::captured(txn, app, captured).await?;
    let arrival = Arrival {
        captured: amount.dong(),
        goes_back: amount.dong(),
        provider_txn: provider_txn.map(str::to_owned),
    };
    if attempt.state == PaymentState::Capturing {
        // The purchase was placed when the money was promised.
        return Ok(arrival
            .record(txn, app, attempt, PaymentState::Paid)
            .await?);
    }
    arrival.settle(txn, app, (row, attempt)).await
}

/// A transfer has brought money that is now the purchase's: all, or a part that waits for the
/// rest while the purchase does. Never more than the attempt still owed.
///
/// # Errors
///
/// When the ledger refuses or the database fails.
pub(crate) async fn transferred(
    txn: &DatabaseTransaction,
    app: &App,
    (row, attempt): (&purchase::Model, &payment::Model),
    amount: Money,
) -> Result<(), CheckoutError> {
    let is_open = OPEN.contains(&attempt.state);
    let captured = attempt.captured + amount.dong();
    let arrival = Arrival {
        captured,
        // What came before went back when the attempt ended.
        goes_back: if is_open { captured } else { amount.dong() },
        provider_txn: None,
    };
    let waits = row.state == PurchaseState::AwaitingPayment && is_open;
    if waits && arrival.captured < attempt.amount {
        return Ok(arrival
            .record(txn, app, attempt, PaymentState::PartiallyPaid)
            .await?);
    }
    arrival.settle(txn, app, (row, attempt)).await
}

/// Whether money places a purchase, however late it comes.
pub(super) const fn waits_for_money(row: &purchase::Model) -> bool {
    matches!(
        row.state,
        PurchaseState::AwaitingPayment | PurchaseState::Expired
    )
}

/// What a purchase sells, with the stock locked and the vouchers taken again; none when
/// something of it can no longer be had.
pub(super) async fn obtainable(
    txn: &DatabaseTransaction,
    app: &App,
    row: &purchase::Model,
) -> Result<Option<Vec<order_line::Model>>, CheckoutError> {
    let lines = lines_of(txn, row.id).await?;
    let now = app.clock().now();
    let shortages = stock::shortages(txn, now, &demand_of(&lines), row.id).await?;
    let is_obtainable = shortages.is_empty() && has_vouchers(txn, now, row).await?;
    Ok(is_obtainable.then_some(lines))
}

/// Ends the attempt that waits when another one, given up before, is what pays. Only one of a
/// purchase waits at a time.
pub(super) async fn close_others(
    txn: &DatabaseTransaction,
    app: &App,
    attempt: &payment::Model,
) -> Result<(), CheckoutError> {
    if OPEN.contains(&attempt.state) {
        return Ok(());
    }
    let others = (PaymentState::Cancelled, Some(attempt.id));
    close_open_attempts(txn, app, attempt.purchase_id, others).await
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

/// Money that came for an attempt, in đồng.
struct Arrival {
    /// All that has come so far.
    captured: i64,
    /// What goes back if nothing waits for the money.
    goes_back: i64,
    provider_txn: Option<String>,
}

impl Arrival {
    /// If the purchase still waits and its goods can be had, it is placed; otherwise the money
    /// goes back by itself.
    async fn settle(
        self,
        txn: &DatabaseTransaction,
        app: &App,
        (row, attempt): (&purchase::Model, &payment::Model),
    ) -> Result<(), CheckoutError> {
        let is_whole = self.captured == attempt.amount
            && (attempt.captured == 0 || OPEN.contains(&attempt.state));
        let waits = is_whole && waits_for_money(row);
        if waits && let Some(lines) = obtainable(txn, app, row).await? {
            close_others(txn, app, attempt).await?;
            self.record(txn, app, attempt, PaymentState::Paid).await?;
            return sell(txn, app, row, &lines).await;
        }
        let refund = NewRefund {
            payment_id: attempt.id,
            purchase_id: row.id,
            order_id: None,
            amount: Money::price(self.goes_back)?,
            reason: if waits { SOLD_OUT } else { TOO_LATE },
        };
        self.record(txn, app, attempt, PaymentState::LatePaid)
            .await?;
        payments::approve(txn, app, refund).await?;
        if waits && row.state == PurchaseState::AwaitingPayment {
            abandon::end(txn, app, row, (PurchaseState::Cancelled, SOLD_OUT)).await?;
        }
        Ok(())
    }

    async fn record(
        &self,
        txn: &DatabaseTransaction,
        app: &App,
        attempt: &payment::Model,
        state: PaymentState,
    ) -> Result<(), DbErr> {
        let known = attempt.provider_txn.clone();
        payment::Entity::update_many()
            .set(payment::ActiveModel {
                state: Set(state),
                captured: Set(self.captured),
                provider_txn: Set(self.provider_txn.clone().or(known)),
                next_query_at: Set(None),
                updated_at: Set(app.clock().now()),
                ..Default::default()
            })
            .filter(payment::Column::Id.eq(attempt.id))
            .exec(txn)
            .await?;
        Ok(())
    }
}

/// Places a purchase whose goods are locked and there: they leave the shelf, sellers start.
pub(super) async fn sell(
    txn: &DatabaseTransaction,
    app: &App,
    row: &purchase::Model,
    lines: &[order_line::Model],
) -> Result<(), CheckoutError> {
    let now = app.clock().now();
    let demand = demand_of(lines);
    stock::take(txn, &demand).await?;
    let movement = Movement {
        reason: MovementReason::Sale,
        reference_id: row.id,
        actor: "payment",
    };
    let placed = purchase::Entity::update(purchase::ActiveModel {
        id: Set(row.id),
        state: Set(PurchaseState::Placed),
        placed_at: Set(Some(now)),
        expires_at: Set(None),
        updated_at: Set(now),
        version: Set(row.version + 1),
        ..Default::default()
    });
    let writes = [
        stock::taken(app, &demand, movement).into(),
        stock::holds_dropped(row.id).into(),
        placed.validate()?.into_query().into(),
    ];
    write_together(txn, &writes).await?;
    if row.state == PurchaseState::Expired {
        revive_orders(txn, app, row.id).await?;
    }
    // Units that were held until now were not shown as available before.
    if row.expires_at.is_none_or(|end| end <= now) {
        announce(txn, app, lines).await?;
    }
    Ok(())
}

/// Orders that ended because money was late come back with it.
async fn revive_orders(
    txn: &DatabaseTransaction,
    app: &App,
    purchase_id: Uuid,
) -> Result<(), DbErr> {
    let revived = seller_order::Entity::update_many()
        .set(seller_order::ActiveModel {
            state: Set(OrderState::Pending),
            cancel_reason: Set(None),
            updated_at: Set(app.clock().now()),
            ..Default::default()
        })
        .filter(seller_order::Column::PurchaseId.eq(purchase_id))
        .filter(seller_order::Column::State.eq(OrderState::Cancelled))
        .filter(seller_order::Column::CancelReason.eq(EXPIRED))
        .exec_with_returning(txn)
        .await?;
    let step = Step {
        from: OrderState::Cancelled,
        to: OrderState::Pending,
        reason: None,
    };
    step.record(txn, app, &revived).await
}
