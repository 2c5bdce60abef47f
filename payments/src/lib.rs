//! What a payment provider must do, and the providers of this piece: cash on delivery and a
//! sandbox. Adapters translate and keep no state; the rules of the market decide.

mod cash_on_delivery;
mod payout;
mod port;
mod sandbox;

pub use payout::{PayoutAnswer, PayoutFuture, PayoutOrder, PayoutPort, PayoutUnknown};
pub use port::{
    Attempt, Created, Fact, FactKind, KnownAttempt, Method, NextAction, Provider, ProviderError,
    RefundOrder, RefundOutcome, UnknownMethod,
};
pub use sandbox::SandboxOutcome;

use cash_on_delivery::CashOnDelivery;
use sandbox::Sandbox;

/// The provider of a payment method.
#[must_use]
pub fn provider(method: Method) -> &'static dyn Provider {
    match method {
        Method::Cod => &CashOnDelivery,
        Method::Sandbox => &Sandbox,
    }
}
