//! Named lists of products.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use entity::promotion::{collection, collection_item, slot};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder, QuerySelect, TryInsertResult,
};
use serde_json::json;
use uuid::Uuid;

use super::{PromotionAt, PromotionError, deed, refuse_unpublished};
use crate::{
    App, Change, accounts::Staff, audit, limits, page::PageRequest, slug, text::TextRule,
    token::new_id,
};

const NAME_VI: TextRule = TextRule::line("/name/vi", 200);
const NAME_EN: TextRule = TextRule::line("/name/en", 200);

/// A named list of products, in its order.
#[derive(Clone, Debug)]
pub struct Collection {
    /// The collection itself.
    pub row: collection::Model,
    /// Its products.
    pub product_ids: Vec<Uuid>,
}

/// A new collection.
#[derive(Clone, Debug)]
pub struct CollectionDraft {
    /// What it is called in Vietnamese; its address part follows from it.
    pub name_vi: String,
    /// What it is called in English.
    pub name_en: Option<String>,
    /// Its products.
    pub product_ids: Vec<Uuid>,
}

/// What shall be different about a collection.
#[derive(Clone, Debug, Default)]
pub struct CollectionChange {
    /// What it is called in Vietnamese; its address part stays.
    pub name_vi: Option<String>,
    /// What it is called in English.
    pub name_en: Change<String>,
}

/// All collections, newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn collections(
    app: &App,
    _staff: &Staff,
    page: PageRequest,
) -> Result<(Vec<Collection>, Option<String>), PromotionError> {
    let mut query = collection::Entity::find()
        .order_by_desc(collection::Column::Id)
        .limit(page.rows + 1);
    if let Some(after) = page.after {
        query = query.filter(collection::Column::Id.lt(after));
    }
    let connection = app.database().read();
    let (rows, next) = page.cut(query.all(connection).await?, |row| row.id);
    let mut items = items_of(connection, rows.iter().map(|row| row.id)).await?;
    let collections = rows.into_iter().map(|row| Collection {
        product_ids: items.remove(&row.id).unwrap_or_default(),
        row,
    });
    Ok((collections.collect(), next))
}

/// One collection.
///
/// # Errors
///
/// [`PromotionError::CollectionNotFound`] when there is none.
pub async fn collection(app: &App, _staff: &Staff, id: Uuid) -> Result<Collection, PromotionError> {
    let connection = app.database().read();
    let row = collection::Entity::find_by_id(id)
        .one(connection)
        .await?
        .ok_or(PromotionError::CollectionNotFound)?;
    with_items(connection, row).await
}

/// Makes a collection.
///
/// # Errors
///
/// [`PromotionError::NotPublished`] naming the products that nobody can buy.
pub async fn create_collection(
    app: &App,
    staff: &Staff,
    draft: CollectionDraft,
) -> Result<Collection, PromotionError> {
    let now = app.clock().now();
    let name_vi = NAME_VI.needed(&draft.name_vi)?;
    let name_en = NAME_EN.clean(draft.name_en.as_deref().unwrap_or_default())?;
    let mut row = collection::Model {
        id: new_id(),
        slug: slug::of(&name_vi, "bo-suu-tap"),
        name_vi,
        name_en,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    let txn = app.database().begin().await?;
    insert(&txn, &mut row).await?;
    write_items(&txn, row.id, &draft.product_ids).await?;
    audit::record(&txn, now, deed(staff, "collection.created", row.id, None)).await?;
    txn.commit().await?;
    Ok(Collection {
        row,
        product_ids: draft.product_ids,
    })
}

async fn insert(txn: &DatabaseTransaction, row: &mut collection::Model) -> Result<(), DbErr> {
    let wanted = row.slug.clone();
    loop {
        let inserted = collection::Entity::insert(collection::ActiveModel::from(row.clone()))
            .on_conflict_do_nothing_on([collection::Column::Slug])
            .exec_without_returning(txn)
            .await?;
        if let TryInsertResult::Inserted(1) = inserted {
            return Ok(());
        }
        row.slug = slug::apart(&wanted);
    }
}

/// Renames a collection.
///
/// # Errors
///
/// [`PromotionError::Stale`] when it is no longer at `version`.
pub async fn change_collection(
    app: &App,
    staff: &Staff,
    at: PromotionAt,
    change: CollectionChange,
) -> Result<Collection, PromotionError> {
    let name_vi = change
        .name_vi
        .map(|name| NAME_VI.needed(&name))
        .transpose()?;
    let name_en = change.name_en.try_map(|name| NAME_EN.clean(&name))?;
    let now = app.clock().now();
    let txn = app.database().begin().await?;
    let mut row = hold(&txn, at).await?;
    row.name_vi = name_vi.unwrap_or(row.name_vi);
    name_en.apply(&mut row.name_en);
    let row = save(&txn, row, now).await?;
    audit::record(&txn, now, deed(staff, "collection.changed", at.id, None)).await?;
    let changed = with_items(&txn, row).await?;
    txn.commit().await?;
    Ok(changed)
}

/// Replaces the products of a collection.
///
/// # Errors
///
/// As for [`create_collection`], and [`PromotionError::Stale`].
pub async fn set_items(
    app: &App,
    staff: &Staff,
    at: PromotionAt,
    product_ids: Vec<Uuid>,
) -> Result<Collection, PromotionError> {
    let now = app.clock().now();
    let txn = app.database().begin().await?;
    let row = hold(&txn, at).await?;
    write_items(&txn, at.id, &product_ids).await?;
    let row = save(&txn, row, now).await?;
    let detail = Some(json!({ "product_ids": product_ids }));
    audit::record(
        &txn,
        now,
        deed(staff, "collection.items_set", at.id, detail),
    )
    .await?;
    txn.commit().await?;
    Ok(Collection { row, product_ids })
}

/// Deletes a collection.
///
/// # Errors
///
/// [`PromotionError::CollectionInUse`] while a slot shows it.
pub async fn delete_collection(app: &App, staff: &Staff, id: Uuid) -> Result<(), PromotionError> {
    let now = app.clock().now();
    let txn = app.database().begin().await?;
    let row = hold(&txn, PromotionAt { id, version: None }).await?;
    let slot_ids: Vec<Uuid> = slot::Entity::find()
        .select_only()
        .column(slot::Column::Id)
        .filter(slot::Column::CollectionId.eq(id))
        .into_tuple()
        .all(&txn)
        .await?;
    if !slot_ids.is_empty() {
        return Err(PromotionError::CollectionInUse { slot_ids });
    }
    clear_items(&txn, id).await?;
    collection::Entity::delete_by_id(id).exec(&txn).await?;
    let detail = Some(json!({ "name": row.name_vi }));
    audit::record(&txn, now, deed(staff, "collection.deleted", id, detail)).await?;
    txn.commit().await?;
    Ok(())
}

async fn hold(
    txn: &DatabaseTransaction,
    at: PromotionAt,
) -> Result<collection::Model, PromotionError> {
    let row = collection::Entity::find_by_id(at.id)
        .lock_exclusive()
        .one(txn)
        .await?
        .ok_or(PromotionError::CollectionNotFound)?;
    if at.version.is_some_and(|seen| seen != row.version) {
        return Err(PromotionError::Stale);
    }
    Ok(row)
}

async fn save(
    txn: &DatabaseTransaction,
    mut row: collection::Model,
    now: DateTime<Utc>,
) -> Result<collection::Model, DbErr> {
    row.version += 1;
    row.updated_at = now;
    collection::ActiveModel::from(row.clone())
        .reset_all()
        .update(txn)
        .await?;
    Ok(row)
}

async fn clear_items(txn: &DatabaseTransaction, id: Uuid) -> Result<(), DbErr> {
    collection_item::Entity::delete_many()
        .filter(collection_item::Column::CollectionId.eq(id))
        .exec(txn)
        .await?;
    Ok(())
}

async fn write_items(
    txn: &DatabaseTransaction,
    id: Uuid,
    product_ids: &[Uuid],
) -> Result<(), PromotionError> {
    let distinct: HashSet<&Uuid> = product_ids.iter().collect();
    if product_ids.len() > limits::COLLECTION_ITEMS_MAX || distinct.len() < product_ids.len() {
        return Err(PromotionError::ItemsUnusable);
    }
    refuse_unpublished(txn, product_ids).await?;
    clear_items(txn, id).await?;
    let rows =
        product_ids
            .iter()
            .zip(1..)
            .map(|(product_id, position)| collection_item::ActiveModel {
                collection_id: Set(id),
                product_id: Set(*product_id),
                position: Set(position),
            });
    collection_item::Entity::insert_many(rows)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

async fn with_items<C: ConnectionTrait>(
    connection: &C,
    row: collection::Model,
) -> Result<Collection, PromotionError> {
    let mut items = items_of(connection, [row.id]).await?;
    let product_ids = items.remove(&row.id).unwrap_or_default();
    Ok(Collection { row, product_ids })
}

/// The products of collections, in their order.
pub(super) async fn items_of<C: ConnectionTrait>(
    connection: &C,
    collections: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Vec<Uuid>>, DbErr> {
    let rows = collection_item::Entity::find()
        .filter(collection_item::Column::CollectionId.is_in(collections))
        .order_by_asc(collection_item::Column::Position)
        .all(connection)
        .await?;
    let mut items: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for row in rows {
        items
            .entry(row.collection_id)
            .or_default()
            .push(row.product_id);
    }
    Ok(items)
}
