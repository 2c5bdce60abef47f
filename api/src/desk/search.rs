//! How products are ranked, and how well the search stands.

mod status;

use market::{
    App,
    catalog::{
        browse::{self, Previewed},
        documents::{self, rebuild},
        ranking,
    },
};
use poem_openapi::{Object, OpenApi, payload::Json};

use self::status::{Begun, SearchStatusView};
use super::access::{Clerk, Promoter};
use crate::{openapi::Tag, problem::ApiResult};

/// The routes.
pub(crate) struct DeskSearchApi(pub(crate) App);

#[OpenApi(prefix_path = "/desk/search", tag = "Tag::Desk")]
impl DeskSearchApi {
    /// The weights of the ranking
    ///
    /// The text always comes first. Among equal matches the product with more points stands
    /// higher; each weight says what gives how many.
    #[oai(
        path = "/settings",
        method = "get",
        operation_id = "desk_search_settings_get"
    )]
    async fn settings(&self, _staff: Promoter) -> ApiResult<Json<WeightsView>> {
        let weights = ranking::weights(&self.0)
            .await
            .map_err(browse::BrowseError::from)?;
        Ok(Json(weights.into()))
    }

    /// Change the weights of the ranking
    ///
    /// In force within a second; on a search server once its products are scored anew, which
    /// begins at once: `is_ranked` in the status tells. The change is on record.
    #[oai(
        path = "/settings",
        method = "put",
        operation_id = "desk_search_settings_set"
    )]
    async fn change(
        &self,
        staff: Promoter,
        body: Json<WeightsRequest>,
    ) -> ApiResult<Json<WeightsView>> {
        let weights = ranking::set_weights(&self.0, &staff.0, body.0.into()).await?;
        Ok(Json(weights.into()))
    }

    /// See an order before it is in force
    ///
    /// The first products for a text, under the weights in force or those given, with what put
    /// each where it stands. Nothing is changed.
    #[oai(
        path = "/preview",
        method = "post",
        operation_id = "desk_search_preview"
    )]
    async fn preview(
        &self,
        staff: Promoter,
        body: Json<PreviewRequest>,
    ) -> ApiResult<Json<PreviewView>> {
        let weights = body.0.weights.map(Into::into);
        let previewed = browse::preview(&self.0, &staff.0, &body.0.q, weights).await?;
        Ok(Json(PreviewView {
            items: previewed.into_iter().map(Into::into).collect(),
        }))
    }

    /// Build the search anew
    ///
    /// Every product is rendered again, then a new index grows beside the one in use and takes its
    /// place; a search server is filled the same way after that. Searches go on meanwhile, and
    /// `/v1/desk/search/status` tells how far it is. One rebuild runs at a time: 409
    /// `reindex_running`. It is on record.
    #[oai(
        path = "/reindex",
        method = "post",
        operation_id = "desk_search_reindex"
    )]
    async fn reindex(&self, staff: Promoter) -> ApiResult<Begun> {
        let begun = rebuild::start(&self.0, &staff.0).await?;
        Ok(Begun::Begun(Json(begun.into())))
    }

    /// How well the search stands
    #[oai(path = "/status", method = "get", operation_id = "desk_search_status")]
    async fn status(&self, _staff: Clerk) -> ApiResult<Json<SearchStatusView>> {
        let failed = browse::BrowseError::from;
        let lag = documents::lag(&self.0).await.map_err(failed)?;
        let last = rebuild::last(&self.0).await.map_err(failed)?;
        Ok(Json(SearchStatusView::of(
            documents::standing(&self.0),
            lag,
            last,
        )))
    }
}

/// The weights of the ranking.
#[derive(Object)]
#[oai(rename = "SearchWeights")]
struct WeightsView {
    /// Points for what can be bought now, 0 to 10000.
    in_stock: u16,
    /// Points for each star in force, 0 to 10000.
    star: u16,
    /// Points for each of the five steps of promotion, 0 to 39: all together give less than a
    /// star of the usual weight.
    promotion: u16,
    /// Points for a rating of five stars, 0 to 10000. Without votes a product has the rating of
    /// an average one.
    rating: u16,
    /// Points for what was just published, 0 to 10000.
    freshness: u16,
    /// Days after which a product is no longer new.
    fresh_days: u16,
}

/// The weights of the ranking.
#[derive(Object)]
#[oai(rename = "SearchWeightsRequest", deny_unknown_fields)]
struct WeightsRequest {
    /// Points for what can be bought now, 0 to 10000.
    in_stock: u16,
    /// Points for each star in force, 0 to 10000.
    star: u16,
    /// Points for each of the five steps of promotion, 0 to 39.
    promotion: u16,
    /// Points for a rating of five stars, 0 to 10000.
    rating: u16,
    /// Points for what was just published, 0 to 10000.
    freshness: u16,
    /// Days after which a product is no longer new, 1 to 3650.
    fresh_days: u16,
}

/// An order to be seen.
#[derive(Object)]
#[oai(rename = "SearchPreviewRequest", deny_unknown_fields)]
struct PreviewRequest {
    /// What a shopper types.
    q: String,
    /// Weights to try; those in force without them.
    weights: Option<WeightsRequest>,
}

/// The first products, best first.
#[derive(Object)]
#[oai(rename = "SearchPreview")]
struct PreviewView {
    /// The products.
    items: Vec<ExplainedView>,
}

/// A product, and what put it where it stands.
#[derive(Object)]
#[oai(rename = "ExplainedHit")]
struct ExplainedView {
    /// The product's address part.
    slug: String,
    /// Its name.
    name: String,
    /// How well the text matches: to be compared within this answer only.
    text: f64,
    /// Points for being in stock.
    in_stock: u32,
    /// Points for stars in force.
    stars: u32,
    /// Points for promotion.
    promotion: u32,
    /// Points for what buyers think.
    rating: u32,
    /// Points for being new.
    freshness: u32,
}

impl From<ranking::Ranking> for WeightsView {
    fn from(weights: ranking::Ranking) -> Self {
        Self {
            in_stock: weights.in_stock,
            star: weights.star,
            promotion: weights.promotion,
            rating: weights.rating,
            freshness: weights.freshness,
            fresh_days: weights.fresh_days,
        }
    }
}

impl From<WeightsRequest> for ranking::Ranking {
    fn from(weights: WeightsRequest) -> Self {
        Self {
            in_stock: weights.in_stock,
            star: weights.star,
            promotion: weights.promotion,
            rating: weights.rating,
            freshness: weights.freshness,
            fresh_days: weights.fresh_days,
            now_ms: 0,
        }
    }
}

impl From<Previewed> for ExplainedView {
    fn from(hit: Previewed) -> Self {
        let points = hit.explanation.points;
        Self {
            slug: hit.slug,
            name: hit.name,
            text: hit.explanation.text,
            in_stock: points.in_stock,
            stars: points.stars,
            promotion: points.promotion,
            rating: points.rating,
            freshness: points.freshness,
        }
    }
}
