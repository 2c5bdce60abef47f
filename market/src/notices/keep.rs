//! Notifications as they came.

use ::payments::Notification;
use chrono::TimeDelta;
use entity::payments::{NoticeState, provider_notice};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use crate::{
    App,
    token::{self, new_id},
};

/// Characters of a body that are kept: more than any provider sends.
const BODY_CHARS_MAX: usize = 64 * 1024;
/// Characters of an address that are kept.
const PATH_CHARS_MAX: usize = 4 * 1024;
/// Refused notifications that are kept an hour, so that nobody fills the disk with them.
const REFUSED_AN_HOUR: u64 = 200;
/// How long what was refused or said nothing is kept.
const FORGET_AFTER: TimeDelta = TimeDelta::days(30);

/// What became of a notification.
pub(super) struct Outcome {
    pub(super) state: NoticeState,
    pub(super) reason: Option<String>,
    pub(super) payment_id: Option<Uuid>,
}

/// Writes a notification down; one that was sent before is counted, not written again.
///
/// Headers are left out: they carry credentials, and the signature has been checked.
pub(super) async fn keep(
    app: &App,
    sender: &str,
    notification: &Notification,
) -> Result<provider_notice::Model, DbErr> {
    let outcome = Outcome {
        state: NoticeState::Received,
        reason: None,
        payment_id: None,
    };
    write(app, sender, notification, outcome).await
}

/// Writes down what needs a person, for the first time.
pub(super) async fn park(
    app: &App,
    (sender, payment_id): (&str, Uuid),
    notification: &Notification,
    reason: String,
) -> Result<(), DbErr> {
    let outcome = Outcome {
        state: NoticeState::Parked,
        reason: Some(reason),
        payment_id: Some(payment_id),
    };
    write(app, sender, notification, outcome).await?;
    Ok(())
}

/// Writes down that a notification was not believed, unless very many were lately.
pub(super) async fn refuse(
    app: &App,
    sender: &str,
    notification: &Notification,
    reason: String,
) -> Result<(), DbErr> {
    let lately = provider_notice::Entity::find()
        .filter(provider_notice::Column::Sender.eq(sender))
        .filter(provider_notice::Column::State.eq(NoticeState::Refused))
        .filter(provider_notice::Column::ReceivedAt.gt(app.clock().now() - TimeDelta::hours(1)))
        .count(app.database().read())
        .await?;
    if lately < REFUSED_AN_HOUR {
        let outcome = Outcome {
            state: NoticeState::Refused,
            reason: Some(reason),
            payment_id: None,
        };
        write(app, sender, notification, outcome).await?;
    }
    Ok(())
}

async fn write(
    app: &App,
    sender: &str,
    notification: &Notification,
    outcome: Outcome,
) -> Result<provider_notice::Model, DbErr> {
    let now = app.clock().now();
    let body = String::from_utf8_lossy(&notification.body);
    let digest = token::hash(&format!(
        "{} {}\n{:?}\n{body}",
        notification.method, notification.path_and_query, outcome.state
    ));
    let again = OnConflict::columns([
        provider_notice::Column::Sender,
        provider_notice::Column::Digest,
    ])
    .value(
        provider_notice::Column::Times,
        Expr::col((provider_notice::Entity, provider_notice::Column::Times)).add(1),
    )
    .update_column(provider_notice::Column::UpdatedAt)
    .to_owned();
    let row = provider_notice::ActiveModel {
        id: Set(new_id()),
        sender: Set(sender.to_owned()),
        digest: Set(digest),
        state: Set(outcome.state),
        reason: Set(outcome.reason),
        payment_id: Set(outcome.payment_id),
        method: Set(notification.method.clone()),
        path_and_query: Set(kept(&notification.path_and_query, PATH_CHARS_MAX)),
        body: Set(kept(&body, BODY_CHARS_MAX)),
        times: Set(1),
        received_at: Set(notification.received_at),
        updated_at: Set(now),
        resolved_by: Set(None),
        resolution: Set(None),
    };
    provider_notice::Entity::insert(row)
        .on_conflict(again)
        .exec_with_returning(app.database().write())
        .await
}

/// Text that both databases can keep: cut, and without NUL.
fn kept(text: &str, most: usize) -> String {
    text.chars()
        .filter(|letter| *letter != '\0')
        .take(most)
        .collect()
}

/// Writes down what became of a notification. One that a person has looked at stays closed.
pub(super) async fn close(app: &App, id: Uuid, outcome: Outcome) -> Result<(), DbErr> {
    provider_notice::Entity::update_many()
        .set(provider_notice::ActiveModel {
            state: Set(outcome.state),
            reason: Set(outcome.reason),
            payment_id: Set(outcome.payment_id),
            updated_at: Set(app.clock().now()),
            ..Default::default()
        })
        .filter(provider_notice::Column::Id.eq(id))
        .filter(provider_notice::Column::ResolvedBy.is_null())
        .exec(app.database().write())
        .await?;
    Ok(())
}

/// Clears away what was refused or said nothing, once it is old. What moved money stays.
///
/// # Errors
///
/// When the database fails.
pub async fn forget_old(app: &App) -> Result<(), DbErr> {
    provider_notice::Entity::delete_many()
        .filter(provider_notice::Column::State.is_in([NoticeState::Refused, NoticeState::Ignored]))
        .filter(provider_notice::Column::ReceivedAt.lt(app.clock().now() - FORGET_AFTER))
        .exec(app.database().write())
        .await?;
    Ok(())
}
