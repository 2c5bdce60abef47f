//! The port: plain types, no trait defaults, so that no method quietly succeeds.
//!
//! A provider is told of an attempt, asked about it, and listened to. It answers in facts;
//! what a fact means for a purchase is decided by the market.

mod attempt;
mod capabilities;
mod error;
mod fact;
mod language;
mod method;
mod notification;
mod reference;
mod refund;

use async_trait::async_trait;

#[cfg(feature = "stripe")]
pub(crate) use self::error::{CONFIGURATION, UNAUTHORISED, is_about_us};
pub use self::{
    attempt::{Attempt, Capture, CaptureOrder, Created, KnownAttempt, NextAction},
    capabilities::{Capabilities, ExpiryBounds, LimitError, RefundRoute},
    error::{ProviderError, UnknownCause},
    fact::{Currency, Dispute, Fact, FactKind, Payer, Subject},
    language::Language,
    method::{Method, UnknownMethod},
    notification::{Notification, NotificationError, Reply, Verdict},
    reference::{InvalidReference, Reference},
    refund::{KnownRefund, RefundOrder, RefundOutcome},
};

/// Somebody who tells us what happened by calling us: a payment provider or a service that
/// watches a bank account.
pub trait Listener: Send + Sync {
    /// Reads what a notification says. The signature is checked first, on the bytes as they
    /// came; a notification that is not believed yields no fact.
    ///
    /// A probe that says nothing yields an empty list.
    ///
    /// # Errors
    ///
    /// [`NotificationError`] when it is not genuine, too old, meant for another merchant, or
    /// cannot be read.
    fn parse_notification(
        &self,
        notification: &Notification,
    ) -> Result<Vec<Fact>, NotificationError>;

    /// What the sender wants to hear once we have decided.
    fn acknowledge(&self, verdict: Verdict) -> Reply;
}

/// A payment provider.
///
/// Calls that reach a network take time and may fail. [`ProviderError::Unknown`] means that
/// the work may or may not have been done: it is resolved by asking ([`Provider::query`],
/// [`Provider::query_refund`]), or by calling again **with the same ids**, which every
/// method here allows.
#[async_trait]
pub trait Provider: Listener {
    /// What this provider can do and within which limits.
    fn capabilities(&self) -> Capabilities;

    /// Makes an attempt known. Called again with the same attempt, it answers for the same
    /// attempt.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Limit`] before any call when the attempt is outside the
    /// [`Capabilities`]; [`ProviderError::Refused`] when the provider will not have it;
    /// [`ProviderError::Unknown`] when there is no answer.
    async fn create(&self, attempt: &Attempt) -> Result<Created, ProviderError>;

    /// Asks what has happened so far. Nothing yet, or nothing known of it, is no fact.
    ///
    /// # Errors
    ///
    /// [`ProviderError`] when there is no answer.
    async fn query(&self, attempt: &KnownAttempt) -> Result<Vec<Fact>, ProviderError>;

    /// Which attempt a shopper's browser comes back from, by what the provider signed into the
    /// query of the return page. It says nothing about money: browsers can be led anywhere.
    ///
    /// # Errors
    ///
    /// [`NotificationError::NotExpected`] when this provider signs no return,
    /// [`NotificationError`] when it is not genuine or meant for another merchant.
    fn parse_return(&self, query: &str) -> Result<Subject, NotificationError>;

    /// Takes money that was authorised: all of it or less. The rest is let go. Called again with
    /// the same id, it takes once.
    ///
    /// # Errors
    ///
    /// [`ProviderError::NotSupported`] when this provider takes money at once;
    /// [`ProviderError::Refused`] when nothing was taken.
    async fn capture(&self, order: &CaptureOrder) -> Result<Vec<Fact>, ProviderError>;

    /// Ends an attempt that has brought no money, or lets an authorisation go. Money that
    /// was faster is told as a fact.
    ///
    /// # Errors
    ///
    /// [`ProviderError::NotSupported`] when attempts end by their expiry alone.
    async fn cancel(&self, attempt: &KnownAttempt) -> Result<Vec<Fact>, ProviderError>;

    /// Sends money back. Called again with the same id, it pays once.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Unknown`] when it may have been done: ask [`Provider::query_refund`].
    async fn refund(&self, order: &RefundOrder) -> Result<RefundOutcome, ProviderError>;

    /// Asks what became of a refund.
    ///
    /// # Errors
    ///
    /// [`ProviderError`] when there is no answer.
    async fn query_refund(&self, refund: &KnownRefund) -> Result<RefundOutcome, ProviderError>;
}
