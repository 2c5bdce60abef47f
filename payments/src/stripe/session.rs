//! The Checkout Session of an attempt.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionAdaptivePricing, CreateCheckoutSessionLineItems,
    CreateCheckoutSessionLineItemsPriceData, CreateCheckoutSessionPaymentIntentData,
    CreateCheckoutSessionPaymentIntentDataCaptureMethod as CaptureMethod, ProductData,
};
use stripe_shared::{CheckoutSessionLocale, CheckoutSessionMode};
use stripe_types::Currency;

use crate::{Attempt, Capture, Language};

/// Stripe asks for half an hour from when the session is made; the rest is for trying again
/// and for clocks that differ.
const LIFE_MIN: TimeDelta = TimeDelta::minutes(45);
/// Stripe allows a day; the rest is for clocks that differ.
const LIFE_MAX: TimeDelta = TimeDelta::minutes(24 * 60 - 5);
/// How much of a description is shown.
const NAME_CHARS_MAX: usize = 250;

/// Where our ids stand among the metadata of Stripe's objects.
pub(super) const REFERENCE: &str = "reference";
const ATTEMPT: &str = "attempt_id";

/// The request that makes the session: the same for the same attempt, or Stripe would take
/// its key for another's.
pub(super) fn request(attempt: &Attempt) -> CreateCheckoutSession {
    let mut no_other_currency = CreateCheckoutSessionAdaptivePricing::new();
    no_other_currency.enabled = Some(false);
    CreateCheckoutSession::new()
        .mode(CheckoutSessionMode::Payment)
        .line_items(vec![line(attempt)])
        .payment_intent_data(intent(attempt))
        .adaptive_pricing(no_other_currency)
        .client_reference_id(attempt.reference.as_str())
        .metadata(ids(attempt))
        .expires_at(ends_at(attempt.created_at, attempt.expires_at).timestamp())
        .success_url(attempt.return_url.clone())
        .cancel_url(attempt.return_url.clone())
        .locale(match attempt.language {
            Language::Vietnamese => CheckoutSessionLocale::Vi,
            Language::English => CheckoutSessionLocale::En,
        })
}

/// When the session of an attempt ends: with the hold on the goods, as far as Stripe allows.
pub(super) fn ends_at(
    created_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
) -> DateTime<Utc> {
    let latest = created_at + LIFE_MAX;
    expires_at
        .unwrap_or(latest)
        .clamp(created_at + LIFE_MIN, latest)
}

fn line(attempt: &Attempt) -> CreateCheckoutSessionLineItems {
    let shown: String = attempt.description.chars().take(NAME_CHARS_MAX).collect();
    let name = match shown.trim() {
        "" => attempt.reference.as_str(),
        name => name,
    };
    let mut price = CreateCheckoutSessionLineItemsPriceData::new(Currency::VND);
    // The đồng has no smaller unit, for Stripe too.
    price.unit_amount = Some(attempt.amount.dong());
    price.product_data = Some(ProductData::new(name));
    let mut line = CreateCheckoutSessionLineItems::new();
    line.price_data = Some(price);
    line.quantity = Some(1);
    line
}

fn intent(attempt: &Attempt) -> CreateCheckoutSessionPaymentIntentData {
    let mut intent = CreateCheckoutSessionPaymentIntentData::new();
    intent.capture_method = Some(match attempt.capture {
        Capture::Automatic => CaptureMethod::Automatic,
        Capture::Manual => CaptureMethod::Manual,
    });
    intent.transfer_group = Some(attempt.reference.to_string());
    intent.metadata = Some(ids(attempt));
    intent
}

fn ids(attempt: &Attempt) -> HashMap<String, String> {
    HashMap::from([
        (REFERENCE.to_owned(), attempt.reference.to_string()),
        (ATTEMPT.to_owned(), attempt.id.to_string()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn a_session_ends_with_the_hold_as_far_as_stripe_allows() {
        let start = samples::evening();
        let minutes = |minutes| TimeDelta::minutes(minutes);
        let life =
            |hold: Option<i64>| ends_at(start, hold.map(|hold| start + minutes(hold))) - start;

        assert_eq!(life(Some(15)), LIFE_MIN);
        assert_eq!(life(Some(60)), minutes(60));
        assert_eq!(life(Some(24 * 60)), LIFE_MAX);
        assert_eq!(life(None), LIFE_MAX);
    }
}
