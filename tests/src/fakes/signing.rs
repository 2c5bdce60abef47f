//! Signatures, made apart from those of the adapters.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha512};

/// The key of every fake, which is no secret.
pub const SECRET: &str = "DEMO-SECRET-NOT-REAL";

pub(super) fn sha256(key: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key");
    mac.update(text.as_bytes());
    hex(&mac.finalize().into_bytes())
}

pub(super) fn sha512(key: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha512>::new_from_slice(key.as_bytes()).expect("a key");
    mac.update(text.as_bytes());
    hex(&mac.finalize().into_bytes())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
