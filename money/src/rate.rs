//! Rates in basis points, and the one rounding rule they share.

use crate::{AmountError, Money};

/// A rate in hundredths of a percent point: 800 is 8 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct BasisPoints(i32);

/// Why a number is no rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the rate {0} is not between 0 and 10000 basis points")]
pub struct RateError(pub i32);

impl BasisPoints {
    /// A rate between 0 and 100 %.
    ///
    /// # Errors
    ///
    /// [`RateError`] outside 0 to 10,000.
    pub const fn new(points: i32) -> Result<Self, RateError> {
        match points {
            0..=10_000 => Ok(Self(points)),
            _ => Err(RateError(points)),
        }
    }

    /// The number of basis points.
    #[must_use]
    pub const fn get(self) -> i32 {
        self.0
    }

    /// This rate of an amount, in whole đồng, half a đồng rounded away from zero.
    ///
    /// That is the rounding of Vietnamese invoices; it happens once, on the product.
    ///
    /// # Errors
    ///
    /// Never for an amount in range; the type says so because the result is an amount.
    pub fn of(self, amount: Money) -> Result<Money, AmountError> {
        let product = i128::from(amount.dong()) * i128::from(self.0);
        let rounded = (product.abs() + 5_000) / 10_000 * product.signum();
        i64::try_from(rounded).map_or(Err(AmountError::TooLarge), Money::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(points: i32, dong: i64) -> i64 {
        let rate = BasisPoints::new(points).expect("a rate");
        rate.of(Money::new(dong).expect("an amount"))
            .expect("in range")
            .dong()
    }

    #[test]
    fn half_a_dong_rounds_away_from_zero() {
        assert_eq!(of(5_000, 1), 1);
        assert_eq!(of(5_000, -1), -1);
        assert_eq!(of(4_999, 1), 0);
    }

    #[test]
    fn the_worked_example_of_the_design_holds() {
        assert_eq!(of(800, 270_000), 21_600);
        assert_eq!(of(1_000, 21_600), 2_160);
        assert_eq!(of(100, 270_000), 2_700);
        assert_eq!(of(50, 270_000), 1_350);
    }
}
