//! Attempts to pay and money going back: the rows, and the talk with providers.
//!
//! What a payment means for a purchase is decided in `checkout`. No provider is called
//! inside a transaction: intent is written first, the call carries a stable key, and what
//! came back is recorded after.

mod attempt;
mod authorisation;
mod refund;
mod refusal;
mod told;

#[cfg(feature = "stripe")]
pub use ::payments::stripe;
pub use ::payments::{
    BaseUrl, Capture, Config, Method, NextAction, Notification, SandboxOutcome, Secret, Secrets,
    bank_notices, momo, payout, vietqr, vnpay, zalopay,
};
pub use attempt::MethodOffer;
pub use entity::payments::PaymentState;
pub use entity::payments::{RefundCause, RefundState};
pub use refund::{
    Refund, RefundList, bank_file, bounce, complete, forget_bank_accounts, hand_over, list,
    of_order, reject, retry,
};
pub use refusal::PaymentError;

pub(crate) use attempt::{
    Draft, ask_about, due_for_query, facts_of, find, insert, make_known, new_attempt,
    plan_next_query, reload, returned_from,
};
pub(crate) use authorisation::{
    decide_capture, due_for_capture, give_up, is_covered, is_promised, let_go, lose, promise_of,
    promised_to, record_promise, release, take,
};
pub(crate) use refund::{
    NewRefund, RefundDraft, approve, ask_about_refund, demand_requested, find_refund, from_escrow,
    lock, of_purchase, promise, promised, send, set_bank_account, write,
};
pub(crate) use told::{expected, is_expected, remember_fact, was_called_off};

use crate::App;

/// The ways to pay that are open in this market.
#[must_use]
pub fn methods(app: &App) -> Vec<MethodOffer> {
    let offer = |method| Some(MethodOffer::of(app, method, app.providers().get(method)?));
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
