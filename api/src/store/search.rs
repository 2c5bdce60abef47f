//! What a text that is still being typed may mean.

use market::{
    App,
    catalog::{
        analytics,
        browse::{self, SuggestedPlace, Suggestions},
    },
};
use poem_openapi::{ApiResponse, Enum, Object, OpenApi, param::Query, payload::Json};

use crate::{context, openapi::Tag, problem::ApiResult};

/// The routes.
pub(crate) struct SearchApi(pub(crate) App);

#[OpenApi(prefix_path = "/store/search", tag = "Tag::Catalogue")]
impl SearchApi {
    /// Suggestions while typing
    ///
    /// Answers per keystroke: products, sellers, places of today under any name they ever had,
    /// and texts worth searching for: those that many ask and find something with, then names of
    /// products.
    #[oai(path = "/suggest", method = "get", operation_id = "search_suggest")]
    async fn suggest(
        &self,
        /// What was typed so far.
        q: Query<String>,
    ) -> ApiResult<Json<SuggestionsView>> {
        let found = browse::suggest(&self.0, &q.0, context::language()).await?;
        Ok(Json(found.into()))
    }

    /// Say that a hit was opened
    ///
    /// Helps the market to find better, and tells nothing about the shopper: a list's `search_id`
    /// is the same for everybody who asks for the same words on the same day.
    #[oai(
        path = "/clicks",
        method = "post",
        operation_id = "search_click_create"
    )]
    async fn click(&self, body: Json<ClickRequest>) -> ApiResult<Counted> {
        analytics::click(&self.0, &body.0.search_id, body.0.position)?;
        Ok(Counted::Counted)
    }
}

/// A hit that was opened.
#[derive(Object)]
#[oai(rename = "SearchClickRequest", deny_unknown_fields)]
struct ClickRequest {
    /// What the list came with; counts until the end of the next day.
    search_id: String,
    /// The place of the hit on the whole list, from 1 to 1000.
    position: u32,
}

#[derive(ApiResponse)]
enum Counted {
    /// Counted.
    #[oai(status = 204)]
    Counted,
}

/// What a text may mean, best first.
#[derive(Object)]
#[oai(rename = "Suggestions")]
struct SuggestionsView {
    /// Products.
    products: Vec<SuggestedView>,
    /// Sellers.
    sellers: Vec<SuggestedView>,
    /// Places of today that are, or were, called like this.
    places: Vec<SuggestedPlaceView>,
    /// Texts worth searching for.
    queries: Vec<String>,
    /// Present and true while the index is being built: typos are not forgiven then.
    #[oai(skip_serializing_if_is_none)]
    degraded: Option<bool>,
}

/// Something to go to.
#[derive(Object)]
#[oai(rename = "Suggested")]
struct SuggestedView {
    /// Its address part.
    slug: String,
    /// Its name.
    name: String,
}

/// A place to filter by.
#[derive(Object)]
#[oai(rename = "SuggestedPlace")]
struct SuggestedPlaceView {
    /// What to send as the filter `kind` names.
    code: String,
    /// The filter that takes the code.
    kind: PlaceFilterView,
    /// What the place is called today.
    name: String,
    /// The name it was found by, where that is another.
    formerly: Option<String>,
}

/// A filter that takes a place.
#[derive(Clone, Copy, Enum)]
#[oai(rename = "PlaceFilter", rename_all = "snake_case")]
enum PlaceFilterView {
    /// A province.
    Province,
    /// A commune.
    Commune,
    /// A region.
    Region,
}

impl From<Suggestions> for SuggestionsView {
    fn from(found: Suggestions) -> Self {
        let products = found.products.into_iter().map(|product| SuggestedView {
            slug: product.slug,
            name: product.name,
        });
        let sellers = found.sellers.into_iter().map(|seller| SuggestedView {
            slug: seller.slug,
            name: seller.name,
        });
        Self {
            products: products.collect(),
            sellers: sellers.collect(),
            places: found.places.into_iter().map(Into::into).collect(),
            queries: found.queries,
            degraded: found.is_degraded.then_some(true),
        }
    }
}

impl From<SuggestedPlace> for SuggestedPlaceView {
    fn from(place: SuggestedPlace) -> Self {
        Self {
            kind: match place.kind {
                browse::PlaceFilter::Province => PlaceFilterView::Province,
                browse::PlaceFilter::Commune => PlaceFilterView::Commune,
                browse::PlaceFilter::Region => PlaceFilterView::Region,
            },
            code: place.code,
            name: place.name,
            formerly: place.formerly,
        }
    }
}
