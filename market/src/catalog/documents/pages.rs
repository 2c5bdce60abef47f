//! Pages of products: read from the database when asked for, kept while memory allows.

use bytes::Bytes;
use chrono::NaiveDate;
use entity::catalog::product_document;
use moka::sync::Cache;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Answer, FeedError, PerLanguage, feed, follow, render::Rendered};
use crate::{App, Language};

/// Bytes of pages kept in memory: those of a market of 10,000 products in one language.
const KEPT_BYTES: u64 = 32 * 1024 * 1024;
/// What a page costs beside its bytes, about.
const PAGE_OVERHEAD_BYTES: usize = 300;

/// Pages asked for lately.
#[derive(Debug)]
pub(super) struct Pages(Cache<(Uuid, Language), Page>);

#[derive(Clone, Debug)]
struct Page {
    /// The number of its document.
    seq: i64,
    /// The day from which it is wrong.
    next_change_on: Option<NaiveDate>,
    answer: Answer,
}

impl Page {
    fn is_right(&self, seq: i64, day: NaiveDate) -> bool {
        self.seq >= seq && self.next_change_on.is_none_or(|from| day < from)
    }
}

impl Pages {
    pub(super) fn new() -> Self {
        let weigh = |_: &(Uuid, Language), page: &Page| {
            let bytes = page.answer.json.len() + PAGE_OVERHEAD_BYTES;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        Self(
            Cache::builder()
                .max_capacity(KEPT_BYTES)
                .weigher(weigh)
                .build(),
        )
    }
}

/// The page of a public product, ready to be sent; none when there is no such product.
///
/// # Errors
///
/// [`FeedError`] when the documents cannot be read.
pub async fn page(app: &App, slug: &str, language: Language) -> Result<Option<Answer>, FeedError> {
    follow::be_current(app).await?;
    let catalogue = app.catalogue();
    let day = app.clock().today();
    let found = catalogue
        .shelf()
        .find(slug)
        .map(|product| (product.id, product.seq));
    let Some((id, seq)) = found else {
        return Ok(None);
    };
    if let Some(page) = catalogue.pages.0.get(&(id, language))
        && page.is_right(seq, day)
    {
        return Ok(Some(page.answer));
    }
    let Some(page) = read(app, id, day, language).await? else {
        return Ok(None);
    };
    catalogue.pages.0.insert((id, language), page.clone());
    Ok(Some(page.answer))
}

#[derive(FromQueryResult)]
struct PageRow {
    seq: i64,
    is_public: bool,
    text: String,
    next_change_on: Option<NaiveDate>,
}

async fn read(
    app: &App,
    id: Uuid,
    day: NaiveDate,
    language: Language,
) -> Result<Option<Page>, DbErr> {
    let texts = PerLanguage {
        vi: product_document::Column::PageVi,
        en: product_document::Column::PageEn,
    };
    let row: Option<PageRow> = product_document::Entity::find()
        .select_only()
        .column(product_document::Column::Seq)
        .column(product_document::Column::IsPublic)
        .column_as(*texts.get(language), "text")
        .column(product_document::Column::NextChangeOn)
        .filter(product_document::Column::ProductId.eq(id))
        .into_model()
        .one(app.database().read())
        .await?;
    let Some(row) = row.filter(|row| row.is_public) else {
        return Ok(None);
    };
    let page = Page {
        seq: row.seq,
        next_change_on: row.next_change_on,
        answer: Answer::new(Bytes::from(row.text)),
    };
    if page.is_right(row.seq, day) {
        return Ok(Some(page));
    }
    // The day has turned and no job has rendered it yet.
    let fresh = feed::fresh(app, &[id], day).await?.pop();
    Ok(fresh.and_then(|rendered| page_of(rendered, row.seq, language)))
}

fn page_of(rendered: Rendered, seq: i64, language: Language) -> Option<Page> {
    let text = rendered.shown?.page.get(language).clone();
    Some(Page {
        seq,
        next_change_on: rendered.next_change_on,
        answer: Answer::new(Bytes::from(text)),
    })
}
