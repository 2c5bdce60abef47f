//! The keys of an account at Stripe.

use std::time::Duration;

use ::stripe::{Client, ClientBuilder};
use money::Money;

use crate::{BaseUrl, Secret, Secrets};

/// Where Stripe's interface is.
const STRIPE: &str = "https://api.stripe.com";
/// Half a US dollar, which is the least that Stripe takes, and room for the exchange rate.
const AMOUNT_MIN: i64 = 13_000;

/// An account at Stripe, and how to reach it.
#[derive(Clone, Debug)]
pub struct StripeConfig {
    key: Secret,
    pub(super) webhook: Secrets,
    base: BaseUrl,
    pub(super) amount_min: Money,
}

/// A key or an address with which no call can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the Stripe configuration cannot be used: {0}")]
pub struct InvalidStripeConfig(String);

impl StripeConfig {
    /// The account of a secret key (`sk_…`, or a restricted `rk_…`), whose webhooks are
    /// signed with the other keys (`whsec_…`).
    ///
    /// The webhook endpoint must be created for the API version `2026-09-30.endive` and the
    /// events `checkout.session.*`, `payment_intent.*`, `refund.*` and `charge.dispute.*`.
    ///
    /// # Errors
    ///
    /// [`InvalidStripeConfig`] when no header can carry the key.
    pub fn new(key: Secret, webhook: Secrets) -> Result<Self, InvalidStripeConfig> {
        let base = STRIPE.parse().expect("Stripe has an address");
        let amount_min = Money::price(AMOUNT_MIN).expect("the limit is an amount");
        let config = Self {
            key,
            webhook,
            base,
            amount_min,
        };
        config.checked()
    }

    /// The same account, reached elsewhere.
    ///
    /// # Errors
    ///
    /// [`InvalidStripeConfig`] when no call can go there.
    pub fn reached_at(self, base: BaseUrl) -> Result<Self, InvalidStripeConfig> {
        Self { base, ..self }.checked()
    }

    /// The same account, with another least amount: half a unit of most currencies that an
    /// account may be settled in, which Stripe converts.
    #[must_use]
    pub fn with_least(self, amount_min: Money) -> Self {
        Self { amount_min, ..self }
    }

    fn checked(self) -> Result<Self, InvalidStripeConfig> {
        match self.client(Duration::from_secs(1)) {
            Ok(_) => Ok(self),
            Err(error) => Err(InvalidStripeConfig(error.to_string())),
        }
    }

    /// A client whose calls take at most so long.
    pub(super) fn client(&self, within: Duration) -> Result<Client, ::stripe::StripeError> {
        ClientBuilder::new(self.key.reveal())
            .url(self.base.at("/"))
            .timeout(within)
            .app_info("chosao", Some(env!("CARGO_PKG_VERSION").to_owned()), None)
            .build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_no_header_carries_is_refused_and_not_shown() {
        let webhook = Secrets::one("whsec_new");

        let good = StripeConfig::new(Secret::new("sk_test_key"), webhook.clone());
        let broken = StripeConfig::new(Secret::new("sk_test\nkey"), webhook);

        let printed = format!("{:?}", good.expect("usable"));
        assert!(!printed.contains("sk_test_key") && !printed.contains("whsec_new"));
        let error = broken.map(|_| ()).expect_err("refused");
        assert!(!error.to_string().contains("sk_test"));
    }

    #[test]
    fn an_address_that_no_call_reaches_is_refused() {
        let config = StripeConfig::new(Secret::new("sk_test_key"), Secrets::one("whsec"));
        let config = config.expect("usable");

        let nowhere = "http://[".parse().expect("it looks like one");

        assert!(config.clone().reached_at(nowhere).is_err());
        let here = "http://127.0.0.1:1".parse().expect("an address");
        assert!(config.reached_at(here).is_ok());
    }
}
