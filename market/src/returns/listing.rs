//! Returns as their shopper, their seller and the desk see them.

use entity::{
    after_sale::{ReturnState, return_line, return_photo, return_request},
    orders::seller_order,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{ReturnError, transition::OPEN};
use crate::{
    App,
    accounts::Staff,
    checkout::Buyer,
    orders::{self, OrderError},
    page::PageRequest,
    sellers::SellerStaff,
};

/// Who looks, or acts.
#[derive(Clone, Copy, Debug)]
pub enum Viewer<'a> {
    /// The shopper who bought.
    Buyer(&'a Buyer),
    /// The seller.
    Seller(&'a SellerStaff),
    /// The desk.
    Desk(&'a Staff),
}

impl Viewer<'_> {
    /// How this one is named in histories.
    pub(crate) fn label(self) -> String {
        match self {
            Self::Buyer(buyer) => buyer.label(),
            Self::Seller(staff) => staff.label().to_owned(),
            Self::Desk(staff) => staff.label().to_owned(),
        }
    }

    /// An order that the viewer may see.
    pub(crate) async fn order(
        self,
        app: &App,
        order_id: Uuid,
    ) -> Result<seller_order::Model, ReturnError> {
        let found = match self {
            Self::Buyer(buyer) => orders::own_order(app, buyer, order_id).await,
            Self::Seller(staff) => orders::view(app, staff, order_id)
                .await
                .map(|view| view.order.row),
            Self::Desk(_) => seller_order::Entity::find_by_id(order_id)
                .one(app.database().read())
                .await?
                .ok_or(OrderError::NotFound),
        };
        found.map_err(|error| match error {
            OrderError::NotFound => ReturnError::NotFound,
            other => other.into(),
        })
    }
}

/// A return with what comes back and what proves it.
#[derive(Clone, Debug)]
pub struct Return {
    /// The return as it is stored.
    pub row: return_request::Model,
    /// What comes back.
    pub lines: Vec<return_line::Model>,
    /// The pictures.
    pub photo_ids: Vec<Uuid>,
}

/// Which returns are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReturnFilter {
    /// Only those that are this far.
    pub state: Option<ReturnState>,
    /// Only open ones whose deadline is over.
    pub overdue: bool,
}

/// One return.
///
/// # Errors
///
/// [`ReturnError::NotFound`] for a stranger's return as for none.
pub async fn view(app: &App, viewer: Viewer<'_>, return_id: Uuid) -> Result<Return, ReturnError> {
    let row = return_request::Entity::find_by_id(return_id)
        .one(app.database().read())
        .await?;
    let row = row.ok_or(ReturnError::NotFound)?;
    viewer.order(app, row.order_id).await?;
    let found = with_parts(app, vec![row]).await?;
    found.into_iter().next().ok_or(ReturnError::NotFound)
}

/// The returns of an order, oldest first.
///
/// # Errors
///
/// [`ReturnError::NotFound`] for a stranger's order as for none.
pub async fn of_order(
    app: &App,
    viewer: Viewer<'_>,
    order_id: Uuid,
) -> Result<Vec<Return>, ReturnError> {
    viewer.order(app, order_id).await?;
    let rows = return_request::Entity::find()
        .filter(return_request::Column::OrderId.eq(order_id))
        .order_by_asc(return_request::Column::Id)
        .all(app.database().read())
        .await?;
    with_parts(app, rows).await
}

/// Returns, the newest first: a seller's own, or all of them for the desk. A shopper asks by
/// order.
///
/// # Errors
///
/// When the database fails.
pub async fn list(
    app: &App,
    viewer: Viewer<'_>,
    filter: ReturnFilter,
    page: PageRequest,
) -> Result<(Vec<Return>, Option<String>), ReturnError> {
    let mut rows = return_request::Entity::find()
        .order_by_desc(return_request::Column::Id)
        .limit(page.rows + 1);
    match viewer {
        Viewer::Desk(_) => {}
        Viewer::Seller(staff) => {
            rows = rows.filter(return_request::Column::SellerId.eq(staff.seller_id()));
        }
        Viewer::Buyer(_) => return Err(ReturnError::NotFound),
    }
    if let Some(state) = filter.state {
        rows = rows.filter(return_request::Column::State.eq(state));
    }
    if filter.overdue {
        rows = rows
            .filter(return_request::Column::State.is_in(OPEN))
            .filter(return_request::Column::DeadlineAt.lt(app.clock().now()));
    }
    if let Some(after) = page.after {
        rows = rows.filter(return_request::Column::Id.lt(after));
    }
    let (rows, cursor) = page.cut(rows.all(app.database().read()).await?, |row| row.id);
    Ok((with_parts(app, rows).await?, cursor))
}

async fn with_parts(
    app: &App,
    rows: Vec<return_request::Model>,
) -> Result<Vec<Return>, ReturnError> {
    let db = app.database().read();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let lines = return_line::Entity::find()
        .filter(return_line::Column::ReturnId.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    let photos = return_photo::Entity::find()
        .filter(return_photo::Column::ReturnId.is_in(ids))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Return {
            lines: lines
                .iter()
                .filter(|line| line.return_id == row.id)
                .cloned()
                .collect(),
            photo_ids: photos
                .iter()
                .filter(|photo| photo.return_id == row.id)
                .map(|photo| photo.photo_id)
                .collect(),
            row,
        })
        .collect())
}
