//! Stock at the moment of truth: locked, counted, taken, held, given back.
//!
//! Rows are locked in the order of their ids, so that two checkouts never wait for each
//! other in a circle. A hold counts while it has not expired, whoever cleans up or not.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::{
    catalog::{MovementReason, stock, stock_movement},
    checkout::stock_hold,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{
        DeleteStatement, Expr, InsertStatement, Query, TableRef, UpdateStatement, ValueTuple,
    },
};
use uuid::Uuid;

use super::Shortage;
use crate::{App, database::sql, token::new_id};

/// Units of variants that belong together; a variant stands in it once.
pub(crate) type Demand = BTreeMap<Uuid, i32>;

/// Why and for whom stock moves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Movement<'a> {
    pub(crate) reason: MovementReason,
    pub(crate) reference_id: Uuid,
    pub(crate) actor: &'a str,
}

#[derive(FromQueryResult)]
struct Held {
    variant_id: Uuid,
    quantity: i64,
}

/// Locks the stock of the demand and says what is missing; live holds of other purchases
/// count as gone.
pub(crate) async fn shortages(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    demand: &Demand,
    own_purchase: Uuid,
) -> Result<Vec<Shortage>, DbErr> {
    let on_hand = lock(txn, demand).await?;
    let held = held(txn, now, demand, own_purchase).await?;
    Ok(demand
        .iter()
        .filter_map(|(variant_id, wanted)| {
            let on_hand = on_hand.get(variant_id).copied().unwrap_or(0);
            let left = (on_hand - held.get(variant_id).copied().unwrap_or(0)).max(0);
            let is_short = i64::from(*wanted) > left;
            is_short.then_some(Shortage {
                variant_id: *variant_id,
                wanted: *wanted,
                left,
            })
        })
        .collect())
}

/// Locks the stock of the demand, and answers what is on hand of each variant.
pub(crate) async fn lock(
    txn: &DatabaseTransaction,
    demand: &Demand,
) -> Result<BTreeMap<Uuid, i64>, DbErr> {
    let rows = stock::Entity::find()
        .filter(stock::Column::VariantId.is_in(demand.keys().copied()))
        .order_by_asc(stock::Column::VariantId)
        .lock_exclusive()
        .all(txn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.variant_id, row.on_hand))
        .collect())
}

async fn held(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    demand: &Demand,
    own_purchase: Uuid,
) -> Result<BTreeMap<Uuid, i64>, DbErr> {
    let marks: Vec<String> = (3..demand.len() + 3)
        .map(|mark| format!("${mark}"))
        .collect();
    let text = format!(
        "SELECT variant_id, CAST(sum(quantity) AS bigint) AS quantity FROM stock_hold
         WHERE expires_at > $1 AND purchase_id <> $2 AND variant_id IN ({})
         GROUP BY variant_id",
        marks.join(", ")
    );
    let mut values = vec![now.into(), own_purchase.into()];
    values.extend(demand.keys().map(|id| (*id).into()));
    let rows = Held::find_by_statement(sql(txn, text, values))
        .all(txn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.variant_id, row.quantity))
        .collect())
}

/// Takes the demand off the shelf. Its rows must be locked and sufficient; if they are not,
/// nothing is taken and the database's own check stands behind that. The caller must write
/// [`taken`] down as well.
pub(super) async fn take(txn: &DatabaseTransaction, demand: &Demand) -> Result<(), DbErr> {
    shift(txn, &signed(demand, -1)).await
}

/// Takes the demand off the shelf and accounts for it. Its rows must be locked and sufficient.
pub(crate) async fn take_out(
    txn: &DatabaseTransaction,
    app: &App,
    demand: &Demand,
    movement: Movement<'_>,
) -> Result<(), DbErr> {
    take(txn, demand).await?;
    txn.execute(&taken(app, demand, movement)).await?;
    Ok(())
}

/// The statement of [`take`], for rows that are known to be there.
pub(super) fn taking(demand: &Demand) -> UpdateStatement {
    shifting(&signed(demand, -1))
}

/// The movements that account for taking the demand off the shelf.
pub(super) fn taken(app: &App, demand: &Demand, movement: Movement<'_>) -> InsertStatement {
    movements(app, &signed(demand, -1), movement)
}

/// What the demand adds to the shelf, or takes off it.
fn signed(demand: &Demand, sign: i64) -> Vec<(Uuid, i64)> {
    let signed = |(id, quantity): (&Uuid, &i32)| (*id, sign * i64::from(*quantity));
    demand.iter().map(signed).collect()
}

/// Puts the demand back on the shelf.
pub(crate) async fn give_back(
    txn: &DatabaseTransaction,
    app: &App,
    demand: &Demand,
    movement: Movement<'_>,
) -> Result<(), DbErr> {
    lock(txn, demand).await?;
    let given = signed(demand, 1);
    if given.is_empty() {
        return Ok(());
    }
    shift(txn, &given).await?;
    txn.execute(&movements(app, &given, movement)).await?;
    Ok(())
}

/// Moves the shelf: one statement, however many variants.
async fn shift(txn: &DatabaseTransaction, changes: &[(Uuid, i64)]) -> Result<(), DbErr> {
    let changed = txn.execute(&shifting(changes)).await?;
    if usize::try_from(changed.rows_affected()) == Ok(changes.len()) {
        Ok(())
    } else {
        Err(DbErr::RecordNotUpdated)
    }
}

fn shifting(changes: &[(Uuid, i64)]) -> UpdateStatement {
    let changes = changes
        .iter()
        .map(|(id, delta)| ValueTuple::Two((*id).into(), (*delta).into()));
    Query::update()
        .table(stock::Entity)
        .value(stock::Column::OnHand, Expr::cust("on_hand + d.column2"))
        .from(TableRef::ValuesList(changes.collect(), "d".into()))
        .and_where(Expr::cust("stock.variant_id = d.column1"))
        .to_owned()
}

/// The movements that account for changes of the shelf.
fn movements(app: &App, changes: &[(Uuid, i64)], movement: Movement<'_>) -> InsertStatement {
    let rows = changes
        .iter()
        .map(|(variant_id, delta)| stock_movement::ActiveModel {
            id: Set(new_id()),
            variant_id: Set(*variant_id),
            delta: Set(*delta),
            reason: Set(movement.reason),
            reference_id: Set(Some(movement.reference_id)),
            actor: Set(movement.actor.to_owned()),
            created_at: Set(app.clock().now()),
        });
    stock_movement::Entity::insert_many(rows).into_query()
}

/// The rows that promise the demand to a purchase until `expires_at`. Its stock must be locked.
pub(super) fn holds(
    purchase_id: Uuid,
    demand: &Demand,
    expires_at: DateTime<Utc>,
) -> InsertStatement {
    let rows = demand
        .iter()
        .map(|(variant_id, quantity)| stock_hold::ActiveModel {
            purchase_id: Set(purchase_id),
            variant_id: Set(*variant_id),
            quantity: Set(*quantity),
            expires_at: Set(expires_at),
        });
    stock_hold::Entity::insert_many(rows).into_query()
}

/// The statement that ends the holds of a purchase.
pub(super) fn holds_dropped(purchase_id: Uuid) -> DeleteStatement {
    stock_hold::Entity::delete_many()
        .filter(stock_hold::Column::PurchaseId.eq(purchase_id))
        .into_query()
}
