//! Hiding what does not belong here, and showing it again. Both are on record with a reason.

use entity::reviews::review;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::{Counted, ReviewError, count};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    step::IllegalStep,
    text::TextRule,
};

const REASON: TextRule = TextRule::lines("/note", 500);

/// Hides a review from shoppers; it no longer counts for its product.
///
/// # Errors
///
/// [`ReviewError::NotFound`], [`ReviewError::Illegal`] when it is hidden already.
pub async fn hide(
    app: &App,
    staff: &Staff,
    id: Uuid,
    reason: &str,
) -> Result<review::Model, ReviewError> {
    set(app, staff, (id, Counted::Out), reason).await
}

/// Shows a hidden review again.
///
/// # Errors
///
/// [`ReviewError::NotFound`], [`ReviewError::Illegal`] when it is shown already.
pub async fn show(
    app: &App,
    staff: &Staff,
    id: Uuid,
    reason: &str,
) -> Result<review::Model, ReviewError> {
    set(app, staff, (id, Counted::In), reason).await
}

async fn set(
    app: &App,
    staff: &Staff,
    (id, counted): (Uuid, Counted),
    reason: &str,
) -> Result<review::Model, ReviewError> {
    let reason = REASON.needed(reason)?;
    let now = app.clock().now();
    let txn = app.database().begin().await?;
    let mut row = review::Entity::find_by_id(id)
        .lock_exclusive()
        .one(&txn)
        .await?
        .ok_or(ReviewError::NotFound)?;
    demand_step(&row, counted)?;
    row.hidden_reason = (counted == Counted::Out).then(|| reason.clone());
    review::ActiveModel {
        id: Set(id),
        hidden_reason: Set(row.hidden_reason.clone()),
        ..Default::default()
    }
    .update(&txn)
    .await?;
    count(&txn, now, &row, counted).await?;
    let deed = Deed {
        actor: staff.label(),
        action: match counted {
            Counted::Out => "review.hidden",
            Counted::In => "review.shown",
        },
        subject_type: "review",
        subject_id: id.to_string(),
        detail: Some(json!({ "reason": reason })),
    };
    audit::record(&txn, now, deed).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(row)
}

fn demand_step(row: &review::Model, counted: Counted) -> Result<(), IllegalStep> {
    let (state, command, possible) = match (row.hidden_reason.is_some(), counted) {
        (true, Counted::Out) => ("hidden", "hide", "show"),
        (false, Counted::In) => ("shown", "show", "hide"),
        _ => return Ok(()),
    };
    Err(IllegalStep {
        state: state.to_owned(),
        command,
        possible: vec![possible],
    })
}
