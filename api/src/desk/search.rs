//! How products are ranked, and how well the search stands.

use market::{
    App,
    catalog::{
        browse::{self, Previewed},
        documents, ranking,
    },
};
use poem_openapi::{Object, OpenApi, payload::Json};

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

    /// How well the search stands
    #[oai(path = "/status", method = "get", operation_id = "desk_search_status")]
    async fn status(&self, _staff: Clerk) -> ApiResult<Json<SearchStatusView>> {
        let standing = documents::standing(&self.0);
        let lag = documents::lag(&self.0)
            .await
            .map_err(browse::BrowseError::from)?;
        let remote = standing
            .as_ref()
            .and_then(|standing| standing.remote.clone());
        Ok(Json(SearchStatusView {
            products: standing.as_ref().map_or(0, |standing| standing.products),
            indexed: standing.as_ref().map_or(0, |standing| standing.indexed),
            is_searchable: standing
                .as_ref()
                .is_some_and(|standing| standing.is_searchable),
            lag: lag.index,
            server: remote.map(|remote| SearchServerView {
                is_ready: remote.is_ready,
                is_away: remote.is_away,
                is_ranked: remote.is_ranked,
                lag: lag.remote.unwrap_or_default(),
                errors: remote.errors,
                last_error: remote.last_error,
            }),
        }))
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

/// How well the search stands.
#[derive(Object)]
#[oai(rename = "SearchStatus")]
struct SearchStatusView {
    /// Public products that this process knows.
    products: usize,
    /// Products in its index.
    indexed: u64,
    /// Whether words and filters can be answered now.
    is_searchable: bool,
    /// How many changes of documents the index lacks; null when this process does not serve.
    lag: Option<u64>,
    /// The search server; null when there is none.
    server: Option<SearchServerView>,
}

/// How the search server stands.
#[derive(Object)]
#[oai(rename = "SearchServer")]
struct SearchServerView {
    /// Whether it answers and has everything. While not, this process answers by itself.
    is_ready: bool,
    /// Whether it was found to be away.
    is_away: bool,
    /// Whether its order goes by the weights in force.
    is_ranked: bool,
    /// How many changes of documents it lacks.
    lag: u64,
    /// How often feeding or asking it has failed since this process began.
    errors: u64,
    /// What went wrong last.
    last_error: Option<String>,
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
