//! What an index of the catalogue must do, and the embedded engine that does it.
//!
//! Speaks plain types of its own: it knows nothing of tables, HTTP or money. The caller turns
//! products into [`Entry`]s, feeds [`Change`]s to an [`Index`] and asks [`Query`]s of it. The
//! index is a cache: it may be thrown away at any time and built again from the catalogue.

mod embedded;
mod entry;
mod error;
mod fold;
mod position;
mod query;
mod telex;
mod words;

pub use embedded::{Index, Opened, Rebuild, State};
pub use entry::{Change, Entry};
pub use error::SearchError;
pub use fold::{fold, slug};
pub use position::Position;
pub use query::{Answer, Count, Facets, Filters, PriceRange, Query, Sort, Suggestions};
