//! Webhooks: signed events about objects.

use chrono::{DateTime, TimeDelta, Utc};
use money::Money;
use serde_json::Value;
use stripe_webhook::{Event, EventObject, Webhook, WebhookError};

use super::{
    dispute,
    session::REFERENCE,
    told::{self, Unreadable, moment, ours},
};
use crate::{
    Currency, Fact, FactKind, Notification, NotificationError, Secret, Secrets, Subject, signature,
};

/// How far a signature's time may be from ours (Stripe's own tolerance).
const TOLERANCE: TimeDelta = TimeDelta::seconds(300);
/// Events about objects that we know; of the others nothing is read.
const OURS: [&str; 4] = [
    "checkout.session.",
    "payment_intent.",
    "refund.",
    "charge.dispute.",
];

/// What a webhook says. The signature is checked first, on the bytes as they came.
pub(super) fn parse(
    secrets: &Secrets,
    told: &Notification,
) -> Result<Vec<Fact>, NotificationError> {
    let header = told.header("stripe-signature").unwrap_or_default();
    let signed = Signed::of(header).ok_or(NotificationError::BadSignature)?;
    let secret = signed.secret(secrets, &told.body);
    let secret = secret.ok_or(NotificationError::BadSignature)?;
    if (told.received_at - signed.at).abs() > TOLERANCE {
        return Err(NotificationError::Stale);
    }
    let body = str::from_utf8(&told.body).map_err(|_| NotificationError::Malformed("body"))?;
    let at = signed.at.timestamp();
    match Webhook::construct_event_with_timestamp(body, header, secret.reveal(), at) {
        Ok(event) => Ok(facts(&event, told.received_at)?),
        Err(WebhookError::BadParse(_)) => hint(body, told.received_at),
        Err(_) => Err(NotificationError::BadSignature),
    }
}

/// A header `t=…,v1=…[,v1=…]`.
struct Signed<'a> {
    seconds: &'a str,
    at: DateTime<Utc>,
    signatures: Vec<&'a str>,
}

impl<'a> Signed<'a> {
    fn of(header: &'a str) -> Option<Self> {
        let parts = || {
            header
                .split(',')
                .filter_map(|part| part.trim().split_once('='))
        };
        let named = |wanted: &'static str| {
            parts().filter_map(move |(name, value)| (name == wanted).then_some(value))
        };
        let seconds = named("t").next()?;
        Some(Self {
            seconds,
            at: moment(seconds.parse().ok()?)?,
            signatures: named("v1").collect(),
        })
    }

    /// The key that signed the body, if it is one of ours.
    fn secret<'s>(&self, secrets: &'s Secrets, body: &[u8]) -> Option<&'s Secret> {
        let text = [self.seconds.as_bytes(), b".", body].concat();
        let signs = |secret: &&Secret| {
            let alone = Secrets {
                current: (*secret).clone(),
                previous: None,
            };
            let mut signatures = self.signatures.iter();
            signatures.any(|signature| signature::is_sha256(&alone, &text, signature))
        };
        let known = [Some(&secrets.current), secrets.previous.as_ref()];
        known.into_iter().flatten().find(signs)
    }
}

fn facts(event: &Event, received_at: DateTime<Utc>) -> Result<Vec<Fact>, Unreadable> {
    use EventObject as Object;
    let at = moment(event.created).unwrap_or(received_at);
    let fact = match &event.data.object {
        Object::CheckoutSessionCompleted(session)
        | Object::CheckoutSessionAsyncPaymentSucceeded(session)
        | Object::CheckoutSessionExpired(session) => told::session(session, at)?,
        Object::CheckoutSessionAsyncPaymentFailed(session) => told::let_down(session, at)?,
        Object::PaymentIntentSucceeded(intent)
        | Object::PaymentIntentAmountCapturableUpdated(intent)
        | Object::PaymentIntentCanceled(intent) => told::intent(intent, at)?,
        Object::RefundCreated(refund)
        | Object::RefundUpdated(refund)
        | Object::RefundFailed(refund) => told::refund(refund, at)?,
        Object::ChargeDisputeCreated(object)
        | Object::ChargeDisputeUpdated(object)
        | Object::ChargeDisputeFundsWithdrawn(object)
        | Object::ChargeDisputeFundsReinstated(object)
        | Object::ChargeDisputeClosed(object) => {
            let intent = object
                .payment_intent
                .as_ref()
                .map(|intent| intent.id().to_string());
            let name = intent.unwrap_or_else(|| object.charge.id().to_string());
            return dispute::facts(object, &Subject::Theirs(name), at);
        }
        _ => None,
    };
    Ok(fact.into_iter().collect())
}

/// What remains of an event whose object cannot be read, because it lacks a field or Stripe
/// speaks another version: that somebody should ask.
fn hint(body: &str, received_at: DateTime<Utc>) -> Result<Vec<Fact>, NotificationError> {
    let event: Value =
        serde_json::from_str(body).map_err(|_| NotificationError::Malformed("body"))?;
    let kind = event["type"].as_str().unwrap_or_default();
    if !OURS.iter().any(|known| kind.starts_with(known)) {
        return Ok(Vec::new());
    }
    let id = event["id"].as_str();
    let id = id.ok_or(NotificationError::Malformed("id"))?;
    let about = subject(&event["data"]["object"]);
    Ok(vec![Fact {
        event_key: id.to_owned(),
        about: about.ok_or(NotificationError::Malformed("data.object"))?,
        kind: FactKind::Changed,
        amount: Money::ZERO,
        currency: Currency::Vnd,
        provider_txn: None,
        occurred_at: received_at,
        payer: None,
        dispute: None,
    }])
}

fn subject(object: &Value) -> Option<Subject> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let metadata = &object["metadata"];
    let refund = metadata["refund_id"].as_str().and_then(told::our_refund);
    if let Some(refund) = refund {
        return Some(Subject::Refund(refund));
    }
    let reference = text(&object["client_reference_id"]).or_else(|| text(&metadata[REFERENCE]));
    let theirs = text(&object["payment_intent"]).or_else(|| text(&object["id"]));
    ours(reference.as_ref()).or(theirs.map(Subject::Theirs))
}
