//! Cash on delivery: no provider to talk to; the carrier reports and remits.

use crate::{
    Attempt, Created, Fact, KnownAttempt, NextAction, Provider, ProviderError, RefundOrder,
    RefundOutcome,
};

pub(crate) struct CashOnDelivery;

impl Provider for CashOnDelivery {
    fn create(&self, attempt: &Attempt) -> Result<Created, ProviderError> {
        Ok(Created {
            provider_ref: attempt.id.simple().to_string(),
            next_action: NextAction::None,
        })
    }

    /// Nobody reports cash before the parcel is delivered; that is a step of the order.
    fn query(&self, _attempt: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        Ok(Vec::new())
    }

    /// Cash cannot be pulled back through the carrier: finance transfers it.
    fn refund(&self, _order: &RefundOrder) -> Result<RefundOutcome, ProviderError> {
        Ok(RefundOutcome::NotSupported)
    }
}
