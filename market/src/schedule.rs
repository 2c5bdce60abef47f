//! Recurring work: each run is taken by one process, however many are running.

use chrono::TimeDelta;
use entity::foundation::schedule;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::OnConflict,
};

use crate::App;

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
    // Most looks come too early: they need not queue behind writers to learn that.
    let planned = schedule::Entity::find_by_id(name.to_owned())
        .one(app.database().read())
        .await?;
    if planned.is_some_and(|row| row.next_run_at > now) {
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
