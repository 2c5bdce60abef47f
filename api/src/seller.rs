//! Routes for cooperatives and other sellers.

pub(crate) mod access;
pub(crate) mod after_sale;
pub(crate) mod carriers;
pub(crate) mod certificates;
pub(crate) mod fees;
pub(crate) mod images;
pub(crate) mod money;
pub(crate) mod orders;
pub(crate) mod products;
pub(crate) mod profile;
pub(crate) mod reviews;
pub(crate) mod stock;
pub(crate) mod variants;
pub(crate) mod vouchers;
pub(crate) mod withholding;
