//! Routes for cooperatives and other sellers.

pub(crate) mod access;
pub(crate) mod money;
pub(crate) mod orders;
