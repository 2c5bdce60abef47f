//! From cart to purchase: one transaction that takes or holds stock, writes an order per
//! seller and the attempt to pay; then the talk with the provider.

mod abandon;
mod as_read;
mod authorisation;
mod capture;
mod history;
mod number;
mod payment;
mod place;
mod planned;
mod purchase;
mod refusal;
mod request;
mod returned;
pub(crate) mod stock;
mod terms;
mod written;

pub use abandon::{cancel_unpaid, expire_due};
pub use entity::checkout::PurchaseState;
pub use payment::try_again;
pub use place::{Checkout, place, purchase_token};
pub use purchase::{Buyer, Order, OrderLine, Purchase, list, view};
pub use refusal::{CheckoutError, Shortage};
pub use request::{CheckoutRequest, Contact, ContactRequest, Invoice};
pub use returned::{Standing, returned};

pub(crate) use authorisation::release;
pub(crate) use capture::transferred;
pub(crate) use payment::{Applied, advance, apply};
pub(crate) use purchase::{lock, with_parts};
