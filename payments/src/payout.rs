//! The port of who sends money to bank accounts for the market, such as payOS.

use std::{fmt::Debug, pin::Pin};

use money::Money;
use uuid::Uuid;

/// Money to send to a bank account in Vietnam.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutOrder {
    /// Our id of the payout; the provider's idempotency key, the same at every try.
    pub id: Uuid,
    /// How much, in đồng.
    pub amount: Money,
    /// The bank's number in the Vietnamese interbank network (six digits).
    pub bank_bin: String,
    /// The account number.
    pub account: String,
    /// The name of the account.
    pub holder: String,
    /// What the payee reads: letters and digits without marks, at most 25.
    pub memo: String,
}

/// What a provider knows of a payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayoutAnswer {
    /// It has taken the order; ask again later.
    Pending,
    /// The money has arrived.
    Paid {
        /// The bank's reference.
        reference: String,
    },
    /// The money will not leave.
    Refused {
        /// Why, for people.
        reason: String,
    },
    /// It has never heard of this id: sending it is safe.
    NotKnown,
}

/// The outcome of a call is unknown: the order may or may not have arrived. Resolved by
/// [`PayoutPort::query`], never by sending anew under another id.
#[derive(Debug, thiserror::Error)]
#[error("the payout provider gave no usable answer: {0}")]
pub struct PayoutUnknown(pub String);

/// An answer on its way.
pub type PayoutFuture<'a> =
    Pin<Box<dyn Future<Output = Result<PayoutAnswer, PayoutUnknown>> + Send + 'a>>;

/// Sends payouts. Both calls may be repeated: the id decides what they are about.
pub trait PayoutPort: Debug + Send + Sync {
    /// The provider's stable name, as in `payos`.
    fn name(&self) -> &'static str;

    /// Orders a payout. Called again with the same id, it pays once and answers the same.
    fn send(&self, order: PayoutOrder) -> PayoutFuture<'_>;

    /// Asks what became of a payout.
    fn query(&self, id: Uuid) -> PayoutFuture<'_>;
}
