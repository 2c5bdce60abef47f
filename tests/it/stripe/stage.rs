//! The adapter, and the fake that it talks to.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use money::Money;
use payments::{
    Attempt, Calls, Capture, CaptureOrder, Config, Fact, FactKind, KnownAttempt, Language, Method,
    Notification, Provider, ProviderError, Providers, Reference, RefundOrder, SandboxOutcome,
    Secret, Secrets, stripe::StripeConfig,
};
use tests::fakes::{STRIPE_KEY, STRIPE_WEBHOOK_SECRET, StripeFake, Told};
use uuid::Uuid;

/// 2026-11-21 19:00:00 in Vietnam.
pub(super) fn evening() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_262_400, 0).expect("an instant")
}

pub(super) struct Stage {
    pub(super) fake: StripeFake,
    providers: Providers,
}

impl Stage {
    pub(super) async fn new() -> Self {
        let old = Secrets {
            current: Secret::new(STRIPE_WEBHOOK_SECRET),
            previous: Some(Secret::new("whsec_OLD")),
        };
        let fake = StripeFake::start().await;
        let providers = Providers::new(&config(&fake, STRIPE_KEY, old));
        Self { fake, providers }
    }

    pub(super) fn provider(&self) -> &dyn Provider {
        self.providers.get(Method::Stripe).expect("it has keys")
    }

    /// Makes an attempt known; the session's name.
    pub(super) async fn open(&self, attempt: &Attempt) -> String {
        let created = self.provider().create(attempt).await.expect("created");
        created.provider_ref
    }

    /// Makes an attempt known, and the shopper pays. What is known of it then.
    pub(super) async fn paid(&self, attempt: &Attempt) -> KnownAttempt {
        let session = self.open(attempt).await;
        let intent = self.fake.pay(&session);
        KnownAttempt {
            provider_ref: Some(session),
            provider_txn: Some(intent),
            ..known(attempt)
        }
    }

    /// What asking tells: kinds and amounts.
    pub(super) async fn asked(&self, attempt: &KnownAttempt) -> Vec<(FactKind, i64)> {
        told(&self.provider().query(attempt).await.expect("an answer"))
    }

    /// What a webhook tells.
    pub(super) fn heard(&self, told: &Told) -> Vec<Fact> {
        let heard = self.provider().parse_notification(&delivered(told));
        heard.expect("a genuine webhook")
    }
}

pub(crate) fn config(fake: &StripeFake, key: &str, webhook: Secrets) -> Config {
    let stripe = StripeConfig::new(Secret::new(key), webhook).expect("usable keys");
    let here = fake.url().parse().expect("an address");
    Config {
        stripe: Some(stripe.reached_at(here).expect("an address")),
        calls: Calls {
            connect_within: Duration::from_secs(2),
            answer_within: Duration::from_millis(400),
            tries_max: 3,
            first_wait: Duration::from_millis(1),
        },
        ..Config::default()
    }
}

pub(super) fn told(facts: &[Fact]) -> Vec<(FactKind, i64)> {
    let told = facts.iter().map(|fact| (fact.kind, fact.amount.dong()));
    told.collect()
}

pub(super) fn keys(facts: &[Fact]) -> Vec<String> {
    facts.iter().map(|fact| fact.event_key.clone()).collect()
}

/// An attempt with a number of its own.
pub(super) fn attempt(number: u128, dong: i64) -> Attempt {
    let id = Uuid::from_u128(number);
    Attempt {
        id,
        reference: Reference::of(id),
        amount: Money::price(dong).expect("a price"),
        description: "Chè Tân Cương, nước mắm Cát Hải".to_owned(),
        created_at: evening(),
        expires_at: Some(evening() + TimeDelta::minutes(15)),
        return_url: "https://shop.example/return?purchase=1".to_owned(),
        shopper_ip: None,
        language: Language::English,
        capture: Capture::Automatic,
        sandbox_outcome: SandboxOutcome::Success,
    }
}

/// The attempt three minutes later, when the answer to making it known was lost.
pub(super) fn known(attempt: &Attempt) -> KnownAttempt {
    KnownAttempt {
        id: attempt.id,
        reference: attempt.reference.clone(),
        provider_ref: None,
        provider_txn: None,
        amount: attempt.amount,
        created_at: attempt.created_at,
        expires_at: attempt.expires_at,
        now: evening() + TimeDelta::minutes(3),
    }
}

/// A refund of an attempt, with a number of its own.
pub(super) fn refund(number: u128, attempt: &KnownAttempt, dong: i64) -> RefundOrder {
    RefundOrder {
        id: Uuid::from_u128(number),
        attempt: attempt.clone(),
        amount: Money::price(dong).expect("a price"),
        created_at: evening() + TimeDelta::minutes(2),
        reason: "Hàng bị vỡ".to_owned(),
    }
}

/// Authorised money to take, with a number of its own.
pub(super) fn capture(number: u128, attempt: &KnownAttempt, dong: i64) -> CaptureOrder {
    CaptureOrder {
        id: Uuid::from_u128(number),
        attempt: attempt.clone(),
        amount: Money::price(dong).expect("a price"),
    }
}

/// A webhook as it reaches us three minutes later.
pub(super) fn delivered(told: &Told) -> Notification {
    Notification {
        method: told.method.to_owned(),
        path_and_query: "/v1/hooks/stripe".to_owned(),
        headers: told.headers.clone(),
        body: told.body.clone().into_bytes(),
        received_at: evening() + TimeDelta::seconds(180),
    }
}

pub(super) fn is_unknown<T>(answer: &Result<T, ProviderError>) -> bool {
    matches!(answer, Err(ProviderError::Unknown(_)))
}
