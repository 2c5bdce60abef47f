//! What a seller sees of its orders: only its own, and only once they are placed.

use entity::{
    checkout::purchase,
    orders::{OrderState, seller_order},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Query,
};
use uuid::Uuid;

use super::OrderError;
use crate::{
    App,
    cart::Address,
    checkout::{self, Contact, Order},
    page::PageRequest,
    payments,
    sellers::SellerStaff,
};

/// An order with what the seller needs to pack and send it.
#[derive(Clone, Debug)]
pub struct SellerView {
    /// The order.
    pub order: Order,
    /// Whom to reach.
    pub contact: Contact,
    /// Where it goes.
    pub address: Address,
    /// Whether the parcel must wait for money that is promised, but not taken yet.
    pub money_awaited: bool,
}

/// The seller's orders of placed purchases. Every seller-side query starts here.
pub(super) fn orders_of(staff: &SellerStaff) -> Select<seller_order::Entity> {
    let placed = Query::select()
        .column(purchase::Column::Id)
        .from(purchase::Entity)
        .and_where(purchase::Column::PlacedAt.is_not_null())
        .to_owned();
    seller_order::Entity::find()
        .filter(seller_order::Column::SellerId.eq(staff.seller_id()))
        .filter(seller_order::Column::PurchaseId.in_subquery(placed))
}

/// The purchase of one order of the seller.
pub(super) async fn purchase_of(
    app: &App,
    staff: &SellerStaff,
    order_id: Uuid,
) -> Result<Uuid, OrderError> {
    let own = orders_of(staff).filter(seller_order::Column::Id.eq(order_id));
    let order = own.one(app.database().read()).await?;
    Ok(order.ok_or(OrderError::NotFound)?.purchase_id)
}

/// One order of the seller.
///
/// # Errors
///
/// [`OrderError::NotFound`] for a stranger's order as for none.
pub async fn view(
    app: &App,
    staff: &SellerStaff,
    order_id: Uuid,
) -> Result<SellerView, OrderError> {
    let own = orders_of(staff).filter(seller_order::Column::Id.eq(order_id));
    let row = own
        .one(app.database().read())
        .await?
        .ok_or(OrderError::NotFound)?;
    views(app, vec![row])
        .await?
        .pop()
        .ok_or(OrderError::NotFound)
}

/// The seller's orders, newest first, with the cursor of the next page.
///
/// # Errors
///
/// When the database fails.
pub async fn list(
    app: &App,
    staff: &SellerStaff,
    state: Option<OrderState>,
    page: PageRequest,
) -> Result<(Vec<SellerView>, Option<String>), OrderError> {
    let mut orders = orders_of(staff)
        .order_by_desc(seller_order::Column::Id)
        .limit(page.rows + 1);
    if let Some(state) = state {
        orders = orders.filter(seller_order::Column::State.eq(state));
    }
    if let Some(after) = page.after {
        orders = orders.filter(seller_order::Column::Id.lt(after));
    }
    let (rows, cursor) = page.cut(orders.all(app.database().read()).await?, |row| row.id);
    Ok((views(app, rows).await?, cursor))
}

async fn views(app: &App, rows: Vec<seller_order::Model>) -> Result<Vec<SellerView>, OrderError> {
    let db = app.database().read();
    let purchases = purchase::Entity::find()
        .filter(purchase::Column::Id.is_in(rows.iter().map(|row| row.purchase_id)))
        .all(db)
        .await?;
    let ids: Vec<Uuid> = purchases.iter().map(|row| row.id).collect();
    let awaited = payments::promised_to(db, &ids).await?;
    let orders = checkout::with_parts(db, rows).await?;
    orders
        .into_iter()
        .map(|order| {
            let purchase = purchases.iter().find(|row| row.id == order.row.purchase_id);
            let purchase = purchase.ok_or(OrderError::NotFound)?;
            let unreadable = |error: serde_json::Error| sea_orm::DbErr::Type(error.to_string());
            Ok(SellerView {
                contact: serde_json::from_str(&purchase.contact).map_err(unreadable)?,
                address: serde_json::from_str(&purchase.address).map_err(unreadable)?,
                money_awaited: awaited.contains(&purchase.id),
                order,
            })
        })
        .collect()
}
