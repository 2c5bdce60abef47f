//! What a search engine must do.

use std::fmt;

use async_trait::async_trait;

use crate::{
    entry::{Change, Entry},
    error::SearchError,
    query::{Answer, Query, Suggestions},
};

/// A search engine. `contract` says in tests what every one of them must do alike.
#[async_trait]
pub trait Engine: Send + Sync + fmt::Debug {
    /// Answers a query. Its text is words to be found: [`crate::find`] reads what shoppers type.
    ///
    /// # Errors
    ///
    /// [`SearchError::PositionForeign`] when `after` came from another text, sort or engine;
    /// [`SearchError::Away`] when the engine cannot be reached in time.
    async fn search(&self, query: &Query) -> Result<Answer, SearchError>;

    /// Up to `limit` products and sellers that a text still being typed may mean.
    ///
    /// # Errors
    ///
    /// As [`Engine::search`].
    async fn suggest(&self, text: &str, limit: usize) -> Result<Suggestions, SearchError>;

    /// Makes the changes in their order. Searches that begin after the return see them.
    ///
    /// `through` is the caller's number of the last of them; it comes back as
    /// [`Engine::applied_through`]. Applying a change twice changes nothing.
    ///
    /// # Errors
    ///
    /// [`SearchError`] when they cannot be written; apply them again then.
    async fn apply(&self, changes: Vec<Change>, through: i64) -> Result<(), SearchError>;

    /// The number given with the last changes applied; 0 before the first.
    ///
    /// # Errors
    ///
    /// [`SearchError`] when the engine cannot be asked.
    async fn applied_through(&self) -> Result<i64, SearchError>;

    /// How many products the index has.
    ///
    /// # Errors
    ///
    /// [`SearchError`] when the engine cannot be asked.
    async fn count(&self) -> Result<u64, SearchError>;

    /// Begins a new index beside the one in use, which stays as it is until it is swapped.
    ///
    /// # Errors
    ///
    /// [`SearchError`] when it cannot be made.
    async fn rebuild(&self) -> Result<Box<dyn Growing>, SearchError>;
}

/// A new index growing beside the one in use. Dropped before its swap, it changes nothing.
#[async_trait]
pub trait Growing: Send {
    /// Adds products. Each may be added once.
    ///
    /// # Errors
    ///
    /// [`SearchError`] when they cannot be written.
    async fn add(&mut self, entries: Vec<Entry>) -> Result<(), SearchError>;

    /// Takes the new index into use in one step. `through` is the number of the last change that
    /// its products surely include; apply again what came after.
    ///
    /// # Errors
    ///
    /// [`SearchError`] when it cannot be taken into use; the old one stays in use then.
    async fn swap(self: Box<Self>, through: i64) -> Result<(), SearchError>;
}
