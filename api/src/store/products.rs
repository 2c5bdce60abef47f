//! The catalogue: lists with filters and counts, and the pages of products.

mod views;

pub(crate) use views::CardView;

use market::{
    App,
    catalog::{
        browse::{self, Ask, BrowseError, Order},
        documents,
    },
};
use poem_openapi::{
    Enum, OpenApi,
    param::{Header, Path, Query},
};

pub(crate) use views::{ListView, PlaceView, ProductView};

use crate::{context, openapi::Tag, problem::ApiResult, ready::Ready};

/// The routes.
pub(crate) struct ProductsApi(pub(crate) App);

#[OpenApi(prefix_path = "/store/products", tag = "Tag::Catalogue")]
impl ProductsApi {
    /// Search and browse
    ///
    /// Words are found with or without Vietnamese marks, mistyped, in English, and by old place
    /// names. If nothing has them all, one thing is given up, and `relaxed` tells which.
    /// Values of one filter are joined by commas and widen it; filters narrow each other.
    #[oai(path = "/", method = "get", operation_id = "product_list")]
    #[expect(
        clippy::too_many_arguments,
        reason = "each is one documented parameter of the contract"
    )]
    async fn list(
        &self,
        /// Words to look for.
        q: Query<Option<String>>,
        /// `false` takes the words as they are. Else stars ("5 sao"), provinces old and new, and
        /// amounts ("500g") in them are understood, and `understood` tells how. To undo one part of
        /// that, name those that may stay: `stars,place` of `stars,place,ignored`.
        interpret: Query<Option<String>>,
        /// Stars in force: `4,5`.
        stars: Query<Option<String>>,
        /// Province codes of today: `96`.
        province: Query<Option<String>>,
        /// Commune codes of today.
        commune: Query<Option<String>>,
        /// Regions: `mekong-river-delta`.
        region: Query<Option<String>>,
        /// OCOP industries, 1 to 6.
        industry: Query<Option<String>>,
        /// OCOP product sets, 1 to 26.
        product_set: Query<Option<String>>,
        /// Categories; each includes those below it.
        category: Query<Option<String>>,
        /// Sellers, by address part.
        seller: Query<Option<String>>,
        /// Lowest price in đồng.
        price_min: Query<Option<i64>>,
        /// Highest price in đồng.
        price_max: Query<Option<i64>>,
        /// Only what can be bought now.
        in_stock: Query<Option<bool>>,
        /// The order; without it, the best match first.
        sort: Query<Option<SortView>>,
        /// Whether to count values for the filters on offer. The filter of one kind does not
        /// narrow its own counts.
        facets: Query<Option<bool>>,
        /// Rows of the page, 1 to 100.
        limit: Query<Option<u64>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
        /// The tag of a copy that the caller has.
        #[oai(name = "If-None-Match")]
        known: Header<Option<String>>,
    ) -> ApiResult<Ready<ListView>> {
        let ask = Ask {
            language: context::language(),
            q: q.0,
            interpret: interpret.0,
            stars: stars.0,
            province: province.0,
            commune: commune.0,
            region: region.0,
            industry: industry.0,
            product_set: product_set.0,
            category: category.0,
            seller: seller.0,
            price_min: price_min.0,
            price_max: price_max.0,
            in_stock: in_stock.0.unwrap_or(false),
            order: sort.0.map_or(Order::Relevance, Order::from),
            facets: facets.0.unwrap_or(false),
            limit: limit.0,
            cursor: cursor.0,
        };
        let answer = browse::list(&self.0, ask).await?;
        Ok(Ready::catalogue(answer, known.0.as_deref()))
    }

    /// The page of a product
    #[oai(path = "/:slug", method = "get", operation_id = "product_get")]
    async fn page(
        &self,
        /// The product's address part.
        slug: Path<String>,
        /// The tag of a copy that the caller has.
        #[oai(name = "If-None-Match")]
        known: Header<Option<String>>,
    ) -> ApiResult<Ready<ProductView>> {
        let page = documents::page(&self.0, &slug.0, context::language()).await;
        let answer = page
            .map_err(BrowseError::from)?
            .ok_or(BrowseError::ProductNotFound)?;
        Ok(Ready::catalogue(answer, known.0.as_deref()))
    }

    /// Similar products
    ///
    /// At most twelve: what can be bought now, of the same product set and place first, and with
    /// like names.
    #[oai(
        path = "/:slug/similar",
        method = "get",
        operation_id = "product_similar_list"
    )]
    async fn similar(
        &self,
        /// The product's address part.
        slug: Path<String>,
        /// The tag of a copy that the caller has.
        #[oai(name = "If-None-Match")]
        known: Header<Option<String>>,
    ) -> ApiResult<Ready<ListView>> {
        let answer = browse::similar(&self.0, &slug.0, context::language()).await?;
        Ok(Ready::catalogue(answer, known.0.as_deref()))
    }
}

/// The order of a list.
#[derive(Clone, Copy, Enum)]
#[oai(rename = "ProductSort")]
pub(crate) enum SortView {
    /// Best match first.
    #[oai(rename = "relevance")]
    Relevance,
    /// Cheapest first.
    #[oai(rename = "price")]
    Price,
    /// Dearest first.
    #[oai(rename = "-price")]
    PriceDescending,
    /// Latest published first.
    #[oai(rename = "newest")]
    Newest,
    /// Most stars first.
    #[oai(rename = "-stars")]
    StarsDescending,
    /// Best rated first.
    #[oai(rename = "-rating")]
    RatingDescending,
}

impl From<SortView> for Order {
    fn from(sort: SortView) -> Self {
        match sort {
            SortView::Relevance => Self::Relevance,
            SortView::Price => Self::Price,
            SortView::PriceDescending => Self::PriceDescending,
            SortView::Newest => Self::Newest,
            SortView::StarsDescending => Self::StarsDescending,
            SortView::RatingDescending => Self::RatingDescending,
        }
    }
}
