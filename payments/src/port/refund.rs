use chrono::{DateTime, Utc};
use money::Money;
use uuid::Uuid;

use super::KnownAttempt;

/// Money to send back.
#[derive(Clone, Debug)]
pub struct RefundOrder {
    /// Our id; the provider's idempotency key, the same at every try.
    pub id: Uuid,
    /// The attempt that brought the money.
    pub attempt: KnownAttempt,
    /// How much of it goes back.
    pub amount: Money,
    /// When the refund was decided: the same at every try, since some providers take it as
    /// a part of the refund's name.
    pub created_at: DateTime<Utc>,
    /// Why, for the shopper's eyes. Adapters cut and simplify it.
    pub reason: String,
}

/// A refund that its provider knows, or may know.
#[derive(Clone, Debug)]
pub struct KnownRefund {
    /// What was ordered.
    pub order: RefundOrder,
    /// The provider's name for it; none when the answer was lost.
    pub provider_ref: Option<String>,
}

/// What became of a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundOutcome {
    /// The money is with the shopper, or nothing can stop it.
    Succeeded {
        /// The provider's name for the refund.
        provider_ref: String,
    },
    /// The provider is at work: ask again later.
    Pending {
        /// The provider's name for the refund.
        provider_ref: String,
    },
    /// The provider will not send it, for good; no money has moved.
    Failed {
        /// The provider's own code.
        code: String,
        /// The provider's own words, for staff.
        message: String,
    },
    /// The provider has never seen it: it may be sent.
    NotSeen,
    /// A person must send it by other means.
    NotSupported,
}
