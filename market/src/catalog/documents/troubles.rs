//! What went wrong with an engine since this process began.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

/// How often an engine has failed, and how last.
#[derive(Debug, Default)]
pub(super) struct Troubles {
    count: AtomicU64,
    last: Mutex<Option<String>>,
}

impl Troubles {
    /// Takes note of a failure.
    pub(super) fn note(&self, error: String) {
        self.count.fetch_add(1, Ordering::Relaxed);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    pub(super) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    pub(super) fn last(&self) -> Option<String> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.clone()
    }
}
