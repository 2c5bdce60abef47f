//! What a payment provider must do, and the providers. Adapters translate and keep no state;
//! the rules of the market decide.

pub mod bank_notices;
mod cash_on_delivery;
mod config;
mod http;
mod json;
pub mod momo;
mod plain;
mod port;
mod providers;
mod retry;
#[cfg(test)]
mod samples;
mod sandbox;
mod secret;
mod signature;
#[cfg(feature = "stripe")]
pub mod stripe;
mod vietnam;
pub mod vietqr;
pub mod vnpay;
pub mod zalopay;

pub use config::{BaseUrl, Config, InvalidUrl};
pub use port::{
    Attempt, Capabilities, Capture, CaptureOrder, Created, Currency, Dispute, ExpiryBounds, Fact,
    FactKind, InvalidReference, KnownAttempt, KnownRefund, Language, LimitError, Listener, Method,
    NextAction, Notification, NotificationError, Payer, Provider, ProviderError, Reference,
    RefundOrder, RefundOutcome, RefundRoute, Reply, Subject, UnknownCause, UnknownMethod, Verdict,
};
pub use providers::Providers;
pub use retry::Calls;
pub use sandbox::SandboxOutcome;
pub use secret::{Secret, Secrets};
