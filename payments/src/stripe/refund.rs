//! Money sent back by Stripe.

use std::collections::HashMap;

use chrono::TimeDelta;
use stripe_core::refund::{CreateRefund, CreateRefundReason, ListRefund, RetrieveRefund};
use stripe_shared::Refund;
use uuid::Uuid;

use super::{Stripe, call, session::REFERENCE, told};
use crate::{
    KnownAttempt, KnownRefund, Provider as _, ProviderError, RefundOrder, RefundOutcome,
    port::is_about_us,
};

/// Where our id stands among the metadata of a refund.
const REFUND: &str = "refund_id";
/// How long Stripe surely remembers a key: a day, less what clocks may differ.
const KEY_LIFE: TimeDelta = TimeDelta::hours(23);
/// As many as Stripe gives at once.
pub(super) const PAGE: i64 = 100;

impl Stripe {
    /// Sends money back once: the key sees to that while Stripe remembers it. An older
    /// order is looked up first.
    pub(super) async fn send_back(
        &self,
        order: &RefundOrder,
    ) -> Result<RefundOutcome, ProviderError> {
        self.capabilities().check_refund(order)?;
        let intent = self.intent_of(&order.attempt).await?;
        let is_old = order.attempt.now - order.created_at > KEY_LIFE;
        if is_old && let Some(sent) = self.find_refund(&intent, order.id).await? {
            return Ok(outcome(&sent));
        }
        let key = format!("refund:{}", order.id);
        match self.change(&key, &request(order, &intent)).await {
            Ok(refund) => Ok(outcome(&refund)),
            Err(ProviderError::Refused { code, message }) if !is_about_us(&code) => {
                Ok(RefundOutcome::Failed { code, message })
            }
            Err(error) => Err(error),
        }
    }

    /// What became of a refund, by its name or by our id.
    pub(super) async fn refund_seen(
        &self,
        refund: &KnownRefund,
    ) -> Result<RefundOutcome, ProviderError> {
        let found = match &refund.provider_ref {
            Some(name) => {
                let asked = RetrieveRefund::new(name.as_str());
                call::if_there(self.ask(name, &asked).await)?
            }
            None => {
                let intent = self.intent_of(&refund.order.attempt).await?;
                self.find_refund(&intent, refund.order.id).await?
            }
        };
        Ok(found.map_or(RefundOutcome::NotSeen, |found| outcome(&found)))
    }

    /// The name of the payment that brought the money.
    async fn intent_of(&self, attempt: &KnownAttempt) -> Result<String, ProviderError> {
        if let Some(name) = attempt
            .provider_txn
            .as_ref()
            .filter(|name| name.starts_with("pi_"))
        {
            return Ok(name.clone());
        }
        let seen = self.look(attempt).await?;
        let intent = seen.and_then(|seen| seen.intent_name());
        intent.ok_or_else(|| {
            let name = attempt.provider_ref.as_deref();
            ProviderError::UnknownAttempt(name.unwrap_or(attempt.reference.as_str()).to_owned())
        })
    }

    async fn find_refund(
        &self,
        intent: &str,
        id: Uuid,
    ) -> Result<Option<Box<Refund>>, ProviderError> {
        let mut asked = ListRefund::new().payment_intent(intent).limit(PAGE);
        loop {
            let page = self.ask(intent, &asked).await?;
            let last = page.data.last().map(|refund| refund.id.to_string());
            let found = page
                .data
                .into_iter()
                .find(|refund| our_id(refund) == Some(id));
            match (found, last.filter(|_| page.has_more)) {
                (None, Some(last)) => asked = asked.starting_after(last),
                (found, _) => return Ok(found.map(Box::new)),
            }
        }
    }
}

fn request(order: &RefundOrder, intent: &str) -> CreateRefund {
    let ids = HashMap::from([
        (REFUND.to_owned(), order.id.to_string()),
        (REFERENCE.to_owned(), order.attempt.reference.to_string()),
    ]);
    CreateRefund::new()
        .payment_intent(intent)
        .amount(order.amount.dong())
        .reason(CreateRefundReason::RequestedByCustomer)
        .metadata(ids)
}

/// Our id of a refund, if it is one of ours.
pub(super) fn our_id(refund: &Refund) -> Option<Uuid> {
    told::our_refund(refund.metadata.as_ref()?.get(REFUND)?)
}

fn outcome(refund: &Refund) -> RefundOutcome {
    let provider_ref = refund.id.to_string();
    match refund.status.as_deref() {
        Some("succeeded") => RefundOutcome::Succeeded { provider_ref },
        Some(status @ ("failed" | "canceled")) => RefundOutcome::Failed {
            code: refund.failure_reason.clone().unwrap_or(status.to_owned()),
            message: format!("Stripe's refund {provider_ref} is {status}"),
        },
        _ => RefundOutcome::Pending { provider_ref },
    }
}
