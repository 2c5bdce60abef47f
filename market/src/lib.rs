//! The rules of the market.

pub mod places;
pub mod product_sets;
