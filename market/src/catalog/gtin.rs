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
        expected: u32,
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
        if !matches!(printed.len(), 8 | 12 | 13 | 14) {
            return Err(GtinError::Length);
        }
        let padded = format!("{printed:0>14}");
        let digits: Option<Vec<u32>> = padded.chars().map(|digit| digit.to_digit(10)).collect();
        let digits = digits.ok_or(GtinError::Length)?;
        let (check, counted) = digits.split_last().ok_or(GtinError::Length)?;
        let sum: u32 = counted
            .iter()
            .zip([3, 1].into_iter().cycle())
            .map(|(digit, weight)| digit * weight)
            .sum();
        let expected = (10 - sum % 10) % 10;
        if *check == expected {
            Ok(Self(padded))
        } else {
            Err(GtinError::CheckDigit { expected })
        }
    }

    /// The 14 digits.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_decides() {
        let read = Gtin::read("893-0123 456786").expect("a barcode");

        assert_eq!(read.into_string(), "08930123456786");
        assert_eq!(
            Gtin::read("8930123456785"),
            Err(GtinError::CheckDigit { expected: 6 })
        );
        assert_eq!(
            Gtin::read("8930000000010"),
            Err(GtinError::CheckDigit { expected: 9 })
        );
    }

    #[test]
    fn other_texts_are_no_barcodes() {
        for text in ["", "893012345679", "89301234567a6", "８930123456786"] {
            assert!(Gtin::read(text).is_err(), "{text}");
        }
    }
}
