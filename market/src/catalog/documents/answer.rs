//! An answer that is ready to be sent.

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::token::hex;

/// Bytes of a hash in an entity tag; 64 bits keep two answers of one address apart.
const TAG_BYTES: usize = 8;

/// JSON that is ready to be sent, and the tag by which a client knows it again.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The body.
    pub json: Bytes,
    /// The entity tag, in quotes (RFC 9110, section 8.8.3).
    pub etag: Bytes,
}

impl Answer {
    /// Tags a body by its content.
    #[must_use]
    pub fn new(json: Bytes) -> Self {
        let hash = Sha256::digest(&json);
        let tag = hex(&hash[..TAG_BYTES]);
        Self {
            etag: Bytes::from(format!("\"{tag}\"")),
            json,
        }
    }
}
