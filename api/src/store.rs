//! Routes for shoppers.

pub(crate) mod accounts;
