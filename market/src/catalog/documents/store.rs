//! Documents in the database, and the numbers that order their changes.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::catalog::{document_clock, product_document};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{
    Behind,
    render::{Documents, Rendered},
};
use crate::App;

/// The one row of the clock.
const CLOCK: i32 = 1;

/// The number given to the newest document.
pub(super) async fn clock<C: ConnectionTrait>(db: &C) -> Result<i64, DbErr> {
    let row = document_clock::Entity::find_by_id(CLOCK).one(db).await?;
    Ok(row.map_or(0, |row| row.seq))
}

/// How far something is behind that has all changes of lists up to a number.
pub(super) async fn behind(app: &App, through: i64) -> Result<Behind, DbErr> {
    let db = app.database().read();
    let missing =
        || product_document::Entity::find().filter(product_document::Column::ListedSeq.gt(through));
    let oldest: Option<DateTime<Utc>> = missing()
        .select_only()
        .column(product_document::Column::RenderedAt)
        .order_by_asc(product_document::Column::ListedSeq)
        .into_tuple()
        .one(db)
        .await?;
    let Some(oldest) = oldest else {
        return Ok(Behind::default());
    };
    Ok(Behind {
        changes: missing().count(db).await?,
        seconds: (app.clock().now() - oldest).num_seconds().max(0),
    })
}

/// Takes the next `count` numbers after `seen`, unless someone took numbers since it was read.
/// The clock stays locked until the transaction ends, so numbers appear in their order.
pub(super) async fn advance<C: ConnectionTrait>(
    txn: &C,
    seen: i64,
    count: usize,
) -> Result<bool, DbErr> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let moved = document_clock::Entity::update_many()
        .col_expr(
            document_clock::Column::Seq,
            Expr::value(seen.saturating_add(count)),
        )
        .filter(document_clock::Column::Id.eq(CLOCK))
        .filter(document_clock::Column::Seq.eq(seen))
        .exec(txn)
        .await?;
    Ok(moved.rows_affected == 1)
}

/// What is stored of a product, to be compared with what was rendered.
#[derive(FromQueryResult)]
struct StoredRow {
    product_id: Uuid,
    listed_seq: i64,
    is_public: bool,
    slug: String,
    card_vi: String,
    card_en: String,
    page_vi: String,
    page_en: String,
    search_entry: String,
    next_change_on: Option<chrono::NaiveDate>,
}

/// Documents that were written before.
pub(super) struct Known(HashMap<Uuid, (i64, Rendered)>);

/// Reads what is stored of these products.
pub(super) async fn known<C: ConnectionTrait>(
    db: &C,
    product_ids: &[Uuid],
) -> Result<Known, DbErr> {
    let rows: Vec<StoredRow> = product_document::Entity::find()
        .filter(product_document::Column::ProductId.is_in(product_ids.iter().copied()))
        .into_model()
        .all(db)
        .await?;
    let known = rows
        .into_iter()
        .map(|row| (row.product_id, (row.listed_seq, Rendered::from(row))));
    Ok(Known(known.collect()))
}

impl From<StoredRow> for Rendered {
    fn from(row: StoredRow) -> Self {
        let documents = Documents {
            card: super::PerLanguage {
                vi: row.card_vi,
                en: row.card_en,
            },
            page: super::PerLanguage {
                vi: row.page_vi,
                en: row.page_en,
            },
            entry: row.search_entry,
        };
        Self {
            product_id: row.product_id,
            slug: row.slug,
            shown: row.is_public.then_some(documents),
            next_change_on: row.next_change_on,
        }
    }
}

/// A document that differs from what is stored.
pub(super) struct Change {
    rendered: Rendered,
    /// The number of the last change that lists show; none when this is one.
    listed_seq: Option<i64>,
}

impl Known {
    /// What must be written: everything when `all` is asked for, else what differs.
    pub(super) fn changes(&self, rendered: Vec<Rendered>, all: bool) -> Vec<Change> {
        let change = |rendered: Rendered| {
            let known = self.0.get(&rendered.product_id);
            if !all && known.is_some_and(|(_, known)| *known == rendered) {
                return None;
            }
            let listed_seq = known
                .filter(|(_, known)| !all && lists_agree(known, &rendered))
                .map(|(listed_seq, _)| *listed_seq);
            Some(Change {
                rendered,
                listed_seq,
            })
        };
        rendered.into_iter().filter_map(change).collect()
    }
}

/// Whether lists show and find both alike.
fn lists_agree(one: &Rendered, other: &Rendered) -> bool {
    let listed = |rendered: &Rendered| {
        let shown = rendered.shown.as_ref();
        shown.map(|documents| (documents.card.clone(), documents.entry.clone()))
    };
    one.slug == other.slug
        && one.next_change_on == other.next_change_on
        && listed(one) == listed(other)
}

/// Writes documents with the numbers after `seen`, which [`advance`] took.
pub(super) async fn write<C: ConnectionTrait>(
    txn: &C,
    changes: Vec<Change>,
    seen: i64,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    if changes.is_empty() {
        return Ok(());
    }
    let rows = changes
        .into_iter()
        .zip(seen + 1..)
        .map(|(change, seq)| row(change, seq, now));
    let columns = [
        product_document::Column::Seq,
        product_document::Column::ListedSeq,
        product_document::Column::Slug,
        product_document::Column::IsPublic,
        product_document::Column::CardVi,
        product_document::Column::CardEn,
        product_document::Column::PageVi,
        product_document::Column::PageEn,
        product_document::Column::SearchEntry,
        product_document::Column::NextChangeOn,
        product_document::Column::RenderedAt,
    ];
    let replace = OnConflict::column(product_document::Column::ProductId)
        .update_columns(columns)
        .to_owned();
    product_document::Entity::insert_many(rows)
        .on_conflict(replace)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

fn row(change: Change, seq: i64, now: DateTime<Utc>) -> product_document::ActiveModel {
    let rendered = change.rendered;
    let is_public = rendered.shown.is_some();
    let documents = rendered.shown.unwrap_or_default();
    product_document::ActiveModel {
        product_id: Set(rendered.product_id),
        seq: Set(seq),
        listed_seq: Set(change.listed_seq.unwrap_or(seq)),
        slug: Set(rendered.slug),
        is_public: Set(is_public),
        card_vi: Set(documents.card.vi),
        card_en: Set(documents.card.en),
        page_vi: Set(documents.page.vi),
        page_en: Set(documents.page.en),
        search_entry: Set(documents.entry),
        next_change_on: Set(rendered.next_change_on),
        rendered_at: Set(now),
    }
}
