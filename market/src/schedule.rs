//! Recurring work: each run is taken by one process, however many are running.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use entity::foundation::schedule;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::OnConflict,
};

use crate::App;

/// When this process may next have to look for a turn, by job. Turns only move into the
/// future, so nobody need look before.
#[derive(Debug, Default)]
pub(crate) struct Turns(Mutex<HashMap<String, DateTime<Utc>>>);

impl Turns {
    fn is_early(&self, name: &str, now: DateTime<Utc>) -> bool {
        let turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        turns.get(name).is_some_and(|next| *next > now)
    }

    fn remember(&self, name: &str, next: DateTime<Utc>) {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        turns.insert(name.to_owned(), next);
    }
}

/// Whether this process may run the job now; if so, nobody else may until `every` has passed.
///
/// A process that dies while it runs loses one turn, so every such job must make up for
/// turns that were missed.
///
/// # Errors
///
/// When the database fails.
pub(crate) async fn take_turn(app: &App, name: &str, every: TimeDelta) -> Result<bool, DbErr> {
    let now = app.clock().now();
    if app.turns().is_early(name, now) {
        return Ok(false);
    }
    // Many looks come too early: they need not queue behind writers to learn that.
    let planned = schedule::Entity::find_by_id(name.to_owned())
        .one(app.database().read())
        .await?;
    if let Some(row) = planned.filter(|row| row.next_run_at > now) {
        app.turns().remember(name, row.next_run_at);
        return Ok(false);
    }
    let db = app.database().write();
    let moved = schedule::Entity::update_many()
        .set(schedule::ActiveModel {
            next_run_at: Set(now + every),
            ..Default::default()
        })
        .filter(schedule::Column::Name.eq(name))
        .filter(schedule::Column::NextRunAt.lte(now))
        .exec(db)
        .await?;
    if moved.rows_affected == 1 {
        return Ok(true);
    }
    let first = schedule::ActiveModel {
        name: Set(name.to_owned()),
        next_run_at: Set(now + every),
    };
    let inserted = schedule::Entity::insert(first)
        .on_conflict(
            OnConflict::column(schedule::Column::Name)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(inserted == 1)
}
