//! Calls to MoMo.

use money::Money;
use serde_json::{Value, json};

use super::{MoMo, MoMoConfig, told};
use crate::{Fact, KnownAttempt, ProviderError, UnknownCause, http, json, retry, signature};

/// `accessKey` and the fields, in the order of their names, as one text.
pub(super) fn base(config: &MoMoConfig, fields: &[(&str, &str)]) -> String {
    let access_key = ("accessKey", config.access_key.reveal());
    let pairs = std::iter::once(&access_key).chain(fields);
    let pairs: Vec<_> = pairs
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

impl MoMo {
    /// A body of these fields, which stand in the order of their names, with the signature
    /// over all of them.
    pub(super) fn sign(&self, fields: &[(&str, &str)]) -> Value {
        let text = base(&self.config, fields);
        let mut body: Value = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        let secret = &self.config.secrets.current;
        body["signature"] = json!(signature::sha256(secret, text.as_bytes()));
        body
    }

    /// Posts a body, again if need be: MoMo answers the same to the same `requestId`.
    pub(super) async fn repeat(
        &self,
        path: &str,
        key: &str,
        body: &Value,
    ) -> Result<Value, ProviderError> {
        let url = self.config.api.at(path);
        retry::until_known(&self.calls, key, || async {
            let answer = http::send(self.http.post_json(&url, body)).await?;
            Ok(answer.body)
        })
        .await
    }

    /// Asks about an attempt.
    pub(super) async fn ask(&self, attempt: &KnownAttempt) -> Result<Value, ProviderError> {
        let reference = attempt.reference.as_str();
        let request_id = format!("{reference}-{}", attempt.now.timestamp_millis());
        let mut body = self.sign(&[
            ("orderId", reference),
            ("partnerCode", &self.config.partner_code),
            ("requestId", &request_id),
        ]);
        body["lang"] = json!("vi");
        let answer = self
            .repeat("/v2/gateway/api/query", &request_id, &body)
            .await?;
        match code(&answer) {
            Some(11..=13 | 20..=22) => Err(refused(&answer)),
            Some(10 | 99) | None => Err(UnknownCause::InProgress.into()),
            _ => Ok(answer),
        }
    }

    /// Takes authorised money, or lets it go; then asks what that came to.
    pub(super) async fn confirm(
        &self,
        attempt: &KnownAttempt,
        (request_type, request_id): (&str, &str),
        amount: Money,
    ) -> Result<Vec<Fact>, ProviderError> {
        let mut body = self.sign(&[
            ("amount", &amount.to_string()),
            ("description", ""),
            ("orderId", attempt.reference.as_str()),
            ("partnerCode", &self.config.partner_code),
            ("requestId", request_id),
            ("requestType", request_type),
        ]);
        body["amount"] = json!(amount.dong());
        body["lang"] = json!("vi");
        let answer = self
            .repeat("/v2/gateway/api/confirm", request_id, &body)
            .await?;
        accepted(&answer)?;
        let seen = self.ask(attempt).await?;
        Ok(told::answered(&seen, attempt).into_iter().collect())
    }
}

/// The result of a call.
pub(super) fn code(answer: &Value) -> Option<i64> {
    json::whole(answer, "resultCode")
}

/// Whether MoMo did what we asked. Codes that we do not know are not a no: ask.
pub(super) fn accepted(answer: &Value) -> Result<(), ProviderError> {
    match code(answer) {
        Some(0) => Ok(()),
        Some(11..=13 | 20..=22 | 42 | 1001..=1006 | 1080 | 1081 | 1088) => Err(refused(answer)),
        _ => Err(UnknownCause::InProgress.into()),
    }
}

pub(super) fn refused(answer: &Value) -> ProviderError {
    ProviderError::Refused {
        code: json::text(answer, "resultCode"),
        message: json::text(answer, "message"),
    }
}
