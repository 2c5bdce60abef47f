//! The rules of the market.

pub mod import;
pub mod places;
pub mod product_sets;
