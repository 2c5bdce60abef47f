use std::{fmt, str::FromStr};

use uuid::Uuid;

/// Our short name for an attempt, which providers and banks carry along: 4 to 25 upper-case
/// letters and digits, unique for ever.
///
/// Banks strip accents and punctuation from the text of a transfer and VNPay forbids the
/// same name twice, so nothing else is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference(String);

/// Not 4 to 25 upper-case letters and digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a reference is 4 to 25 upper-case letters and digits")]
pub struct InvalidReference;

/// Base 32 without letters that look alike when somebody types them from a screen.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Reference {
    /// What the references of [`Reference::of`] begin with, so that they can be found in
    /// the text of a transfer.
    pub const PREFIX: &'static str = "OCOP";
    /// How long the references of [`Reference::of`] are.
    pub const LEN: usize = 16;

    /// The reference of the attempt of this id: the prefix and the id's last 60 bits, which
    /// are drawn at random.
    #[must_use]
    pub fn of(attempt: Uuid) -> Self {
        let mut bits = attempt.as_u128();
        let mut letters = [0; Self::LEN - Self::PREFIX.len()];
        for letter in letters.iter_mut().rev() {
            let index = usize::try_from(bits % 32).expect("less than 32");
            *letter = ALPHABET[index];
            bits /= 32;
        }
        let letters = letters.map(char::from);
        Self(Self::PREFIX.chars().chain(letters).collect())
    }

    /// The reference as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reference {
    type Err = InvalidReference;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        if (4..=25).contains(&text.len()) && text.bytes().all(is_plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidReference)
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_reference_that_reads_back() {
        let id = Uuid::from_u128(0x019a_a5b0_0000_7000_8000_0000_0000_0021);

        let reference = Reference::of(id);

        assert_eq!(reference.as_str(), "OCOP000000000011");
        assert_eq!(reference.as_str().len(), Reference::LEN);
        assert_eq!(reference.as_str().parse(), Ok(reference.clone()));
        assert_ne!(Reference::of(Uuid::from_u128(id.as_u128() + 1)), reference);
    }

    #[test]
    fn only_plain_letters_and_digits_make_a_reference() {
        for wrong in [
            "",
            "ABC",
            "ocop240001a7",
            "OCOP 1234",
            "OCOP-1234",
            "ĐƠN1234",
        ] {
            assert_eq!(wrong.parse::<Reference>(), Err(InvalidReference), "{wrong}");
        }
        assert!("A".repeat(26).parse::<Reference>().is_err());
        assert!("OCOP240001A7".parse::<Reference>().is_ok());
    }
}
