//! How many units a seller has, and every change of it.

use chrono::{DateTime, Utc};
use market::{
    App,
    catalog::{self, CatalogError, StockAmount, StockChange, StockLevel, stock_movement},
};
use poem_openapi::{Object, OpenApi, param::Query, payload::Json};
use uuid::Uuid;

use super::access::Selling;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    wire::{Page, mirror, page},
};

/// The routes.
pub(crate) struct StockApi(pub(crate) App);

#[OpenApi(
    prefix_path = "/seller",
    tag = "Tag::Seller",
    request_header(
        name = "Seller-Id",
        ty = "Option<Uuid>",
        description = "The seller acted for; needed by those who serve several."
    )
)]
impl StockApi {
    /// Change the stock of several packs
    ///
    /// Up to 200 rows, each with `on_hand` (so many were counted) or `delta` (so many came,
    /// or went). Either all of them change, or none.
    #[oai(
        path = "/stock",
        method = "patch",
        operation_id = "seller_stock_change"
    )]
    async fn change(
        &self,
        staff: Selling,
        body: Json<Vec<StockRequest>>,
    ) -> ApiResult<Json<StockView>> {
        let changes: Result<Vec<StockChange>, CatalogError> =
            body.0.into_iter().map(StockRequest::amount).collect();
        let levels = catalog::change_stock(&self.0, &staff.0, changes?).await?;
        Ok(Json(StockView {
            items: levels.into_iter().map(StockLevelView::from).collect(),
        }))
    }

    /// Every change of stock, newest first
    #[oai(
        path = "/stock/movements",
        method = "get",
        operation_id = "seller_stock_movements"
    )]
    async fn movements(
        &self,
        staff: Selling,
        /// Only of this pack.
        variant_id: Query<Option<Uuid>>,
        limit: Query<Option<u64>>,
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<MovementView>>> {
        let page = page(limit.0, cursor.0)?;
        let moved = catalog::movements(&self.0, &staff.0, variant_id.0, page).await?;
        Ok(Json(Page::of(moved, MovementView::from)))
    }
}

/// How the stock of a pack changes: one of `on_hand` and `delta`.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct StockRequest {
    /// The pack.
    variant_id: Uuid,
    /// So many units were counted.
    on_hand: Option<i64>,
    /// So many came in, or went when below zero.
    delta: Option<i64>,
}

impl StockRequest {
    fn amount(self) -> Result<StockChange, CatalogError> {
        let variant_id = self.variant_id;
        let amount = match (self.on_hand, self.delta) {
            (Some(counted), None) => StockAmount::Count(counted),
            (None, Some(delta)) => StockAmount::Delta(delta),
            _ => return Err(CatalogError::StockAmountUnclear { variant_id }),
        };
        Ok(StockChange { variant_id, amount })
    }
}

/// What there is after a change.
#[derive(Object)]
#[oai(rename = "Stock")]
struct StockView {
    /// One row for each pack that was named.
    items: Vec<StockLevelView>,
}

/// How much there is of a pack.
#[derive(Object)]
#[oai(rename = "StockLevel")]
struct StockLevelView {
    /// The pack.
    variant_id: Uuid,
    /// The product it belongs to.
    product_id: Uuid,
    /// Units the seller has.
    on_hand: i64,
    /// Units of these that are promised to purchases not paid yet.
    held: i64,
}

impl From<StockLevel> for StockLevelView {
    fn from(level: StockLevel) -> Self {
        Self {
            variant_id: level.variant_id,
            product_id: level.product_id,
            on_hand: level.on_hand,
            held: level.held,
        }
    }
}

mirror! {
    /// Why stock changed.
    MovementReasonView as "MovementReason" of market::catalog::MovementReason {
        /// A list was imported.
        Import,
        /// The seller counted, or goods came in.
        Count,
        /// Sold.
        Sale,
        /// An order was cancelled.
        Cancellation,
        /// Goods came back.
        Return,
        /// Sent in place of others.
        Replacement,
        /// Made up for trying out.
        Sample,
    }
}

/// One change of stock; a pack's changes add up to its stock.
#[derive(Object)]
#[oai(rename = "StockMovement")]
struct MovementView {
    /// The change.
    id: Uuid,
    /// The pack.
    variant_id: Uuid,
    /// Units that came, or went when below zero.
    delta: i64,
    /// Why.
    reason: MovementReasonView,
    /// The order or import behind it.
    reference_id: Option<Uuid>,
    /// When.
    created_at: DateTime<Utc>,
}

impl From<stock_movement::Model> for MovementView {
    fn from(movement: stock_movement::Model) -> Self {
        Self {
            id: movement.id,
            variant_id: movement.variant_id,
            delta: movement.delta,
            reason: movement.reason.into(),
            reference_id: movement.reference_id,
            created_at: movement.created_at,
        }
    }
}
