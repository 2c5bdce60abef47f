//! What shoppers gather before they buy: one cart over any number of sellers.

mod address;
mod basket;
mod delivery;
mod holder;
mod lines;
mod refusal;
mod vouchers;

pub use address::{Address, AddressRequest, set_address};
pub use basket::{Basket, Line, LineProblem, Parcel, Problem, SellerRef, TaxFacts, Totals};
pub use delivery::{Choice, DeliveryQuote, Offer, choose_delivery, offers};

pub use holder::{Holder, create};
pub use lines::{add_line, remove_line, set_quantity};
pub use refusal::CartError;
pub use vouchers::{add_voucher, remove_voucher, set_vouchers};

pub(crate) use address::phone;
pub(crate) use basket::to_buy;
pub(crate) use delivery::Options;
pub(crate) use holder::{completing, unchanged};

use uuid::Uuid;

use crate::App;

/// The cart as it stands: today's prices, today's stock, everything that blocks checkout.
///
/// # Errors
///
/// [`CartError::NotFound`] for a stranger's cart as for none.
pub async fn view(app: &App, holder: &Holder, cart_id: Uuid) -> Result<Basket, CartError> {
    let db = app.database().read();
    basket::find(db, app.clock().now(), (holder, cart_id)).await
}
