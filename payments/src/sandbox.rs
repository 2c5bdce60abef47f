//! The sandbox: play money that succeeds, is refused, comes late or never, as asked.
//!
//! It keeps no state: the outcome is part of the name it gives an attempt.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    Attempt, Created, Fact, FactKind, KnownAttempt, NextAction, Provider, ProviderError,
    RefundOrder, RefundOutcome,
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

impl Provider for Sandbox {
    fn create(&self, attempt: &Attempt) -> Result<Created, ProviderError> {
        Ok(Created {
            provider_ref: format!("{}:{}", attempt.sandbox_outcome.name(), attempt.id.simple()),
            next_action: NextAction::None,
        })
    }

    fn query(&self, attempt: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        let kind = match outcome_of(&attempt.provider_ref)? {
            SandboxOutcome::Success => Some(FactKind::Paid),
            SandboxOutcome::Refusal => Some(FactKind::Failed),
            SandboxOutcome::Late if attempt.expires_at.is_some_and(|end| end < attempt.now) => {
                Some(FactKind::Paid)
            }
            SandboxOutcome::Late | SandboxOutcome::Never => None,
        };
        let fact = |kind| Fact {
            event_key: attempt.provider_ref.clone(),
            kind,
            amount: attempt.amount,
        };
        Ok(kind.map(fact).into_iter().collect())
    }

    fn refund(&self, order: &RefundOrder) -> Result<RefundOutcome, ProviderError> {
        outcome_of(&order.provider_ref)?;
        Ok(RefundOutcome::Succeeded {
            provider_ref: format!("refund:{}", order.id.simple()),
        })
    }
}

fn outcome_of(provider_ref: &str) -> Result<SandboxOutcome, ProviderError> {
    let unknown = || ProviderError::UnknownAttempt(provider_ref.to_owned());
    let (outcome, _) = provider_ref.split_once(':').ok_or_else(unknown)?;
    outcome.parse().map_err(|_| unknown())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use money::Money;
    use uuid::Uuid;

    use super::*;

    fn facts(outcome: SandboxOutcome, seconds_after_expiry: i64) -> Vec<FactKind> {
        let expires_at = DateTime::from_timestamp(1_800_000_000, 0).expect("an instant");
        let amount = Money::price(50_000).expect("a price");
        let attempt = Attempt {
            id: Uuid::nil(),
            amount,
            expires_at: Some(expires_at),
            sandbox_outcome: outcome,
        };
        let created = Sandbox.create(&attempt).expect("created");
        let known = KnownAttempt {
            provider_ref: created.provider_ref,
            amount,
            expires_at: Some(expires_at),
            now: expires_at + TimeDelta::seconds(seconds_after_expiry),
        };
        Sandbox
            .query(&known)
            .expect("answered")
            .into_iter()
            .map(|fact| fact.kind)
            .collect()
    }

    #[test]
    fn every_outcome_comes_when_it_should() {
        assert_eq!(facts(SandboxOutcome::Success, -60), [FactKind::Paid]);
        assert_eq!(facts(SandboxOutcome::Refusal, -60), [FactKind::Failed]);
        assert_eq!(facts(SandboxOutcome::Late, -60), []);
        assert_eq!(facts(SandboxOutcome::Late, 60), [FactKind::Paid]);
        assert_eq!(facts(SandboxOutcome::Never, 60), []);
    }
}
