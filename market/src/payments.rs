//! Attempts to pay and money going back: the rows, and the talk with providers.
//!
//! What a payment means for a purchase is decided in `checkout`. No provider is called
//! inside a transaction: intent is written first, the call carries a stable key, and what
//! came back is recorded after.

mod attempt;
mod refund;
mod refusal;

pub use ::payments::{Config, Method, NextAction, Notification, SandboxOutcome};
pub use attempt::MethodOffer;
pub use entity::payments::PaymentState;
pub use refusal::PaymentError;

pub(crate) use attempt::{
    Draft, due_for_query, facts_of, find, insert, make_known, plan_next_query, reload,
    remember_fact,
};
pub(crate) use refund::{NewRefund, approve, ask_about_refund, send};

use crate::App;

/// The ways to pay that are open in this market.
#[must_use]
pub fn methods(app: &App) -> Vec<MethodOffer> {
    let offer = |method| Some(MethodOffer::of(method, app.providers().get(method)?));
    Method::ALL.into_iter().filter_map(offer).collect()
}

/// The method of this name, if it is open.
///
/// # Errors
///
/// [`PaymentError::MethodClosed`] otherwise.
pub fn open_method(app: &App, name: &str) -> Result<Method, PaymentError> {
    let offered = methods(app).into_iter().map(|offer| offer.method);
    offered
        .into_iter()
        .find(|method| method.name() == name)
        .ok_or(PaymentError::MethodClosed)
}
