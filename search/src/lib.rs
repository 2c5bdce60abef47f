//! What an index of the catalogue must do, and the embedded engine that does it.
//!
//! Speaks plain types of its own: it knows nothing of tables, HTTP or money. The caller turns
//! products into [`Entry`]s, feeds [`Change`]s to an [`Index`] and asks [`Query`]s of it. The
//! index is a cache: it may be thrown away at any time and built again from the catalogue.

mod embedded;
mod entry;
mod error;
mod find;
mod fold;
mod knowledge;
mod mean;
mod port;
mod position;
mod query;
mod ranking;
mod telex;
mod words;

pub use embedded::{Index, Opened, Rebuild, State};
pub use entry::{Change, Entry};
pub use error::SearchError;
pub use find::{Found, Relaxed, find};
pub use fold::{fold, slug};
pub use knowledge::{Knowledge, PlaceFilter, ReadPlace, Reading};
pub use mean::did_you_mean;
pub use port::{Engine, Growing};
pub use position::Position;
pub use query::{
    Answer, Count, Explanation, Facets, Filters, PriceRange, Query, Sort, Suggestions,
};
pub use ranking::{Points, Ranking};
