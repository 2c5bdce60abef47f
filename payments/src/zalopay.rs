//! ZaloPay, the wallet (OpenAPI v2): one key signs our calls, another its callbacks. Only
//! success is told; the rest is expiry and questions.

mod call;
mod refund;

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta};
use money::Money;
use serde_json::{Value, json};

use crate::{
    Attempt, BaseUrl, Calls, Capabilities, CaptureOrder, Created, ExpiryBounds, Fact, FactKind,
    KnownAttempt, KnownRefund, Listener, NextAction, Notification, NotificationError, Provider,
    ProviderError, RefundOrder, RefundOutcome, RefundRoute, Reply, Secret, Secrets, Subject,
    UnknownCause, Verdict, http::Http, json, plain::plain, signature, vietnam,
};

/// An application at ZaloPay.
#[derive(Clone, Debug)]
pub struct ZaloPayConfig {
    /// The application's number.
    pub app_id: u32,
    /// The key that signs our calls.
    pub key1: Secret,
    /// The keys that sign callbacks.
    pub key2: Secrets,
    /// Where ZaloPay's service begins.
    pub api: BaseUrl,
    /// Where ZaloPay calls back.
    pub notify_url: String,
}

impl ZaloPayConfig {
    /// ZaloPay's sandbox.
    ///
    /// # Panics
    ///
    /// Never: the address is one.
    #[must_use]
    pub fn sandbox_api() -> BaseUrl {
        "https://sb-openapi.zalopay.vn"
            .parse()
            .expect("ZaloPay's sandbox has an address")
    }
}

/// Limits of a usual contract; ZaloPay refuses what is beyond its own.
const AMOUNT_MIN: i64 = 1_000;
const AMOUNT_MAX: i64 = 100_000_000;
/// What ZaloPay calls a shopper whose name it need not know.
const SHOPPER: &str = "khach";

/// The fields that sign the return of a browser, in their order.
const RETURN_SIGNED: [&str; 7] = [
    "appid",
    "apptransid",
    "pmcid",
    "bankcode",
    "amount",
    "discountamount",
    "status",
];

pub(crate) struct ZaloPay {
    config: ZaloPayConfig,
    calls: Calls,
    http: Http,
}

impl ZaloPay {
    pub(crate) fn new(config: ZaloPayConfig, calls: Calls) -> Self {
        Self {
            config,
            calls,
            http: Http::new(&calls),
        }
    }

    fn create_fields(&self, attempt: &Attempt, trans_id: &str) -> Vec<(&'static str, String)> {
        let embedded = json!({"redirecturl": attempt.return_url}).to_string();
        let app_time = attempt.created_at.timestamp_millis().to_string();
        let (app_id, amount) = (self.config.app_id.to_string(), attempt.amount.to_string());
        let mac = self.sign(&[
            &app_id, trans_id, SHOPPER, &amount, &app_time, &embedded, "[]",
        ]);
        let mut fields = vec![
            ("app_id", app_id),
            ("app_user", SHOPPER.to_owned()),
            ("app_trans_id", trans_id.to_owned()),
            ("app_time", app_time),
            ("amount", amount),
            ("item", "[]".to_owned()),
            ("embed_data", embedded),
            ("description", plain(&attempt.description, 255)),
            ("bank_code", String::new()),
            ("callback_url", self.config.notify_url.clone()),
            ("mac", mac),
        ];
        if let Some(end) = attempt.expires_at {
            let life = (end - attempt.created_at).num_seconds();
            fields.push(("expire_duration_seconds", life.to_string()));
        }
        fields
    }
}

/// ZaloPay's name for an attempt: the Vietnamese day it was made, and our reference.
fn trans_id(created_at: DateTime<chrono::Utc>, reference: &crate::Reference) -> String {
    format!("{}_{reference}", vietnam::day(created_at))
}

/// The attempt that ZaloPay calls by this name.
fn subject(trans_id: &str) -> Subject {
    let reference = trans_id.split_once('_').map(|(_, rest)| rest.parse());
    match reference {
        Some(Ok(reference)) => Subject::Ours(reference),
        _ => Subject::Theirs(trans_id.to_owned()),
    }
}

impl Listener for ZaloPay {
    fn parse_notification(&self, told: &Notification) -> Result<Vec<Fact>, NotificationError> {
        let malformed = NotificationError::Malformed;
        let body: Value = serde_json::from_slice(&told.body).map_err(|_| malformed("body"))?;
        let said = json::text(&body, "data");
        let mac = json::text(&body, "mac");
        if !signature::is_sha256(&self.config.key2, said.as_bytes(), &mac) {
            return Err(NotificationError::BadSignature);
        }
        let said: Value = serde_json::from_str(&said).map_err(|_| malformed("data"))?;
        if json::whole(&said, "app_id") != Some(i64::from(self.config.app_id)) {
            return Err(NotificationError::NotOurs);
        }
        let trans_id = json::filled(&said, "app_trans_id").ok_or(malformed("app_trans_id"))?;
        let amount = json::price(&said, "amount").ok_or(malformed("amount"))?;
        let number = json::filled(&said, "zp_trans_id").ok_or(malformed("zp_trans_id"))?;
        let at = json::whole(&said, "server_time").and_then(DateTime::from_timestamp_millis);
        let moment = (amount, at.unwrap_or(told.received_at));
        Ok(vec![call::paid(&trans_id, number, moment)])
    }

    /// ZaloPay repeats a few times what is answered otherwise than by 1 or 2.
    fn acknowledge(&self, verdict: Verdict) -> Reply {
        let (code, message) = match verdict {
            Verdict::Recorded => (1, "success"),
            Verdict::AlreadyKnown => (2, "already recorded"),
            Verdict::UnknownReference => (-1, "unknown app_trans_id"),
            Verdict::AmountDiffers => (-1, "amount differs"),
            Verdict::BadSignature => (-1, "mac not equal"),
            Verdict::OurError => (0, "please send again"),
        };
        let body = format!(r#"{{"return_code":{code},"return_message":"{message}"}}"#);
        Reply::json(200, body)
    }
}

#[async_trait]
impl Provider for ZaloPay {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            amount_min: Money::price(AMOUNT_MIN).expect("the limit is an amount"),
            amount_max: Money::price(AMOUNT_MAX).expect("the limit is an amount"),
            currencies: &["VND"],
            refund: RefundRoute::Api,
            partial_refund: true,
            manual_capture: false,
            expiry: Some(ExpiryBounds {
                min: TimeDelta::seconds(300),
                max: TimeDelta::seconds(2_592_000),
            }),
            other_amount_may_arrive: false,
        }
    }

    async fn create(&self, attempt: &Attempt) -> Result<Created, ProviderError> {
        self.capabilities().check(attempt)?;
        let trans_id = trans_id(attempt.created_at, &attempt.reference);
        let fields = self.create_fields(attempt, &trans_id);
        let answer = self.repeat("/v2/create", &trans_id, &fields).await?;
        match call::code(&answer) {
            Some(1) => {
                let url = json::filled(&answer, "order_url").ok_or(UnknownCause::Unreadable)?;
                Ok(Created {
                    provider_ref: trans_id,
                    next_action: NextAction::Redirect { url },
                })
            }
            // An earlier try arrived, or ZaloPay is busy: ask.
            Some(2) if call::says_ask(&answer) => Err(UnknownCause::InProgress.into()),
            Some(2) => Err(call::refused(&answer)),
            _ => Err(UnknownCause::InProgress.into()),
        }
    }

    async fn query(&self, attempt: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        self.ask(attempt).await
    }

    /// The browser brings fields of its own, joined and signed with the key of callbacks.
    fn parse_return(&self, query: &str) -> Result<Subject, NotificationError> {
        let fields: HashMap<_, _> = form_urlencoded::parse(query.as_bytes()).collect();
        let text = |name: &str| fields.get(name).map_or("", |value| value.as_ref());
        let said = RETURN_SIGNED.map(text).join("|");
        if !signature::is_sha256(&self.config.key2, said.as_bytes(), text("checksum")) {
            return Err(NotificationError::BadSignature);
        }
        if text("appid") != self.config.app_id.to_string() {
            return Err(NotificationError::NotOurs);
        }
        match text("apptransid") {
            "" => Err(NotificationError::Malformed("apptransid")),
            trans_id => Ok(subject(trans_id)),
        }
    }

    async fn capture(&self, _: &CaptureOrder) -> Result<Vec<Fact>, ProviderError> {
        Err(ProviderError::NotSupported)
    }

    /// Attempts end by their expiry.
    async fn cancel(&self, _: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        Err(ProviderError::NotSupported)
    }

    async fn refund(&self, order: &RefundOrder) -> Result<RefundOutcome, ProviderError> {
        self.capabilities().check_refund(order)?;
        self.send_refund(order).await
    }

    async fn query_refund(&self, refund: &KnownRefund) -> Result<RefundOutcome, ProviderError> {
        self.refund_seen(&refund.order).await
    }
}

#[cfg(test)]
mod tests;
