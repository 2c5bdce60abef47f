//! A shopper's browser comes back from a provider's page. Browsers can be led anywhere, so this
//! only tells how things stand; what happened is told by notifications and answers.

use entity::{
    checkout::{PurchaseState, purchase},
    payments::PaymentState,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::CheckoutError;
use crate::{App, payments};

/// How a purchase stands at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The purchase.
    pub purchase_id: Uuid,
    /// Its number.
    pub number: String,
    /// How far it is.
    pub state: PurchaseState,
    /// The attempt that the shopper comes from.
    pub payment_id: Uuid,
    /// How far that is; the money may come a little later than the shopper.
    pub payment_state: PaymentState,
}

/// How the purchase stands that a browser comes back from paying, by the query that the
/// provider signed. Changes nothing.
///
/// # Errors
///
/// [`CheckoutError::Payment`] when the method is closed, the query is not genuine, or names
/// nothing of ours.
pub async fn returned(app: &App, method: &str, query: &str) -> Result<Standing, CheckoutError> {
    let attempt = payments::returned_from(app, method, query).await?;
    let row = purchase::Entity::find_by_id(attempt.purchase_id)
        .one(app.database().read())
        .await?
        .ok_or(CheckoutError::NotFound)?;
    Ok(Standing {
        purchase_id: row.id,
        number: row.number,
        state: row.state,
        payment_id: attempt.id,
        payment_state: attempt.state,
    })
}
