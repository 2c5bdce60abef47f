//! The catalogue as this process holds it: cards, pages asked for lately, and the index.

use std::{
    fmt,
    sync::{
        Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering},
    },
};

use chrono::{Datelike, NaiveDate};
use search::Index;
use tokio::sync::{Mutex, Notify};

use super::{listing, pages::Pages, remote::Remote, shelf::Shelf, troubles::Troubles};
use crate::catalog::categories::Category;

/// The catalogue as this process holds it. Empty until it is first read or followed.
pub(crate) struct Catalogue {
    shelf: RwLock<Shelf>,
    categories: RwLock<Arc<Vec<Category>>>,
    pub(super) pages: Pages,
    index: OnceLock<Index>,
    remote: Remote,
    /// What answers without the index, as it was lately.
    pub(super) listing: Mutex<Option<listing::Kept>>,
    /// What went wrong with the index of this process.
    pub(super) troubles: Troubles,
    /// Whether the index has what it should have.
    searchable: AtomicBool,
    /// Whether a follower keeps all of this up to date.
    followed: AtomicBool,
    /// Raised whenever a list may have become another.
    epoch: AtomicU64,
    /// The day for which the cards are right, in days since the common era; 0 for none.
    day: AtomicI32,
    /// Held while shelf and index are fed, so that nothing older overtakes something newer.
    pub(super) feeding: Mutex<()>,
    /// Something was rendered in this process.
    pub(super) rendered: Notify,
    /// The index must be built again.
    pub(super) mending: Notify,
}

impl Catalogue {
    pub(crate) fn new() -> Self {
        Self {
            shelf: RwLock::default(),
            categories: RwLock::default(),
            pages: Pages::new(),
            index: OnceLock::new(),
            remote: Remote::default(),
            listing: Mutex::default(),
            troubles: Troubles::default(),
            searchable: AtomicBool::new(false),
            followed: AtomicBool::new(false),
            epoch: AtomicU64::new(0),
            day: AtomicI32::new(0),
            feeding: Mutex::new(()),
            rendered: Notify::new(),
            mending: Notify::new(),
        }
    }

    pub(super) fn shelf(&self) -> RwLockReadGuard<'_, Shelf> {
        self.shelf.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn shelf_mut(&self) -> RwLockWriteGuard<'_, Shelf> {
        self.shelf.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The categories, as they were last read.
    pub(crate) fn categories(&self) -> Arc<Vec<Category>> {
        let categories = self.categories.read();
        Arc::clone(&categories.unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set_categories(&self, categories: Vec<Category>) {
        let kept = self.categories.write();
        *kept.unwrap_or_else(PoisonError::into_inner) = Arc::new(categories);
    }

    /// The index, once it was opened, however much it has.
    pub(super) fn any_index(&self) -> Option<&Index> {
        self.index.get()
    }

    /// What is known of the search server.
    pub(crate) fn remote(&self) -> &Remote {
        &self.remote
    }

    /// Gives the catalogue its index, once.
    pub(super) fn set_index(&self, index: Index) {
        // A second start in one process keeps the first index.
        let _ = self.index.set(index);
    }

    /// The index, if it has what it should have.
    pub(crate) fn index(&self) -> Option<&Index> {
        self.index
            .get()
            .filter(|_| self.searchable.load(Ordering::Acquire))
    }

    /// Says whether the index has what it should have; if not, it will be built again.
    pub(super) fn set_searchable(&self, searchable: bool) {
        self.searchable.store(searchable, Ordering::Release);
        if !searchable {
            self.mending.notify_one();
        }
        self.lists_changed();
    }

    /// A number that changes whenever a list may have become another.
    pub(crate) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }

    /// Some list may have become another.
    pub(super) fn lists_changed(&self) {
        self.epoch.fetch_add(1, Ordering::AcqRel);
    }

    /// Whether the cards are right for a day.
    pub(super) fn is_of(&self, day: NaiveDate) -> bool {
        self.day.load(Ordering::Acquire) == day.num_days_from_ce()
    }

    pub(super) fn set_day(&self, day: NaiveDate) {
        self.day.store(day.num_days_from_ce(), Ordering::Release);
    }

    /// Some cards may be wrong for today.
    pub(super) fn forget_day(&self) {
        self.day.store(0, Ordering::Release);
    }

    /// Whether a follower keeps all of this up to date; if not, every read looks for itself.
    pub(super) fn is_followed(&self) -> bool {
        self.followed.load(Ordering::Acquire)
    }

    pub(super) fn set_followed(&self, followed: bool) {
        self.followed.store(followed, Ordering::Release);
    }
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Catalogue")
            .field("products", &self.shelf().len())
            .field("epoch", &self.epoch())
            .finish_non_exhaustive()
    }
}
