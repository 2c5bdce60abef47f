//! What shoppers gather before they buy: one cart over any number of sellers.

mod address;
mod basket;
mod delivery;
mod holder;
mod lines;
mod refusal;

pub use address::{Address, AddressRequest, set_address};
pub use basket::{
    Basket, Discounts, Line, LineProblem, Parcel, Problem, SellerRef, TaxFacts, Totals,
};
pub use delivery::{Choice, DeliveryQuote, Offer, choose_delivery, offers};

pub use holder::{Holder, create};
pub use lines::{add_line, remove_line, set_quantity};
pub use refusal::CartError;

pub(crate) use address::phone;
pub(crate) use basket::load as load_basket;
pub(crate) use holder::complete;

use uuid::Uuid;

use crate::App;

/// The cart as it stands: today's prices, today's stock, everything that blocks checkout.
///
/// # Errors
///
/// [`CartError::NotFound`] for a stranger's cart as for none.
pub async fn view(app: &App, holder: &Holder, cart_id: Uuid) -> Result<Basket, CartError> {
    let db = app.database().read();
    let cart = holder::find(db, holder, cart_id).await?;
    Ok(basket::load(db, app.clock().now(), cart).await?)
}
