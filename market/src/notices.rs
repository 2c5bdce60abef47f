//! What payment providers and watchers of the bank account send us.
//!
//! A notification is believed only when its signature is right, written down before anything
//! else is done with it, and its facts are applied once. What cannot be applied is parked,
//! where the desk sees it; it changes nothing.
//!
//! Source: payments.md, part 3 (common rules).

mod ask;
mod keep;
mod listing;
mod receive;
mod refusal;

pub use ask::poll_due;
pub(crate) use ask::{ask, release};
pub use entity::payments::{NoticeState, provider_notice};
pub use keep::forget_old;
pub use listing::{list, resolve};
pub use receive::{Channel, receive};
pub use refusal::NoticeError;
