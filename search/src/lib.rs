//! What an index of the catalogue must do, and the embedded engine that does it.
//!
//! Speaks plain types of its own: it knows nothing of tables or HTTP.

mod fold;

pub use fold::{fold, slug};
