//! Releasing orders: once the return window is over, the seller can be paid.

use chrono::{DateTime, Utc};
use entity::{
    checkout::purchase,
    orders::{OrderState, order_event, seller_order},
};
use money::Money;
use sea_orm::{
    ActiveEnum,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::SettlementError;
use crate::{
    App, carriers,
    database::sql,
    ledger::{self, Account, Released},
    limits,
    token::new_id,
};

/// Who releases, in histories.
const ACTOR: &str = "market";

/// Nobody wants to give anything of the order back, and nobody quarrels about it. Returns and
/// disputes are opened behind the purchase's lock, as orders are released.
const UNCONTESTED: &str = "NOT EXISTS (SELECT 1 FROM return_request r
        WHERE r.order_id = seller_order.id
          AND r.state IN ('requested', 'approved', 'in_transit', 'received'))
    AND NOT EXISTS (SELECT 1 FROM dispute d
        WHERE (d.order_id = seller_order.id
               OR (d.order_id IS NULL AND d.purchase_id = seller_order.purchase_id))
          AND d.state IN ('open', 'evidence_submitted'))";

/// Releases the delivered orders whose return window ended by `as_of`, each in a transaction
/// of its own, and tells how many there were.
///
/// An order that cannot be released is logged and left for the audit to show; it does not
/// hold up the others. Any number of processes may do this at once.
///
/// # Errors
///
/// When the database fails.
pub async fn release_due(app: &App, as_of: DateTime<Utc>) -> Result<u64, SettlementError> {
    let mut released = 0;
    let mut after = Uuid::nil();
    loop {
        let due = due_after(app, as_of, after).await?;
        let Some(last) = due.last() else {
            return Ok(released);
        };
        after = last.id;
        for order in due {
            match release(app, &order, as_of).await {
                Ok(true) => released += 1,
                Ok(false) => {}
                Err(SettlementError::Database(error)) => return Err(error.into()),
                Err(error) => {
                    tracing::error!(order.id = %order.id, "an order cannot be released: {error}");
                }
            }
        }
    }
}

async fn due_after(
    app: &App,
    as_of: DateTime<Utc>,
    after: Uuid,
) -> Result<Vec<seller_order::Model>, DbErr> {
    seller_order::Entity::find()
        .filter(seller_order::Column::State.eq(OrderState::Delivered))
        .filter(seller_order::Column::ReleaseAt.lte(as_of))
        .filter(seller_order::Column::ReleasedAt.is_null())
        .filter(Expr::cust(UNCONTESTED))
        .filter(carriers::awaits_cash().not())
        .filter(seller_order::Column::Id.gt(after))
        .order_by_asc(seller_order::Column::Id)
        .limit(limits::RELEASE_BATCH)
        .all(app.database().read())
        .await
}

/// Releases one order, unless somebody else just did. Tells whether it was us.
async fn release(
    app: &App,
    order: &seller_order::Model,
    as_of: DateTime<Utc>,
) -> Result<bool, SettlementError> {
    let txn = app.database().begin().await?;
    lock_purchase(&txn, order.purchase_id).await?;
    if !complete_order(&txn, app, order.id, as_of).await? {
        return Ok(false);
    }
    let fact = Released {
        order_id: order.id,
        seller_id: order.seller_id,
        amount: held(&txn, order).await?,
    };
    ledger::released(&txn, app, fact).await?;
    carriers::close_shipping(&txn, app, order.id).await?;
    complete_purchase(&txn, app, order.purchase_id).await?;
    txn.commit().await?;
    Ok(true)
}

/// What is held for an order: what it brought, less what went back of it.
async fn held(
    txn: &DatabaseTransaction,
    order: &seller_order::Model,
) -> Result<Money, SettlementError> {
    let account = Account::Held {
        order_id: order.id,
        seller_id: order.seller_id,
    };
    Ok(-ledger::balance_of(txn, &account).await?)
}

/// Makes the releases of one purchase's orders wait for each other: each must see the other
/// to know which of them is the last. SQLite has one writer and ignores it.
async fn lock_purchase(txn: &DatabaseTransaction, id: Uuid) -> Result<(), DbErr> {
    let _: Option<Uuid> = purchase::Entity::find_by_id(id)
        .select_only()
        .column(purchase::Column::Id)
        .lock_exclusive()
        .into_tuple()
        .one(txn)
        .await?;
    Ok(())
}

async fn complete_order(
    txn: &DatabaseTransaction,
    app: &App,
    id: Uuid,
    as_of: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let now = app.clock().now();
    let changed = seller_order::Entity::update_many()
        .set(seller_order::ActiveModel {
            state: Set(OrderState::Completed),
            released_at: Set(Some(now)),
            updated_at: Set(now),
            ..Default::default()
        })
        .col_expr(
            seller_order::Column::Version,
            Expr::col(seller_order::Column::Version).add(1),
        )
        .filter(seller_order::Column::Id.eq(id))
        .filter(seller_order::Column::State.eq(OrderState::Delivered))
        .filter(seller_order::Column::ReleaseAt.lte(as_of))
        .filter(seller_order::Column::ReleasedAt.is_null())
        .filter(Expr::cust(UNCONTESTED))
        .filter(carriers::awaits_cash().not())
        .exec(txn)
        .await?;
    if changed.rows_affected == 0 {
        return Ok(false);
    }
    let event = order_event::ActiveModel {
        id: Set(new_id()),
        order_id: Set(id),
        from_state: Set(Some(OrderState::Delivered)),
        to_state: Set(OrderState::Completed),
        actor: Set(ACTOR.to_owned()),
        reason: Set(None),
        created_at: Set(now),
    };
    order_event::Entity::insert(event)
        .exec_without_returning(txn)
        .await?;
    Ok(true)
}

/// A placed purchase is completed with the last of its orders.
async fn complete_purchase(txn: &DatabaseTransaction, app: &App, id: Uuid) -> Result<(), DbErr> {
    let ended = [
        OrderState::Completed,
        OrderState::Returned,
        OrderState::Lost,
        OrderState::Cancelled,
    ];
    let ended = ended.map(|state| format!("'{}'", state.to_value()));
    let text = format!(
        "UPDATE purchase SET state = 'completed', updated_at = $1, version = version + 1
         WHERE id = $2 AND state = 'placed' AND NOT EXISTS
             (SELECT 1 FROM seller_order
              WHERE purchase_id = $2 AND state NOT IN ({}))",
        ended.join(", ")
    );
    let values = [app.clock().now().into(), id.into()];
    txn.execute_raw(sql(txn, text, values)).await?;
    Ok(())
}
