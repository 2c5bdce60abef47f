//! Routes for shoppers.

pub(crate) mod accounts;
pub(crate) mod slots;
