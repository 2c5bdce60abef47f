//! Writing down what gathered.

use std::time::Duration;

use chrono::{Days, NaiveDate};
use entity::search::{search_day, search_text};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult, IdenStatic, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use super::{gather::Batch, heard::Counts, popular};
use crate::{
    App, Language,
    database::{insert_all, sql},
    limits,
};

/// How often a serving process writes down what gathered.
const KEEP_EVERY: Duration = Duration::from_secs(10);
/// Batches after which suggestions are read again.
const POPULAR_EVERY: u32 = 6;

/// Keeps the tables and the suggestions up to date, for as long as a serving process runs.
///
/// The process that counted must do this itself: what gathered is in its memory.
pub(in crate::catalog) async fn follow(app: App) {
    for turn in (0..POPULAR_EVERY).cycle() {
        let mut kept = keep(&app).await;
        if turn == 0 {
            kept = kept.and(popular::refresh(&app).await);
        }
        if let Err(error) = kept {
            tracing::warn!("searches cannot be counted and will be later: {error}");
        }
        tokio::time::sleep(KEEP_EVERY).await;
    }
}

/// Writes down what gathered, and reads the suggestions again.
///
/// # Errors
///
/// When the database fails; what gathered is kept in memory then.
pub async fn keep_up(app: &App) -> Result<(), DbErr> {
    keep(app).await?;
    popular::refresh(app).await
}

/// Writes down what gathered.
///
/// # Errors
///
/// When the database fails; what gathered is kept in memory then.
pub async fn keep(app: &App) -> Result<(), DbErr> {
    let today = app.clock().today();
    let mut batch = app.analytics().take(today);
    if batch.is_empty() {
        return Ok(());
    }
    // Every process locks rows in the same order.
    batch
        .days
        .sort_unstable_by_key(|((day, language), _)| (*day, *language == Language::En));
    batch
        .texts
        .sort_unstable_by(|a, b| a.named.key.cmp(&b.named.key));
    batch.strays.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let written = write(app, &batch, today).await;
    if written.is_err() {
        app.analytics().give_back(batch);
    }
    written
}

async fn write(app: &App, batch: &Batch, today: NaiveDate) -> Result<(), DbErr> {
    let txn = app.database().begin().await?;
    let texts = batch.texts.iter().map(|asked| {
        let (named, counts) = (&asked.named, asked.counts);
        search_text::ActiveModel {
            key: Set(named.key.clone()),
            day: Set(named.day),
            language: Set(named.language),
            text: Set(named.text.clone()),
            spelled: Set(asked.spelled.clone()),
            searches: Set(counts.searches),
            empty: Set(counts.empty),
            corrected: Set(counts.corrected),
            relaxed: Set(counts.relaxed),
            clicks: Set(counts.clicks),
            positions: Set(counts.positions),
        }
    });
    let mut adding = added_to("search_text", OnConflict::column(search_text::Column::Key));
    let spelled = "COALESCE(excluded.spelled, search_text.spelled)";
    adding.value(search_text::Column::Spelled, Expr::cust(spelled));
    insert_all::<search_text::ActiveModel, _>(&txn, texts.collect(), Some(adding)).await?;
    let mut days = batch.days.clone();
    for (key, counts) in &batch.strays {
        days.extend(write_stray(&txn, key, *counts, today).await?);
    }
    for ((day, language), counts) in days {
        write_day(&txn, day, language, counts).await?;
    }
    txn.commit().await
}

/// Adds clicks to a text that another process wrote down; answers the sums they belong to. A text
/// that nobody wrote down is asked too rarely to be told of.
async fn write_stray(
    txn: &DatabaseTransaction,
    key: &str,
    counts: Counts,
    today: NaiveDate,
) -> Result<Option<((NaiveDate, Language), Counts)>, DbErr> {
    #[derive(FromQueryResult)]
    struct Of {
        day: NaiveDate,
        language: Language,
    }
    let text = "UPDATE search_text SET clicks = clicks + $1, positions = positions + $2
                WHERE key = $3 AND day >= $4 RETURNING day, language";
    let values = [
        counts.clicks.into(),
        counts.positions.into(),
        key.into(),
        today.checked_sub_days(Days::new(1)).unwrap_or(today).into(),
    ];
    let of = Of::find_by_statement(sql(txn, text, values))
        .one(txn)
        .await?;
    Ok(of.map(|of| ((of.day, of.language), counts)))
}

async fn write_day(
    txn: &DatabaseTransaction,
    day: NaiveDate,
    language: Language,
    counts: Counts,
) -> Result<(), DbErr> {
    let row = search_day::ActiveModel {
        day: Set(day),
        language: Set(language),
        searches: Set(counts.searches),
        empty: Set(counts.empty),
        corrected: Set(counts.corrected),
        relaxed: Set(counts.relaxed),
        clicks: Set(counts.clicks),
        positions: Set(counts.positions),
    };
    let key = OnConflict::columns([search_day::Column::Day, search_day::Column::Language]);
    search_day::Entity::insert(row)
        .on_conflict(added_to("search_day", key))
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Adds to the row that is there already.
fn added_to(table: &str, mut conflict: OnConflict) -> OnConflict {
    let columns = [
        search_text::Column::Searches,
        search_text::Column::Empty,
        search_text::Column::Corrected,
        search_text::Column::Relaxed,
        search_text::Column::Clicks,
        search_text::Column::Positions,
    ];
    for column in columns {
        let name = column.as_str();
        let sum = format!("{table}.{name} + excluded.{name}");
        conflict.value(column, Expr::cust(sum));
    }
    conflict.to_owned()
}

/// Removes the counts of days long gone.
///
/// # Errors
///
/// When the database fails.
pub(crate) async fn forget_old(app: &App) -> Result<(), DbErr> {
    let days = Days::new(limits::SEARCH_DAYS_KEPT);
    let Some(first) = app.clock().today().checked_sub_days(days) else {
        return Ok(());
    };
    let db = app.database().write();
    search_text::Entity::delete_many()
        .filter(search_text::Column::Day.lt(first))
        .exec(db)
        .await?;
    search_day::Entity::delete_many()
        .filter(search_day::Column::Day.lt(first))
        .exec(db)
        .await?;
    Ok(())
}
