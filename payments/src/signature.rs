//! Signatures of calls and notifications. Comparing takes the same time however much of a
//! signature is right.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha512};

use crate::{Secret, Secrets};

/// HMAC-SHA256 in lower-case hex.
pub(crate) fn sha256(secret: &Secret, text: &[u8]) -> String {
    hex(&keyed::<Hmac<Sha256>>(secret, text).finalize().into_bytes())
}

/// HMAC-SHA512 in lower-case hex.
pub(crate) fn sha512(secret: &Secret, text: &[u8]) -> String {
    hex(&keyed::<Hmac<Sha512>>(secret, text).finalize().into_bytes())
}

/// Whether this is the HMAC-SHA256 of the text under one of the keys.
pub(crate) fn is_sha256(secrets: &Secrets, text: &[u8], signature: &str) -> bool {
    is_signed::<Hmac<Sha256>>(secrets, text, signature)
}

/// Whether this is the HMAC-SHA512 of the text under one of the keys.
pub(crate) fn is_sha512(secrets: &Secrets, text: &[u8], signature: &str) -> bool {
    is_signed::<Hmac<Sha512>>(secrets, text, signature)
}

/// Whether somebody knows one of the keys themselves: both sides are hashed, so that the
/// comparison tells nothing about them.
pub(crate) fn is_key(secrets: &Secrets, claimed: &str) -> bool {
    let claimed = keyed::<Hmac<Sha256>>(&secrets.current, claimed.as_bytes()).finalize();
    secrets.any(|secret| {
        let known = keyed::<Hmac<Sha256>>(&secrets.current, secret.reveal().as_bytes());
        known.verify_slice(&claimed.as_bytes()[..]).is_ok()
    })
}

fn is_signed<M: Mac + KeyInit>(secrets: &Secrets, text: &[u8], signature: &str) -> bool {
    let Some(bytes) = bytes_of(signature) else {
        return false;
    };
    secrets.any(|secret| keyed::<M>(secret, text).verify_slice(&bytes).is_ok())
}

fn keyed<M: Mac + KeyInit>(secret: &Secret, text: &[u8]) -> M {
    let mut mac = <M as KeyInit>::new_from_slice(secret.reveal().as_bytes())
        .expect("an HMAC takes keys of any length");
    mac.update(text);
    mac
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes everything");
        text
    })
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |pair: &[u8]| u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok();
    digits.chunks(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange() -> Secrets {
        Secrets {
            current: Secret::new("new"),
            previous: Some(Secret::new("old")),
        }
    }

    /// RFC 4231, test case 2.
    #[test]
    fn signatures_are_those_of_the_standard() {
        let secret = Secret::new("Jefe");
        let text = b"what do ya want for nothing?";

        assert_eq!(
            sha256(&secret, text),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert!(sha512(&secret, text).starts_with("164b7a7bfcf819e2e395fbe73b56e0a3"));
    }

    #[test]
    fn both_keys_sign_during_an_exchange_and_no_other() {
        let text = b"text";

        for (key, believed) in [("new", true), ("old", true), ("other", false)] {
            let short = sha256(&Secret::new(key), text);
            let long = sha512(&Secret::new(key), text);
            assert_eq!(is_sha256(&exchange(), text, &short), believed, "{key}");
            assert_eq!(is_sha512(&exchange(), text, &long), believed, "{key}");
            assert_eq!(is_key(&exchange(), key), believed, "{key}");
        }
    }

    #[test]
    fn what_is_no_hex_is_no_signature() {
        let good = sha256(&Secret::new("new"), b"text");

        for wrong in ["", "zz", "a", "ệệ", &good[..62], &format!("{good}00")] {
            assert!(!is_sha256(&exchange(), b"text", wrong), "{wrong}");
        }
        assert!(is_sha256(&exchange(), b"text", &good.to_uppercase()));
        assert!(!is_sha256(&exchange(), b"texts", &good));
    }
}
