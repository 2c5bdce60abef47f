//! Open storefronts.

use market::{
    App,
    catalog::storefronts::{self, Storefront, StorefrontAsk},
    page::PageRequest,
};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path, Query},
};
use uuid::Uuid;

use super::products::PlaceView;
use crate::{
    context,
    openapi::Tag,
    problem::ApiResult,
    ready::Ready,
    wire::{Page, SellerKindView, page_rows},
};

/// The routes.
pub(crate) struct SellersApi(pub(crate) App);

#[OpenApi(prefix_path = "/store/sellers", tag = "Tag::Catalogue")]
impl SellersApi {
    /// Open storefronts
    #[oai(path = "/", method = "get", operation_id = "seller_list")]
    #[expect(
        clippy::too_many_arguments,
        reason = "each is one documented parameter of the contract"
    )]
    async fn list(
        &self,
        /// Words of the name, with or without marks.
        q: Query<Option<String>>,
        /// Code of a province of today.
        province: Query<Option<String>>,
        /// A region.
        region: Query<Option<String>>,
        /// The legal form.
        kind: Query<Option<SellerKindView>>,
        /// Rows of the page, 1 to 100.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
        /// The tag of a copy that the caller has.
        #[oai(name = "If-None-Match")]
        known: Header<Option<String>>,
    ) -> ApiResult<Ready<Page<StorefrontView>>> {
        let ask = StorefrontAsk {
            language: context::language(),
            q: q.0,
            province: province.0,
            region: region.0,
            kind: kind.0.map(Into::into),
            page: PageRequest::new(page_rows(limit.0)?, cursor.0.as_deref())?,
        };
        let (storefronts, next_cursor) = storefronts::list(&self.0, ask).await?;
        let page = Page {
            items: storefronts.into_iter().map(Into::into).collect(),
            next_cursor,
        };
        Ok(Ready::fresh(&page, known.0.as_deref()))
    }

    /// A storefront
    ///
    /// Its products: `GET /store/products?seller={slug}`.
    #[oai(path = "/:slug", method = "get", operation_id = "seller_get")]
    async fn find(
        &self,
        /// The seller's address part.
        slug: Path<String>,
        /// The tag of a copy that the caller has.
        #[oai(name = "If-None-Match")]
        known: Header<Option<String>>,
    ) -> ApiResult<Ready<StorefrontView>> {
        let storefront = storefronts::find(&self.0, &slug.0, context::language()).await?;
        Ok(Ready::fresh(&storefront.into(), known.0.as_deref()))
    }
}

/// An open storefront.
#[derive(Object)]
#[oai(rename = "Storefront")]
struct StorefrontView {
    /// The seller.
    id: Uuid,
    /// Its address part.
    slug: String,
    /// The name shoppers read.
    name: String,
    /// Its legal form, where known.
    kind: Option<SellerKindView>,
    /// Where it is.
    place: PlaceView,
    /// What it says of itself.
    description: Option<String>,
    /// How many of its products are on offer.
    products: usize,
}

impl From<Storefront> for StorefrontView {
    fn from(storefront: Storefront) -> Self {
        Self {
            id: storefront.id,
            slug: storefront.slug,
            name: storefront.name,
            kind: storefront.kind.map(Into::into),
            place: storefront.place.into(),
            description: storefront.description,
            products: storefront.products,
        }
    }
}
