//! payOS as a payer. A payout is sent under our id as idempotency key, and found again by
//! it.

use std::fmt::Write as _;

use async_trait::async_trait;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::{PayoutOrder, PayoutOutcome, PayoutProvider};
use crate::{
    BaseUrl, Calls, ProviderError, Secret, Secrets, UnknownCause,
    http::{self, Http},
    json,
    plain::plain,
    retry, signature,
};

/// A payout channel at payOS.
#[derive(Clone, Debug)]
pub struct PayOsPayoutConfig {
    /// Who we are.
    pub client_id: String,
    /// The key that opens the door.
    pub api_key: Secret,
    /// The keys that sign.
    pub checksum_keys: Secrets,
    /// Where payOS's service begins.
    pub api: BaseUrl,
}

impl PayOsPayoutConfig {
    /// payOS's service.
    ///
    /// # Panics
    ///
    /// Never: the address is one.
    #[must_use]
    pub fn live_api() -> BaseUrl {
        "https://api-merchant.payos.vn"
            .parse()
            .expect("payOS has an address")
    }
}

/// The answer that means yes.
const DONE: &str = "00";

pub(crate) struct PayOsPayouts {
    config: PayOsPayoutConfig,
    calls: Calls,
    http: Http,
}

impl PayOsPayouts {
    pub(crate) fn new(config: PayOsPayoutConfig, calls: Calls) -> Self {
        Self {
            config,
            calls,
            http: Http::new(&calls),
        }
    }

    fn with_keys(&self, request: RequestBuilder) -> RequestBuilder {
        request
            .header("x-client-id", &self.config.client_id)
            .header("x-api-key", self.config.api_key.reveal())
    }

    /// What payOS answers to a request, if it is a yes that payOS signed.
    async fn answer(&self, request: RequestBuilder) -> Result<Value, ProviderError> {
        let answer = http::send(self.with_keys(request)).await?;
        let code = json::text(&answer.body, "code");
        if code != DONE {
            return Err(ProviderError::Refused {
                code: if code.is_empty() {
                    answer.status.to_string()
                } else {
                    code
                },
                message: json::text(&answer.body, "desc"),
            });
        }
        let said = &answer.body["data"];
        if let Some(signed) = &answer.signature {
            let text = signed_text(said).ok_or(UnknownCause::Unreadable)?;
            if !signature::is_sha256(&self.config.checksum_keys, text.as_bytes(), signed) {
                return Err(UnknownCause::Signature.into());
            }
        }
        Ok(said.clone())
    }

    async fn post(&self, order: &PayoutOrder) -> Result<Value, ProviderError> {
        let id = order.id.simple().to_string();
        let body = json!({
            "referenceId": id,
            "amount": order.amount.dong(),
            "description": plain(&order.description, 25),
            "toBin": order.bank_bin,
            "toAccountNumber": order.account,
        });
        let text = signed_text(&body).expect("the body is an object");
        let secret = &self.config.checksum_keys.current;
        let request = self
            .http
            .post_json(&self.config.api.at("/v1/payouts"), &body)
            .header("x-idempotency-key", id)
            .header("x-signature", signature::sha256(secret, text.as_bytes()));
        self.answer(request).await
    }
}

#[async_trait]
impl PayoutProvider for PayOsPayouts {
    async fn send(&self, order: &PayoutOrder) -> Result<PayoutOutcome, ProviderError> {
        let key = order.id.simple().to_string();
        let payout = retry::until_known(&self.calls, &key, || self.post(order)).await?;
        outcome(&payout, order)
    }

    async fn query(&self, order: &PayoutOrder) -> Result<PayoutOutcome, ProviderError> {
        let id = order.id.simple().to_string();
        let path = format!("/v1/payouts?referenceId={id}&limit=10&offset=0");
        let url = self.config.api.at(&path);
        let found =
            retry::until_known(&self.calls, &id, || self.answer(self.http.get(&url))).await?;
        let payouts = found["payouts"].as_array();
        let ours = payouts
            .into_iter()
            .flatten()
            .find(|payout| json::text(payout, "referenceId") == id);
        ours.map_or(Ok(PayoutOutcome::NotSeen), |payout| outcome(payout, order))
    }
}

/// What a payout's only transaction says. States that we do not know are at work.
fn outcome(payout: &Value, order: &PayoutOrder) -> Result<PayoutOutcome, ProviderError> {
    let transaction = &payout["transactions"][0];
    let asked = Some(order.amount.dong());
    if transaction.is_object() && json::whole(transaction, "amount") != asked {
        return Err(UnknownCause::Unreadable.into());
    }
    let provider_ref = json::filled(payout, "id").ok_or(UnknownCause::Unreadable)?;
    let failed = || PayoutOutcome::Failed {
        code: json::text(transaction, "errorCode"),
        message: json::text(transaction, "errorMessage"),
    };
    let approval = json::text(payout, "approvalState");
    Ok(match json::text(transaction, "state").as_str() {
        "SUCCEEDED" => PayoutOutcome::Succeeded {
            provider_ref,
            bank_reference: json::filled(transaction, "reference"),
            account_name: json::filled(transaction, "toAccountName"),
        },
        "FAILED" | "CANCELLED" => failed(),
        "REVERSED" => PayoutOutcome::Reversed { provider_ref },
        // Nothing was sent of what nobody approved.
        "" if matches!(approval.as_str(), "REJECTED" | "CANCELLED" | "FAILED") => failed(),
        _ => PayoutOutcome::Pending { provider_ref },
    })
}

/// What payOS signs in a header: `name=value` in the order of names, both URL-encoded, lists
/// and objects as JSON with sorted keys.
fn signed_text(value: &Value) -> Option<String> {
    let fields = value.as_object()?;
    let mut names: Vec<_> = fields.keys().collect();
    names.sort();
    let pair = |name: &String| {
        let value = match &fields[name] {
            nested @ (Value::Array(_) | Value::Object(_)) => json::sorted(nested),
            plain => json::plain(plain),
        };
        format!("{}={}", encoded(name), encoded(&value))
    };
    Some(names.into_iter().map(pair).collect::<Vec<_>>().join("&"))
}

/// As JavaScript's `encodeURIComponent`.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("a string takes everything");
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text worked out with payOS's own program (`@payos/node` 2.0.5).
    #[test]
    fn what_is_signed_is_what_payos_signs() {
        let body = json!({"toBin": "970436", "referenceId": "a-1", "amount": 285_000,
            "description": "Tra tien & phi", "category": ["b", "a"], "note": null});

        assert_eq!(
            signed_text(&body).as_deref(),
            Some(
                "amount=285000&category=%5B%22b%22%2C%22a%22%5D&description=Tra%20tien%20%26%20phi&note=&referenceId=a-1&toBin=970436"
            )
        );
    }
}
