//! The embedded engine: Tantivy in this process, files of its own, nothing to install.
//!
//! - `schema` says what of an entry is kept, and how;
//! - `search` answers a query: `question` turns its words into Tantivy queries, `collect` filters,
//!   counts (`tally`) and orders what they match, over the `rows` kept in memory;
//! - `live` is one Tantivy index being written, `view` one state of it being read, `place` the
//!   directory it lies in;
//! - `index` is what callers hold, `rebuild` a new index growing beside it, `listing` what answers
//!   for as long as there is none.

mod alternatives;
mod asked;
mod collect;
mod filter;
mod index;
mod listing;
mod live;
mod place;
mod points;
mod port;
mod question;
mod rebuild;
mod rows;
mod schema;
mod search;
mod suggest;
mod tally;
mod view;

pub use index::{Index, Opened, State};
pub use listing::Listing;
pub use rebuild::Rebuild;
