//! What an index of the catalogue must do ([`Engine`]), and the two that do it: the embedded one
//! ([`Index`]) and that of a server ([`Meilisearch`]).
//!
//! Speaks plain types of its own: it knows nothing of tables, HTTP or money. The caller turns
//! products into [`Entry`]s, feeds [`Change`]s to an [`Index`] and asks [`Query`]s of it. The
//! index is a cache: it may be thrown away at any time and built again from the catalogue.

#[cfg(test)]
mod contract;
mod embedded;
mod entry;
mod error;
mod find;
mod fold;
mod knowledge;
mod mark;
mod mean;
mod meilisearch;
mod port;
mod position;
mod query;
mod ranking;
mod telex;
mod words;

pub use embedded::{Index, Listing, Opened, Rebuild, State};
pub use entry::{Change, Entry};
pub use error::SearchError;
pub use find::{Answers, Found, Relaxed, find};
pub use fold::{fold, slug};
pub use knowledge::{Interpret, Knowledge, PlaceFilter, ReadPlace, Reading};
pub use mark::highlight;
pub use mean::did_you_mean;
pub use meilisearch::{Meilisearch, MeilisearchSettings};
pub use port::{Engine, Growing};
pub use position::Position;
pub use query::{
    Answer, Count, Explanation, Facets, Filters, PriceRange, Query, Sort, Suggestions,
};
pub use ranking::{Points, Ranking};
