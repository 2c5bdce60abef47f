//! Rendering what changed, and writing it down.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use entity::catalog::{product, product_document};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{facts, render::render, store};
use crate::{
    App, limits,
    outbox::{self, Claimed, Event},
    schedule,
};

/// How often documents are looked through for those that a new day makes wrong.
const LOOK_FOR_DUE_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Which documents are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Write {
    /// Those that differ from what is stored.
    Changed,
    /// All of them, as if lists showed each of them differently.
    All,
}

/// Events with the products they name: what is rendered together.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// The events.
    pub(crate) events: Vec<Claimed>,
    product_ids: BTreeSet<Uuid>,
}

/// Puts events together whose products fit one rendering, so that many events about one
/// product cost one.
pub(crate) async fn batches(app: &App, claimed: Vec<Claimed>) -> Result<Vec<Batch>, DbErr> {
    let mut batches = Vec::new();
    let mut batch = Batch::default();
    for event in claimed {
        batch
            .product_ids
            .extend(products_named_by(app, &event).await?);
        batch.events.push(event);
        if batch.product_ids.len() >= limits::RENDER_BATCH {
            batches.push(std::mem::take(&mut batch));
        }
    }
    batches.push(batch);
    Ok(batches)
}

async fn products_named_by(app: &App, claimed: &Claimed) -> Result<Vec<Uuid>, DbErr> {
    match &claimed.event {
        Some(Event::SellerChanged { seller_id }) => products_of(app, *seller_id).await,
        Some(event) => Ok(event.products().to_vec()),
        None => Ok(Vec::new()),
    }
}

/// Renders the products of a batch, and marks its events as done with the last of them.
pub(crate) async fn refresh_batch(app: &App, batch: &Batch) -> Result<(), DbErr> {
    let product_ids: Vec<Uuid> = batch.product_ids.iter().copied().collect();
    let last = product_ids.len().saturating_sub(1) / limits::RENDER_BATCH * limits::RENDER_BATCH;
    let (before, with_events) = product_ids.split_at(last);
    for ids in before.chunks(limits::RENDER_BATCH) {
        refresh(app, ids, Write::Changed, &[]).await?;
    }
    refresh(app, with_events, Write::Changed, &batch.events).await
}

async fn products_of(app: &App, seller_id: Uuid) -> Result<Vec<Uuid>, DbErr> {
    product::Entity::find()
        .select_only()
        .column(product::Column::Id)
        .filter(product::Column::SellerId.eq(seller_id))
        .into_tuple()
        .all(app.database().read())
        .await
}

/// Renders what a new day made wrong, if it is this process's turn to look.
pub(crate) async fn refresh_due(app: &App) -> Result<(), DbErr> {
    if !schedule::take_turn(app, "render_due", LOOK_FOR_DUE_EVERY).await? {
        return Ok(());
    }
    let due: Vec<Uuid> = product_document::Entity::find()
        .select_only()
        .column(product_document::Column::ProductId)
        .filter(product_document::Column::NextChangeOn.lte(app.clock().today()))
        .into_tuple()
        .all(app.database().read())
        .await?;
    for ids in due.chunks(limits::RENDER_BATCH) {
        refresh(app, ids, Write::Changed, &[]).await?;
    }
    Ok(())
}

/// Renders products and writes the documents down, with the events they settle, at once.
///
/// Reading and rendering happen outside the transaction, so that they hold up no writer. Should
/// another process have written documents meanwhile, ours may be the older ones: then we begin
/// again.
async fn refresh(app: &App, ids: &[Uuid], write: Write, done: &[Claimed]) -> Result<(), DbErr> {
    let db = app.database();
    for _ in 0..limits::RENDER_TRIES {
        let now = app.clock().now();
        let day = app.clock().today();
        let seen = store::clock(db.read()).await?;
        let facts = facts::gather(db.read(), now, ids).await?;
        let rendered = facts.iter().map(|facts| render(facts, day)).collect();
        let known = store::known(db.read(), ids).await?;
        let changes = known.changes(rendered, write == Write::All);
        let txn = db.begin().await?;
        if !changes.is_empty() && !store::advance(&txn, seen, changes.len()).await? {
            txn.rollback().await?;
            continue;
        }
        store::write(&txn, changes, seen, now).await?;
        outbox::finish(&txn, done).await?;
        txn.commit().await?;
        app.catalogue().rendered.notify_one();
        return Ok(());
    }
    Err(DbErr::Custom(
        "other processes kept rendering at the same time".to_owned(),
    ))
}

/// How far a long piece of work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Products done.
    pub done: u64,
    /// Products to do.
    pub total: u64,
}

/// Renders every product again and writes every document down, so that each process that
/// serves takes all of them into its cache and index once more. `told` hears how far it is.
///
/// # Errors
///
/// When the database fails.
pub async fn reindex(app: &App, told: impl Fn(Progress)) -> Result<Progress, DbErr> {
    let db = app.database().read();
    let mut progress = Progress {
        done: 0,
        total: product::Entity::find().count(db).await?,
    };
    told(progress);
    let batch = u64::try_from(limits::RENDER_BATCH).unwrap_or(u64::MAX);
    let mut after = Uuid::nil();
    loop {
        let ids: Vec<Uuid> = product::Entity::find()
            .select_only()
            .column(product::Column::Id)
            .filter(product::Column::Id.gt(after))
            .order_by_asc(product::Column::Id)
            .limit(batch)
            .into_tuple()
            .all(db)
            .await?;
        let Some(last) = ids.last() else {
            return Ok(progress);
        };
        after = *last;
        refresh(app, &ids, Write::All, &[]).await?;
        progress.done += u64::try_from(ids.len()).unwrap_or(0);
        told(progress);
    }
}
