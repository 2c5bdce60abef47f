//! VNPay, PAY 2.1.0: the shopper's browser is sent to VNPay with signed parameters; VNPay
//! calls us back with more of them.
//!
//! VNPay has no idempotency key. An attempt is known by its reference, which VNPay takes
//! once; a refund by the number of its request, which VNPay refuses to see twice in a day.
//! Beyond that, whoever orders a refund again asks [`Provider::query_refund`] first.

mod call;
mod pay;
mod refund;
mod signed;
mod told;

use std::net::{IpAddr, Ipv4Addr};

use async_trait::async_trait;
use money::Money;

use crate::{
    Attempt, BaseUrl, Calls, Capabilities, CaptureOrder, Created, Fact, KnownAttempt, KnownRefund,
    Listener, NextAction, Notification, NotificationError, Provider, ProviderError, RefundOrder,
    RefundOutcome, RefundRoute, Reply, Secrets, Subject, Verdict, http::Http, retry,
};

/// A terminal at VNPay.
#[derive(Clone, Debug)]
pub struct VnPayConfig {
    /// The terminal's code, eight letters and digits.
    pub terminal: String,
    /// The hash secret.
    pub secrets: Secrets,
    /// The page that shoppers are sent to, without parameters.
    pub page: BaseUrl,
    /// Where questions and refunds are posted.
    pub api: BaseUrl,
    /// Our own address on the network, which VNPay wants to be told.
    pub our_ip: IpAddr,
}

impl VnPayConfig {
    /// A terminal in VNPay's sandbox.
    #[must_use]
    pub fn sandbox(terminal: impl Into<String>, secrets: Secrets) -> Self {
        let address = |text: &str| text.parse().expect("the sandbox has an address");
        Self {
            terminal: terminal.into(),
            secrets,
            page: address("https://sandbox.vnpayment.vn/paymentv2/vpcpay.html"),
            api: address("https://sandbox.vnpayment.vn/merchant_webapi/api/transaction"),
            our_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        }
    }
}

/// What VNPay's own page names as the least and, less one đồng, the most.
const AMOUNT_MIN: i64 = 5_000;
const AMOUNT_MAX: i64 = 999_999_999;
/// The version of the protocol.
const VERSION: &str = "2.1.0";

pub(crate) struct VnPay {
    config: VnPayConfig,
    calls: Calls,
    http: Http,
}

impl VnPay {
    pub(crate) fn new(config: VnPayConfig, calls: Calls) -> Self {
        Self {
            config,
            calls,
            http: Http::new(&calls),
        }
    }
}

impl VnPay {
    /// What VNPay signed into an address, for this terminal.
    fn verified(&self, query: &str) -> Result<signed::Fields, NotificationError> {
        let fields = signed::verified(&self.config.secrets, query)?;
        if fields.get("vnp_TmnCode") == Some(&self.config.terminal) {
            Ok(fields)
        } else {
            Err(NotificationError::NotOurs)
        }
    }
}

impl Listener for VnPay {
    fn parse_notification(&self, told: &Notification) -> Result<Vec<Fact>, NotificationError> {
        let fields = self.verified(told.query())?;
        Ok(told::told(&fields, told.received_at)?.into_iter().collect())
    }

    /// VNPay repeats what is answered otherwise than by 00 or 02.
    fn acknowledge(&self, verdict: Verdict) -> Reply {
        let (code, message) = match verdict {
            Verdict::BadSignature => ("97", "Invalid signature"),
            Verdict::UnknownReference => ("01", "Order not found"),
            Verdict::AmountDiffers => ("04", "Invalid amount"),
            Verdict::AlreadyKnown => ("02", "Order already confirmed"),
            Verdict::Recorded => ("00", "Confirm success"),
            Verdict::OurError => ("99", "Unknown error"),
        };
        let body = format!(r#"{{"RspCode":"{code}","Message":"{message}"}}"#);
        Reply::json(200, body)
    }
}

#[async_trait]
impl Provider for VnPay {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            amount_min: Money::price(AMOUNT_MIN).expect("the limit is an amount"),
            amount_max: Money::price(AMOUNT_MAX).expect("the limit is an amount"),
            currencies: &["VND"],
            refund: RefundRoute::Api,
            partial_refund: true,
            manual_capture: false,
            expiry: None,
            other_amount_may_arrive: false,
        }
    }

    /// No call: the signed address is the attempt.
    async fn create(&self, attempt: &Attempt) -> Result<Created, ProviderError> {
        self.capabilities().check(attempt)?;
        let query = pay::query(&self.config, attempt);
        Ok(Created {
            provider_ref: attempt.reference.to_string(),
            next_action: NextAction::Redirect {
                url: self.config.page.at(&format!("?{query}")),
            },
        })
    }

    async fn query(&self, attempt: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        let key = attempt.reference.as_str();
        let mut tries = 0;
        let answer = retry::until_known(&self.calls, key, || {
            tries += 1;
            self.ask(attempt, tries)
        })
        .await?;
        Ok(answer.map_or_else(Vec::new, |answer| answer.facts(attempt)))
    }

    /// The browser brings the fields of the notification.
    fn parse_return(&self, query: &str) -> Result<Subject, NotificationError> {
        let fields = self.verified(query)?;
        let reference = fields.get("vnp_TxnRef");
        let reference = reference.ok_or(NotificationError::Malformed("vnp_TxnRef"))?;
        Ok(told::subject(reference))
    }

    async fn capture(&self, _: &CaptureOrder) -> Result<Vec<Fact>, ProviderError> {
        Err(ProviderError::NotSupported)
    }

    /// Attempts end by their expiry.
    async fn cancel(&self, _: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        Err(ProviderError::NotSupported)
    }

    /// Sent once: after an unknown answer, ask.
    async fn refund(&self, order: &RefundOrder) -> Result<RefundOutcome, ProviderError> {
        self.capabilities().check_refund(order)?;
        match self.send_refund(order).await? {
            Some(outcome) => Ok(outcome),
            None => match self.refund_seen(order).await? {
                RefundOutcome::NotSeen => Err(crate::UnknownCause::InProgress.into()),
                seen => Ok(seen),
            },
        }
    }

    async fn query_refund(&self, refund: &KnownRefund) -> Result<RefundOutcome, ProviderError> {
        self.refund_seen(&refund.order).await
    }
}

#[cfg(test)]
mod tests;
