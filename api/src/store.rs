//! Routes for shoppers.

pub(crate) mod accounts;
pub(crate) mod after_sale;
pub(crate) mod carts;
pub(crate) mod categories;
pub(crate) mod certificates;
pub(crate) mod checkout;
pub(crate) mod payment_returns;
pub(crate) mod places;
pub(crate) mod products;
pub(crate) mod reviews;
pub(crate) mod search;
pub(crate) mod sellers;
pub(crate) mod slots;
