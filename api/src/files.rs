//! Pictures, served for ever under names that tell their content.

use market::{App, files};
use poem::{
    Request, Response, handler,
    http::{HeaderValue, StatusCode, header},
    web::{Data, Path},
};

/// A name is the hash of its bytes, so what it stands for never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Opened by itself, a picture may neither run nor load anything.
const INERT: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// `GET /files/{key}`.
#[handler]
pub(crate) async fn serve(
    request: &Request,
    app: Data<&App>,
    Path(key): Path<String>,
) -> poem::Result<Response> {
    let tag = format!("\"{key}\"");
    let (bytes, kind) = files::read(&app, &key)
        .await
        .map_err(poem::error::InternalServerError)?
        .ok_or(poem::error::NotFoundError)?;
    let has_it = request
        .header(header::IF_NONE_MATCH)
        .is_some_and(|tags| tags == "*" || tags.contains(&tag));
    let response = Response::builder()
        .header(header::CACHE_CONTROL, FOR_EVER)
        .header(header::CONTENT_SECURITY_POLICY, INERT)
        .header(header::ETAG, tag);
    Ok(if has_it {
        response.status(StatusCode::NOT_MODIFIED).finish()
    } else {
        response.content_type(kind.media_type()).body(bytes)
    })
}
