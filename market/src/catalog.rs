//! What is sold, and how the public sees it.

pub mod browse;
pub mod categories;
pub mod documents;
pub mod storefronts;
