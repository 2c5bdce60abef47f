//! Products that staff raise in lists: by steps within published bounds, for some days. The
//! documents are rendered again when a day begins or ends it.

use chrono::{Days, NaiveDate};
use entity::{catalog::product, promotion::product_promotion};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::OnConflict,
};
use search::Ranking;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{PromotionError, deed, refuse_unpublished};
use crate::{
    App,
    accounts::Staff,
    audit, limits,
    outbox::{self, Event},
    page::PageRequest,
    text::TextRule,
};

const LABEL_VI: TextRule = TextRule::line("/label/vi", 120);
const LABEL_EN: TextRule = TextRule::line("/label/en", 120);
const REASON: TextRule = TextRule::lines("/reason", 500);

/// How a product shall be raised in lists.
#[derive(Clone, Debug)]
pub struct Raising {
    /// Steps of promotion, 0 to [`Ranking::PROMOTION_MAX`]; each gives the points of its weight.
    pub step: u8,
    /// The first day in Vietnam; today unless said.
    pub starts_on: Option<NaiveDate>,
    /// The last day in Vietnam.
    pub ends_on: NaiveDate,
    /// What shoppers are told, in Vietnamese.
    pub label_vi: Option<String>,
    /// The same in English.
    pub label_en: Option<String>,
    /// Why, for the audit log.
    pub reason: String,
}

/// The products that are raised, or shall be, or were, in the order of their ids, newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn raised_products(
    app: &App,
    _staff: &Staff,
    page: PageRequest,
) -> Result<(Vec<product_promotion::Model>, Option<String>), PromotionError> {
    let mut rows = product_promotion::Entity::find()
        .order_by_desc(product_promotion::Column::ProductId)
        .limit(page.rows + 1);
    if let Some(after) = page.after {
        rows = rows.filter(product_promotion::Column::ProductId.lt(after));
    }
    let rows = rows.all(app.database().read()).await?;
    Ok(page.cut(rows, |row| row.product_id))
}

/// How a product is raised.
///
/// # Errors
///
/// [`PromotionError::NotRaised`] when it is not.
pub async fn raised_product(
    app: &App,
    _staff: &Staff,
    product_id: Uuid,
) -> Result<product_promotion::Model, PromotionError> {
    product_promotion::Entity::find_by_id(product_id)
        .one(app.database().read())
        .await?
        .ok_or(PromotionError::NotRaised)
}

/// Raises a product in lists for some days, in place of how it was raised before. It begins and
/// ends by itself, and is on record.
///
/// # Errors
///
/// [`PromotionError::ProductNotFound`], [`PromotionError::NotPublished`] for a product that nobody
/// can buy, [`PromotionError::StepUnusable`], [`PromotionError::DaysUnusable`].
pub async fn raise_product(
    app: &App,
    staff: &Staff,
    product_id: Uuid,
    raising: Raising,
) -> Result<product_promotion::Model, PromotionError> {
    let row = row(app, staff, product_id, &raising)?;
    let detail = json!({
        "step": row.step, "starts_on": row.starts_on, "ends_on": row.ends_on, "reason": row.reason,
    });
    let txn = app.database().begin().await?;
    let product = product::Entity::find_by_id(product_id)
        .lock_exclusive()
        .one(&txn)
        .await?;
    product.ok_or(PromotionError::ProductNotFound)?;
    refuse_unpublished(&txn, &[product_id]).await?;
    use product_promotion::Column;
    let replace = OnConflict::column(Column::ProductId)
        .update_columns([
            Column::Step,
            Column::StartsOn,
            Column::EndsOn,
            Column::LabelVi,
            Column::LabelEn,
            Column::Reason,
            Column::SetBy,
            Column::SetAt,
        ])
        .to_owned();
    product_promotion::Entity::insert(row.clone().into_active_model())
        .on_conflict(replace)
        .exec_without_returning(&txn)
        .await?;
    finish(
        app,
        staff,
        txn,
        (product_id, "product_promotion.set", detail),
    )
    .await?;
    Ok(row)
}

/// Ends it at once. A product that is not raised stays as it is.
///
/// # Errors
///
/// [`PromotionError::ProductNotFound`].
pub async fn lower_product(
    app: &App,
    staff: &Staff,
    product_id: Uuid,
) -> Result<(), PromotionError> {
    let txn = app.database().begin().await?;
    let product = product::Entity::find_by_id(product_id)
        .lock_exclusive()
        .one(&txn)
        .await?;
    product.ok_or(PromotionError::ProductNotFound)?;
    let removed = product_promotion::Entity::delete_by_id(product_id)
        .exec(&txn)
        .await?;
    if removed.rows_affected == 0 {
        return Ok(());
    }
    finish(
        app,
        staff,
        txn,
        (product_id, "product_promotion.removed", Value::Null),
    )
    .await
}

/// Records the deed, has the product rendered again, and commits.
async fn finish(
    app: &App,
    staff: &Staff,
    txn: DatabaseTransaction,
    (product_id, action, detail): (Uuid, &'static str, Value),
) -> Result<(), PromotionError> {
    let now = app.clock().now();
    let detail = Some(detail).filter(|detail| !detail.is_null());
    audit::record(&txn, now, deed(staff, action, product_id, detail)).await?;
    let changed = Event::ProductsChanged {
        product_ids: vec![product_id],
    };
    outbox::enqueue(&txn, now, [changed]).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(())
}

fn row(
    app: &App,
    staff: &Staff,
    product_id: Uuid,
    raising: &Raising,
) -> Result<product_promotion::Model, PromotionError> {
    if raising.step > Ranking::PROMOTION_MAX {
        return Err(PromotionError::StepUnusable);
    }
    let today = app.clock().today();
    let starts_on = raising.starts_on.unwrap_or(today);
    let latest = starts_on.checked_add_days(Days::new(limits::PROMOTION_DAYS_MAX - 1));
    let ends_on = raising.ends_on;
    if ends_on < starts_on || ends_on < today || latest.is_none_or(|latest| ends_on > latest) {
        return Err(PromotionError::DaysUnusable);
    }
    Ok(product_promotion::Model {
        product_id,
        step: i32::from(raising.step),
        starts_on,
        ends_on,
        label_vi: LABEL_VI.clean(raising.label_vi.as_deref().unwrap_or_default())?,
        label_en: LABEL_EN.clean(raising.label_en.as_deref().unwrap_or_default())?,
        reason: REASON.needed(&raising.reason)?,
        set_by: staff.account_id(),
        set_at: app.clock().now(),
    })
}
