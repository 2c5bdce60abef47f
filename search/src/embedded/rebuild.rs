//! A new index growing beside the one in use.

use std::sync::Arc;

use super::{index::Shared, live::Live, place::remove};
use crate::{entry::Entry, error::SearchError};

/// A new index growing beside the one in use. Dropped before [`Rebuild::swap`], it leaves nothing.
pub struct Rebuild {
    shared: Arc<Shared>,
    /// None once it is in use.
    live: Option<Live>,
    number: u64,
    is_prepared: bool,
}

impl Rebuild {
    pub(super) fn begin(shared: Arc<Shared>) -> Result<Self, SearchError> {
        let number = shared.next_number();
        let mut rebuild = Self {
            shared,
            live: None,
            number,
            is_prepared: false,
        };
        let fields = Arc::clone(&rebuild.shared.fields);
        let mut live = match &rebuild.shared.place {
            Some(place) => Live::create(&place.clear(number)?, fields)?,
            None => Live::in_memory(fields)?,
        };
        live.hold_merges()?;
        rebuild.live = Some(live);
        Ok(rebuild)
    }

    /// Adds a product. Each may be added once.
    ///
    /// # Errors
    ///
    /// [`SearchError::Engine`] when it cannot be written.
    pub fn add(&mut self, entry: &Entry) -> Result<(), SearchError> {
        self.is_prepared = false;
        Ok(self.live().add(entry)?)
    }

    /// Makes everything that was added durable, as one segment. This is the long part of
    /// [`Rebuild::swap`], for callers who must hold changes back during the swap. `through` is as
    /// there.
    ///
    /// # Errors
    ///
    /// [`SearchError::Engine`] when it cannot be written.
    pub fn prepare(&mut self, through: i64) -> Result<(), SearchError> {
        self.live().commit(through)?;
        self.live().merge_all()?;
        self.is_prepared = true;
        Ok(())
    }

    /// Takes the new index into use in one step: a search sees all of the old or all of the new.
    ///
    /// `through` is the number of the last change that the entries surely include: read it before
    /// reading the first entry. Changes applied to the old index meanwhile are not in the new one;
    /// apply again what came after `through`.
    ///
    /// # Errors
    ///
    /// [`SearchError::Disk`] or [`SearchError::Engine`] when it cannot be written or taken into
    /// use; the old index stays in use then.
    pub fn swap(mut self, through: i64) -> Result<(), SearchError> {
        if !self.is_prepared {
            self.prepare(through)?;
        }
        let live = self
            .live
            .take()
            .expect("the new index is only taken by swap, which ends it");
        self.shared.replace(live, self.number)
    }

    fn live(&mut self) -> &mut Live {
        self.live
            .as_mut()
            .expect("the new index is only taken by swap, which ends it")
    }
}

impl Drop for Rebuild {
    fn drop(&mut self) {
        // Whatever stays behind is swept when the index is next opened.
        if let (Some(live), Some(place)) = (self.live.take(), &self.shared.place) {
            drop(live);
            if let Err(error) = remove(&place.of(self.number)) {
                tracing::warn!(%error, "an unfinished index could not be removed");
            }
        }
    }
}
