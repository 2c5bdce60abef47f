//! Paying sellers by the calendar, without anybody asking.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use entity::settlement::{PayoutSchedule, payout_turn};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::OnConflict,
};

use super::{PayoutRun, SettlementError, run::settle_some};
use crate::{App, clock::vietnam_day};

/// Who runs payouts by the calendar, in histories.
const ACTOR: &str = "market";
/// The hour in Vietnam from which a day's payouts are made.
const HOUR: i64 = 8;

/// Makes the payouts that the calendar asks for: every day, on Mondays, on the first of the
/// month. A turn that was missed is made up for by the next look; one that was cut short is
/// taken up again, which pays nobody twice.
///
/// # Errors
///
/// As [`settle`](super::settle).
pub async fn pay_scheduled(app: &App) -> Result<(), SettlementError> {
    for schedule in [
        PayoutSchedule::Daily,
        PayoutSchedule::Weekly,
        PayoutSchedule::Monthly,
    ] {
        let Some(due_on) = due_on(schedule, app.clock().now()) else {
            continue;
        };
        if !begin(app, schedule, due_on).await? {
            continue;
        }
        let run = PayoutRun {
            as_of: None,
            actor: ACTOR.to_owned(),
        };
        let report = settle_some(app, run, Some(schedule)).await?;
        tracing::info!(
            payouts = report.payouts.len(),
            problems = report.problems.len(),
            "made the payouts of {due_on} ({schedule:?})"
        );
        finish(app, schedule, due_on).await?;
    }
    Ok(())
}

/// The newest day at which a schedule was due.
fn due_on(schedule: PayoutSchedule, now: DateTime<Utc>) -> Option<NaiveDate> {
    let today = vietnam_day(now - TimeDelta::hours(HOUR));
    let days = i64::from(today.weekday().num_days_from_monday());
    match schedule {
        PayoutSchedule::Daily => Some(today),
        PayoutSchedule::Weekly => Some(today - TimeDelta::days(days)),
        PayoutSchedule::Monthly => today.with_day(1),
        PayoutSchedule::Manual => None,
    }
}

/// Tells whether a turn is still to be taken.
async fn begin(app: &App, schedule: PayoutSchedule, due_on: NaiveDate) -> Result<bool, DbErr> {
    let known = payout_turn::Entity::find_by_id((schedule, due_on))
        .one(app.database().read())
        .await?;
    if let Some(turn) = known {
        return Ok(turn.finished_at.is_none());
    }
    let turn = payout_turn::ActiveModel {
        schedule: Set(schedule),
        due_on: Set(due_on),
        started_at: Set(app.clock().now()),
        finished_at: Set(None),
    };
    let first_wins =
        OnConflict::columns([payout_turn::Column::Schedule, payout_turn::Column::DueOn])
            .do_nothing()
            .to_owned();
    payout_turn::Entity::insert(turn)
        .on_conflict(first_wins)
        .exec_without_returning(app.database().write())
        .await?;
    Ok(true)
}

async fn finish(app: &App, schedule: PayoutSchedule, due_on: NaiveDate) -> Result<(), DbErr> {
    payout_turn::Entity::update_many()
        .set(payout_turn::ActiveModel {
            finished_at: Set(Some(app.clock().now())),
            ..Default::default()
        })
        .filter(payout_turn::Column::Schedule.eq(schedule))
        .filter(payout_turn::Column::DueOn.eq(due_on))
        .exec(app.database().write())
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_fall_on_days_mondays_and_firsts_in_vietnam() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        let due = |schedule, now: &str| due_on(schedule, at(now)).map(|day| day.to_string());

        // Saturday, 21 November 2026; 8:00 in Vietnam is 1:00 UTC.
        let (before, after) = ("2026-11-21T00:59:59Z", "2026-11-21T01:00:00Z");
        let day = |text: &str| Some(text.to_owned());
        assert_eq!(due(PayoutSchedule::Daily, before), day("2026-11-20"));
        assert_eq!(due(PayoutSchedule::Daily, after), day("2026-11-21"));
        assert_eq!(due(PayoutSchedule::Weekly, after), day("2026-11-16"));
        assert_eq!(due(PayoutSchedule::Monthly, after), day("2026-11-01"));
        assert_eq!(due(PayoutSchedule::Manual, after), None);
    }
}
