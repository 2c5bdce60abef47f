//! Barcode numbers.

/// A global trade item number as 14 digits, shorter ones padded with zeros on the left.
///
/// Source: GS1 General Specifications; GTIN-8, -12, -13 and -14 share one check digit rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Gtin(String);

/// Why a text is no barcode number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GtinError {
    /// Not 8, 12, 13 or 14 digits.
    #[error("a barcode has 8, 12, 13 or 14 digits")]
    Length,
    /// The last digit does not follow from the others.
    #[error("the check digit should be {expected}")]
    CheckDigit {
        /// What it should be.
        expected: u8,
    },
}

impl Gtin {
    /// Reads a number as printed under a barcode; spaces and hyphens do not matter.
    ///
    /// # Errors
    ///
    /// [`GtinError`] when it is none or was mistyped.
    pub fn read(text: &str) -> Result<Self, GtinError> {
        let printed: String = text
            .chars()
            .filter(|letter| !matches!(letter, ' ' | '-' | '\u{a0}'))
            .collect();
        let is_number = printed.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || !matches!(printed.len(), 8 | 12 | 13 | 14) {
            return Err(GtinError::Length);
        }
        let padded = format!("{printed:0>14}");
        let digits: Vec<u8> = padded.bytes().map(|byte| byte - b'0').collect();
        let weighted = digits.iter().take(13).enumerate();
        let sum: u32 = weighted
            .map(|(at, digit)| u32::from(*digit) * if at % 2 == 0 { 3 } else { 1 })
            .sum();
        let expected = u8::try_from((10 - sum % 10) % 10).unwrap_or_default();
        if digits.last() != Some(&expected) {
            return Err(GtinError::CheckDigit { expected });
        }
        Ok(Self(padded))
    }

    /// The 14 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_guards_against_slips() {
        let read = |text| Gtin::read(text).map(|gtin| gtin.as_str().to_owned());

        assert_eq!(read("8930123456786"), Ok("08930123456786".to_owned()));
        assert_eq!(read("893 0000 000019"), Ok("08930000000019".to_owned()));
        assert_eq!(read("96385074"), Ok("00000096385074".to_owned()));
        assert_eq!(
            read("8930123456787"),
            Err(GtinError::CheckDigit { expected: 6 })
        );
        assert_eq!(
            read("8931023456786"),
            Err(GtinError::CheckDigit { expected: 4 })
        );
        assert_eq!(
            read("893012345670"),
            Err(GtinError::CheckDigit { expected: 8 })
        );
        assert_eq!(read("123"), Err(GtinError::Length));
        assert_eq!(read("89301234567８6"), Err(GtinError::Length));
    }
}
