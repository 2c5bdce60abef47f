//! What an operator can set, already parsed. The face reads files and environment.

use std::{path::PathBuf, time::Duration};

/// How this market runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the embedded database, index and pictures live.
    pub data_dir: PathBuf,
    /// `postgres://…`, or none for SQLite in the data directory.
    pub database_url: Option<String>,
    /// Where shoppers reach this market, without a slash at the end.
    pub public_url: String,
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
    /// The search server; none when only the index of this process is used.
    pub meilisearch: Option<search::MeilisearchSettings>,
    /// The keys of payment providers; a method without keys is closed.
    pub payments: ::payments::Config,
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
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("./chosao-data"),
            database_url: None,
            public_url: "http://127.0.0.1:8000".to_owned(),
            stock_hold: Duration::from_secs(15 * 60),
            session_ttl: Duration::from_secs(30 * 24 * 3600),
            idempotency_ttl: Duration::from_secs(24 * 3600),
            return_window: Duration::from_secs(7 * 24 * 3600),
            fee_notice_days: 15,
            sandbox_payments: false,
            meilisearch: None,
            payments: ::payments::Config::default(),
        }
    }
}
