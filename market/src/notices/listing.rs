//! Notifications as the desk sees them.

use entity::payments::{NoticeState, provider_notice};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::NoticeError;
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    page::PageRequest,
    text,
};

/// Characters of what a person writes about a notification.
const RESOLUTION_CHARS_MAX: usize = 1_000;

/// Notifications, the newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn list(
    app: &App,
    _staff: &Staff,
    state: Option<NoticeState>,
    page: PageRequest,
) -> Result<(Vec<provider_notice::Model>, Option<String>), NoticeError> {
    let mut query = provider_notice::Entity::find();
    if let Some(state) = state {
        query = query.filter(provider_notice::Column::State.eq(state));
    }
    if let Some(after) = page.after {
        query = query.filter(provider_notice::Column::Id.lt(after));
    }
    let rows = query
        .order_by_desc(provider_notice::Column::Id)
        .limit(page.rows + 1)
        .all(app.database().read())
        .await?;
    Ok(page.cut(rows, |row| row.id))
}

/// Closes a parked notification: a person has looked at it and says what was done.
///
/// # Errors
///
/// [`NoticeError::NotFound`], [`NoticeError::NotParked`] when there is nothing to settle, or
/// [`NoticeError::ResolutionUnusable`].
pub async fn resolve(
    app: &App,
    staff: &Staff,
    id: Uuid,
    resolution: &str,
) -> Result<provider_notice::Model, NoticeError> {
    let resolution = text::paragraphs(resolution, RESOLUTION_CHARS_MAX)
        .ok_or(NoticeError::ResolutionUnusable)?;
    let now = app.clock().now();
    let txn = app.database().begin().await?;
    let changed = provider_notice::Entity::update_many()
        .set(provider_notice::ActiveModel {
            state: Set(NoticeState::Processed),
            resolved_by: Set(Some(staff.label().to_owned())),
            resolution: Set(Some(resolution.clone())),
            updated_at: Set(now),
            ..Default::default()
        })
        .filter(provider_notice::Column::Id.eq(id))
        .filter(provider_notice::Column::State.eq(NoticeState::Parked))
        .exec(&txn)
        .await?;
    let row = provider_notice::Entity::find_by_id(id).one(&txn).await?;
    let row = row.ok_or(NoticeError::NotFound)?;
    if changed.rows_affected == 0 {
        return Err(NoticeError::NotParked);
    }
    let deed = Deed {
        actor: staff.label(),
        action: "provider_notice.resolved",
        subject_type: "provider_notice",
        subject_id: id.to_string(),
        detail: Some(serde_json::json!({ "resolution": resolution })),
    };
    audit::record(&txn, now, deed).await?;
    txn.commit().await?;
    Ok(row)
}
