//! Routes for shoppers.

pub(crate) mod accounts;
pub(crate) mod carts;
pub(crate) mod checkout;
