//! What the tests of several adapters begin with.

use chrono::{DateTime, TimeDelta, Utc};
use money::Money;
use uuid::Uuid;

use crate::{Attempt, Capture, KnownAttempt, Language, Notification, SandboxOutcome};

/// The key of the worked signatures.
pub(crate) const SECRET: &str = "DEMO-SECRET-NOT-REAL";

/// 2026-11-21 19:00:00 in Vietnam.
pub(crate) fn evening() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_262_400, 0).expect("an instant")
}

/// An attempt of that evening, with fifteen minutes to live.
pub(crate) fn attempt(dong: i64) -> Attempt {
    Attempt {
        id: Uuid::from_u128(0x9f1c),
        reference: "OD240001A7".parse().expect("a reference"),
        amount: Money::price(dong).expect("a price"),
        description: "Thanh toán đơn OD240001A7".to_owned(),
        created_at: evening(),
        expires_at: Some(evening() + TimeDelta::minutes(15)),
        return_url: "https://shop.example/vnpay/return".to_owned(),
        shopper_ip: Some([203, 0, 113, 7].into()),
        language: Language::Vietnamese,
        capture: Capture::Automatic,
        sandbox_outcome: SandboxOutcome::Success,
    }
}

/// The same attempt a while later, when its provider may know it.
pub(crate) fn known(attempt: &Attempt) -> KnownAttempt {
    KnownAttempt {
        id: attempt.id,
        reference: attempt.reference.clone(),
        provider_ref: None,
        provider_txn: None,
        amount: attempt.amount,
        created_at: attempt.created_at,
        expires_at: attempt.expires_at,
        now: attempt.created_at + TimeDelta::minutes(16),
    }
}

/// A notification of that evening, three minutes and twelve seconds later.
pub(crate) fn notification(body: &str, headers: &[(&str, &str)]) -> Notification {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Notification {
        method: "POST".to_owned(),
        path_and_query: "/v1/hooks/test".to_owned(),
        headers: headers.iter().map(owned).collect(),
        body: body.as_bytes().to_vec(),
        received_at: evening() + TimeDelta::seconds(192),
    }
}
