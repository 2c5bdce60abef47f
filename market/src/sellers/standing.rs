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
    let standing = Standing {
        state: SellerState::Suspended,
        note: Some(note),
    };
    standing.set(app, staff, id).await
}

/// Lets a suspended seller trade again.
///
/// # Errors
///
/// [`SellerError::IllegalTransition`] when it is open already.
pub async fn reopen(app: &App, staff: &Staff, id: Uuid) -> Result<seller::Model, SellerError> {
    let standing = Standing {
        state: SellerState::Open,
        note: None,
    };
    standing.set(app, staff, id).await
}

/// How a seller shall stand, and why.
struct Standing {
    state: SellerState,
    note: Option<String>,
}

impl Standing {
    async fn set(self, app: &App, staff: &Staff, id: Uuid) -> Result<seller::Model, SellerError> {
        let txn = app.database().begin().await?;
        let now = app.clock().now();
        let mut row = seller::Entity::find_by_id(id)
            .lock_exclusive()
            .one(&txn)
            .await?
            .ok_or(SellerError::NotFound)?;
        if row.state == self.state {
            return Err(SellerError::IllegalTransition { state: row.state });
        }
        row.state = self.state;
        row.version += 1;
        row.updated_at = now;
        seller::ActiveModel::from(row.clone())
            .reset_all()
            .update(&txn)
            .await?;
        let deed = Deed {
            actor: staff.label(),
            action: match self.state {
                SellerState::Suspended => "seller.suspended",
                SellerState::Open => "seller.reopened",
            },
            subject_type: "seller",
            subject_id: id.to_string(),
            detail: self.note.map(|note| json!({ "note": note })),
        };
        audit::record(&txn, now, deed).await?;
        outbox::enqueue(&txn, now, [Event::SellerChanged { seller_id: id }]).await?;
        txn.commit().await?;
        app.wake_jobs();
        Ok(row)
    }
}
