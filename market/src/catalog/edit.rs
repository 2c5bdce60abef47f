//! One change of one product: the row is held, gets a new version, and the change is announced.

use chrono::{DateTime, Utc};
use entity::catalog::product;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
    Select,
};
use uuid::Uuid;

use super::{CatalogError, Listing, listing};
use crate::{
    App,
    outbox::{self, Event},
    sellers::SellerStaff,
};

/// A product, and the version of it that the caller has seen, if it says.
#[derive(Clone, Copy, Debug)]
pub struct ProductAt {
    /// The product.
    pub id: Uuid,
    /// Refuse when someone changed it since.
    pub version: Option<i32>,
}

/// A product held for one change.
pub(super) struct Edit {
    pub(super) txn: DatabaseTransaction,
    pub(super) product: product::Model,
    pub(super) now: DateTime<Utc>,
}

impl Edit {
    /// Holds a product of the seller acted for; a stranger's product is not there.
    pub(super) async fn begin(
        app: &App,
        staff: &SellerStaff,
        at: ProductAt,
    ) -> Result<Self, CatalogError> {
        let own = product::Entity::find_by_id(at.id)
            .filter(product::Column::SellerId.eq(staff.seller_id()));
        Self::hold(app, own, at.version).await
    }

    /// Holds any product, for the desk.
    pub(super) async fn begin_at_desk(app: &App, at: ProductAt) -> Result<Self, CatalogError> {
        Self::hold(app, product::Entity::find_by_id(at.id), at.version).await
    }

    async fn hold(
        app: &App,
        query: Select<product::Entity>,
        version: Option<i32>,
    ) -> Result<Self, CatalogError> {
        let txn = app.database().begin().await?;
        let product = query
            .lock_exclusive()
            .one(&txn)
            .await?
            .ok_or(CatalogError::NotFound)?;
        if version.is_some_and(|seen| seen != product.version) {
            return Err(CatalogError::Stale);
        }
        let now = app.clock().now();
        Ok(Self { txn, product, now })
    }

    /// Writes the row with its next version, announces it, and reads the whole listing back.
    pub(super) async fn finish(mut self, app: &App) -> Result<Listing, CatalogError> {
        self.product.version += 1;
        self.product.updated_at = self.now;
        product::ActiveModel::from(self.product.clone())
            .reset_all()
            .update(&self.txn)
            .await?;
        let product_ids = vec![self.product.id];
        outbox::enqueue(
            &self.txn,
            self.now,
            [Event::ProductsChanged { product_ids }],
        )
        .await?;
        let listing = listing::load_one(&self.txn, self.product, self.now).await?;
        self.txn.commit().await?;
        app.wake_jobs();
        Ok(listing)
    }
}
