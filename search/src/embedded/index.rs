//! The index as callers hold it.

use std::{
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{
    live::Live,
    place::{Current, Place, remove},
    rebuild::Rebuild,
    schema::Fields,
    view::View,
};
use crate::{
    entry::Change,
    error::SearchError,
    query::{Answer, Query, Suggestions},
};

/// The embedded index. Clones share it.
///
/// Searches never wait for changes. All calls block: for microseconds when searching, for as long
/// as the disk takes when changing.
#[derive(Clone)]
pub struct Index {
    shared: Arc<Shared>,
}

/// An index that was opened, and what was found.
pub struct Opened {
    /// The index, ready to be searched.
    pub index: Index,
    /// What was found.
    pub state: State,
}

/// What was found where an index was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// A sound index: catch up from [`Index::applied_through`].
    Kept,
    /// Nothing: the index is new and empty. Rebuild it.
    Created,
    /// A damaged index or one of another version: it was removed, the index is empty. Rebuild it.
    Discarded {
        /// What was wrong, for the log.
        reason: String,
    },
}

pub(super) struct Shared {
    pub(super) fields: Arc<Fields>,
    /// None in memory.
    pub(super) place: Option<Place>,
    writing: Mutex<Writing>,
    view: RwLock<Arc<View>>,
    last_number: AtomicU64,
}

/// What the one writer holds.
struct Writing {
    live: Live,
    number: u64,
}

impl Index {
    /// An empty index in memory.
    ///
    /// # Errors
    ///
    /// [`SearchError::Engine`] when the engine cannot start.
    pub fn in_memory() -> Result<Self, SearchError> {
        let fields = Arc::new(Fields::new());
        let live = Live::in_memory(Arc::clone(&fields))?;
        Self::new(fields, None, Writing { live, number: 0 })
    }

    /// Opens the index in a directory, which no other process may use meanwhile.
    ///
    /// What cannot be used is removed and replaced by an empty index: nothing in it is lost that
    /// the catalogue does not have.
    ///
    /// # Errors
    ///
    /// [`SearchError::InUse`] when another process has it open, [`SearchError::Disk`] and
    /// [`SearchError::Engine`] when not even an empty index can be made there.
    pub fn open(dir: impl AsRef<Path>) -> Result<Opened, SearchError> {
        let place = Place::take(dir.as_ref())?;
        let fields = Arc::new(Fields::new());
        let (writing, state) = match place.current()? {
            Current::Number(number) => match Live::open(&place.of(number), Arc::clone(&fields)) {
                Ok(live) => (Writing { live, number }, State::Kept),
                Err(unfit) => {
                    let reason = describe(&unfit);
                    (
                        create(&place, &fields, number + 1)?,
                        State::Discarded { reason },
                    )
                }
            },
            Current::Missing => (create(&place, &fields, 1)?, State::Created),
            Current::Unknown(text) => {
                let reason = format!("its format is not of this version: {text:.40?}");
                (create(&place, &fields, 1)?, State::Discarded { reason })
            }
        };
        place.sweep(writing.number)?;
        Ok(Opened {
            index: Self::new(fields, Some(place), writing)?,
            state,
        })
    }

    fn new(
        fields: Arc<Fields>,
        place: Option<Place>,
        writing: Writing,
    ) -> Result<Self, SearchError> {
        let view = writing.live.view(None)?;
        let shared = Shared {
            fields,
            place,
            last_number: AtomicU64::new(writing.number),
            writing: Mutex::new(writing),
            view: RwLock::new(Arc::new(view)),
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// Answers a query.
    ///
    /// # Errors
    ///
    /// [`SearchError::PositionForeign`] when `after` came from another text or sort,
    /// [`SearchError::Engine`] when the engine fails.
    pub fn search(&self, query: &Query) -> Result<Answer, SearchError> {
        self.shared.view().search(query)
    }

    /// Up to `limit` products and sellers that a text still being typed may mean.
    ///
    /// # Errors
    ///
    /// [`SearchError::Engine`] when the engine fails.
    pub fn suggest(&self, text: &str, limit: usize) -> Result<Suggestions, SearchError> {
        self.shared.view().suggest(text, limit)
    }

    /// Makes all of the changes, or none, in their order. Searches that begin after the return
    /// see them, and they outlive the process.
    ///
    /// `through` is the caller's number of the last of these changes; it comes back as
    /// [`Index::applied_through`]. Each call costs a write to disk: give many changes at once.
    ///
    /// # Errors
    ///
    /// [`SearchError::Engine`] when they cannot be written.
    pub fn apply(
        &self,
        changes: impl IntoIterator<Item = Change>,
        through: i64,
    ) -> Result<(), SearchError> {
        let mut writing = self.shared.writing();
        writing.live.apply(changes, through)?;
        let view = writing.live.view(Some(&self.shared.view()))?;
        self.shared.show(view);
        Ok(())
    }

    /// The number given with the last changes applied; 0 before the first.
    #[must_use]
    pub fn applied_through(&self) -> i64 {
        self.shared.view().applied_through
    }

    /// How many products the index has.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.shared.view().searcher.num_docs()
    }

    /// Whether the index has no product.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Begins a new index beside this one, which stays as it is until [`Rebuild::swap`].
    ///
    /// # Errors
    ///
    /// [`SearchError::Disk`] or [`SearchError::Engine`] when it cannot be made.
    pub fn rebuild(&self) -> Result<Rebuild, SearchError> {
        Rebuild::begin(Arc::clone(&self.shared))
    }
}

/// Makes an empty index and takes it into use.
fn create(place: &Place, fields: &Arc<Fields>, number: u64) -> Result<Writing, SearchError> {
    let dir = place.clear(number)?;
    let live = Live::create(&dir, Arc::clone(fields))?;
    place.switch_to(number)?;
    Ok(Writing { live, number })
}

/// An error with its causes.
fn describe(error: &dyn std::error::Error) -> String {
    std::iter::successors(error.source(), |error| error.source())
        .fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

impl Shared {
    /// A number no index of this process has had.
    pub(super) fn next_number(&self) -> u64 {
        self.last_number.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Puts another index in the place of the one in use.
    pub(super) fn replace(&self, live: Live, number: u64) -> Result<(), SearchError> {
        let view = live.view(None)?;
        let mut writing = self.writing();
        if let Some(place) = &self.place {
            place.switch_to(number)?;
        }
        let old = std::mem::replace(&mut *writing, Writing { live, number });
        self.show(view);
        drop(writing);
        drop(old.live);
        match &self.place {
            Some(place) => remove(&place.of(old.number)),
            None => Ok(()),
        }
    }

    fn view(&self) -> Arc<View> {
        Arc::clone(&self.view.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn show(&self, view: View) {
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
    }

    fn writing(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
