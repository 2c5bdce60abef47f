//! Secrets that callers hold: typed prefix, 160 random bits, only the hash is kept.

use std::fmt;

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Letters of a token: lower-case base 32 without letters that look alike.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const RANDOM_BYTES: usize = 20;

/// What a token opens; the prefix lets a leaked one be recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A sign-in.
    Session,
    /// A guest's cart.
    Cart,
    /// A guest's purchase.
    Purchase,
}

impl TokenKind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Session => "cs_session_",
            Self::Cart => "cs_cart_",
            Self::Purchase => "cs_purchase_",
        }
    }
}

/// A fresh secret. It is shown once; keep its [`hash`].
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// Draws a token of 160 random bits.
    #[must_use]
    pub fn new(kind: TokenKind) -> Self {
        Self(format!("{}{}", kind.prefix(), random_letters(RANDOM_BYTES)))
    }

    /// The token that the holder of `secret` has for the thing `id`: whoever cannot tell the
    /// one cannot guess the other, and it need not be stored to be told again.
    #[must_use]
    pub fn derived(kind: TokenKind, secret: &str, id: Uuid) -> Self {
        let digest = Sha256::digest(format!("{}{id} {secret}", kind.prefix()).as_bytes());
        Self(format!(
            "{}{}",
            kind.prefix(),
            letters(&digest[..RANDOM_BYTES])
        ))
    }

    /// The secret itself, to be sent to its holder and nowhere else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> String {
        hash(&self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Token(…)")
    }
}

/// The stored form of a token or another secret: SHA-256 in hexadecimal.
#[must_use]
pub fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes any text");
            text
        })
}

/// Letters that carry `bytes` random bytes in base 32 (5 bits a letter), for tokens and numbers.
#[must_use]
pub fn random_letters(bytes: usize) -> String {
    let mut random = vec![0u8; bytes];
    getrandom::fill(&mut random).expect("the operating system gives random bytes");
    letters(&random)
}

/// Bytes in base 32; bits that do not fill a letter are left out.
fn letters(bytes: &[u8]) -> String {
    (0..bytes.len() * 8 / 5)
        .map(|letter| letter_at(bytes, letter * 5))
        .collect()
}

/// The letter for the five bits that begin at bit `start`.
fn letter_at(bytes: &[u8], start: usize) -> char {
    let value = (start..start + 5).fold(0usize, |value, bit| {
        let is_set = bytes[bit / 8] >> (7 - bit % 8) & 1;
        value << 1 | usize::from(is_set)
    });
    char::from(ALPHABET[value])
}

/// A new id: UUID version 7, so that rows sort by age.
#[must_use]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_carry_their_kind_and_160_bits() {
        let token = Token::new(TokenKind::Cart);

        let letters = token
            .reveal()
            .strip_prefix("cs_cart_")
            .expect("the prefix")
            .len();
        assert_eq!(letters * 5, 160);
        assert_ne!(token.reveal(), Token::new(TokenKind::Cart).reveal());
    }

    #[test]
    fn debug_output_keeps_the_secret() {
        let token = Token::new(TokenKind::Session);

        assert!(!format!("{token:?}").contains(token.reveal()));
    }
}
