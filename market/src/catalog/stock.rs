//! Stock: how many units a seller has, and every change of it.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use entity::{
    catalog::{MovementReason, product, stock, stock_movement, variant},
    checkout::stock_hold,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::OnConflict,
};
use uuid::Uuid;

use super::CatalogError;
use crate::{
    App, limits,
    outbox::{self, Event},
    page::PageRequest,
    sellers::SellerStaff,
    token::new_id,
};

/// Units of one variant, as the table's rule says.
const ON_HAND_MAX: i64 = 1_000_000_000;

/// How the stock of a variant changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StockChange {
    /// The variant.
    pub variant_id: Uuid,
    /// By how much, or to what.
    pub amount: StockAmount,
}

/// By how much stock changes, or to what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StockAmount {
    /// So many units were counted.
    Count(i64),
    /// So many came in, or went when below zero.
    Delta(i64),
}

/// How much there is of a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StockLevel {
    /// The variant.
    pub variant_id: Uuid,
    /// The product it belongs to.
    pub product_id: Uuid,
    /// Units the seller has.
    pub on_hand: i64,
    /// Units of these that are promised to purchases not paid yet.
    pub held: i64,
}

/// Changes the stock of several variants at once: all of them, or none.
///
/// # Errors
///
/// [`CatalogError::VariantNotFound`] also for a stranger's variant, and
/// [`CatalogError::StockOutOfRange`] when a change would leave less than nothing.
pub async fn change_stock(
    app: &App,
    staff: &SellerStaff,
    changes: Vec<StockChange>,
) -> Result<Vec<StockLevel>, CatalogError> {
    if !(1..=limits::STOCK_BATCH_MAX).contains(&changes.len()) {
        return Err(CatalogError::StockBatchSize);
    }
    let now = app.clock().now();
    let asked: BTreeMap<Uuid, StockAmount> = changes
        .iter()
        .map(|change| (change.variant_id, change.amount))
        .collect();
    if asked.len() < changes.len() {
        return Err(CatalogError::VariantTwice);
    }
    let txn = app.database().begin().await?;
    let products = own_variants(&txn, staff, asked.keys().copied()).await?;
    let before = lock(&txn, products.keys().copied()).await?;
    let mut after = BTreeMap::new();
    for (variant_id, amount) in asked {
        if !products.contains_key(&variant_id) {
            return Err(CatalogError::VariantNotFound);
        }
        let had = before.get(&variant_id).copied().unwrap_or(0);
        after.insert(variant_id, (had, level(variant_id, had, amount)?));
    }
    write(&txn, staff, &after, now).await?;
    let mut product_ids: Vec<Uuid> = products.values().copied().collect();
    product_ids.sort_unstable();
    product_ids.dedup();
    outbox::enqueue(&txn, now, [Event::ProductsChanged { product_ids }]).await?;
    let ids: Vec<Uuid> = after.keys().copied().collect();
    let held = held(&txn, &ids, now).await?;
    txn.commit().await?;
    app.wake_jobs();
    let levels = after
        .into_iter()
        .map(|(variant_id, (_, on_hand))| StockLevel {
            variant_id,
            product_id: products[&variant_id],
            on_hand,
            held: held.get(&variant_id).copied().unwrap_or(0),
        });
    Ok(levels.collect())
}

/// What is left of `had` units.
fn level(variant_id: Uuid, had: i64, amount: StockAmount) -> Result<i64, CatalogError> {
    let left = match amount {
        StockAmount::Count(counted) => Some(counted),
        StockAmount::Delta(delta) => had.checked_add(delta),
    };
    left.filter(|left| (0..=ON_HAND_MAX).contains(left))
        .ok_or(CatalogError::StockOutOfRange {
            variant_id,
            on_hand: had,
        })
}

/// The live variants among these that belong to the seller, with their products.
async fn own_variants<C: ConnectionTrait>(
    connection: &C,
    staff: &SellerStaff,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    let rows: Vec<(Uuid, Uuid)> = variant::Entity::find()
        .select_only()
        .columns([variant::Column::Id, variant::Column::ProductId])
        .join(JoinType::InnerJoin, product_of_variant())
        .filter(product::Column::SellerId.eq(staff.seller_id()))
        .filter(variant::Column::Id.is_in(ids))
        .filter(variant::Column::ArchivedAt.is_null())
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

fn product_of_variant() -> sea_orm::RelationDef {
    variant::Entity::belongs_to(product::Entity)
        .from(variant::Column::ProductId)
        .to(product::Column::Id)
        .into()
}

/// Locks the stock of variants, in the one order in which everybody locks it.
async fn lock(
    txn: &DatabaseTransaction,
    ids: impl Iterator<Item = Uuid> + Clone,
) -> Result<HashMap<Uuid, i64>, DbErr> {
    // A variant that was never counted gets its row first, so that there is one to lock.
    let uncounted = ids.clone().map(|id| stock::ActiveModel {
        variant_id: Set(id),
        on_hand: Set(0),
    });
    stock::Entity::insert_many(uncounted)
        .on_conflict_do_nothing()
        .exec_without_returning(txn)
        .await?;
    let rows = stock::Entity::find()
        .filter(stock::Column::VariantId.is_in(ids))
        .order_by_asc(stock::Column::VariantId)
        .lock_exclusive()
        .all(txn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.variant_id, row.on_hand))
        .collect())
}

/// Writes new levels, and a movement for each that differs.
async fn write(
    txn: &DatabaseTransaction,
    staff: &SellerStaff,
    levels: &BTreeMap<Uuid, (i64, i64)>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let rows = levels.iter().map(|(id, (_, on_hand))| stock::ActiveModel {
        variant_id: Set(*id),
        on_hand: Set(*on_hand),
    });
    let latest = OnConflict::column(stock::Column::VariantId)
        .update_column(stock::Column::OnHand)
        .to_owned();
    stock::Entity::insert_many(rows)
        .on_conflict(latest)
        .exec_without_returning(txn)
        .await?;
    let moved = levels.iter().filter(|(_, (had, on_hand))| had != on_hand);
    let movements = moved.map(|(id, (had, on_hand))| stock_movement::ActiveModel {
        id: Set(new_id()),
        variant_id: Set(*id),
        delta: Set(on_hand - had),
        reason: Set(MovementReason::Count),
        reference_id: Set(None),
        actor: Set(staff.label().to_owned()),
        created_at: Set(now),
    });
    stock_movement::Entity::insert_many(movements)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// The stock that a new variant begins with.
pub(super) struct FirstStock {
    pub(super) variant_id: Uuid,
    pub(super) on_hand: i64,
    pub(super) now: DateTime<Utc>,
}

impl FirstStock {
    pub(super) async fn write(
        self,
        txn: &DatabaseTransaction,
        staff: &SellerStaff,
    ) -> Result<(), CatalogError> {
        let on_hand = level(self.variant_id, 0, StockAmount::Count(self.on_hand))?;
        let levels = BTreeMap::from([(self.variant_id, (0, on_hand))]);
        Ok(write(txn, staff, &levels, self.now).await?)
    }
}

/// Units promised to purchases that are not paid yet, by variant.
pub(super) async fn held<C: ConnectionTrait>(
    connection: &C,
    variants: &[Uuid],
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, i64>, DbErr> {
    let rows: Vec<(Uuid, i32)> = stock_hold::Entity::find()
        .select_only()
        .columns([stock_hold::Column::VariantId, stock_hold::Column::Quantity])
        .filter(stock_hold::Column::VariantId.is_in(variants.iter().copied()))
        .filter(stock_hold::Column::ExpiresAt.gt(now))
        .into_tuple()
        .all(connection)
        .await?;
    let mut held = HashMap::new();
    for (variant_id, quantity) in rows {
        *held.entry(variant_id).or_insert(0) += i64::from(quantity);
    }
    Ok(held)
}

/// Every change of the seller's stock, newest first; of one variant when it is named.
///
/// # Errors
///
/// When the database fails.
pub async fn movements(
    app: &App,
    staff: &SellerStaff,
    variant_id: Option<Uuid>,
    page: PageRequest,
) -> Result<(Vec<stock_movement::Model>, Option<String>), CatalogError> {
    let own = variant::Entity::find()
        .select_only()
        .column(variant::Column::Id)
        .join(JoinType::InnerJoin, product_of_variant())
        .filter(product::Column::SellerId.eq(staff.seller_id()))
        .into_query();
    let mut query = stock_movement::Entity::find()
        .filter(stock_movement::Column::VariantId.in_subquery(own))
        .order_by_desc(stock_movement::Column::Id)
        .limit(page.rows + 1);
    if let Some(variant_id) = variant_id {
        query = query.filter(stock_movement::Column::VariantId.eq(variant_id));
    }
    if let Some(after) = page.after {
        query = query.filter(stock_movement::Column::Id.lt(after));
    }
    let rows = query.all(app.database().read()).await?;
    Ok(page.cut(rows, |row| row.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stock_stays_between_nothing_and_a_billion() {
        let left = |had, amount| level(Uuid::nil(), had, amount).ok();

        assert_eq!(left(5, StockAmount::Delta(-5)), Some(0));
        assert_eq!(left(5, StockAmount::Delta(-6)), None);
        assert_eq!(left(5, StockAmount::Delta(i64::MAX)), None);
        assert_eq!(left(5, StockAmount::Count(-1)), None);
        assert_eq!(left(5, StockAmount::Count(ON_HAND_MAX + 1)), None);
        assert_eq!(left(5, StockAmount::Count(7)), Some(7));
    }
}
