//! Taking authorised money, and ending what has brought none.

use stripe_checkout::checkout_session::ExpireCheckoutSession;
use stripe_core::payment_intent::{
    CancelPaymentIntent, CancelPaymentIntentCancellationReason, CapturePaymentIntent,
};
use stripe_shared::{CheckoutSessionStatus as SessionStatus, PaymentIntentStatus as IntentStatus};

use super::{Stripe, seen::Seen};
use crate::{CaptureOrder, Fact, KnownAttempt, ProviderError};

impl Stripe {
    /// Takes authorised money. What is taken, let go or over already is only told.
    pub(super) async fn take(&self, order: &CaptureOrder) -> Result<Vec<Fact>, ProviderError> {
        let attempt = &order.attempt;
        let seen = self.seen(attempt).await?;
        let Some(intent) = waiting(&seen, &IntentStatus::RequiresCapture) else {
            return self.facts(&seen, attempt).await;
        };
        let taken = CapturePaymentIntent::new(intent).amount_to_capture(order.amount.dong());
        let done = self.change(&format!("capture:{}", order.id), &taken).await;
        self.after(done.map(|_| ()), attempt).await
    }

    /// Ends an attempt: closes its page, or lets its authorisation go.
    pub(super) async fn end(&self, attempt: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        let seen = self.seen(attempt).await?;
        let open = seen.session.as_ref();
        let open = open.filter(|session| session.status == Some(SessionStatus::Open));
        let done = if let Some(session) = open {
            let expired = ExpireCheckoutSession::new(session.id.as_str());
            let key = format!("expire:{}", attempt.id);
            self.change(&key, &expired).await.map(|_| ())
        } else if let Some(intent) = waiting(&seen, &IntentStatus::RequiresCapture) {
            let reason = CancelPaymentIntentCancellationReason::RequestedByCustomer;
            let cancelled = CancelPaymentIntent::new(intent).cancellation_reason(reason);
            let key = format!("cancel:{}", attempt.id);
            self.change(&key, &cancelled).await.map(|_| ())
        } else {
            return self.facts(&seen, attempt).await;
        };
        self.after(done, attempt).await
    }

    /// What is true after a change. A change that came too late is refused, and then what
    /// was faster is the answer.
    async fn after(
        &self,
        done: Result<(), ProviderError>,
        attempt: &KnownAttempt,
    ) -> Result<Vec<Fact>, ProviderError> {
        let facts = match &done {
            Ok(()) | Err(ProviderError::Refused { .. }) => {
                let seen = self.seen(attempt).await?;
                self.facts(&seen, attempt).await?
            }
            Err(_) => Vec::new(),
        };
        match done {
            Err(refused) if facts.iter().all(|fact| !ends(fact)) => Err(refused),
            _ => Ok(facts),
        }
    }

    async fn seen(&self, attempt: &KnownAttempt) -> Result<Seen, ProviderError> {
        let seen = self.look(attempt).await?;
        seen.ok_or_else(|| {
            let name = attempt.provider_ref.as_deref();
            ProviderError::UnknownAttempt(name.unwrap_or(attempt.reference.as_str()).to_owned())
        })
    }
}

/// The name of a payment that is in this state.
fn waiting<'a>(seen: &'a Seen, status: &IntentStatus) -> Option<&'a str> {
    let intent = seen.intent.as_ref()?;
    (intent.status == *status).then(|| intent.id.as_str())
}

/// Whether a fact says that an attempt waits no longer.
fn ends(fact: &Fact) -> bool {
    use crate::FactKind as Kind;
    matches!(
        fact.kind,
        Kind::Paid | Kind::Failed | Kind::Cancelled | Kind::Expired
    )
}
