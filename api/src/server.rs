//! Building the endpoint, and running it until told to stop.

use std::{io, sync::Arc, time::Duration};

use market::App;
use poem::{
    Endpoint, EndpointExt, Response, Route, Server,
    http::{HeaderValue, header},
    listener::TcpAcceptor,
    middleware::CatchPanic,
};

use crate::{edge::Edge, files, metrics::Metrics, openapi, ops, problem};

/// A connection on which nothing happens for this long is closed, slow headers included.
const IDLE_AFTER: Duration = Duration::from_secs(30);
/// How long running requests may take to finish after the signal to stop.
const DRAIN_WITHIN: Duration = Duration::from_secs(30);

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
        .at("/openapi.json", document(json, "application/json"))
        .at("/files/:key", poem::get(files::serve))
        .nest("/docs", docs)
        .nest("/v1", service);
    let routes: Route = routes;
    Ok(routes
        .data(app)
        .with(CatchPanic::new().with_handler(|_| problem::panicked()))
        .with(Edge { metrics }))
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

/// Serves until `stop` resolves, then lets running requests finish.
///
/// # Errors
///
/// When the listener fails.
pub async fn run(
    listener: tokio::net::TcpListener,
    app: App,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let endpoint = build(app).map_err(io::Error::other)?;
    let acceptor = TcpAcceptor::from_tokio(listener)?;
    Server::new_with_acceptor(acceptor)
        .idle_timeout(IDLE_AFTER)
        .run_with_graceful_shutdown(endpoint, stop, Some(DRAIN_WITHIN))
        .await
}
