//! What promotion staff put before shoppers.

use bytes::Bytes;
use market::{
    App,
    catalog::documents::Answer,
    promotion::{self, ShownCollection, ShownSlot},
};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path},
};
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{context, openapi::Tag, problem::ApiResult, ready::Ready, store::products::CardView};

/// The routes.
pub(crate) struct SlotsApi(pub(crate) App);

#[OpenApi(prefix_path = "/store", tag = "Tag::Store")]
impl SlotsApi {
    /// What stands in a placement now
    ///
    /// `home_hero`, `home_row`, `province_96`…; nothing stands in one that nobody uses.
    #[oai(path = "/slots/:placement", method = "get", operation_id = "slot_list")]
    async fn list(
        &self,
        placement: Path<String>,
        /// The tag of a copy that the caller has.
        #[oai(name = "If-None-Match")]
        known: Header<Option<String>>,
    ) -> ApiResult<Ready<SlotsView>> {
        let language = context::language();
        let shown = promotion::placement(&self.0, placement.0.clone(), language).await?;
        let items = shown.iter().map(SlotDocument::of).collect();
        let placement = &placement.0;
        let document = rendered(&SlotsDocument { placement, items });
        Ok(Ready::catalogue(Answer::new(document), known.0.as_deref()))
    }

    /// A collection with the products that can be bought now
    #[oai(
        path = "/collections/:slug",
        method = "get",
        operation_id = "collection_get"
    )]
    async fn collection(
        &self,
        slug: Path<String>,
        /// The tag of a copy that the caller has.
        #[oai(name = "If-None-Match")]
        known: Header<Option<String>>,
    ) -> ApiResult<Ready<CollectionView>> {
        let language = context::language();
        let shown = promotion::public_collection(&self.0, &slug.0, language).await?;
        let document = rendered(&CollectionDocument::of(&shown));
        Ok(Ready::catalogue(Answer::new(document), known.0.as_deref()))
    }
}

fn rendered(document: &impl Serialize) -> Bytes {
    serde_json::to_vec(document)
        .expect("texts and ready JSON are JSON")
        .into()
}

/// What stands in a placement now.
#[derive(Object)]
#[oai(rename = "Slots")]
struct SlotsView {
    /// The placement.
    placement: String,
    /// In their order.
    items: Vec<SlotView>,
}

/// A slot: a product or a collection under a label.
#[derive(Object)]
#[oai(rename = "Slot")]
struct SlotView {
    /// The slot.
    id: Uuid,
    /// What is written over it.
    label: String,
    /// Whether someone paid for it.
    sponsored: bool,
    /// Whether only products with a star in force stand here.
    ocop_only: bool,
    /// The card of its product.
    product: Option<CardView>,
    /// Its collection.
    collection: Option<CollectionView>,
}

/// A collection of products.
#[derive(Object)]
#[oai(rename = "Collection")]
struct CollectionView {
    /// Its address part.
    slug: String,
    /// What it is called.
    name: String,
    /// The cards of its products, in their order.
    products: Vec<CardView>,
}

/// [`SlotsView`] around cards that are ready.
#[derive(Serialize)]
struct SlotsDocument<'a> {
    placement: &'a str,
    items: Vec<SlotDocument<'a>>,
}

/// [`SlotView`] around cards that are ready.
#[derive(Serialize)]
struct SlotDocument<'a> {
    id: Uuid,
    label: &'a str,
    sponsored: bool,
    ocop_only: bool,
    product: Option<&'a RawValue>,
    collection: Option<CollectionDocument<'a>>,
}

/// [`CollectionView`] around cards that are ready.
#[derive(Serialize)]
struct CollectionDocument<'a> {
    slug: &'a str,
    name: &'a str,
    products: Vec<&'a RawValue>,
}

impl<'a> SlotDocument<'a> {
    fn of(slot: &'a ShownSlot) -> Self {
        Self {
            id: slot.id,
            label: &slot.label,
            sponsored: slot.sponsored,
            ocop_only: slot.ocop_only,
            product: slot.product.as_ref().and_then(ready),
            collection: slot.collection.as_ref().map(CollectionDocument::of),
        }
    }
}

impl<'a> CollectionDocument<'a> {
    fn of(shown: &'a ShownCollection) -> Self {
        let products = shown.cards.iter().filter_map(ready);
        Self {
            slug: &shown.slug,
            name: &shown.name,
            products: products.collect(),
        }
    }
}

/// A card as it was rendered; it was JSON then.
fn ready(card: &Bytes) -> Option<&RawValue> {
    serde_json::from_slice(card).ok()
}
