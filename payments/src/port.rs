//! The port: plain types, no trait defaults, so that no method quietly succeeds.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use money::Money;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::SandboxOutcome;

/// A way to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Cash to the carrier at the door.
    Cod,
    /// Play money, for trying the market out.
    Sandbox,
}

impl Method {
    /// Every method, in the order in which shoppers see them.
    pub const ALL: [Self; 2] = [Self::Cod, Self::Sandbox];

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cod => "cod",
            Self::Sandbox => "sandbox",
        }
    }

    /// Whether money must arrive before sellers start to work.
    #[must_use]
    pub const fn is_prepaid(self) -> bool {
        !matches!(self, Self::Cod)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|method| method.name() == name)
            .ok_or(UnknownMethod)
    }
}

/// No method has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such payment method")]
pub struct UnknownMethod;

/// One attempt to pay, to be made known to its provider.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Our id; the provider's idempotency key, the same at every try.
    pub id: Uuid,
    /// What the shopper owes.
    pub amount: Money,
    /// When the hold on the goods ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// How the sandbox shall behave; real providers ignore it.
    pub sandbox_outcome: SandboxOutcome,
}

/// What the provider made of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// The provider's name for it.
    pub provider_ref: String,
    /// What the shopper does next.
    pub next_action: NextAction,
}

/// What the shopper does next to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum NextAction {
    /// Nothing: wait, or pay at the door.
    None,
}

/// An attempt that its provider knows.
#[derive(Clone, Debug)]
pub struct KnownAttempt {
    /// The provider's name for it.
    pub provider_ref: String,
    /// What the shopper owes.
    pub amount: Money,
    /// When the hold on the goods ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// When we ask.
    pub now: DateTime<Utc>,
}

/// Something a provider says has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The same fact told twice carries the same key.
    pub event_key: String,
    /// What happened.
    pub kind: FactKind,
    /// The amount the provider speaks of.
    pub amount: Money,
}

/// What a provider says has happened to an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// The money is there.
    Paid,
    /// The attempt is over without money.
    Failed,
}

/// Money to send back.
#[derive(Clone, Debug)]
pub struct RefundOrder {
    /// Our id; the provider's idempotency key, the same at every try.
    pub id: Uuid,
    /// The attempt that brought the money.
    pub provider_ref: String,
    /// How much of it goes back.
    pub amount: Money,
}

/// What became of a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundOutcome {
    /// The money is on its way back.
    Succeeded {
        /// The provider's name for the refund.
        provider_ref: String,
    },
    /// A person must send it by other means.
    NotSupported,
}

/// Why a provider could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The stored name of the attempt is not one this provider gave.
    #[error("the provider does not know the attempt {0}")]
    UnknownAttempt(String),
}

/// A payment provider. Calls that reach a network take time and may fail; an unknown answer
/// is resolved by [`Provider::query`], never by repeating blindly.
pub trait Provider: Send + Sync {
    /// Makes an attempt known. Called again with the same id, it answers the same.
    ///
    /// # Errors
    ///
    /// [`ProviderError`] when the outcome is unknown.
    fn create(&self, attempt: &Attempt) -> Result<Created, ProviderError>;

    /// Asks what has happened so far.
    ///
    /// # Errors
    ///
    /// [`ProviderError`] when there is no answer.
    fn query(&self, attempt: &KnownAttempt) -> Result<Vec<Fact>, ProviderError>;

    /// Sends money back. Called again with the same id, it answers the same.
    ///
    /// # Errors
    ///
    /// [`ProviderError`] when the outcome is unknown.
    fn refund(&self, order: &RefundOrder) -> Result<RefundOutcome, ProviderError>;
}
