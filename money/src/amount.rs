//! Amounts of đồng and counts of units, both bounded so that sums cannot overflow.

use std::{fmt, iter::Sum, ops::Neg};

/// A signed amount of whole đồng.
///
/// Bounded to ±10¹⁵ ₫ where it enters, so that adding a few thousand of them cannot
/// overflow an `i64`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

/// Why a number is no amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Below zero where only a price or a sum owed makes sense.
    #[error("the amount {0} is below zero")]
    Negative(i64),
    /// Beyond [`Money::MAX`], which is more than any order can cost.
    #[error("the amount is larger than {} đồng", Money::MAX)]
    TooLarge,
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// 10¹⁵ ₫: beyond any real amount, and 9,000 of them still fit an `i64`.
    pub const MAX: Self = Self(1_000_000_000_000_000);

    /// A signed amount of đồng as the ledger keeps it.
    ///
    /// # Errors
    ///
    /// [`AmountError::TooLarge`] beyond ±[`Money::MAX`].
    pub const fn new(dong: i64) -> Result<Self, AmountError> {
        if dong > Self::MAX.0 || dong < -Self::MAX.0 {
            return Err(AmountError::TooLarge);
        }
        Ok(Self(dong))
    }

    /// A price or a sum owed: zero or more đồng.
    ///
    /// # Errors
    ///
    /// [`AmountError::Negative`] or [`AmountError::TooLarge`].
    pub const fn price(dong: i64) -> Result<Self, AmountError> {
        if dong < 0 {
            return Err(AmountError::Negative(dong));
        }
        Self::new(dong)
    }

    /// The number of đồng.
    #[must_use]
    pub const fn dong(self) -> i64 {
        self.0
    }

    /// The sum.
    ///
    /// # Errors
    ///
    /// [`AmountError::TooLarge`] when the sum leaves the range.
    pub const fn plus(self, other: Self) -> Result<Self, AmountError> {
        match self.0.checked_add(other.0) {
            Some(sum) => Self::new(sum),
            None => Err(AmountError::TooLarge),
        }
    }

    /// The difference.
    ///
    /// # Errors
    ///
    /// [`AmountError::TooLarge`] when the difference leaves the range.
    pub const fn minus(self, other: Self) -> Result<Self, AmountError> {
        self.plus(Self(-other.0))
    }

    /// The price of `quantity` units at this unit price.
    ///
    /// # Errors
    ///
    /// [`AmountError::TooLarge`] when the product leaves the range.
    pub fn times(self, quantity: Quantity) -> Result<Self, AmountError> {
        match self.0.checked_mul(i64::from(quantity.get())) {
            Some(product) => Self::new(product),
            None => Err(AmountError::TooLarge),
        }
    }

    /// Adds up any number of amounts.
    ///
    /// # Errors
    ///
    /// [`AmountError::TooLarge`] when a running sum leaves the range.
    pub fn total(amounts: impl IntoIterator<Item = Self>) -> Result<Self, AmountError> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0)
    }
}

/// How many units of one variant: 1 to 9,999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(i32);

/// Why a number is no quantity to buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the quantity {0} is not between 1 and {max}", max = Quantity::MAX)]
pub struct QuantityError(pub i64);

impl Quantity {
    /// The most units of one variant in one cart line.
    pub const MAX: i32 = 9_999;

    /// A quantity that can be bought.
    ///
    /// # Errors
    ///
    /// [`QuantityError`] outside 1 to [`Quantity::MAX`].
    pub fn new(units: i64) -> Result<Self, QuantityError> {
        match i32::try_from(units) {
            Ok(units @ 1..=Self::MAX) => Ok(Self(units)),
            _ => Err(QuantityError(units)),
        }
    }

    /// The number of units.
    #[must_use]
    pub const fn get(self) -> i32 {
        self.0
    }
}

impl Sum<Quantity> for i64 {
    fn sum<I: Iterator<Item = Quantity>>(quantities: I) -> Self {
        quantities.map(|quantity| Self::from(quantity.0)).sum()
    }
}
