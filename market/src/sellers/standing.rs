//! Whether a seller trades: the desk suspends and reopens.

use entity::sellers::{SellerState, seller};
use sea_orm::{ActiveModelTrait, EntityTrait, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::SellerError;
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    outbox::{self, Event},
    text::TextRule,
};

const NOTE: TextRule = TextRule::lines("/note", 2_000);

/// Any seller, for the desk.
///
/// # Errors
///
/// [`SellerError::NotFound`] when there is none.
pub async fn at_desk(app: &App, _staff: &Staff, id: Uuid) -> Result<seller::Model, SellerError> {
    seller::Entity::find_by_id(id)
        .one(app.database().read())
        .await?
        .ok_or(SellerError::NotFound)
}

/// Takes a seller's products out of the shop. Its members can still sign in, and its orders
/// go on.
///
/// # Errors
///
/// [`SellerError::IllegalTransition`] when it is suspended already.
pub async fn suspend(
    app: &App,
    staff: &Staff,
    id: Uuid,
    note: &str,
) -> Result<seller::Model, SellerError> {
    let note = NOTE.needed(note)?;
    set_state(app, staff, id, (SellerState::Suspended, Some(note))).await
}

/// Lets a suspended seller trade again.
///
/// # Errors
///
/// [`SellerError::IllegalTransition`] when it is open already.
pub async fn reopen(app: &App, staff: &Staff, id: Uuid) -> Result<seller::Model, SellerError> {
    set_state(app, staff, id, (SellerState::Open, None)).await
}

async fn set_state(
    app: &App,
    staff: &Staff,
    id: Uuid,
    (state, note): (SellerState, Option<String>),
) -> Result<seller::Model, SellerError> {
    let txn = app.database().begin().await?;
    let now = app.clock().now();
    let mut row = seller::Entity::find_by_id(id)
        .lock_exclusive()
        .one(&txn)
        .await?
        .ok_or(SellerError::NotFound)?;
    if row.state == state {
        return Err(SellerError::IllegalTransition { state });
    }
    row.state = state;
    row.version += 1;
    row.updated_at = now;
    seller::ActiveModel::from(row.clone())
        .reset_all()
        .update(&txn)
        .await?;
    let deed = Deed {
        actor: staff.label(),
        action: match state {
            SellerState::Suspended => "seller.suspended",
            SellerState::Open => "seller.reopened",
        },
        subject_type: "seller",
        subject_id: id.to_string(),
        detail: note.map(|note| json!({ "note": note })),
    };
    audit::record(&txn, now, deed).await?;
    outbox::enqueue(&txn, now, [Event::SellerChanged { seller_id: id }]).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(row)
}
