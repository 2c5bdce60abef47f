//! Finding products: lists with filters, counts and pages; what is similar; what a text being
//! typed may mean. Everything is put together from documents, without the database.

mod ask;
mod facets;
mod list;
mod preview;
mod refusal;
mod similar;
mod suggest;
mod understood;

pub use ask::{Ask, Order};
pub(crate) use list::Lists;
pub use list::list;
pub use preview::{Previewed, preview};
pub use refusal::{Allowed, BrowseError};
pub use similar::similar;
pub use suggest::{
    PlaceFilter, SuggestedPlace, SuggestedProduct, SuggestedSeller, Suggestions, suggest,
};
