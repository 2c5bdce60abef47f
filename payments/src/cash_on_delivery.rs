//! Cash on delivery: no provider to talk to; the carrier reports and remits.

use async_trait::async_trait;
use money::Money;

use crate::{
    Attempt, Capabilities, CaptureOrder, Created, Fact, KnownAttempt, KnownRefund, Listener,
    NextAction, Notification, NotificationError, Provider, ProviderError, RefundOrder,
    RefundOutcome, RefundRoute, Reply, Subject, Verdict,
};

pub(crate) struct CashOnDelivery;

impl Listener for CashOnDelivery {
    /// Carriers report on parcels, not here.
    fn parse_notification(&self, _: &Notification) -> Result<Vec<Fact>, NotificationError> {
        Err(NotificationError::NotExpected)
    }

    fn acknowledge(&self, _: Verdict) -> Reply {
        Reply::empty(404)
    }
}

#[async_trait]
impl Provider for CashOnDelivery {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            amount_min: Money::ZERO,
            amount_max: Money::MAX,
            currencies: &["VND"],
            refund: RefundRoute::BankTransfer,
            partial_refund: true,
            manual_capture: false,
            expiry: None,
            other_amount_may_arrive: true,
        }
    }

    async fn create(&self, attempt: &Attempt) -> Result<Created, ProviderError> {
        self.capabilities().check(attempt)?;
        Ok(Created {
            provider_ref: attempt.id.simple().to_string(),
            next_action: NextAction::None,
        })
    }

    /// Nobody reports cash before the parcel is delivered; that is a step of the order.
    async fn query(&self, _: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        Ok(Vec::new())
    }

    fn parse_return(&self, _: &str) -> Result<Subject, NotificationError> {
        Err(NotificationError::NotExpected)
    }

    async fn capture(&self, _: &CaptureOrder) -> Result<Vec<Fact>, ProviderError> {
        Err(ProviderError::NotSupported)
    }

    async fn cancel(&self, _: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        Err(ProviderError::NotSupported)
    }

    /// Cash cannot be pulled back through the carrier: finance transfers it.
    async fn refund(&self, _: &RefundOrder) -> Result<RefundOutcome, ProviderError> {
        Ok(RefundOutcome::NotSupported)
    }

    async fn query_refund(&self, _: &KnownRefund) -> Result<RefundOutcome, ProviderError> {
        Ok(RefundOutcome::NotSupported)
    }
}
