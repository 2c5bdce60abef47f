//! Reviews as shoppers, their seller and the desk read them, the newest first.

use entity::{
    catalog::{ProductState, product},
    reviews::review,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::ReviewError;
use crate::{App, accounts::Staff, page::PageRequest, sellers::SellerStaff};

/// A page of reviews with the cursor of the next.
type Reviews = (Vec<review::Model>, Option<String>);

/// Which reviews are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReviewFilter {
    /// Only of this product.
    pub product_id: Option<Uuid>,
    /// Only those that are hidden, or only those that are not.
    pub is_hidden: Option<bool>,
    /// Only those that the seller has answered, or only those that it has not.
    pub is_answered: Option<bool>,
}

impl ReviewFilter {
    fn narrow(self, mut rows: Select<review::Entity>) -> Select<review::Entity> {
        use review::Column;
        if let Some(id) = self.product_id {
            rows = rows.filter(Column::ProductId.eq(id));
        }
        rows = match self.is_hidden {
            Some(true) => rows.filter(Column::HiddenReason.is_not_null()),
            Some(false) => rows.filter(Column::HiddenReason.is_null()),
            None => rows,
        };
        match self.is_answered {
            Some(true) => rows.filter(Column::Reply.is_not_null()),
            Some(false) => rows.filter(Column::Reply.is_null()),
            None => rows,
        }
    }
}

/// The reviews of a product, named by its id or address part, that are shown.
///
/// # Errors
///
/// [`ReviewError::ProductNotFound`] for a product that is not on sale.
pub async fn of_product(
    app: &App,
    product: &str,
    page: PageRequest,
) -> Result<Reviews, ReviewError> {
    let product = product_named(app, product).await?;
    if product.state != ProductState::Published {
        return Err(ReviewError::ProductNotFound);
    }
    let filter = ReviewFilter {
        product_id: Some(product.id),
        is_hidden: Some(false),
        is_answered: None,
    };
    Ok(listed(app, filter.narrow(review::Entity::find()), page).await?)
}

/// The reviews of a seller's products.
///
/// # Errors
///
/// When the database fails.
pub async fn of_seller(
    app: &App,
    staff: &SellerStaff,
    filter: ReviewFilter,
    page: PageRequest,
) -> Result<Reviews, ReviewError> {
    let own = review::Entity::find().filter(review::Column::SellerId.eq(staff.seller_id()));
    Ok(listed(app, filter.narrow(own), page).await?)
}

/// All reviews.
///
/// # Errors
///
/// When the database fails.
pub async fn at_desk(
    app: &App,
    _staff: &Staff,
    filter: ReviewFilter,
    page: PageRequest,
) -> Result<Reviews, ReviewError> {
    Ok(listed(app, filter.narrow(review::Entity::find()), page).await?)
}

async fn listed(
    app: &App,
    mut rows: Select<review::Entity>,
    page: PageRequest,
) -> Result<Reviews, DbErr> {
    if let Some(after) = page.after {
        rows = rows.filter(review::Column::Id.lt(after));
    }
    let rows = rows
        .order_by_desc(review::Column::Id)
        .limit(page.rows + 1)
        .all(app.database().read())
        .await?;
    Ok(page.cut(rows, |row| row.id))
}

/// The product of this id or address part.
pub(super) async fn product_named(app: &App, name: &str) -> Result<product::Model, ReviewError> {
    let named = match Uuid::try_parse(name) {
        Ok(id) => product::Column::Id.eq(id),
        Err(_) => product::Column::Slug.eq(name),
    };
    product::Entity::find()
        .filter(named)
        .one(app.database().read())
        .await?
        .ok_or(ReviewError::ProductNotFound)
}
