//! Feeding this process's shelf and index from the documents, in the order of their numbers.

use chrono::NaiveDate;
use entity::catalog::product_document;
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
};
use search::{Change, SearchError};
use uuid::Uuid;

use super::{
    PerLanguage, facts, indexing,
    render::{Documents, Rendered, render},
    store,
};
use crate::{
    App, Kind,
    catalog::categories,
    failure::{database_code, database_kind},
    limits,
};

/// Why this process cannot follow the catalogue.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// The database failed.
    #[error("the documents cannot be read")]
    Database(#[from] DbErr),
    /// The index failed.
    #[error("the index cannot be brought up to date")]
    Index(#[from] SearchError),
    /// Work on the index was cut off.
    #[error("work on the index was cut off")]
    CutOff(#[from] tokio::task::JoinError),
}

impl FeedError {
    /// The kind of refusal that this becomes.
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Database(error) => database_kind(error),
            Self::Index(_) | Self::CutOff(_) => Kind::Internal,
        }
    }

    /// The stable code of that refusal.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Database(error) => database_code(error),
            Self::Index(_) | Self::CutOff(_) => "internal",
        }
    }
}

/// A document as lists need it.
#[derive(FromQueryResult)]
struct ListedRow {
    product_id: Uuid,
    seq: i64,
    listed_seq: i64,
    slug: String,
    is_public: bool,
    card_vi: String,
    card_en: String,
    next_change_on: Option<NaiveDate>,
}

fn listed_columns() -> Select<product_document::Entity> {
    use product_document::Column;
    product_document::Entity::find().select_only().columns([
        Column::ProductId,
        Column::Seq,
        Column::ListedSeq,
        Column::Slug,
        Column::IsPublic,
        Column::CardVi,
        Column::CardEn,
        Column::NextChangeOn,
    ])
}

impl From<ListedRow> for Rendered {
    fn from(row: ListedRow) -> Self {
        let documents = Documents {
            card: PerLanguage {
                vi: row.card_vi,
                en: row.card_en,
            },
            ..Documents::default()
        };
        Self {
            product_id: row.product_id,
            slug: row.slug,
            shown: row.is_public.then_some(documents),
            next_change_on: row.next_change_on,
        }
    }
}

/// Whether a document is wrong on a day because nobody has rendered it since it turned.
pub(super) fn is_due(next_change_on: Option<NaiveDate>, day: NaiveDate) -> bool {
    next_change_on.is_some_and(|from| from <= day)
}

/// Renders products as they are on a day, without writing anything down.
pub(super) async fn fresh(
    app: &App,
    product_ids: &[Uuid],
    day: NaiveDate,
) -> Result<Vec<Rendered>, DbErr> {
    let mut rendered = Vec::with_capacity(product_ids.len());
    for ids in product_ids.chunks(limits::RENDER_BATCH) {
        let facts = facts::gather(app.database().read(), app.clock().now(), ids).await?;
        rendered.extend(facts.iter().map(|facts| render(facts, day)));
    }
    Ok(rendered)
}

/// Fills the empty shelf with every public product, in batches that keep memory small.
pub(super) async fn fill_shelf(app: &App) -> Result<(), FeedError> {
    let db = app.database().read();
    let through = store::clock(db).await?;
    app.catalogue().set_categories(categories::read(app).await?);
    let mut after = Uuid::nil();
    loop {
        let rows: Vec<ListedRow> = listed_columns()
            .filter(product_document::Column::IsPublic.eq(true))
            .filter(product_document::Column::ProductId.gt(after))
            .order_by_asc(product_document::Column::ProductId)
            .limit(u64::try_from(limits::FEED_BATCH).unwrap_or(u64::MAX))
            .into_model()
            .all(db)
            .await?;
        let mut shelf = app.catalogue().shelf_mut();
        let Some(last) = rows.last() else {
            // Numbers of hidden products were not read, and need not be.
            shelf.has_all_through(through);
            return Ok(());
        };
        after = last.product_id;
        for row in rows {
            let seq = row.seq;
            shelf.put(row.into(), seq);
        }
    }
}

/// Takes over what changed since the last look, at most a batch of it. Tells whether there
/// may be more.
pub(super) async fn take_changes(app: &App) -> Result<bool, FeedError> {
    let catalogue = app.catalogue();
    let _feeding = catalogue.feeding.lock().await;
    let shelved = shelve(app).await?;
    let indexed = match catalogue.index() {
        Some(_) => indexing::take_changes(app).await?,
        None => 0,
    };
    if shelved.lists_changed || indexed > 0 {
        catalogue.set_categories(categories::read(app).await?);
        catalogue.lists_changed();
    }
    Ok(shelved.count.max(indexed) >= limits::FEED_BATCH)
}

struct Shelved {
    count: usize,
    lists_changed: bool,
}

async fn shelve(app: &App) -> Result<Shelved, FeedError> {
    let catalogue = app.catalogue();
    let seen = catalogue.shelf().seq();
    let rows: Vec<ListedRow> = listed_columns()
        .filter(product_document::Column::Seq.gt(seen))
        .order_by_asc(product_document::Column::Seq)
        .limit(u64::try_from(limits::FEED_BATCH).unwrap_or(u64::MAX))
        .into_model()
        .all(app.database().read())
        .await?;
    let shelved = Shelved {
        count: rows.len(),
        lists_changed: rows.iter().any(|row| row.listed_seq > seen),
    };
    let day = app.clock().today();
    if rows.iter().any(|row| is_due(row.next_change_on, day)) {
        catalogue.forget_day();
    }
    let mut shelf = catalogue.shelf_mut();
    for row in rows {
        let seq = row.seq;
        shelf.put(row.into(), seq);
    }
    Ok(shelved)
}

/// Products whose documents are wrong on a day because no job has rendered them yet.
pub(super) async fn due(app: &App, day: NaiveDate) -> Result<Vec<Uuid>, DbErr> {
    product_document::Entity::find()
        .select_only()
        .column(product_document::Column::ProductId)
        .filter(product_document::Column::IsPublic.eq(true))
        .filter(product_document::Column::NextChangeOn.lte(day))
        .into_tuple()
        .all(app.database().read())
        .await
}

/// Brings cards and index to a new day: what lapsed is rendered afresh, even when no job has
/// done so yet.
pub(super) async fn turn_day(app: &App) -> Result<(), FeedError> {
    let catalogue = app.catalogue();
    let _feeding = catalogue.feeding.lock().await;
    let day = app.clock().today();
    if catalogue.is_of(day) {
        return Ok(());
    }
    let rendered = fresh(app, &due(app, day).await?, day).await?;
    if let Some(index) = catalogue.any_index().cloned()
        && !rendered.is_empty()
    {
        let changes: Vec<Change> = rendered.iter().map(indexing::change_of).collect();
        let through = index.applied_through();
        tokio::task::spawn_blocking(move || index.apply(changes, through)).await??;
    }
    for rendered in rendered {
        let mut shelf = catalogue.shelf_mut();
        let seq = shelf
            .get(rendered.product_id)
            .map_or(0, |product| product.seq);
        shelf.put(rendered, seq);
    }
    catalogue.set_day(day);
    catalogue.lists_changed();
    Ok(())
}
