//! What stands where, and for how long.

use chrono::{DateTime, Utc};
use market::{
    App,
    promotion::{self, PromotionAt, PromotionError, SlotChange, SlotDraft, SlotTarget, slot},
};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
    types::MaybeUndefined,
};
use uuid::Uuid;

use super::access::Promoter;
use crate::{
    openapi::Tag,
    problem::ApiResult,
    revision::{Created, Removed, Revised, etag, seen},
    wire::{BilingualChange, BilingualView, Page, change, page},
};

/// The routes.
pub(crate) struct DeskSlotsApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Desk")]
impl DeskSlotsApi {
    /// All slots, newest first
    #[oai(path = "/slots", method = "get", operation_id = "desk_slot_list")]
    async fn list(
        &self,
        staff: Promoter,
        /// Only those of this placement.
        placement: Query<Option<String>>,
        limit: Query<Option<u64>>,
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<DeskSlotView>>> {
        let page = page(limit.0, cursor.0)?;
        let slots = promotion::slots(&self.0, &staff.0, placement.0, page).await?;
        Ok(Json(Page::of(slots, DeskSlotView::from)))
    }

    /// Put a product or a collection into a placement
    ///
    /// An OCOP slot takes only products with a star in force: 409 `star_not_in_force`.
    #[oai(path = "/slots", method = "post", operation_id = "desk_slot_create")]
    async fn create(
        &self,
        staff: Promoter,
        body: Json<SlotRequest>,
    ) -> ApiResult<Created<DeskSlotView>> {
        let draft = body.0.draft(self.0.clock().now())?;
        let row = promotion::create_slot(&self.0, &staff.0, draft).await?;
        let tag = etag(row.version);
        let location = format!("/v1/desk/slots/{}", row.id);
        Ok(Created::Made(Json(row.into()), location, tag))
    }

    /// A slot
    #[oai(path = "/slots/:id", method = "get", operation_id = "desk_slot_get")]
    async fn get(&self, staff: Promoter, id: Path<Uuid>) -> ApiResult<Revised<DeskSlotView>> {
        Ok(revised(promotion::slot(&self.0, &staff.0, id.0).await?))
    }

    /// Change a slot
    #[oai(
        path = "/slots/:id",
        method = "patch",
        operation_id = "desk_slot_change"
    )]
    async fn change(
        &self,
        staff: Promoter,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        body: Json<SlotChangeRequest>,
    ) -> ApiResult<Revised<DeskSlotView>> {
        let at = PromotionAt {
            id: id.0,
            version: seen(if_match.0.as_deref()),
        };
        let change = body.0.change()?;
        Ok(revised(
            promotion::change_slot(&self.0, &staff.0, at, change).await?,
        ))
    }

    /// Remove a slot
    #[oai(
        path = "/slots/:id",
        method = "delete",
        operation_id = "desk_slot_delete"
    )]
    async fn remove(&self, staff: Promoter, id: Path<Uuid>) -> ApiResult<Removed> {
        promotion::delete_slot(&self.0, &staff.0, id.0).await?;
        Ok(Removed::Gone)
    }
}

fn revised(row: slot::Model) -> Revised<DeskSlotView> {
    let tag = etag(row.version);
    Revised::Now(Json(row.into()), tag)
}

/// A new slot: a product or a collection, one of the two.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct SlotRequest {
    /// Where it is shown: `home_hero`, `home_row`, `province_96`. Small letters, digits and
    /// underscores, at most 40.
    placement: String,
    /// Its place among the others there; smaller comes first.
    #[oai(default)]
    position: i32,
    /// What is written over it.
    label: BilingualView,
    /// Whether only products with a star in force may stand here.
    #[oai(default)]
    ocop_only: bool,
    /// Whether someone pays for it; shoppers are told.
    #[oai(default)]
    sponsored: bool,
    /// The product that stands in it.
    product_id: Option<Uuid>,
    /// The collection that stands in it.
    collection_id: Option<Uuid>,
    /// From when it is shown; from now on unless said.
    starts_at: Option<DateTime<Utc>>,
    /// Until when it is shown; until it is removed unless said.
    ends_at: Option<DateTime<Utc>>,
}

impl SlotRequest {
    fn draft(self, now: DateTime<Utc>) -> Result<SlotDraft, PromotionError> {
        let target = target(self.product_id, self.collection_id)?;
        Ok(SlotDraft {
            placement: self.placement,
            position: self.position,
            label_vi: self.label.vi,
            label_en: self.label.en,
            ocop_only: self.ocop_only,
            sponsored: self.sponsored,
            target: target.ok_or(PromotionError::TargetUnclear)?,
            starts_at: self.starts_at.unwrap_or(now),
            ends_at: self.ends_at,
        })
    }
}

/// What stands in a slot, if anything was said; never two things.
fn target(
    product_id: Option<Uuid>,
    collection_id: Option<Uuid>,
) -> Result<Option<SlotTarget>, PromotionError> {
    match (product_id, collection_id) {
        (Some(id), None) => Ok(Some(SlotTarget::Product(id))),
        (None, Some(id)) => Ok(Some(SlotTarget::Collection(id))),
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(PromotionError::TargetUnclear),
    }
}

/// What shall be different about a slot; what is left out stays.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct SlotChangeRequest {
    /// Where it is shown.
    placement: Option<String>,
    /// Its place among the others there.
    position: Option<i32>,
    /// What is written over it.
    #[oai(default)]
    label: BilingualChange,
    /// Whether only products with a star in force may stand here.
    ocop_only: Option<bool>,
    /// Whether someone pays for it.
    sponsored: Option<bool>,
    /// The product that stands in it from now on.
    product_id: Option<Uuid>,
    /// The collection that stands in it from now on.
    collection_id: Option<Uuid>,
    /// From when it is shown.
    starts_at: Option<DateTime<Utc>>,
    /// Until when it is shown; null for no end.
    ends_at: MaybeUndefined<DateTime<Utc>>,
}

impl SlotChangeRequest {
    fn change(self) -> Result<SlotChange, PromotionError> {
        Ok(SlotChange {
            target: target(self.product_id, self.collection_id)?,
            placement: self.placement,
            position: self.position,
            label_vi: self.label.vi,
            label_en: change(self.label.en),
            ocop_only: self.ocop_only,
            sponsored: self.sponsored,
            starts_at: self.starts_at,
            ends_at: change(self.ends_at),
        })
    }
}

/// A slot as staff see it.
#[derive(Object)]
#[oai(rename = "DeskSlot")]
struct DeskSlotView {
    /// The slot.
    id: Uuid,
    /// Where it is shown.
    placement: String,
    /// Its place among the others there.
    position: i32,
    /// What is written over it.
    label: BilingualView,
    /// Whether only products with a star in force may stand here.
    ocop_only: bool,
    /// Whether someone pays for it.
    sponsored: bool,
    /// The product that stands in it.
    product_id: Option<Uuid>,
    /// The collection that stands in it.
    collection_id: Option<Uuid>,
    /// From when it is shown.
    starts_at: DateTime<Utc>,
    /// Until when it is shown.
    ends_at: Option<DateTime<Utc>>,
    /// Who made it.
    created_by: Uuid,
    /// Rises with every change.
    version: i32,
}

impl From<slot::Model> for DeskSlotView {
    fn from(row: slot::Model) -> Self {
        Self {
            id: row.id,
            placement: row.placement,
            position: row.position,
            label: BilingualView {
                vi: row.label_vi,
                en: row.label_en,
            },
            ocop_only: row.ocop_only,
            sponsored: row.sponsored,
            product_id: row.product_id,
            collection_id: row.collection_id,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            created_by: row.created_by,
            version: row.version,
        }
    }
}
