//! What answers for as long as this process has no index: the documents themselves.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::NaiveDate;
use search::{Change, Entry, Listing};
use uuid::Uuid;

use super::{FeedError, indexing};
use crate::App;

/// How long a list is asked before the documents are read again: reading them takes long, and an
/// index is on its way.
const KEPT_FOR: Duration = Duration::from_secs(5);

/// A list, and the state of the documents it was made from.
pub(super) struct Kept {
    read_at: Instant,
    day: NaiveDate,
    listing: Arc<Listing>,
}

/// Every public product as it was in the documents lately. Whoever comes while they are read
/// waits for the same list.
pub(in crate::catalog) async fn listing(app: &App) -> Result<Arc<Listing>, FeedError> {
    let day = app.clock().today();
    let mut kept = app.catalogue().listing.lock().await;
    if let Some(kept) = kept.as_ref()
        && kept.day == day
        && kept.read_at.elapsed() < KEPT_FOR
    {
        return Ok(Arc::clone(&kept.listing));
    }
    let entries = entries_on(app, day).await?;
    let listing = tokio::task::spawn_blocking(move || Arc::new(Listing::new(&entries))).await?;
    *kept = Some(Kept {
        read_at: Instant::now(),
        day,
        listing: Arc::clone(&listing),
    });
    Ok(listing)
}

/// Gives the memory back: there is an index again.
pub(super) async fn forget(app: &App) {
    *app.catalogue().listing.lock().await = None;
}

/// Every public product as it is on a day.
async fn entries_on(app: &App, day: NaiveDate) -> Result<Vec<Entry>, FeedError> {
    let mut entries: HashMap<Uuid, Entry> = HashMap::new();
    let mut after = Uuid::nil();
    while let Some((batch, last)) = indexing::entries_after(app, after).await? {
        after = last;
        entries.extend(batch.into_iter().map(|entry| (entry.id, entry)));
    }
    for change in indexing::due_changes(app, day).await? {
        match change {
            Change::Put(entry) => entries.insert(entry.id, *entry),
            Change::Remove(id) => entries.remove(&id),
        };
    }
    Ok(entries.into_values().collect())
}
