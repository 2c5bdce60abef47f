//! Refusals as problem documents (RFC 9457), with one body for all of them.

mod framework;

use market::{Failure, Kind, Message};
use poem::{IntoResponse, Response};
use poem_openapi::{
    ApiResponse, Object,
    payload::Payload,
    registry::{MetaSchemaRef, Registry},
    types::Type,
};
use serde_json::{Map, Value, json};

use crate::context;

pub(crate) use framework::{panicked, render, too_slow};

/// Why a request was refused, and what to do.
#[derive(Debug, Object)]
pub struct Problem {
    /// A stable address that names the sort of problem.
    #[oai(rename = "type")]
    pub kind: String,
    /// What is wrong, short, in the caller's language.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The facts and what to do, in the caller's language.
    pub detail: String,
    /// The stable name of the problem; act on this.
    pub code: String,
    /// Tell this to support.
    pub request_id: String,
    /// The fields at fault.
    pub errors: Vec<FieldProblem>,
}

/// A field at fault.
#[derive(Debug, Object)]
pub struct FieldProblem {
    /// Where it stands in the request, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// The stable name of the problem.
    pub code: String,
    /// What to do about it.
    pub detail: String,
}

/// A problem document, written out. Extra members carry facts that a program can act on.
#[derive(Clone, Debug)]
pub struct ProblemBody(Value);

impl Payload for ProblemBody {
    const CONTENT_TYPE: &'static str = "application/problem+json";

    fn schema_ref() -> MetaSchemaRef {
        Problem::schema_ref()
    }

    fn register(registry: &mut Registry) {
        Problem::register(registry);
    }
}

impl IntoResponse for ProblemBody {
    fn into_response(self) -> Response {
        Response::builder()
            .content_type("application/problem+json")
            .body(self.0.to_string())
    }
}

/// Every way a request is refused. One variant per status, the same body for all.
#[derive(Debug, ApiResponse)]
pub enum ApiError {
    /// The request is malformed or breaks a rule of a field.
    #[oai(status = 400, content_type = "application/problem+json")]
    Invalid(ProblemBody),
    /// Sign in first.
    #[oai(status = 401, content_type = "application/problem+json")]
    Unauthenticated(ProblemBody),
    /// Signed in, but this is not yours to do.
    #[oai(status = 403, content_type = "application/problem+json")]
    Forbidden(ProblemBody),
    /// Nothing here, or nothing you may know about.
    #[oai(status = 404, content_type = "application/problem+json")]
    NotFound(ProblemBody),
    /// Right request, wrong moment: `code` says which rule.
    #[oai(status = 409, content_type = "application/problem+json")]
    Conflict(ProblemBody),
    /// Someone changed it since you read it: read again.
    #[oai(status = 412, content_type = "application/problem+json")]
    Stale(ProblemBody),
    /// The idempotency key was used for another request.
    #[oai(status = 422, content_type = "application/problem+json")]
    KeyReused(ProblemBody),
    /// Too many tries; wait as long as `Retry-After` says.
    #[oai(status = 429, content_type = "application/problem+json")]
    TooMany(
        ProblemBody,
        /// Seconds to wait.
        #[oai(header = "Retry-After")]
        i64,
    ),
    /// Our fault; it was logged under the request id.
    #[oai(status = 500, content_type = "application/problem+json")]
    Internal(ProblemBody),
    /// Something we depend on is away; try again soon.
    #[oai(status = 503, content_type = "application/problem+json")]
    Unavailable(
        ProblemBody,
        /// Seconds to wait.
        #[oai(header = "Retry-After")]
        i64,
    ),
}

/// What handlers answer.
pub type ApiResult<T> = Result<T, ApiError>;

/// Seconds to wait when nothing better is known.
const RETRY_AFTER_S: i64 = 2;

impl<E: Failure> From<E> for ApiError {
    fn from(failure: E) -> Self {
        let kind = failure.kind();
        if kind == Kind::Internal || kind == Kind::Unavailable {
            log_cause(&failure);
        }
        let wait = failure.retry_after_s().unwrap_or(RETRY_AFTER_S);
        Self::of_kind(kind, body_of(&failure), wait)
    }
}

impl ApiError {
    fn of_kind(kind: Kind, body: ProblemBody, retry_after_s: i64) -> Self {
        match kind {
            Kind::Invalid => Self::Invalid(body),
            Kind::Unauthenticated => Self::Unauthenticated(body),
            Kind::Forbidden => Self::Forbidden(body),
            Kind::NotFound => Self::NotFound(body),
            Kind::Conflict => Self::Conflict(body),
            Kind::Stale => Self::Stale(body),
            Kind::KeyReused => Self::KeyReused(body),
            Kind::TooMany => Self::TooMany(body, retry_after_s),
            Kind::Unavailable => Self::Unavailable(body, retry_after_s),
            Kind::Internal => Self::Internal(body),
        }
    }

    /// Nothing at this address.
    pub(crate) fn not_found() -> Self {
        Self::NotFound(framework::not_found_body())
    }

    /// The status and the document, to be saved with an idempotency key.
    pub(crate) fn saved(&self) -> (u16, String) {
        let (status, body) = match self {
            Self::Invalid(body) => (400, body),
            Self::Unauthenticated(body) => (401, body),
            Self::Forbidden(body) => (403, body),
            Self::NotFound(body) => (404, body),
            Self::Conflict(body) => (409, body),
            Self::Stale(body) => (412, body),
            Self::KeyReused(body) => (422, body),
            Self::TooMany(body, _) => (429, body),
            Self::Internal(body) => (500, body),
            Self::Unavailable(body, _) => (503, body),
        };
        (status, body.0.to_string())
    }

    /// A refusal that was saved with an idempotency key, under the id of this request.
    pub(crate) fn replayed(saved: &str) -> Self {
        let mut body: Value = serde_json::from_str(saved).unwrap_or_default();
        if let Value::Object(members) = &mut body {
            members.insert("request_id".to_owned(), context::request_id().into());
        }
        Self::Conflict(ProblemBody(body))
    }
}

pub(crate) const fn status_of(kind: Kind) -> u16 {
    match kind {
        Kind::Invalid => 400,
        Kind::Unauthenticated => 401,
        Kind::Forbidden => 403,
        Kind::NotFound => 404,
        Kind::Conflict => 409,
        Kind::Stale => 412,
        Kind::KeyReused => 422,
        Kind::TooMany => 429,
        Kind::Internal => 500,
        Kind::Unavailable => 503,
    }
}

fn body_of(failure: &dyn Failure) -> ProblemBody {
    let message = failure.message(context::language());
    let pointers: Vec<Value> = failure
        .pointer()
        .into_iter()
        .map(
            |pointer| json!({"pointer": pointer, "code": failure.code(), "detail": message.detail}),
        )
        .collect();
    let mut body = document(
        status_of(failure.kind()),
        failure.code(),
        &message,
        pointers,
    );
    if let Some(Value::Object(facts)) = failure.facts() {
        for (name, fact) in facts {
            body.entry(name).or_insert(fact);
        }
    }
    ProblemBody(Value::Object(body))
}

fn document(status: u16, code: &str, message: &Message, errors: Vec<Value>) -> Map<String, Value> {
    let document = json!({
        "type": format!("urn:chosao:problem:{code}"),
        "title": message.title,
        "status": status,
        "detail": message.detail,
        "code": code,
        "request_id": context::request_id(),
        "errors": errors,
    });
    match document {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// Logged once, here, with its causes; the caller learns only the request id.
fn log_cause(failure: &dyn Failure) {
    let mut causes = String::new();
    let mut cause: Option<&dyn std::error::Error> = failure.source();
    while let Some(error) = cause {
        causes.push_str(&format!(": {error}"));
        cause = error.source();
    }
    tracing::error!(request.id = context::request_id(), "{failure}{causes}");
}
