//! Đồng arithmetic that cannot lose a đồng: amounts, shares, rates in basis points.
//!
//! The Vietnamese đồng has no minor unit in use, so an amount is a whole number of đồng.
//! Nothing here uses floating point.

mod amount;
mod rate;
mod share;

pub use amount::{AmountError, Money, Quantity, QuantityError};
pub use rate::{BasisPoints, RateError};
pub use share::{ShareError, share};
