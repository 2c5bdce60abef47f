//! Products that staff raise in lists.

use chrono::{DateTime, NaiveDate, Utc};
use market::{
    App,
    promotion::{self, Raising, product_promotion},
};
use poem_openapi::{
    Object, OpenApi,
    param::{Path, Query},
    payload::Json,
};
use uuid::Uuid;

use super::access::Promoter;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    revision::Removed,
    wire::{BilingualView, Page, page},
};

/// The routes.
pub(crate) struct DeskPromotionsApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Desk")]
impl DeskPromotionsApi {
    /// The products that are raised in lists, newest product first
    #[oai(
        path = "/promotions",
        method = "get",
        operation_id = "desk_promotion_list"
    )]
    async fn list(
        &self,
        staff: Promoter,
        /// Rows wanted.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<PromotionView>>> {
        let page = page(limit.0, cursor.0)?;
        let rows = promotion::raised_products(&self.0, &staff.0, page).await?;
        Ok(Json(Page::of(rows, PromotionView::from)))
    }

    /// How a product is raised in lists
    #[oai(
        path = "/products/:id/promotion",
        method = "get",
        operation_id = "desk_promotion_get"
    )]
    async fn get(&self, staff: Promoter, id: Path<Uuid>) -> ApiResult<Json<PromotionView>> {
        let row = promotion::raised_product(&self.0, &staff.0, id.0).await?;
        Ok(Json(row.into()))
    }

    /// Raise a product in lists for some days
    ///
    /// Among equal matches it gains the weight of a step as often as there are steps. It begins
    /// and ends by itself, shoppers are told, and the audit log says why. Another call replaces it.
    #[oai(
        path = "/products/:id/promotion",
        method = "put",
        operation_id = "desk_promotion_set"
    )]
    async fn set(
        &self,
        staff: Promoter,
        id: Path<Uuid>,
        body: Json<PromotionRequest>,
    ) -> ApiResult<Json<PromotionView>> {
        let row = promotion::raise_product(&self.0, &staff.0, id.0, body.0.into()).await?;
        Ok(Json(row.into()))
    }

    /// No longer raise a product in lists
    #[oai(
        path = "/products/:id/promotion",
        method = "delete",
        operation_id = "desk_promotion_delete"
    )]
    async fn remove(&self, staff: Promoter, id: Path<Uuid>) -> ApiResult<Removed> {
        promotion::lower_product(&self.0, &staff.0, id.0).await?;
        Ok(Removed::Gone)
    }
}

/// How a product shall be raised in lists.
#[derive(Object)]
#[oai(rename = "PromotionRequest", deny_unknown_fields)]
struct PromotionRequest {
    /// Steps of promotion, 0 to 5.
    step: u8,
    /// The first day in Vietnam; today unless said.
    starts_on: Option<NaiveDate>,
    /// The last day in Vietnam, at most a year later.
    ends_on: NaiveDate,
    /// What is written on the product; "Được giới thiệu" ("Featured") unless said.
    label: Option<BilingualView>,
    /// Why, for the audit log.
    reason: String,
}

/// How a product is raised in lists.
#[derive(Object)]
#[oai(rename = "Promotion")]
struct PromotionView {
    /// The product.
    product_id: Uuid,
    /// Steps of promotion, 0 to 5.
    step: i32,
    /// The first day.
    starts_on: NaiveDate,
    /// The last day.
    ends_on: NaiveDate,
    /// What is written on the product.
    label: Option<BilingualView>,
    /// Why.
    reason: String,
    /// Who set it.
    set_by: Uuid,
    /// When.
    set_at: DateTime<Utc>,
}

impl From<PromotionRequest> for Raising {
    fn from(request: PromotionRequest) -> Self {
        let (label_vi, label_en) = request
            .label
            .map_or((None, None), |label| (Some(label.vi), label.en));
        Self {
            step: request.step,
            starts_on: request.starts_on,
            ends_on: request.ends_on,
            label_vi,
            label_en,
            reason: request.reason,
        }
    }
}

impl From<product_promotion::Model> for PromotionView {
    fn from(row: product_promotion::Model) -> Self {
        Self {
            product_id: row.product_id,
            step: row.step,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            label: row.label_vi.map(|vi| BilingualView {
                vi,
                en: row.label_en,
            }),
            reason: row.reason,
            set_by: row.set_by,
            set_at: row.set_at,
        }
    }
}
