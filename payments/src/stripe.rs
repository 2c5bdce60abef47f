//! Stripe: international cards on Stripe's own page (a Checkout Session), told by signed
//! webhooks and by asking.
//!
//! Everything that changes something at Stripe carries a key of ours that is the same at
//! every try, and is repeated by our own loop: the client's own retries make up a key that
//! is forgotten with the process. Stripe forgets keys after a day; what moves money out is
//! therefore looked up first.

mod attempt;
mod call;
mod config;
mod dispute;
mod refund;
mod seen;
mod session;
mod told;
mod webhook;

use async_trait::async_trait;
use chrono::TimeDelta;
use money::Money;

pub use self::config::{InvalidStripeConfig, StripeConfig};
use crate::{
    Attempt, Calls, Capabilities, CaptureOrder, Created, ExpiryBounds, Fact, KnownAttempt,
    KnownRefund, Listener, NextAction, Notification, NotificationError, Provider, ProviderError,
    RefundOrder, RefundOutcome, RefundRoute, Reply, Subject, UnknownCause, Verdict,
};

/// Eight digits of the smallest unit, whatever the currency: Stripe's own limit.
const AMOUNT_MAX: i64 = 99_999_999;

/// The account at Stripe.
pub(crate) struct Stripe {
    config: StripeConfig,
    calls: Calls,
    client: ::stripe::Client,
}

impl Stripe {
    pub(crate) fn new(config: StripeConfig, calls: Calls) -> Self {
        let client = config
            .client(calls.answer_within)
            .expect("the configuration has made a client before");
        Self {
            config,
            calls,
            client,
        }
    }
}

impl Listener for Stripe {
    fn parse_notification(&self, told: &Notification) -> Result<Vec<Fact>, NotificationError> {
        webhook::parse(&self.config.webhook, told)
    }

    /// Stripe sends again, for days, what is not answered by 2xx: so that is kept for what
    /// sending again can help.
    fn acknowledge(&self, verdict: Verdict) -> Reply {
        Reply::empty(match verdict {
            Verdict::Recorded
            | Verdict::AlreadyKnown
            | Verdict::UnknownReference
            | Verdict::AmountDiffers => 200,
            Verdict::BadSignature => 400,
            Verdict::OurError => 500,
        })
    }
}

#[async_trait]
impl Provider for Stripe {
    /// An attempt may be shorter than the half hour that Stripe asks for: the page then
    /// stays open beyond it, and what is paid late is late money.
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            amount_min: self.config.amount_min,
            amount_max: Money::price(AMOUNT_MAX).expect("the limit is an amount"),
            currencies: &["VND"],
            refund: RefundRoute::Api,
            partial_refund: true,
            manual_capture: true,
            expiry: Some(ExpiryBounds {
                min: TimeDelta::zero(),
                max: TimeDelta::hours(24),
            }),
            other_amount_may_arrive: false,
        }
    }

    async fn create(&self, attempt: &Attempt) -> Result<Created, ProviderError> {
        self.capabilities().check(attempt)?;
        let key = format!("attempt:{}", attempt.id);
        let session = self.change(&key, &session::request(attempt)).await?;
        let url = session.url.ok_or(UnknownCause::Unreadable)?;
        Ok(Created {
            provider_ref: session.id.to_string(),
            next_action: NextAction::Redirect { url },
        })
    }

    async fn query(&self, attempt: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        match self.look(attempt).await? {
            Some(seen) => self.facts(&seen, attempt).await,
            None => Ok(Vec::new()),
        }
    }

    /// Stripe signs nothing into the address that shoppers come back to.
    fn parse_return(&self, _: &str) -> Result<Subject, NotificationError> {
        Err(NotificationError::NotExpected)
    }

    async fn capture(&self, order: &CaptureOrder) -> Result<Vec<Fact>, ProviderError> {
        self.take(order).await
    }

    async fn cancel(&self, attempt: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        self.end(attempt).await
    }

    async fn refund(&self, order: &RefundOrder) -> Result<RefundOutcome, ProviderError> {
        self.send_back(order).await
    }

    async fn query_refund(&self, refund: &KnownRefund) -> Result<RefundOutcome, ProviderError> {
        self.refund_seen(refund).await
    }
}
