use std::net::IpAddr;

use chrono::{DateTime, Utc};
use money::Money;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Language, Reference};
use crate::SandboxOutcome;

/// One attempt to pay, to be made known to its provider.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Our id; the same at every try.
    pub id: Uuid,
    /// Our short name for it, which providers and banks carry along.
    pub reference: Reference,
    /// What the shopper owes.
    pub amount: Money,
    /// What is bought, for the shopper's eyes. Adapters cut and simplify it.
    pub description: String,
    /// When the attempt was made: the same at every try, since some providers take it as a
    /// part of the attempt's name.
    pub created_at: DateTime<Utc>,
    /// When the hold on the goods ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// Where the provider sends the shopper's browser afterwards. That page changes nothing.
    pub return_url: String,
    /// The shopper's address on the network, if it is known.
    pub shopper_ip: Option<IpAddr>,
    /// The language of the provider's pages.
    pub language: Language,
    /// Whether the money is taken at once.
    pub capture: Capture,
    /// How the sandbox shall behave; real providers ignore it.
    pub sandbox_outcome: SandboxOutcome,
}

/// When money is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Capture {
    /// As soon as the shopper agrees.
    #[default]
    Automatic,
    /// Later, by [`crate::Provider::capture`].
    Manual,
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
    /// Go to the provider's page.
    Redirect {
        /// The page.
        url: String,
    },
    /// Scan a QR code with a bank's app, or copy the transfer by hand.
    ShowQr {
        /// What the code says (EMVCo, NAPAS 247).
        payload: String,
        /// The six digits of the bank.
        bank_bin: String,
        /// The account that receives.
        account: String,
        /// Whose account it is.
        account_name: String,
        /// How much to transfer, in đồng.
        amount: i64,
        /// What the transfer must say.
        reference: String,
    },
}

/// An attempt that its provider knows, or may know.
#[derive(Clone, Debug)]
pub struct KnownAttempt {
    /// Our id.
    pub id: Uuid,
    /// Our short name for it.
    pub reference: Reference,
    /// The provider's name for it; none when the answer to creating it was lost.
    pub provider_ref: Option<String>,
    /// The provider's number of the transaction that brought the money, if it did.
    pub provider_txn: Option<String>,
    /// What the shopper owes.
    pub amount: Money,
    /// When the attempt was made.
    pub created_at: DateTime<Utc>,
    /// When the hold on the goods ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// When we ask.
    pub now: DateTime<Utc>,
}

/// Authorised money to take.
#[derive(Clone, Debug)]
pub struct CaptureOrder {
    /// Our id for this capture; the same at every try.
    pub id: Uuid,
    /// The attempt that authorised it.
    pub attempt: KnownAttempt,
    /// How much to take; not more than was authorised.
    pub amount: Money,
}
