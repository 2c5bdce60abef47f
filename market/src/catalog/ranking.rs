//! The weights of the ranking: published, changed by staff, each change on record.

use std::{fmt, time::Duration};

use entity::catalog::search_weights;
use moka::sync::Cache;
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait, sea_query::OnConflict};
pub use search::Ranking;
use serde_json::json;

use super::browse::BrowseError;
use crate::{App, accounts::Staff, audit};

/// The one row.
const ROW: i32 = 1;
/// How long this process goes by the weights it has read: another may have changed them.
const KEPT_FOR: Duration = Duration::from_secs(1);

/// The weights this process has read lately.
pub(crate) struct Weights(Cache<(), Ranking>);

impl Weights {
    pub(crate) fn new() -> Self {
        let cache = Cache::builder().max_capacity(1).time_to_live(KEPT_FOR);
        Self(cache.build())
    }
}

impl fmt::Debug for Weights {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Weights").finish_non_exhaustive()
    }
}

/// The weights in force, as of today: what a list shows changes with the day and no sooner.
///
/// # Errors
///
/// When the database fails.
pub async fn weights(app: &App) -> Result<Ranking, DbErr> {
    let kept = app.weights().0.get(&());
    let ranking = match kept {
        Some(ranking) => ranking,
        None => {
            let row = search_weights::Entity::find_by_id(ROW)
                .one(app.database().read())
                .await?;
            let ranking = row.map_or_else(Ranking::default, read);
            app.weights().0.insert((), ranking);
            ranking
        }
    };
    let midnight = app.clock().today().and_time(chrono::NaiveTime::MIN);
    Ok(Ranking {
        now_ms: midnight.and_utc().timestamp_millis(),
        ..ranking
    })
}

/// Sets the weights. A search server goes by them once its documents are scored anew, which its
/// follower does by itself.
///
/// # Errors
///
/// [`BrowseError::Weight`] for a weight out of its published bounds.
pub async fn set_weights(
    app: &App,
    staff: &Staff,
    ranking: Ranking,
) -> Result<Ranking, BrowseError> {
    check(&ranking)?;
    let before = weights(app).await?;
    let now = app.clock().now();
    let number = |weight: u16| Set(i32::from(weight));
    let row = search_weights::ActiveModel {
        id: Set(ROW),
        in_stock: number(ranking.in_stock),
        star: number(ranking.star),
        promotion: number(ranking.promotion),
        rating: number(ranking.rating),
        freshness: number(ranking.freshness),
        fresh_days: number(ranking.fresh_days),
        changed_at: Set(now),
    };
    use search_weights::Column;
    let replace = OnConflict::column(Column::Id)
        .update_columns([
            Column::InStock,
            Column::Star,
            Column::Promotion,
            Column::Rating,
            Column::Freshness,
            Column::FreshDays,
            Column::ChangedAt,
        ])
        .to_owned();
    let txn = app.database().begin().await?;
    search_weights::Entity::insert(row)
        .on_conflict(replace)
        .exec_without_returning(&txn)
        .await?;
    let deed = audit::Deed {
        actor: staff.label(),
        action: "search_weights.set",
        subject_type: "search_weights",
        subject_id: ROW.to_string(),
        detail: Some(json!({"before": told(&before), "after": told(&ranking)})),
    };
    audit::record(&txn, now, deed).await?;
    txn.commit().await?;
    app.weights().0.invalidate_all();
    Ok(weights(app).await?)
}

/// Refuses a weight out of its bounds.
pub(crate) fn check(ranking: &Ranking) -> Result<(), BrowseError> {
    let bounds = [
        ("in_stock", ranking.in_stock, 0, Ranking::WEIGHT_MAX),
        ("star", ranking.star, 0, Ranking::WEIGHT_MAX),
        (
            "promotion",
            ranking.promotion,
            0,
            Ranking::PROMOTION_WEIGHT_MAX,
        ),
        ("rating", ranking.rating, 0, Ranking::WEIGHT_MAX),
        ("freshness", ranking.freshness, 0, Ranking::WEIGHT_MAX),
        ("fresh_days", ranking.fresh_days, 1, 3650),
    ];
    let outside = bounds
        .into_iter()
        .find(|(_, weight, lowest, highest)| !(lowest..=highest).contains(&weight));
    match outside {
        None => Ok(()),
        Some((weight, _, lowest, highest)) => Err(BrowseError::Weight {
            weight,
            lowest,
            highest,
        }),
    }
}

fn read(row: search_weights::Model) -> Ranking {
    // The table keeps every number within the bounds above.
    let weight = |number: i32| u16::try_from(number).unwrap_or_default();
    Ranking {
        in_stock: weight(row.in_stock),
        star: weight(row.star),
        promotion: weight(row.promotion),
        rating: weight(row.rating),
        freshness: weight(row.freshness),
        fresh_days: weight(row.fresh_days),
        now_ms: 0,
    }
}

fn told(ranking: &Ranking) -> serde_json::Value {
    json!({
        "in_stock": ranking.in_stock,
        "star": ranking.star,
        "promotion": ranking.promotion,
        "rating": ranking.rating,
        "freshness": ranking.freshness,
        "fresh_days": ranking.fresh_days,
    })
}
