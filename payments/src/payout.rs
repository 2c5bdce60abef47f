//! Money going out to a bank account: what a service that pays sellers must do.

mod payos;

use async_trait::async_trait;
use money::Money;
use uuid::Uuid;

use crate::ProviderError;

pub use self::payos::PayOsPayoutConfig;
pub(crate) use self::payos::PayOsPayouts;

/// Money to send to somebody's account.
#[derive(Clone, Debug)]
pub struct PayoutOrder {
    /// Our id; the service's idempotency key, the same at every try.
    pub id: Uuid,
    /// How much.
    pub amount: Money,
    /// The text of the transfer; cut to 25 plain letters.
    pub description: String,
    /// The six digits of the receiver's bank.
    pub bank_bin: String,
    /// The receiver's account.
    pub account: String,
}

/// What became of a payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayoutOutcome {
    /// The service is at work, or waits for a person's approval: ask again later.
    Pending {
        /// The service's name for it.
        provider_ref: String,
    },
    /// The money is with the receiver.
    Succeeded {
        /// The service's name for it.
        provider_ref: String,
        /// The bank's number of the transfer.
        bank_reference: Option<String>,
        /// Whose account it is, as the bank says.
        account_name: Option<String>,
    },
    /// No money moved, for good.
    Failed {
        /// The service's own code.
        code: String,
        /// The service's own words, for staff.
        message: String,
    },
    /// The receiver's bank sent the money back.
    Reversed {
        /// The service's name for it.
        provider_ref: String,
    },
    /// The service has never seen it: it may be sent.
    NotSeen,
}

/// A service that sends money to bank accounts.
#[async_trait]
pub trait PayoutProvider: Send + Sync {
    /// Sends money. Called again with the same order, it pays once.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Unknown`] when it may have been done: ask
    /// [`PayoutProvider::query`]. [`ProviderError::Refused`] when nothing was sent.
    async fn send(&self, order: &PayoutOrder) -> Result<PayoutOutcome, ProviderError>;

    /// Asks what became of a payout.
    ///
    /// # Errors
    ///
    /// [`ProviderError`] when there is no answer.
    async fn query(&self, order: &PayoutOrder) -> Result<PayoutOutcome, ProviderError>;
}
