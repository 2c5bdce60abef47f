//! Building the endpoint, and running it until told to stop.

mod connections;

use std::sync::Arc;

use market::App;
use poem::{
    Endpoint, EndpointExt, Response, Route,
    http::{HeaderValue, header},
    middleware::CatchPanic,
};

pub use connections::{Patience, run};

use crate::{
    contract::Contract, edge::Edge, files, hooks, metrics::Metrics, openapi, ops, problem,
};

/// The whole market as one endpoint.
///
/// # Errors
///
/// When our own metrics contradict each other.
pub fn build(app: App) -> Result<impl Endpoint<Output = Response> + 'static, prometheus::Error> {
    let metrics = Arc::new(Metrics::new()?);
    let service = openapi::service(&app);
    let yaml = service.spec_yaml();
    let json = service.spec();
    let docs = service.swagger_ui();
    let routes = ops::routes(metrics.clone())
        .at("/openapi.yaml", document(yaml, "application/yaml"))
        .at("/openapi.json", document(json.clone(), "application/json"))
        .at("/files/:key", poem::get(files::serve))
        .nest("/docs", docs)
        .nest("/v1/hooks", hooks::routes())
        .nest("/v1", service);
    let routes: Route = routes;
    Ok(routes
        .data(app)
        .with(CatchPanic::new().with_handler(|_| problem::panicked()))
        .with(Edge {
            metrics,
            contract: Arc::new(Contract::new(json)),
        }))
}

/// A text that never changes while the process runs.
fn document(text: String, media_type: &'static str) -> impl Endpoint<Output = Response> {
    poem::endpoint::make_sync(move |_| {
        Response::builder()
            .header(
                header::CACHE_CONTROL,
                HeaderValue::from_static("public, max-age=300"),
            )
            .content_type(media_type)
            .body(text.clone())
    })
}
