//! The embedded index behind the port. Its calls block, as those of [`Index`] do.

use std::fmt;

use async_trait::async_trait;

use super::{Index, Rebuild};
use crate::{
    entry::{Change, Entry},
    error::SearchError,
    port::{Engine, Growing},
    query::{Answer, Query, Suggestions},
};

#[async_trait]
impl Engine for Index {
    async fn search(&self, query: &Query) -> Result<Answer, SearchError> {
        Self::search(self, query)
    }

    async fn suggest(&self, text: &str, limit: usize) -> Result<Suggestions, SearchError> {
        Self::suggest(self, text, limit)
    }

    async fn apply(&self, changes: Vec<Change>, through: i64) -> Result<(), SearchError> {
        Self::apply(self, changes, through)
    }

    async fn applied_through(&self) -> Result<i64, SearchError> {
        Ok(Self::applied_through(self))
    }

    async fn count(&self) -> Result<u64, SearchError> {
        Ok(self.len())
    }

    async fn rebuild(&self) -> Result<Box<dyn Growing>, SearchError> {
        Ok(Box::new(Self::rebuild(self)?))
    }
}

#[async_trait]
impl Growing for Rebuild {
    async fn add(&mut self, entries: Vec<Entry>) -> Result<(), SearchError> {
        entries.iter().try_for_each(|entry| Self::add(self, entry))
    }

    async fn swap(self: Box<Self>, through: i64) -> Result<(), SearchError> {
        Self::swap(*self, through)
    }
}

impl fmt::Debug for Index {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Index")
            .field("products", &self.len())
            .finish_non_exhaustive()
    }
}
