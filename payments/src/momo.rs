//! MoMo, the wallet (v2): every call and notification is signed over its fields in the order
//! of their names. MoMo knows a repetition by its `requestId`, so calls may be repeated.

mod call;
mod refund;
mod told;

use async_trait::async_trait;
use money::Money;
use serde_json::{Value, json};

use crate::{
    Attempt, BaseUrl, Calls, Capabilities, Capture, CaptureOrder, Created, Fact, KnownAttempt,
    KnownRefund, Language, Listener, NextAction, Notification, NotificationError, Provider,
    ProviderError, RefundOrder, RefundOutcome, RefundRoute, Reply, Secret, Secrets, Subject,
    Verdict, http::Http, json, plain::plain,
};

/// A merchant at MoMo.
#[derive(Clone, Debug)]
pub struct MoMoConfig {
    /// The merchant's code.
    pub partner_code: String,
    /// The key that names us in signatures.
    pub access_key: Secret,
    /// The keys that sign.
    pub secrets: Secrets,
    /// Where MoMo's service begins.
    pub api: BaseUrl,
    /// Where MoMo sends its notifications.
    pub notify_url: String,
}

impl MoMoConfig {
    /// MoMo's test service.
    ///
    /// # Panics
    ///
    /// Never: the address is one.
    #[must_use]
    pub fn test_api() -> BaseUrl {
        "https://test-payment.momo.vn"
            .parse()
            .expect("MoMo's test service has an address")
    }
}

const AMOUNT_MIN: i64 = 1_000;
const AMOUNT_MAX: i64 = 50_000_000;

pub(crate) struct MoMo {
    config: MoMoConfig,
    calls: Calls,
    http: Http,
}

impl MoMo {
    pub(crate) fn new(config: MoMoConfig, calls: Calls) -> Self {
        Self {
            config,
            calls,
            http: Http::new(&calls),
        }
    }
}

impl Listener for MoMo {
    fn parse_notification(&self, told: &Notification) -> Result<Vec<Fact>, NotificationError> {
        let body =
            serde_json::from_slice(&told.body).map_err(|_| NotificationError::Malformed("body"))?;
        told::check(&self.config, &body)?;
        Ok(told::told(&body, told.received_at)?.into_iter().collect())
    }

    /// MoMo hears 204 as "we have it"; what it repeats, we shall hear again.
    fn acknowledge(&self, verdict: Verdict) -> Reply {
        Reply::empty(match verdict {
            Verdict::BadSignature => 400,
            Verdict::OurError => 500,
            _ => 204,
        })
    }
}

#[async_trait]
impl Provider for MoMo {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            amount_min: Money::price(AMOUNT_MIN).expect("the limit is an amount"),
            amount_max: Money::price(AMOUNT_MAX).expect("the limit is an amount"),
            currencies: &["VND"],
            refund: RefundRoute::Api,
            partial_refund: true,
            manual_capture: true,
            expiry: None,
            other_amount_may_arrive: false,
        }
    }

    async fn create(&self, attempt: &Attempt) -> Result<Created, ProviderError> {
        self.capabilities().check(attempt)?;
        let request_id = format!("create-{}", attempt.id.simple());
        let signed = self.sign(&[
            ("amount", &attempt.amount.to_string()),
            ("extraData", ""),
            ("ipnUrl", &self.config.notify_url),
            ("orderId", attempt.reference.as_str()),
            ("orderInfo", &plain(&attempt.description, 255)),
            ("partnerCode", &self.config.partner_code),
            ("redirectUrl", &attempt.return_url),
            ("requestId", &request_id),
            ("requestType", "captureWallet"),
        ]);
        let mut body = signed;
        body["amount"] = json!(attempt.amount.dong());
        body["autoCapture"] = json!(attempt.capture == Capture::Automatic);
        body["lang"] = json!(match attempt.language {
            Language::Vietnamese => "vi",
            Language::English => "en",
        });
        let answer = self
            .repeat("/v2/gateway/api/create", &request_id, &body)
            .await?;
        call::accepted(&answer)?;
        let url = json::filled(&answer, "payUrl").ok_or(crate::UnknownCause::Unreadable)?;
        Ok(Created {
            provider_ref: attempt.reference.to_string(),
            next_action: NextAction::Redirect { url },
        })
    }

    async fn query(&self, attempt: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        let answer = self.ask(attempt).await?;
        Ok(told::answered(&answer, attempt).into_iter().collect())
    }

    /// The browser brings the fields of the notification.
    fn parse_return(&self, query: &str) -> Result<Subject, NotificationError> {
        let pairs = form_urlencoded::parse(query.as_bytes());
        let fields: Value = pairs
            .map(|(name, value)| (name.into_owned(), json!(value)))
            .collect();
        told::check(&self.config, &fields)?;
        told::subject(&fields)
    }

    async fn capture(&self, order: &CaptureOrder) -> Result<Vec<Fact>, ProviderError> {
        let id = format!("capture-{}", order.id.simple());
        self.confirm(&order.attempt, ("capture", &id), order.amount)
            .await
    }

    async fn cancel(&self, attempt: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        let id = format!("cancel-{}", attempt.id.simple());
        self.confirm(attempt, ("cancel", &id), attempt.amount).await
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
