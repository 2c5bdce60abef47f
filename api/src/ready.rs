//! Ready bytes that are documented as a type.

use std::marker::PhantomData;

use bytes::Bytes;
use poem::{IntoResponse, Response};
use poem_openapi::{
    payload::Payload,
    registry::{MetaSchemaRef, Registry},
    types::Type,
};

/// JSON that was rendered before, documented as `T`.
///
/// `Json<T>` builds a tree of values for every answer, which is most of the work of a list.
/// What a document renders to is held against `T` in tests.
#[derive(Clone, Debug)]
pub struct Ready<T> {
    bytes: Bytes,
    shape: PhantomData<fn() -> T>,
}

impl<T> Ready<T> {
    /// Wraps bytes that are JSON of the shape `T`.
    #[must_use]
    pub const fn new(bytes: Bytes) -> Self {
        Self {
            bytes,
            shape: PhantomData,
        }
    }
}

impl<T: Type> Payload for Ready<T> {
    const CONTENT_TYPE: &'static str = "application/json; charset=utf-8";

    fn check_content_type(content_type: &str) -> bool {
        content_type.starts_with("application/json")
    }

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: Send> IntoResponse for Ready<T> {
    fn into_response(self) -> Response {
        Response::builder()
            .content_type("application/json; charset=utf-8")
            .body(self.bytes)
    }
}
