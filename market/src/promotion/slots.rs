//! Slots: a product or a collection stands in a placement for some time.

use chrono::{DateTime, Utc};
use entity::promotion::{collection, slot};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{PromotionAt, PromotionError, collections::items_of, deed, refuse_unpublished};
use crate::{
    App, Change, accounts::Staff, audit, certification, clock::vietnam_day, page::PageRequest,
    text::TextRule, token::new_id,
};

const LABEL_VI: TextRule = TextRule::line("/label/vi", 120);
const LABEL_EN: TextRule = TextRule::line("/label/en", 120);

/// What stands in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotTarget {
    /// One product.
    Product(Uuid),
    /// The products of a collection.
    Collection(Uuid),
}

/// A new slot.
#[derive(Clone, Debug)]
pub struct SlotDraft {
    /// Where it is shown: `home_hero`, `home_row`, `province_96`.
    pub placement: String,
    /// Its place among the others there; smaller comes first.
    pub position: i32,
    /// What is written over it in Vietnamese.
    pub label_vi: String,
    /// What is written over it in English.
    pub label_en: Option<String>,
    /// Whether only products with a star in force may stand here.
    pub ocop_only: bool,
    /// Whether someone pays for it, which shoppers are told.
    pub sponsored: bool,
    /// What stands in it.
    pub target: SlotTarget,
    /// From when it is shown.
    pub starts_at: DateTime<Utc>,
    /// Until when it is shown; without an end until it is removed.
    pub ends_at: Option<DateTime<Utc>>,
}

/// What shall be different about a slot.
#[derive(Clone, Debug, Default)]
pub struct SlotChange {
    /// Where it is shown.
    pub placement: Option<String>,
    /// Its place among the others there.
    pub position: Option<i32>,
    /// What is written over it in Vietnamese.
    pub label_vi: Option<String>,
    /// What is written over it in English.
    pub label_en: Change<String>,
    /// Whether only products with a star in force may stand here.
    pub ocop_only: Option<bool>,
    /// Whether someone pays for it.
    pub sponsored: Option<bool>,
    /// What stands in it.
    pub target: Option<SlotTarget>,
    /// From when it is shown.
    pub starts_at: Option<DateTime<Utc>>,
    /// Until when it is shown.
    pub ends_at: Change<DateTime<Utc>>,
}

/// All slots, newest first; of one placement when it is named.
///
/// # Errors
///
/// When the database fails.
pub async fn slots(
    app: &App,
    _staff: &Staff,
    placement: Option<String>,
    page: PageRequest,
) -> Result<(Vec<slot::Model>, Option<String>), PromotionError> {
    let mut query = slot::Entity::find()
        .order_by_desc(slot::Column::Id)
        .limit(page.rows + 1);
    if let Some(placement) = placement {
        query = query.filter(slot::Column::Placement.eq(check_placement(placement)?));
    }
    if let Some(after) = page.after {
        query = query.filter(slot::Column::Id.lt(after));
    }
    let rows = query.all(app.database().read()).await?;
    Ok(page.cut(rows, |row| row.id))
}

/// One slot.
///
/// # Errors
///
/// [`PromotionError::SlotNotFound`] when there is none.
pub async fn slot(app: &App, _staff: &Staff, id: Uuid) -> Result<slot::Model, PromotionError> {
    slot::Entity::find_by_id(id)
        .one(app.database().read())
        .await?
        .ok_or(PromotionError::SlotNotFound)
}

/// Puts a product or a collection into a placement.
///
/// # Errors
///
/// [`PromotionError::StarNotInForce`] for an OCOP slot and a product without a star in force,
/// [`PromotionError::NotPublished`] for a product that nobody can buy.
pub async fn create_slot(
    app: &App,
    staff: &Staff,
    draft: SlotDraft,
) -> Result<slot::Model, PromotionError> {
    let now = app.clock().now();
    let (product_id, collection_id) = draft.target.columns();
    let row = slot::Model {
        id: new_id(),
        placement: draft.placement,
        position: draft.position,
        label_vi: draft.label_vi,
        label_en: draft.label_en,
        ocop_only: draft.ocop_only,
        sponsored: draft.sponsored,
        product_id,
        collection_id,
        starts_at: draft.starts_at,
        ends_at: draft.ends_at,
        created_by: staff.account_id(),
        created_at: now,
        updated_at: now,
        version: 1,
    };
    let row = checked(row)?;
    let txn = app.database().begin().await?;
    refuse_unfit(&txn, &row, now).await?;
    slot::Entity::insert(slot::ActiveModel::from(row.clone()))
        .exec_without_returning(&txn)
        .await?;
    let detail = Some(json!({ "placement": row.placement, "sponsored": row.sponsored }));
    audit::record(&txn, now, deed(staff, "slot.created", row.id, detail)).await?;
    txn.commit().await?;
    Ok(row)
}

/// Changes a slot.
///
/// # Errors
///
/// As for [`create_slot`], and [`PromotionError::Stale`] when it is no longer at `version`.
pub async fn change_slot(
    app: &App,
    staff: &Staff,
    at: PromotionAt,
    change: SlotChange,
) -> Result<slot::Model, PromotionError> {
    let now = app.clock().now();
    let txn = app.database().begin().await?;
    let mut row = hold(&txn, at).await?;
    change.apply(&mut row);
    row.version += 1;
    row.updated_at = now;
    let row = checked(row)?;
    refuse_unfit(&txn, &row, now).await?;
    slot::ActiveModel::from(row.clone())
        .reset_all()
        .update(&txn)
        .await?;
    let detail = Some(json!({ "placement": row.placement, "sponsored": row.sponsored }));
    audit::record(&txn, now, deed(staff, "slot.changed", at.id, detail)).await?;
    txn.commit().await?;
    Ok(row)
}

/// Removes a slot.
///
/// # Errors
///
/// [`PromotionError::SlotNotFound`] when there is none.
pub async fn delete_slot(app: &App, staff: &Staff, id: Uuid) -> Result<(), PromotionError> {
    let now = app.clock().now();
    let txn = app.database().begin().await?;
    let row = hold(&txn, PromotionAt { id, version: None }).await?;
    slot::Entity::delete_by_id(id).exec(&txn).await?;
    let detail = Some(json!({ "placement": row.placement }));
    audit::record(&txn, now, deed(staff, "slot.deleted", id, detail)).await?;
    txn.commit().await?;
    Ok(())
}

async fn hold(txn: &DatabaseTransaction, at: PromotionAt) -> Result<slot::Model, PromotionError> {
    let row = slot::Entity::find_by_id(at.id)
        .lock_exclusive()
        .one(txn)
        .await?
        .ok_or(PromotionError::SlotNotFound)?;
    if at.version.is_some_and(|seen| seen != row.version) {
        return Err(PromotionError::Stale);
    }
    Ok(row)
}

impl SlotTarget {
    /// The two columns, of which one is set.
    const fn columns(self) -> (Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Product(id) => (Some(id), None),
            Self::Collection(id) => (None, Some(id)),
        }
    }
}

impl SlotChange {
    fn apply(self, row: &mut slot::Model) {
        if let Some(placement) = self.placement {
            row.placement = placement;
        }
        if let Some(label) = self.label_vi {
            row.label_vi = label;
        }
        if let Some(target) = self.target {
            (row.product_id, row.collection_id) = target.columns();
        }
        row.position = self.position.unwrap_or(row.position);
        row.ocop_only = self.ocop_only.unwrap_or(row.ocop_only);
        row.sponsored = self.sponsored.unwrap_or(row.sponsored);
        row.starts_at = self.starts_at.unwrap_or(row.starts_at);
        self.label_en.apply(&mut row.label_en);
        self.ends_at.apply(&mut row.ends_at);
    }
}

/// A slot whose texts and times are usable.
fn checked(mut row: slot::Model) -> Result<slot::Model, PromotionError> {
    row.placement = check_placement(row.placement)?;
    row.label_vi = LABEL_VI.needed(&row.label_vi)?;
    row.label_en = LABEL_EN.clean(row.label_en.as_deref().unwrap_or_default())?;
    if row.ends_at.is_some_and(|end| end <= row.starts_at) {
        return Err(PromotionError::EndsBeforeStart);
    }
    Ok(row)
}

/// 1 to 40 small letters, digits and underscores.
pub(super) fn check_placement(placement: String) -> Result<String, PromotionError> {
    let is_usable = (1..=40).contains(&placement.len())
        && placement
            .bytes()
            .all(|letter| matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'_'));
    is_usable
        .then_some(placement)
        .ok_or(PromotionError::PlacementUnusable)
}

/// Refuses what shoppers could not see in the slot when it starts.
async fn refuse_unfit(
    txn: &DatabaseTransaction,
    row: &slot::Model,
    now: DateTime<Utc>,
) -> Result<(), PromotionError> {
    let product_ids = match (row.product_id, row.collection_id) {
        (Some(product_id), _) => {
            refuse_unpublished(txn, &[product_id]).await?;
            vec![product_id]
        }
        (None, Some(collection_id)) => {
            let found = collection::Entity::find_by_id(collection_id)
                .one(txn)
                .await?;
            found.ok_or(PromotionError::CollectionNotFound)?;
            let mut items = items_of(txn, [collection_id]).await?;
            items.remove(&collection_id).unwrap_or_default()
        }
        (None, None) => return Err(PromotionError::TargetUnclear),
    };
    if !row.ocop_only {
        return Ok(());
    }
    let first_day = vietnam_day(row.starts_at.max(now));
    let certificates = certification::of_products(txn, product_ids.iter().copied()).await?;
    let has_star = |id: &Uuid| {
        certificates.iter().any(|certificate| {
            certificate.product_id == *id && certification::in_force(certificate, first_day)
        })
    };
    let without: Vec<Uuid> = product_ids.into_iter().filter(|id| !has_star(id)).collect();
    if without.is_empty() {
        Ok(())
    } else {
        Err(PromotionError::StarNotInForce {
            product_ids: without,
        })
    }
}
