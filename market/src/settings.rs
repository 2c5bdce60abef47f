//! What an operator can set, already parsed. The face reads files and environment.

use std::{path::PathBuf, time::Duration};

use entity::settlement::PayoutSchedule;
use money::Money;
use uuid::Uuid;

/// How this market runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the embedded database, index and pictures live.
    pub data_dir: PathBuf,
    /// `postgres://…`, or none for SQLite in the data directory.
    pub database_url: Option<String>,
    /// Where shoppers reach this market, without a slash at the end.
    pub public_url: String,
    /// The page of a shop that shoppers come back to from a provider's; `{purchase}` in it stands
    /// for the purchase's id, `{method}` for the way to pay. None is the public address.
    pub payment_return_url: Option<String>,
    /// How long stock is held for an unpaid purchase.
    pub stock_hold: Duration,
    /// How long a sign-in lasts.
    pub session_ttl: Duration,
    /// How long a saved answer can be asked for again; at least 24 hours.
    pub idempotency_ttl: Duration,
    /// How long after delivery a shopper can return goods before the seller is paid.
    pub return_window: Duration,
    /// How many days before it begins a fee plan that is worse for sellers must be announced.
    pub fee_notice_days: u32,
    /// Whether the sandbox provider takes "payments".
    pub sandbox_payments: bool,
    /// Whether a seller waits for the carrier's cash before it is paid for an order.
    pub release_awaits_cash: bool,
    /// The most that one purchase may cost to be paid at the door, in đồng; none is no cap.
    pub cod_amount_max: Option<Money>,
    /// Whether cash at the door is rounded down to 1,000 đồng, at the market's cost.
    pub cod_rounding: bool,
    /// Parcels refused within a year after which a phone number must pay in advance.
    pub cod_refusals_max: u32,
    /// Whether sellers bear card disputes that are lost about what they delivered; otherwise
    /// the market does.
    pub sellers_bear_disputes: bool,
    /// Whether cards are charged at once, or only authorised until the sellers have confirmed.
    pub stripe_capture: ::payments::Capture,
    /// The search server; none when only the index of this process is used.
    pub meilisearch: Option<search::MeilisearchSettings>,
    /// The keys of payment providers; a method without keys is closed.
    pub payments: ::payments::Config,
    /// How sellers are paid.
    pub payouts: PayoutPolicy,
}

impl Settings {
    /// Which providers are open, the sandbox among them if it is.
    #[must_use]
    pub fn providers(&self) -> ::payments::Config {
        ::payments::Config {
            sandbox: self.sandbox_payments,
            ..self.payments.clone()
        }
    }

    /// The page that shoppers come back to from a provider's, of one purchase.
    pub(crate) fn return_page(&self, purchase_id: Uuid, method: &str) -> String {
        match &self.payment_return_url {
            Some(page) => page
                .replace("{purchase}", &purchase_id.to_string())
                .replace("{method}", method),
            None => self.public_url.clone(),
        }
    }
}

/// How sellers are paid, where nothing else was agreed with one.
#[derive(Clone, Debug)]
pub struct PayoutPolicy {
    /// How often.
    pub schedule: PayoutSchedule,
    /// What a balance has to exceed to be paid out, in đồng.
    pub minimum: Money,
    /// Payouts above this amount in đồng wait for a second person (ASVS 5.0, 2.3.5).
    pub alone_up_to: Money,
    /// How long nothing is paid to a bank account after it was changed.
    pub account_cooling: Duration,
    /// How long a balance may be below zero before it becomes a debt to collect.
    pub debt_after: Duration,
}

impl Default for PayoutPolicy {
    fn default() -> Self {
        Self {
            schedule: PayoutSchedule::Daily,
            minimum: Money::ZERO,
            alone_up_to: Money::new(50_000_000).expect("fifty million are an amount"),
            account_cooling: Duration::from_secs(48 * 3600),
            debt_after: Duration::from_secs(90 * 24 * 3600),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("./chosao-data"),
            database_url: None,
            public_url: "http://127.0.0.1:8000".to_owned(),
            payment_return_url: None,
            stock_hold: Duration::from_secs(15 * 60),
            session_ttl: Duration::from_secs(30 * 24 * 3600),
            idempotency_ttl: Duration::from_secs(24 * 3600),
            return_window: Duration::from_secs(7 * 24 * 3600),
            fee_notice_days: 15,
            sandbox_payments: false,
            payouts: PayoutPolicy::default(),
            release_awaits_cash: true,
            cod_amount_max: None,
            cod_rounding: false,
            cod_refusals_max: 3,
            sellers_bear_disputes: true,
            stripe_capture: ::payments::Capture::Automatic,
            meilisearch: None,
            payments: ::payments::Config::default(),
        }
    }
}
