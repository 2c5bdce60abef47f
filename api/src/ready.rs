//! Ready bytes that are documented as a type.

use std::marker::PhantomData;

use market::catalog::documents::Answer;
use poem::{
    Body, IntoResponse, Response,
    http::{HeaderName, HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse,
    registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, Registry},
    types::{ToJSON, Type},
};

/// What the catalogue shows: a change is to be seen within two seconds, so a cache may keep it
/// for one.
const KEPT_CATALOGUE: &str = "public, max-age=1";
/// What changes a few times a year, by decision of the state.
const KEPT_REFERENCE: &str = "public, max-age=300, stale-while-revalidate=3600";

/// JSON that was rendered before, documented as `T`, with what caches need to know of it.
///
/// `Json<T>` builds a tree of values for every answer, which is most of the work of a list.
/// What a document renders to is held against `T` in tests.
#[derive(Clone, Debug)]
pub struct Ready<T> {
    /// None when the caller has it already.
    json: Option<bytes::Bytes>,
    etag: HeaderValue,
    kept: &'static str,
    shape: PhantomData<fn() -> T>,
}

impl<T> Ready<T> {
    /// An answer of the catalogue, or the word that the caller's copy is still right.
    pub(crate) fn catalogue(answer: Answer, known: Option<&str>) -> Self {
        Self::new(answer, known, KEPT_CATALOGUE)
    }

    fn new(answer: Answer, known: Option<&str>, kept: &'static str) -> Self {
        let is_known = known.is_some_and(|known| names(known, &answer.etag));
        Self {
            json: (!is_known).then_some(answer.json),
            etag: HeaderValue::from_maybe_shared(answer.etag)
                .unwrap_or(HeaderValue::from_static("\"\"")),
            kept,
            shape: PhantomData,
        }
    }
}

impl<T: ToJSON> Ready<T> {
    /// A view of the catalogue that is not kept ready.
    pub(crate) fn fresh(view: &T, known: Option<&str>) -> Self {
        Self::new(
            Answer::new(view.to_json_string().into()),
            known,
            KEPT_CATALOGUE,
        )
    }

    /// A view of what changes a few times a year.
    pub(crate) fn reference(view: &T, known: Option<&str>) -> Self {
        Self::new(
            Answer::new(view.to_json_string().into()),
            known,
            KEPT_REFERENCE,
        )
    }
}

/// Whether an `If-None-Match` header names this tag (RFC 9110, section 13.1.2).
fn names(header: &str, etag: &[u8]) -> bool {
    let mut tags = header.split(',').map(str::trim);
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag).as_bytes() == etag)
}

impl<T: Send> IntoResponse for Ready<T> {
    fn into_response(self) -> Response {
        let (status, body) = match self.json {
            Some(json) => (StatusCode::OK, Body::from_bytes(json)),
            None => (StatusCode::NOT_MODIFIED, Body::empty()),
        };
        let mut response = Response::from(body);
        response.set_status(status);
        let headers: [(HeaderName, HeaderValue); 4] = [
            (
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/json; charset=utf-8"),
            ),
            (header::ETAG, self.etag),
            (header::CACHE_CONTROL, HeaderValue::from_static(self.kept)),
            (header::VARY, HeaderValue::from_static("accept-language")),
        ];
        response.headers_mut().extend(headers);
        response
    }
}

impl<T: Type> ApiResponse for Ready<T> {
    fn meta() -> MetaResponses {
        let known = MetaResponse {
            description: "What the caller has is still right.",
            status: Some(304),
            status_range: None,
            content: Vec::new(),
            headers: headers(),
        };
        let new = MetaResponse {
            description: "",
            status: Some(200),
            status_range: None,
            content: vec![MetaMediaType {
                content_type: "application/json; charset=utf-8",
                schema: T::schema_ref(),
            }],
            headers: headers(),
        };
        MetaResponses {
            responses: vec![new, known],
        }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

fn headers() -> Vec<MetaHeader> {
    let text = |name: &str, description: &str| MetaHeader {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        required: true,
        deprecated: false,
        schema: String::schema_ref(),
    };
    vec![
        text(
            "ETag",
            "Send it as If-None-Match to learn whether anything changed.",
        ),
        text("Cache-Control", "How long a cache may keep the answer."),
    ]
}
