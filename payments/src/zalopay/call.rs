//! Calls to ZaloPay: forms, signed over some of their fields joined by bars.

use chrono::{DateTime, Utc};
use money::Money;
use serde_json::Value;

use super::{Fact, FactKind, KnownAttempt, ZaloPay, subject, trans_id};
use crate::{ProviderError, UnknownCause, http, json, retry, signature};

/// The order is not one of ZaloPay's.
const NOT_FOUND: i64 = -101;
/// The shopper's time is over (`TIME_INVALID`).
const TIME_OVER: i64 = -54;

impl ZaloPay {
    pub(super) fn sign(&self, fields: &[&str]) -> String {
        signature::sha256(&self.config.key1, fields.join("|").as_bytes())
    }

    /// Posts a form, again if need be: ZaloPay takes each number once.
    pub(super) async fn repeat(
        &self,
        path: &str,
        key: &str,
        fields: &[(&'static str, String)],
    ) -> Result<Value, ProviderError> {
        let url = self.config.api.at(path);
        retry::until_known(&self.calls, key, || async {
            let answer = http::send(self.http.post_form(&url, fields)).await?;
            Ok(answer.body)
        })
        .await
    }

    /// Asks about an attempt.
    pub(super) async fn ask(&self, attempt: &KnownAttempt) -> Result<Vec<Fact>, ProviderError> {
        let trans_id = trans_id(attempt.created_at, &attempt.reference);
        let app_id = self.config.app_id.to_string();
        let mac = self.sign(&[&app_id, &trans_id, self.config.key1.reveal()]);
        let fields = [
            ("app_id", app_id),
            ("app_trans_id", trans_id.clone()),
            ("mac", mac),
        ];
        let answer = self.repeat("/v2/query", &trans_id, &fields).await?;
        match code(&answer) {
            Some(1) => {
                let amount = json::price(&answer, "amount").ok_or(UnknownCause::Unreadable)?;
                let number = json::filled(&answer, "zp_trans_id");
                let number = number.ok_or(UnknownCause::Unreadable)?;
                let at = json::whole(&answer, "server_time");
                let at = at.and_then(DateTime::from_timestamp_millis);
                let moment = (amount, at.unwrap_or(attempt.now));
                Ok(vec![paid(&trans_id, number, moment)])
            }
            Some(2) if says_ask(&answer) => Err(UnknownCause::InProgress.into()),
            Some(2) => Ok(unpaid(&answer, &trans_id, attempt).into_iter().collect()),
            Some(3) => Ok(Vec::new()),
            _ => Err(UnknownCause::InProgress.into()),
        }
    }
}

/// The same payment yields the same key, whoever tells of it.
pub(super) fn paid(trans_id: &str, number: String, moment: (Money, DateTime<Utc>)) -> Fact {
    let key = format!("{trans_id}:paid:{number}");
    let mut fact = Fact::dong(key, subject(trans_id), FactKind::Paid, moment);
    fact.provider_txn = Some(number);
    fact
}

fn unpaid(answer: &Value, trans_id: &str, attempt: &KnownAttempt) -> Option<Fact> {
    let kind = match json::whole(answer, "sub_return_code") {
        Some(NOT_FOUND) => return None,
        Some(TIME_OVER) => FactKind::Expired,
        _ => FactKind::Failed,
    };
    let moment = (attempt.amount, attempt.now);
    let key = format!("{trans_id}:unpaid");
    Some(Fact::dong(key, subject(trans_id), kind, moment))
}

/// 1 done, 2 not done, 3 at work.
pub(super) fn code(answer: &Value) -> Option<i64> {
    json::whole(answer, "return_code")
}

/// Whether a "not done" says nothing about the work: a number seen before, too many calls,
/// a fault, maintenance.
pub(super) fn says_ask(answer: &Value) -> bool {
    let sub_code = json::whole(answer, "sub_return_code");
    matches!(sub_code, Some(-68 | -429 | -500 | -999))
}

pub(super) fn refused(answer: &Value) -> ProviderError {
    let message = json::filled(answer, "sub_return_message");
    ProviderError::Refused {
        code: json::text(answer, "sub_return_code"),
        message: message.unwrap_or_else(|| json::text(answer, "return_message")),
    }
}
