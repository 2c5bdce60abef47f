//! What Stripe's objects say, as facts. The same truth has the same key, whether a webhook
//! told it or we asked.

use chrono::{DateTime, Utc};
use money::Money;
use stripe_shared::{
    CheckoutSession, CheckoutSessionPaymentStatus as PaymentStatus,
    CheckoutSessionStatus as SessionStatus, PaymentIntent, PaymentIntentStatus as IntentStatus,
    Refund,
};
use stripe_types::Currency as Letters;
use uuid::Uuid;

use super::{refund, session::REFERENCE};
use crate::{Currency, Fact, FactKind, NotificationError, ProviderError, Subject, UnknownCause};

/// A field that cannot be what it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unreadable(pub(super) &'static str);

impl From<Unreadable> for NotificationError {
    fn from(Unreadable(field): Unreadable) -> Self {
        Self::Malformed(field)
    }
}

impl From<Unreadable> for ProviderError {
    fn from(_: Unreadable) -> Self {
        UnknownCause::Unreadable.into()
    }
}

/// An amount in the smallest unit of a currency.
pub(super) type Amount<'a> = (i64, &'a Letters);

/// A fact about one of Stripe's objects.
pub(super) fn fact(
    (id, kind): (&str, FactKind),
    about: Subject,
    (amount, currency): Amount<'_>,
    occurred_at: DateTime<Utc>,
) -> Result<Fact, Unreadable> {
    Ok(Fact {
        event_key: format!("{id}:{}", kind.name()),
        about,
        kind,
        amount: Money::price(amount).map_err(|_| Unreadable("amount"))?,
        currency: Currency::of(&currency.to_string()),
        provider_txn: Some(id.to_owned()),
        occurred_at,
        payer: None,
        dispute: None,
    })
}

/// What a session says. That it is complete says little: money may be promised, or come in
/// days.
pub(super) fn session(
    session: &CheckoutSession,
    at: DateTime<Utc>,
) -> Result<Option<Fact>, Unreadable> {
    let kind = match (&session.status, &session.payment_status) {
        (_, PaymentStatus::Paid) => FactKind::Paid,
        (Some(SessionStatus::Expired), _) => FactKind::Expired,
        _ => return Ok(None),
    };
    of_session(session, kind, at).map(Some)
}

/// The bank of a shopper has let a session down that was complete.
pub(super) fn let_down(
    session: &CheckoutSession,
    at: DateTime<Utc>,
) -> Result<Option<Fact>, Unreadable> {
    of_session(session, FactKind::Failed, at).map(Some)
}

fn of_session(
    session: &CheckoutSession,
    kind: FactKind,
    at: DateTime<Utc>,
) -> Result<Fact, Unreadable> {
    let (Some(amount), Some(currency)) = (session.amount_total, &session.currency) else {
        return Err(Unreadable("amount_total"));
    };
    // Money is the intent's, and told of by that name too.
    let id = match (&session.payment_intent, kind) {
        (Some(intent), FactKind::Paid | FactKind::Failed) => intent.id().as_str(),
        _ => session.id.as_str(),
    };
    let ours = ours(session.client_reference_id.as_ref());
    let about = ours.unwrap_or_else(|| Subject::Theirs(session.id.to_string()));
    fact((id, kind), about, (amount, currency), at)
}

/// What a PaymentIntent says. A card that was refused says nothing: the shopper may try
/// another on the same page.
pub(super) fn intent(
    intent: &PaymentIntent,
    at: DateTime<Utc>,
) -> Result<Option<Fact>, Unreadable> {
    let (kind, amount) = match intent.status {
        IntentStatus::Succeeded => (FactKind::Paid, intent.amount_received),
        IntentStatus::RequiresCapture => (FactKind::Authorised, intent.amount_capturable),
        IntentStatus::Canceled => (FactKind::Cancelled, intent.amount),
        _ => return Ok(None),
    };
    let id = intent.id.as_str();
    let about = ours(intent.metadata.get(REFERENCE)).unwrap_or_else(|| Subject::Theirs(id.into()));
    fact((id, kind), about, (amount, &intent.currency), at).map(Some)
}

/// What a refund says, if it has come to an end.
pub(super) fn refund(refund: &Refund, at: DateTime<Utc>) -> Result<Option<Fact>, Unreadable> {
    let kind = match refund.status.as_deref() {
        Some("succeeded") => FactKind::Refunded,
        Some("failed" | "canceled") => FactKind::RefundFailed,
        _ => return Ok(None),
    };
    let id = refund.id.as_str();
    let about = match (refund::our_id(refund), &refund.payment_intent) {
        (Some(ours), _) => Subject::Refund(ours),
        (None, Some(intent)) => Subject::Theirs(intent.id().to_string()),
        (None, None) => Subject::Theirs(id.to_owned()),
    };
    fact((id, kind), about, (refund.amount, &refund.currency), at).map(Some)
}

/// The attempt of a reference of ours.
pub(super) fn ours(reference: Option<&String>) -> Option<Subject> {
    let reference = reference?.parse().ok()?;
    Some(Subject::Ours(reference))
}

/// Our refund of an id.
pub(super) fn our_refund(id: &str) -> Option<Uuid> {
    id.parse().ok()
}

/// A moment as Stripe writes it.
pub(super) fn moment(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}
