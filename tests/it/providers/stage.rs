//! A provider on a stage: the real adapter, and the fake it talks to.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use money::Money;
use payments::{
    Attempt, Calls, Capture, Config, Created, KnownAttempt, KnownRefund, Language, Method,
    Notification, Provider, Providers, Reference, RefundOrder, SandboxOutcome, Secret, Secrets,
    momo::MoMoConfig, stripe::StripeConfig, vnpay::VnPayConfig, zalopay::ZaloPayConfig,
};
use tests::fakes::{self, SECRET, STRIPE_KEY, STRIPE_WEBHOOK_SECRET, StripeFake, Told};
use uuid::Uuid;

use super::backstage::Backstage;

/// 2026-11-21 19:00:00 in Vietnam.
pub(super) fn evening() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_262_400, 0).expect("an instant")
}

/// One provider, and the fake behind it if it calls anybody.
pub(super) struct Stage {
    pub(super) method: Method,
    pub(super) fake: Option<Box<dyn Backstage>>,
    providers: Providers,
}

impl Stage {
    /// Every provider.
    pub(super) async fn all() -> Vec<Self> {
        let mut stages = Self::foreign().await;
        for method in [Method::Cod, Method::VietQr, Method::Sandbox] {
            let config = Config {
                sandbox: true,
                vietqr: Some(fakes::account_of_market()),
                ..Config::default()
            };
            stages.push(Self::new(method, None, &config));
        }
        stages
    }

    /// Those that call somebody and are told what happened.
    pub(super) async fn foreign() -> Vec<Self> {
        vec![vnpay().await, momo().await, zalopay().await, stripe().await]
    }

    fn new(method: Method, fake: Option<Box<dyn Backstage>>, config: &Config) -> Self {
        Self {
            method,
            fake,
            providers: Providers::new(config),
        }
    }

    pub(super) fn provider(&self) -> &dyn Provider {
        self.providers.get(self.method).expect("an open method")
    }

    pub(super) fn fake(&self) -> &dyn Backstage {
        self.fake.as_deref().expect("a fake behind the provider")
    }

    /// Makes an attempt known, and lets the shopper open the page.
    pub(super) async fn open(&self, attempt: &Attempt) -> Created {
        let created = self.provider().create(attempt).await.expect("created");
        if let (Method::VnPay, payments::NextAction::Redirect { url }) =
            (self.method, &created.next_action)
        {
            self.fake().visit(url);
        }
        created
    }

    /// The same, and the shopper pays.
    pub(super) async fn pay(&self, attempt: &Attempt) -> Created {
        let created = self.open(attempt).await;
        self.fake().pay(&created.provider_ref);
        created
    }
}

/// Short patience, so that a silent provider does not hold a test up.
pub(super) const CALLS: Calls = Calls {
    connect_within: Duration::from_secs(2),
    answer_within: Duration::from_millis(400),
    tries_max: 3,
    first_wait: Duration::from_millis(1),
};

async fn vnpay() -> Stage {
    let fake = fakes::vnpay().await;
    let config = VnPayConfig {
        api: fake.url().parse().expect("an address"),
        ..VnPayConfig::sandbox("DEMOTMN1", secrets())
    };
    let config = Config {
        vnpay: Some(config),
        calls: CALLS,
        ..Config::default()
    };
    Stage::new(Method::VnPay, Some(Box::new(fake)), &config)
}

async fn momo() -> Stage {
    let fake = fakes::momo().await;
    let config = MoMoConfig {
        partner_code: "MOMODEMO".to_owned(),
        access_key: Secret::new("AK"),
        secrets: secrets(),
        api: fake.url().parse().expect("an address"),
        notify_url: "https://shop.example/v1/hooks/momo".to_owned(),
    };
    let config = Config {
        momo: Some(config),
        calls: CALLS,
        ..Config::default()
    };
    Stage::new(Method::MoMo, Some(Box::new(fake)), &config)
}

async fn zalopay() -> Stage {
    let fake = fakes::zalopay().await;
    let config = ZaloPayConfig {
        app_id: 2999,
        key1: Secret::new(SECRET),
        key2: Secrets::one("KEY2"),
        api: fake.url().parse().expect("an address"),
        notify_url: "https://shop.example/v1/hooks/zalopay".to_owned(),
    };
    let config = Config {
        zalopay: Some(config),
        calls: CALLS,
        ..Config::default()
    };
    Stage::new(Method::ZaloPay, Some(Box::new(fake)), &config)
}

async fn stripe() -> Stage {
    let fake = StripeFake::start().await;
    let webhook = Secrets::one(STRIPE_WEBHOOK_SECRET);
    let account = StripeConfig::new(Secret::new(STRIPE_KEY), webhook).expect("usable keys");
    let here = fake.url().parse().expect("an address");
    let config = Config {
        stripe: Some(account.reached_at(here).expect("an address")),
        calls: CALLS,
        ..Config::default()
    };
    Stage::new(Method::Stripe, Some(Box::new(fake)), &config)
}

fn secrets() -> Secrets {
    Secrets::one(SECRET)
}

/// An attempt with a number of its own.
pub(super) fn attempt(number: u128, dong: i64) -> Attempt {
    let id = Uuid::from_u128(number);
    Attempt {
        id,
        reference: Reference::of(id),
        amount: Money::price(dong).expect("a price"),
        description: "Thanh toán đơn hàng ở Chợ Sao".to_owned(),
        created_at: evening(),
        expires_at: Some(evening() + TimeDelta::minutes(15)),
        return_url: "https://shop.example/return?purchase=1&x=á".to_owned(),
        shopper_ip: Some([203, 0, 113, 7].into()),
        language: Language::Vietnamese,
        capture: Capture::Automatic,
        sandbox_outcome: SandboxOutcome::Success,
    }
}

/// The attempt three minutes later, when its provider may know it.
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
pub(super) fn refund(number: u128, attempt: KnownAttempt, dong: i64) -> RefundOrder {
    RefundOrder {
        id: Uuid::from_u128(number),
        attempt,
        amount: Money::price(dong).expect("a price"),
        created_at: evening() + TimeDelta::minutes(2),
        reason: "Hàng bị vỡ".to_owned(),
    }
}

/// A refund as it is asked about when the answer was lost.
pub(super) fn lost(order: &RefundOrder) -> KnownRefund {
    KnownRefund {
        order: order.clone(),
        provider_ref: None,
    }
}

/// A notification as it reaches us that evening.
pub(super) fn delivered(told: &Told) -> Notification {
    Notification {
        method: told.method.to_owned(),
        path_and_query: format!("/v1/hooks/provider?{}", told.query),
        headers: told.headers.clone(),
        body: told.body.clone().into_bytes(),
        received_at: evening() + TimeDelta::seconds(192),
    }
}
