//! For operators: alive, ready, measurements. Outside the versioned contract.

use std::sync::Arc;

use market::{App, catalog::documents, health};
use poem::{
    Response, get, handler,
    http::StatusCode,
    web::{Data, Json},
};
use serde_json::json;

use crate::metrics::{Metrics, Search};

/// The landing page, with links to everything a newcomer looks for.
const LANDING: &str = include_str!("ops/landing.html");

/// The operators' routes.
pub(crate) fn routes(metrics: Arc<Metrics>) -> poem::Route {
    use poem::EndpointExt as _;
    poem::Route::new()
        .at("/", get(landing))
        .at("/healthz", get(alive))
        .at("/readyz", get(ready))
        .at("/metrics", get(measurements.data(metrics)))
}

#[handler]
fn landing() -> poem::web::Html<&'static str> {
    poem::web::Html(LANDING)
}

#[handler]
fn alive() -> &'static str {
    "ok\n"
}

/// Ready means: the database answers, the schema is current, and work is not piling up.
#[handler]
async fn ready(app: Data<&App>) -> Response {
    let health = health::check(&app).await;
    let status = if health.is_ready() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let checks: Vec<_> = health
        .checks
        .iter()
        .map(|check| json!({"name": check.name, "state": check.state.name(), "detail": check.detail}))
        .collect();
    let mut response = poem::IntoResponse::into_response(Json(
        json!({"ready": health.is_ready(), "state": health.state().name(), "checks": checks}),
    ));
    response.set_status(status);
    response
}

#[handler]
async fn measurements(app: Data<&App>, metrics: Data<&Arc<Metrics>>) -> poem::Result<String> {
    if let Ok(backlog) = market::outbox::backlog(&app).await {
        let now = app.clock().now();
        let lag_s = backlog
            .oldest
            .map_or(0, |oldest| (now - oldest).num_seconds());
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        metrics.record_backlog(count(backlog.waiting), count(backlog.stuck), lag_s);
    }
    if let Ok(lag) = documents::lag(&app).await {
        let standing = documents::standing(&app).unwrap_or_default();
        let server = standing.remote.as_ref();
        metrics.record_search(Search {
            index: lag.index.unwrap_or_default(),
            index_errors: standing.errors,
            server: lag.remote.unwrap_or_default(),
            server_errors: server.map_or(0, |server| server.errors),
            is_degraded: server.is_some_and(|server| !server.is_ready),
        });
    }
    metrics.text().map_err(poem::error::InternalServerError)
}
