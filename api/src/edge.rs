//! The outermost layer: request id, language, limits, last-resort errors, measurements.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use market::limits;
use poem::{
    Body, Endpoint, IntoResponse, Middleware, Request, Response,
    error::ReadBodyError,
    http::{HeaderValue, Method, header},
};
use poem_openapi::{OperationId, error::ParseRequestPayloadError};
use uuid::Uuid;

use crate::{
    context::{self, Context},
    contract::{Contract, Fault},
    metrics::Metrics,
    problem,
};

/// Longest time an answer may take; clients have given up by then.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Wraps the whole market.
pub(crate) struct Edge {
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) contract: Arc<Contract>,
}

impl<E: Endpoint + 'static> Middleware<E> for Edge {
    type Output = EdgeEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        EdgeEndpoint {
            inner: Arc::new(inner),
            metrics: self.metrics.clone(),
            contract: self.contract.clone(),
        }
    }
}

/// An endpoint behind the edge.
pub(crate) struct EdgeEndpoint<E> {
    inner: Arc<E>,
    metrics: Arc<Metrics>,
    contract: Arc<Contract>,
}

impl<E: Endpoint + 'static> Endpoint for EdgeEndpoint<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let context = Context {
            request_id: Uuid::now_v7().simple().to_string(),
            language: context::preferred(text_header(&request, header::ACCEPT_LANGUAGE)),
        };
        let request_id = HeaderValue::from_str(&context.request_id);
        let started = Instant::now();
        let answer = self.answer(context.clone(), request);
        let mut response = context.hold(answer).await;
        self.metrics.record(started, &response);
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

impl<E: Endpoint + 'static> EdgeEndpoint<E> {
    async fn answer(&self, context: Context, request: Request) -> Response {
        let answered = tokio::time::timeout(ANSWER_WITHIN, async {
            if only_reads(&request) {
                let _in_flight = self.metrics.in_flight();
                let answered = self.inner.call(request).await;
                return answered.map_or_else(
                    |error| problem::render(error, None),
                    IntoResponse::into_response,
                );
            }
            match with_bounded_body(request).await {
                Ok((request, body)) => self.see_through(context, request, body).await,
                Err(error) => problem::render(error, None),
            }
        });
        answered.await.unwrap_or_else(|_| problem::too_slow())
    }

    /// Runs a request that may change something to its end, even if its client hangs up or
    /// waits no longer: work dropped between two statements would leave its connection, and
    /// whoever gets that next, inside a half-done transaction.
    async fn see_through(&self, context: Context, request: Request, body: Bytes) -> Response {
        let inner = self.inner.clone();
        let contract = self.contract.clone();
        let in_flight = self.metrics.in_flight();
        let work = tokio::spawn(context.hold(async move {
            let answered = inner.call(request).await;
            drop(in_flight);
            answered.map_or_else(
                |error| {
                    let fault = fault_of(&contract, &error, &body);
                    problem::render(error, fault)
                },
                IntoResponse::into_response,
            )
        }));
        work.await.unwrap_or_else(|_| problem::panicked())
    }
}

/// What is wrong with a body that the parser refused.
fn fault_of(contract: &Contract, error: &poem::Error, body: &[u8]) -> Option<Fault> {
    error.downcast_ref::<ParseRequestPayloadError>()?;
    let OperationId(operation) = error.data::<OperationId>()?;
    contract.fault(operation, body)
}

/// Notifications change something even where the sender's protocol has them come by GET.
fn only_reads(request: &Request) -> bool {
    let is_hook = request.uri().path().starts_with("/v1/hooks/");
    !is_hook
        && matches!(
            *request.method(),
            Method::GET | Method::HEAD | Method::OPTIONS
        )
}

/// Reads the body whole, up to its limit, so that handlers never meet an endless one.
async fn with_bounded_body(mut request: Request) -> poem::Result<(Request, Bytes)> {
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
    request.set_body(Body::from_bytes(bytes.clone()));
    Ok((request, bytes))
}

fn text_header(request: &Request, name: header::HeaderName) -> Option<&str> {
    request.headers().get(name)?.to_str().ok()
}
