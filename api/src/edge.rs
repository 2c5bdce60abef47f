//! The outermost layer: request id, language, limits, last-resort errors, measurements.

use std::{sync::Arc, time::Duration};

use market::limits;
use poem::{
    Body, Endpoint, IntoResponse, Middleware, Request, Response,
    error::ReadBodyError,
    http::{HeaderValue, Method, header},
};
use uuid::Uuid;

use crate::{
    context::{self, Context},
    metrics::Metrics,
    problem,
};

/// Longest time an answer may take; clients have given up by then.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Wraps the whole market.
pub(crate) struct Edge {
    pub(crate) metrics: Arc<Metrics>,
}

impl<E: Endpoint> Middleware<E> for Edge {
    type Output = EdgeEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        EdgeEndpoint {
            inner,
            metrics: self.metrics.clone(),
        }
    }
}

/// An endpoint behind the edge.
pub(crate) struct EdgeEndpoint<E> {
    inner: E,
    metrics: Arc<Metrics>,
}

impl<E: Endpoint> Endpoint for EdgeEndpoint<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let context = Context {
            request_id: Uuid::now_v7().simple().to_string(),
            language: context::preferred(text_header(&request, header::ACCEPT_LANGUAGE)),
        };
        let request_id = HeaderValue::from_str(&context.request_id);
        let timer = self.metrics.start();
        let mut response = context.hold(self.answer(request)).await;
        self.metrics.finish(timer, &response);
        let headers = response.headers_mut();
        if let Ok(request_id) = request_id {
            headers.insert("x-request-id", request_id);
        }
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
        Ok(response)
    }
}

impl<E: Endpoint> EdgeEndpoint<E> {
    async fn answer(&self, request: Request) -> Response {
        let answered = tokio::time::timeout(ANSWER_WITHIN, async {
            let request = with_bounded_body(request).await?;
            self.inner
                .call(request)
                .await
                .map(IntoResponse::into_response)
        });
        match answered.await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => problem::render(error).await,
            Err(_) => problem::too_slow(),
        }
    }
}

/// Reads the body whole, up to its limit, so that handlers never meet an endless one.
async fn with_bounded_body(mut request: Request) -> poem::Result<Request> {
    if matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) {
        return Ok(request);
    }
    let is_json = text_header(&request, header::CONTENT_TYPE)
        .is_none_or(|kind| kind.starts_with("application/json"));
    let most = if is_json {
        limits::JSON_BYTES_MAX
    } else {
        limits::IMAGE_BYTES_MAX
    };
    let declared = text_header(&request, header::CONTENT_LENGTH)
        .and_then(|length| length.parse::<usize>().ok());
    if declared.is_some_and(|length| length > most) {
        return Err(ReadBodyError::PayloadTooLarge.into());
    }
    let bytes = request.take_body().into_bytes_limit(most).await?;
    request.set_body(Body::from_bytes(bytes));
    Ok(request)
}

fn text_header(request: &Request, name: header::HeaderName) -> Option<&str> {
    request.headers().get(name)?.to_str().ok()
}
