//! The audit of every night: what it found is kept, and readiness tells of what is broken.

use chrono::{DateTime, TimeDelta, Utc};
use entity::settlement::audit_run;
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait, QueryOrder};

use super::{AuditReport, SettlementError, audit};
use crate::{
    App,
    accounts::Staff,
    clock::{start_of_vietnam_day, vietnam_day},
    schedule,
    token::new_id,
};

/// The hour in Vietnam at which the books are audited, when few people shop.
const HOUR: i64 = 2;

/// What the newest audit found.
#[derive(Clone, Debug)]
pub struct LastAudit {
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// What it found.
    pub report: AuditReport,
}

/// Audits when it is this process's turn, and keeps what was found. The first turn of a
/// market is at once.
///
/// # Errors
///
/// When the database fails.
pub(crate) async fn audit_nightly(app: &App) -> Result<(), SettlementError> {
    let now = app.clock().now();
    if !schedule::take_turn(app, "audit", next_night(now) - now).await? {
        return Ok(());
    }
    let report = audit(app).await?;
    for finding in report.all().filter(|finding| !finding.ok) {
        tracing::error!(
            "the audit found {} broken: {}",
            finding.name,
            finding.detail
        );
    }
    keep(app, now, &report).await?;
    Ok(())
}

/// The next time it is two in the morning in Vietnam.
fn next_night(now: DateTime<Utc>) -> DateTime<Utc> {
    let tonight = start_of_vietnam_day(vietnam_day(now)) + TimeDelta::hours(HOUR);
    if tonight > now {
        tonight
    } else {
        tonight + TimeDelta::days(1)
    }
}

async fn keep(app: &App, started_at: DateTime<Utc>, report: &AuditReport) -> Result<(), DbErr> {
    let row = audit_run::ActiveModel {
        id: Set(new_id()),
        started_at: Set(started_at),
        finished_at: Set(app.clock().now()),
        is_clean: Set(report.clean),
        is_reconciled: Set(report.reconciled),
        report: Set(serde_json::to_string(report).expect("a report is plain JSON")),
    };
    audit_run::Entity::insert(row)
        .exec_without_returning(app.database().write())
        .await?;
    Ok(())
}

/// What the newest audit found; none before the first.
///
/// # Errors
///
/// When the database fails.
pub async fn last_audit(app: &App, _staff: &Staff) -> Result<Option<LastAudit>, SettlementError> {
    Ok(last_found(app).await?)
}

/// What the newest audit found, for readiness.
pub(crate) async fn last_found(app: &App) -> Result<Option<LastAudit>, DbErr> {
    let row = audit_run::Entity::find()
        .order_by_desc(audit_run::Column::Id)
        .one(app.database().read())
        .await?;
    Ok(row.map(|row| LastAudit {
        started_at: row.started_at,
        finished_at: row.finished_at,
        report: serde_json::from_str(&row.report).unwrap_or(AuditReport {
            clean: row.is_clean,
            reconciled: row.is_reconciled,
            invariants: Vec::new(),
            reconciliations: Vec::new(),
        }),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_audit_waits_for_two_in_the_morning() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");

        // Two in the morning in Vietnam is 19:00 UTC of the day before.
        assert_eq!(
            next_night(at("2026-11-21T18:59:59Z")),
            at("2026-11-21T19:00:00Z")
        );
        assert_eq!(
            next_night(at("2026-11-21T19:00:00Z")),
            at("2026-11-22T19:00:00Z")
        );
    }
}
