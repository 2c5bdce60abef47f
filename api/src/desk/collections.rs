//! Named lists of products.

use market::{
    App,
    promotion::{self, Collection, CollectionChange, CollectionDraft, PromotionAt},
};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
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
pub(crate) struct DeskCollectionsApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk", tag = "Tag::Desk")]
impl DeskCollectionsApi {
    /// All collections, newest first
    #[oai(
        path = "/collections",
        method = "get",
        operation_id = "desk_collection_list"
    )]
    async fn list(
        &self,
        staff: Promoter,
        limit: Query<Option<u64>>,
        cursor: Query<Option<String>>,
    ) -> ApiResult<Json<Page<DeskCollectionView>>> {
        let page = page(limit.0, cursor.0)?;
        let collections = promotion::collections(&self.0, &staff.0, page).await?;
        Ok(Json(Page::of(collections, DeskCollectionView::from)))
    }

    /// Make a collection
    ///
    /// Its products must be published: 409 `product_not_published` names those that are not.
    #[oai(
        path = "/collections",
        method = "post",
        operation_id = "desk_collection_create"
    )]
    async fn create(
        &self,
        staff: Promoter,
        body: Json<CollectionRequest>,
    ) -> ApiResult<Created<DeskCollectionView>> {
        let made = promotion::create_collection(&self.0, &staff.0, body.0.into()).await?;
        let tag = etag(made.row.version);
        let location = format!("/v1/desk/collections/{}", made.row.id);
        Ok(Created::Made(Json(made.into()), location, tag))
    }

    /// A collection
    #[oai(
        path = "/collections/:id",
        method = "get",
        operation_id = "desk_collection_get"
    )]
    async fn get(&self, staff: Promoter, id: Path<Uuid>) -> ApiResult<Revised<DeskCollectionView>> {
        Ok(revised(
            promotion::collection(&self.0, &staff.0, id.0).await?,
        ))
    }

    /// Rename a collection
    #[oai(
        path = "/collections/:id",
        method = "patch",
        operation_id = "desk_collection_change"
    )]
    async fn change(
        &self,
        staff: Promoter,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        body: Json<CollectionChangeRequest>,
    ) -> ApiResult<Revised<DeskCollectionView>> {
        let at = at(id.0, if_match.0.as_deref());
        let change = CollectionChange {
            name_vi: body.0.name.vi,
            name_en: change(body.0.name.en),
        };
        let changed = promotion::change_collection(&self.0, &staff.0, at, change).await?;
        Ok(revised(changed))
    }

    /// Delete a collection
    #[oai(
        path = "/collections/:id",
        method = "delete",
        operation_id = "desk_collection_delete"
    )]
    async fn remove(&self, staff: Promoter, id: Path<Uuid>) -> ApiResult<Removed> {
        promotion::delete_collection(&self.0, &staff.0, id.0).await?;
        Ok(Removed::Gone)
    }

    /// Replace the products of a collection
    #[oai(
        path = "/collections/:id/items",
        method = "put",
        operation_id = "desk_collection_items_set"
    )]
    async fn set_items(
        &self,
        staff: Promoter,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        body: Json<ItemsRequest>,
    ) -> ApiResult<Revised<DeskCollectionView>> {
        let at = at(id.0, if_match.0.as_deref());
        let changed = promotion::set_items(&self.0, &staff.0, at, body.0.product_ids).await?;
        Ok(revised(changed))
    }
}

fn at(id: Uuid, if_match: Option<&str>) -> PromotionAt {
    PromotionAt {
        id,
        version: seen(if_match),
    }
}

fn revised(collection: Collection) -> Revised<DeskCollectionView> {
    let tag = etag(collection.row.version);
    Revised::Now(Json(collection.into()), tag)
}

/// A new collection.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct CollectionRequest {
    /// What it is called; its address part follows from the Vietnamese name.
    name: BilingualView,
    /// Its products, in their order; at most 200.
    #[oai(default)]
    product_ids: Vec<Uuid>,
}

impl From<CollectionRequest> for CollectionDraft {
    fn from(request: CollectionRequest) -> Self {
        Self {
            name_vi: request.name.vi,
            name_en: request.name.en,
            product_ids: request.product_ids,
        }
    }
}

/// What shall be different about a collection; what is left out stays.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct CollectionChangeRequest {
    /// What it is called.
    #[oai(default)]
    name: BilingualChange,
}

/// The products of a collection.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct ItemsRequest {
    /// In their order; at most 200.
    product_ids: Vec<Uuid>,
}

/// A collection as staff see it.
#[derive(Object)]
#[oai(rename = "DeskCollection")]
struct DeskCollectionView {
    /// The collection.
    id: Uuid,
    /// Its address part.
    slug: String,
    /// What it is called.
    name: BilingualView,
    /// Its products, in their order.
    product_ids: Vec<Uuid>,
    /// Rises with every change.
    version: i32,
}

impl From<Collection> for DeskCollectionView {
    fn from(collection: Collection) -> Self {
        Self {
            id: collection.row.id,
            slug: collection.row.slug,
            name: BilingualView {
                vi: collection.row.name_vi,
                en: collection.row.name_en,
            },
            product_ids: collection.product_ids,
            version: collection.row.version,
        }
    }
}
