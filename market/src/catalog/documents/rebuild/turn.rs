//! Whose turn it is to rebuild, and how far that is.

use chrono::{DateTime, TimeDelta, Utc};
use entity::search::{RebuildState, search_rebuild};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::{Progress, RebuildError};
use crate::{App, token::new_id};

/// The one row.
const ROW: i32 = 1;
/// How long a rebuild may be silent before another may begin: its process is gone then.
const LEASE: TimeDelta = TimeDelta::seconds(60);

/// A rebuild that is under way, or was the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuild {
    /// What is being done, or how it ended. One whose process is gone has failed.
    pub state: RebuildState,
    /// Who began it.
    pub started_by: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// Products done in this state.
    pub done: i64,
    /// Products to do in this state.
    pub total: i64,
    /// Why it failed, for an operator.
    pub error: Option<String>,
}

/// The rebuild that is under way, or was the last; none before the first.
///
/// # Errors
///
/// When the database fails.
pub async fn last(app: &App) -> Result<Option<Rebuild>, DbErr> {
    let row = search_rebuild::Entity::find_by_id(ROW)
        .one(app.database().read())
        .await?;
    let now = app.clock().now();
    Ok(row.map(|row| {
        let is_gone = is_running(row.state) && row.leased_until <= now;
        Rebuild {
            state: if is_gone {
                RebuildState::Failed
            } else {
                row.state
            },
            started_by: row.started_by,
            started_at: row.started_at,
            finished_at: row.finished_at,
            done: row.done,
            total: row.total,
            error: match is_gone {
                true => Some("its process is gone".to_owned()),
                false => row.error,
            },
        }
    }))
}

const fn is_running(state: RebuildState) -> bool {
    matches!(state, RebuildState::Rendering | RebuildState::Building)
}

/// The right to rebuild, for as long as this process tells how far it is.
#[derive(Debug)]
pub(super) struct Turn {
    lease: Uuid,
}

impl Turn {
    /// Takes the turn if nobody has it.
    ///
    /// # Errors
    ///
    /// [`RebuildError::Running`] when somebody has.
    pub(super) async fn take(app: &App, by: &str) -> Result<Self, RebuildError> {
        use search_rebuild::Column;
        let lease = new_id();
        let now = app.clock().now();
        let row = search_rebuild::ActiveModel {
            id: Set(ROW),
            state: Set(RebuildState::Rendering),
            started_by: Set(by.to_owned()),
            started_at: Set(now),
            finished_at: Set(None),
            done: Set(0),
            total: Set(0),
            error: Set(None),
            lease: Set(lease),
            leased_until: Set(now + LEASE),
        };
        let is_free = Condition::any()
            .add(Column::State.is_in([RebuildState::Done, RebuildState::Failed]))
            .add(Column::LeasedUntil.lte(now));
        let mut replace = OnConflict::column(Column::Id);
        replace
            .update_columns([
                Column::State,
                Column::StartedBy,
                Column::StartedAt,
                Column::FinishedAt,
                Column::Done,
                Column::Total,
                Column::Error,
                Column::Lease,
                Column::LeasedUntil,
            ])
            .action_cond_where(is_free);
        let taken = search_rebuild::Entity::insert(row)
            .on_conflict(replace)
            .exec_without_returning(app.database().write())
            .await?;
        match taken {
            1 => Ok(Self { lease }),
            _ => Err(RebuildError::Running),
        }
    }

    /// The number of this turn.
    pub(super) const fn id(&self) -> Uuid {
        self.lease
    }

    /// Says how far it is, which keeps the turn.
    ///
    /// # Errors
    ///
    /// [`RebuildError::TakenOver`] when it was silent for too long and somebody else began.
    pub(super) async fn tell(&self, app: &App, progress: Progress) -> Result<(), RebuildError> {
        self.write(app, progress, search_rebuild::ActiveModel::default())
            .await
    }

    /// Gives the turn back.
    ///
    /// # Errors
    ///
    /// As [`Turn::tell`].
    pub(super) async fn end(
        self,
        app: &App,
        progress: Progress,
        failed: Option<&RebuildError>,
    ) -> Result<(), RebuildError> {
        let state = match failed {
            None => RebuildState::Done,
            Some(_) => RebuildState::Failed,
        };
        let row = search_rebuild::ActiveModel {
            finished_at: Set(Some(app.clock().now())),
            error: Set(failed.map(RebuildError::told)),
            ..Default::default()
        };
        self.write(app, Progress { state, ..progress }, row).await
    }

    async fn write(
        &self,
        app: &App,
        progress: Progress,
        row: search_rebuild::ActiveModel,
    ) -> Result<(), RebuildError> {
        let number = |count: u64| Set(i64::try_from(count).unwrap_or(i64::MAX));
        let written = search_rebuild::Entity::update_many()
            .set(search_rebuild::ActiveModel {
                state: Set(progress.state),
                done: number(progress.done),
                total: number(progress.total),
                leased_until: Set(app.clock().now() + LEASE),
                ..row
            })
            .filter(search_rebuild::Column::Lease.eq(self.lease))
            .exec(app.database().write())
            .await?;
        match written.rows_affected {
            1 => Ok(()),
            _ => Err(RebuildError::TakenOver),
        }
    }
}
