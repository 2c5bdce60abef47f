//! Feeding the index of this process from the documents, or building it anew.

use chrono::NaiveDate;
use entity::catalog::product_document;
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
};
use search::{Change, Entry, Index, SearchError};
use uuid::Uuid;

use super::{
    FeedError,
    entry::StoredEntry,
    feed::{self, is_due},
    render::Rendered,
    store,
};
use crate::{App, limits};

/// A document as the index needs it.
#[derive(FromQueryResult)]
struct IndexedRow {
    product_id: Uuid,
    listed_seq: i64,
    is_public: bool,
    search_entry: String,
    next_change_on: Option<NaiveDate>,
}

fn indexed_columns() -> Select<product_document::Entity> {
    use product_document::Column;
    product_document::Entity::find().select_only().columns([
        Column::ProductId,
        Column::ListedSeq,
        Column::IsPublic,
        Column::SearchEntry,
        Column::NextChangeOn,
    ])
}

impl IndexedRow {
    fn change(self) -> Change {
        match self.is_public.then(|| entry_of(&self.search_entry)) {
            Some(Some(entry)) => entry.into(),
            _ => Change::Remove(self.product_id),
        }
    }
}

fn entry_of(text: &str) -> Option<Entry> {
    serde_json::from_str::<StoredEntry>(text)
        .map(Entry::from)
        .inspect_err(|error| {
            tracing::error!("a search entry cannot be read, run `chosao reindex`: {error}");
        })
        .ok()
}

/// Applies to the index what it lacks, at most a batch of it; how many changes there were.
pub(super) async fn take_changes(app: &App) -> Result<usize, FeedError> {
    let Some(index) = app.catalogue().any_index().cloned() else {
        return Ok(0);
    };
    let rows = rows_after(app, index.applied_through()).await?;
    let Some(through) = rows.last().map(|row| row.listed_seq) else {
        return Ok(0);
    };
    let day = app.clock().today();
    if rows.iter().any(|row| is_due(row.next_change_on, day)) {
        app.catalogue().forget_day();
    }
    let count = rows.len();
    tokio::task::spawn_blocking(move || {
        index.apply(rows.into_iter().map(IndexedRow::change), through)
    })
    .await??;
    Ok(count)
}

/// What came after a number, at most a batch of it.
pub(super) struct Batch {
    pub(super) changes: Vec<Change>,
    /// The number of the last.
    pub(super) through: i64,
    /// Whether some are wrong for today already, so that [`due_changes`] must follow.
    pub(super) is_due: bool,
}

/// What came after a number, if anything did.
pub(super) async fn changes_after(app: &App, seq: i64) -> Result<Option<Batch>, FeedError> {
    let rows = rows_after(app, seq).await?;
    let day = app.clock().today();
    Ok(rows.last().map(|row| row.listed_seq).map(|through| Batch {
        is_due: rows.iter().any(|row| is_due(row.next_change_on, day)),
        changes: rows.into_iter().map(IndexedRow::change).collect(),
        through,
    }))
}

/// What a day changes before a job has rendered it.
pub(super) async fn due_changes(app: &App, day: NaiveDate) -> Result<Vec<Change>, FeedError> {
    let due = feed::due(app, day).await?;
    let rendered = feed::fresh(app, &due, day).await?;
    Ok(rendered.iter().map(change_of).collect())
}

async fn rows_after(app: &App, seq: i64) -> Result<Vec<IndexedRow>, FeedError> {
    let rows = indexed_columns()
        .filter(product_document::Column::ListedSeq.gt(seq))
        .order_by_asc(product_document::Column::ListedSeq)
        .limit(u64::try_from(limits::FEED_BATCH).unwrap_or(u64::MAX))
        .into_model()
        .all(app.database().read())
        .await?;
    Ok(rows)
}

/// What a rendered document means to the index.
pub(super) fn change_of(rendered: &Rendered) -> Change {
    let entry = rendered
        .shown
        .as_ref()
        .and_then(|documents| entry_of(&documents.entry));
    match entry {
        Some(entry) => entry.into(),
        None => Change::Remove(rendered.product_id),
    }
}

/// Public products after one, in the order of their ids, at most a batch of them, with the last.
pub(super) async fn entries_after(
    app: &App,
    after: Uuid,
) -> Result<Option<(Vec<Entry>, Uuid)>, FeedError> {
    let rows = public_rows_after(app, after).await?;
    let last = rows.last().map(|row| row.product_id);
    let entries = rows.iter().filter_map(|row| entry_of(&row.search_entry));
    Ok(last.map(|last| (entries.collect(), last)))
}

async fn public_rows_after(app: &App, after: Uuid) -> Result<Vec<IndexedRow>, FeedError> {
    let rows = indexed_columns()
        .filter(product_document::Column::IsPublic.eq(true))
        .filter(product_document::Column::ProductId.gt(after))
        .order_by_asc(product_document::Column::ProductId)
        .limit(u64::try_from(limits::FEED_BATCH).unwrap_or(u64::MAX))
        .into_model()
        .all(app.database().read())
        .await?;
    Ok(rows)
}

/// Builds the index again beside the one in use, then puts it in its place. `told` hears how many
/// products are in the new one.
pub(super) async fn rebuild(app: &App, index: &Index, told: impl Fn(u64)) -> Result<(), FeedError> {
    let through = store::clock(app.database().read()).await?;
    let mut rebuild = index.rebuild()?;
    let mut after = Uuid::nil();
    let mut done = 0;
    loop {
        let rows = public_rows_after(app, after).await?;
        let Some(last) = rows.last() else {
            break;
        };
        after = last.product_id;
        done += u64::try_from(rows.len()).unwrap_or(0);
        rebuild = tokio::task::spawn_blocking(move || {
            for entry in rows.iter().filter_map(|row| entry_of(&row.search_entry)) {
                rebuild.add(&entry)?;
            }
            Ok::<_, SearchError>(rebuild)
        })
        .await??;
        told(done);
    }
    rebuild = tokio::task::spawn_blocking(move || {
        rebuild.prepare(through)?;
        Ok::<_, SearchError>(rebuild)
    })
    .await??;
    // Changes that are on their way to the old index must not be lost between both.
    let _feeding = app.catalogue().feeding.lock().await;
    tokio::task::spawn_blocking(move || rebuild.swap(through)).await??;
    Ok(())
}
