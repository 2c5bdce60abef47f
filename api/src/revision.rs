//! Versions of things that several people change: `ETag` tells them, `If-Match` checks them.

use poem_openapi::{ApiResponse, payload::Json, types::ToJSON};

/// A version that nothing has.
const NO_VERSION: i32 = -1;

/// The entity tag of a version.
pub(crate) fn etag(version: i32) -> String {
    format!("\"{version}\"")
}

/// The version that the caller has seen, if it says. A tag that is not one of ours matches
/// nothing, and `*` matches everything (RFC 9110, section 13.1.1).
pub(crate) fn seen(if_match: Option<&str>) -> Option<i32> {
    let tag = if_match?.trim();
    if tag == "*" {
        return None;
    }
    let tag = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
    Some(tag.parse().unwrap_or(NO_VERSION))
}

/// Something with its version.
#[derive(ApiResponse)]
pub(crate) enum Revised<T: ToJSON> {
    /// As it stands now.
    #[oai(status = 200)]
    Now(
        Json<T>,
        /// Send this as `If-Match` with a change.
        #[oai(header = "ETag")]
        String,
    ),
}

/// Something new.
#[derive(ApiResponse)]
pub(crate) enum Created<T: ToJSON> {
    /// Made.
    #[oai(status = 201)]
    Made(
        Json<T>,
        /// Where it is.
        #[oai(header = "Location")]
        String,
        /// Send this as `If-Match` with a change.
        #[oai(header = "ETag")]
        String,
    ),
}

/// Nothing to tell.
#[derive(ApiResponse)]
pub(crate) enum Removed {
    /// Removed.
    #[oai(status = 204)]
    Gone,
}
