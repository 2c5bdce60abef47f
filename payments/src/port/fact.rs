use chrono::{DateTime, Utc};
use money::Money;
use uuid::Uuid;

use super::Reference;

/// Something a provider says has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The same fact told twice carries the same key, unique within the provider.
    pub event_key: String,
    /// What it happened to.
    pub about: Subject,
    /// What happened.
    pub kind: FactKind,
    /// The amount the provider speaks of: đồng, unless [`Fact::currency`] says otherwise.
    pub amount: Money,
    /// The currency the provider speaks of. An amount in another one than đồng is in that
    /// currency's smallest unit and must not be taken for đồng.
    pub currency: Currency,
    /// The provider's number of the transaction, refund or dispute.
    pub provider_txn: Option<String>,
    /// When it happened, as the provider says; else when we heard of it.
    pub occurred_at: DateTime<Utc>,
    /// Who paid, if the bank says.
    pub payer: Option<Payer>,
    /// More about a dispute, for the kinds that speak of one.
    pub dispute: Option<Dispute>,
}

impl Fact {
    /// A fact about đồng, with nothing more to say.
    pub(crate) fn dong(
        event_key: String,
        about: Subject,
        kind: FactKind,
        (amount, occurred_at): (Money, DateTime<Utc>),
    ) -> Self {
        Self {
            event_key,
            about,
            kind,
            amount,
            currency: Currency::Vnd,
            provider_txn: None,
            occurred_at,
            payer: None,
            dispute: None,
        }
    }
}

/// What a fact is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The attempt of this reference of ours.
    Ours(Reference),
    /// The attempt that the provider knows by this name, or that the transaction of this
    /// name ([`Fact::provider_txn`]) brought money for.
    Theirs(String),
    /// Our refund of this id.
    Refund(Uuid),
    /// Money on the bank account that names no attempt.
    Receipt,
}

/// What a provider says has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FactKind {
    /// The money is promised and can be taken.
    Authorised,
    /// The money is there.
    Paid,
    /// The attempt is over without money: refused.
    Failed,
    /// The attempt is over without money: called off.
    Cancelled,
    /// The attempt is over without money: nobody paid in time.
    Expired,
    /// Money went back to the shopper.
    Refunded,
    /// A refund did not go through.
    RefundFailed,
    /// The shopper's bank disputes the payment.
    Disputed,
    /// The scheme has our side's evidence.
    DisputeAnswered,
    /// The disputed money was taken from us.
    DisputeWithdrawn,
    /// The disputed money was given back to us.
    DisputeReinstated,
    /// The dispute ended in our favour.
    DisputeWon,
    /// The dispute ended against us.
    DisputeLost,
    /// Money arrived on the bank account, whatever its amount.
    Received,
    /// Money left the bank account.
    Sent,
    /// Something happened that the notification does not tell well enough: ask
    /// ([`crate::Provider::query`], [`crate::Provider::query_refund`]). The amount says
    /// nothing.
    Changed,
}

impl FactKind {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Authorised => "authorised",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Refunded => "refunded",
            Self::RefundFailed => "refund_failed",
            Self::Disputed => "disputed",
            Self::DisputeAnswered => "dispute_answered",
            Self::DisputeWithdrawn => "dispute_withdrawn",
            Self::DisputeReinstated => "dispute_reinstated",
            Self::DisputeWon => "dispute_won",
            Self::DisputeLost => "dispute_lost",
            Self::Received => "received",
            Self::Sent => "sent",
            Self::Changed => "changed",
        }
    }

    /// Whether it speaks of a dispute.
    #[must_use]
    pub const fn is_of_dispute(self) -> bool {
        matches!(
            self,
            Self::Disputed
                | Self::DisputeAnswered
                | Self::DisputeWithdrawn
                | Self::DisputeReinstated
                | Self::DisputeWon
                | Self::DisputeLost
        )
    }
}

/// A currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Currency {
    /// Đồng.
    #[default]
    Vnd,
    /// Another one, by its ISO 4217 letters.
    Other(String),
}

impl Currency {
    /// The currency of these ISO 4217 letters, in upper or lower case.
    #[must_use]
    pub fn of(letters: &str) -> Self {
        if letters.eq_ignore_ascii_case("VND") {
            Self::Vnd
        } else {
            Self::Other(letters.to_ascii_uppercase())
        }
    }

    /// Its ISO 4217 letters.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Vnd => "VND",
            Self::Other(letters) => letters,
        }
    }
}

/// The other side of a bank transfer, as far as the bank tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payer {
    /// The six digits of the bank.
    pub bank_bin: Option<String>,
    /// The account.
    pub account: Option<String>,
    /// Whose account it is.
    pub name: Option<String>,
}

/// More about a dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// The provider's name for it.
    pub provider_ref: String,
    /// Why, in the provider's word.
    pub reason: String,
    /// What the provider takes for its trouble, in the currency of the fact.
    pub fee: Option<Money>,
    /// Until when evidence can be sent.
    pub evidence_due_at: Option<DateTime<Utc>>,
}
