//! Routes for staff of the market.

pub(crate) mod settlement;
