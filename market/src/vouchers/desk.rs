//! Vouchers and budgets as those who give them see them.

use entity::vouchers::{promotion_budget, voucher};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::{Budget, BudgetDraft, Voucher, VoucherError, draft::insert_budget};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    page::PageRequest,
    sellers::SellerStaff,
};

/// A page of vouchers and the cursor of the next one.
type Vouchers = (Vec<Voucher>, Option<String>);

/// The vouchers of the market and of budgets, and those of sellers; newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn vouchers(
    app: &App,
    _staff: &Staff,
    page: PageRequest,
) -> Result<Vouchers, VoucherError> {
    list(app, voucher::Entity::find(), page).await
}

/// The vouchers of the seller acted for, newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn vouchers_of(
    app: &App,
    staff: &SellerStaff,
    page: PageRequest,
) -> Result<Vouchers, VoucherError> {
    list(app, own(staff), page).await
}

async fn list(
    app: &App,
    all: Select<voucher::Entity>,
    page: PageRequest,
) -> Result<Vouchers, VoucherError> {
    let mut rows = all.order_by_desc(voucher::Column::Id).limit(page.rows + 1);
    if let Some(after) = page.after {
        rows = rows.filter(voucher::Column::Id.lt(after));
    }
    let rows = rows.all(app.database().read()).await?;
    Ok(page.cut(rows, |row| row.id))
}

fn own(staff: &SellerStaff) -> Select<voucher::Entity> {
    voucher::Entity::find().filter(voucher::Column::SellerId.eq(staff.seller_id()))
}

/// Ends any voucher now; purchases that used it keep what it took off.
///
/// # Errors
///
/// [`VoucherError::NotFound`].
pub async fn end_at_desk(app: &App, staff: &Staff, id: Uuid) -> Result<Voucher, VoucherError> {
    end(app, voucher::Entity::find(), (id, staff.label())).await
}

/// Ends a voucher of the seller acted for.
///
/// # Errors
///
/// [`VoucherError::NotFound`] for a stranger's voucher as for none.
pub async fn end_own(app: &App, staff: &SellerStaff, id: Uuid) -> Result<Voucher, VoucherError> {
    end(app, own(staff), (id, staff.label())).await
}

async fn end(
    app: &App,
    among: Select<voucher::Entity>,
    (id, actor): (Uuid, &str),
) -> Result<Voucher, VoucherError> {
    let now = app.clock().now();
    let txn = app.database().begin().await?;
    let found = among
        .filter(voucher::Column::Id.eq(id))
        .lock_exclusive()
        .one(&txn)
        .await?;
    let mut row = found.ok_or(VoucherError::NotFound)?;
    if row.ended_at.is_some() {
        return Ok(row);
    }
    row.ended_at = Some(now);
    voucher::Entity::update_many()
        .col_expr(voucher::Column::EndedAt, now.into())
        .filter(voucher::Column::Id.eq(id))
        .exec(&txn)
        .await?;
    let deed = Deed {
        actor,
        action: "voucher.ended",
        subject_type: "voucher",
        subject_id: id.to_string(),
        detail: None,
    };
    audit::record(&txn, now, deed).await?;
    txn.commit().await?;
    Ok(row)
}

/// The budgets, newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn budgets(
    app: &App,
    _staff: &Staff,
    page: PageRequest,
) -> Result<(Vec<Budget>, Option<String>), VoucherError> {
    let mut rows = promotion_budget::Entity::find()
        .order_by_desc(promotion_budget::Column::Id)
        .limit(page.rows + 1);
    if let Some(after) = page.after {
        rows = rows.filter(promotion_budget::Column::Id.lt(after));
    }
    let rows = rows.all(app.database().read()).await?;
    Ok(page.cut(rows, |row| row.id))
}

/// Writes down money that the state or a partner set aside for discounts.
///
/// # Errors
///
/// [`VoucherError::FieldUnusable`] or a text that is not usable.
pub async fn create_budget(
    app: &App,
    staff: &Staff,
    draft: BudgetDraft,
) -> Result<Budget, VoucherError> {
    insert_budget(app, staff, draft).await
}
