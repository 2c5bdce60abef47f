//! The sandbox: play money that succeeds, is refused, comes late or never, as asked.
//!
//! It keeps no state: the outcome is part of the name it gives an attempt.

use std::str::FromStr;

use async_trait::async_trait;
use money::Money;
use serde::{Deserialize, Serialize};

use crate::{
    Attempt, Capabilities, CaptureOrder, Created, Currency, Fact, FactKind, KnownAttempt,
    KnownRefund, Listener, NextAction, Notification, NotificationError, Provider, ProviderError,
    RefundOrder, RefundOutcome, RefundRoute, Reply, Subject, Verdict,
};

/// How a sandbox payment ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SandboxOutcome {
    /// Paid at once.
    #[default]
    Success,
    /// Refused at once.
    Refusal,
    /// Paid, but only after the hold on the goods has ended.
    Late,
    /// No word, ever.
    Never,
}

impl SandboxOutcome {
    const ALL: [Self; 4] = [Self::Success, Self::Refusal, Self::Late, Self::Never];

    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Refusal => "refusal",
            Self::Late => "late",
            Self::Never => "never",
        }
    }
}

impl FromStr for SandboxOutcome {
    type Err = ProviderError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.name() == name)
            .ok_or_else(|| ProviderError::UnknownAttempt(name.to_owned()))
    }
}

pub(crate) struct Sandbox;

impl Listener for Sandbox {
    fn parse_notification(&self, _: &Notification) -> Result<Vec<Fact>, NotificationError> {
        Err(NotificationError::NotExpected)
    }

    fn acknowledge(&self, _: Verdict) -> Reply {
        Reply::empty(404)
    }
}

#[async_trait]
impl Provider for Sandbox {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            amount_min: Money::ZERO,
            amount_max: Money::MAX,
            currencies: &["VND"],
            refund: RefundRoute::Api,
            partial_refund: true,
            manual_capture: false,
            expiry: None,
            other_amount_may_arrive: false,
        }
    }

    async fn create(&self, attempt: &Attempt) -> Result<Created, ProviderError> {
        self.capabilities().check(attempt)?;
        Ok(Created {
            provider_ref: format!("{}:{}", attempt.sandbox_outcome.name(), attempt.id.simple()),
            next_action: NextAction::None,
        })
    }

    async fn query(&self, attempt: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        let Some(provider_ref) = &attempt.provider_ref else {
            return Ok(Vec::new());
        };
        let kind = match outcome_of(provider_ref)? {
            SandboxOutcome::Success => Some(FactKind::Paid),
            SandboxOutcome::Refusal => Some(FactKind::Failed),
            SandboxOutcome::Late if attempt.expires_at.is_some_and(|end| end < attempt.now) => {
                Some(FactKind::Paid)
            }
            SandboxOutcome::Late | SandboxOutcome::Never => None,
        };
        let fact = |kind| Fact {
            event_key: provider_ref.clone(),
            about: Subject::Ours(attempt.reference.clone()),
            kind,
            amount: attempt.amount,
            currency: Currency::Vnd,
            provider_txn: Some(provider_ref.clone()),
            occurred_at: attempt.now,
            payer: None,
            dispute: None,
        };
        Ok(kind.map(fact).into_iter().collect())
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

    async fn refund(&self, order: &RefundOrder) -> Result<RefundOutcome, ProviderError> {
        outcome_of(order.attempt.provider_ref.as_deref().unwrap_or_default())?;
        Ok(RefundOutcome::Succeeded {
            provider_ref: format!("refund:{}", order.id.simple()),
        })
    }

    async fn query_refund(&self, refund: &KnownRefund) -> Result<RefundOutcome, ProviderError> {
        self.refund(&refund.order).await
    }
}

fn outcome_of(provider_ref: &str) -> Result<SandboxOutcome, ProviderError> {
    let unknown = || ProviderError::UnknownAttempt(provider_ref.to_owned());
    let (outcome, _) = provider_ref.split_once(':').ok_or_else(unknown)?;
    outcome.parse().map_err(|_| unknown())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::samples;

    async fn facts(outcome: SandboxOutcome, seconds_after_expiry: i64) -> Vec<FactKind> {
        let attempt = Attempt {
            sandbox_outcome: outcome,
            ..samples::attempt(50_000)
        };
        let created = Sandbox.create(&attempt).await.expect("created");
        let end = attempt.expires_at.expect("an expiry");
        let known = KnownAttempt {
            provider_ref: Some(created.provider_ref),
            now: end + TimeDelta::seconds(seconds_after_expiry),
            ..samples::known(&attempt)
        };
        let facts = Sandbox.query(&known).await.expect("answered");
        facts.into_iter().map(|fact| fact.kind).collect()
    }

    #[tokio::test]
    async fn every_outcome_comes_when_it_should() {
        assert_eq!(facts(SandboxOutcome::Success, -60).await, [FactKind::Paid]);
        assert_eq!(
            facts(SandboxOutcome::Refusal, -60).await,
            [FactKind::Failed]
        );
        assert_eq!(facts(SandboxOutcome::Late, -60).await, []);
        assert_eq!(facts(SandboxOutcome::Late, 60).await, [FactKind::Paid]);
        assert_eq!(facts(SandboxOutcome::Never, 60).await, []);
    }
}
