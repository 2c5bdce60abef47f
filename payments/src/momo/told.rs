//! What MoMo says of a payment, in a notification or in an answer.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{MoMoConfig, call::base};
use crate::{Fact, FactKind, KnownAttempt, NotificationError, Subject, json, signature};

/// The fields that sign a notification, after `accessKey`.
const SIGNED: [&str; 12] = [
    "amount",
    "extraData",
    "message",
    "orderId",
    "orderInfo",
    "orderType",
    "partnerCode",
    "payType",
    "requestId",
    "responseTime",
    "resultCode",
    "transId",
];

/// Whether MoMo signed these fields, for this merchant.
pub(super) fn check(config: &MoMoConfig, body: &Value) -> Result<(), NotificationError> {
    let texts = SIGNED.map(|name| json::text(body, name));
    let fields: Vec<_> = SIGNED
        .into_iter()
        .zip(texts.iter().map(String::as_str))
        .collect();
    let text = base(config, &fields);
    let signed = json::text(body, "signature");
    if !signature::is_sha256(&config.secrets, text.as_bytes(), &signed) {
        return Err(NotificationError::BadSignature);
    }
    if json::text(body, "partnerCode") == config.partner_code {
        Ok(())
    } else {
        Err(NotificationError::NotOurs)
    }
}

/// The attempt that these fields are about.
pub(super) fn subject(body: &Value) -> Result<Subject, NotificationError> {
    let order = json::filled(body, "orderId").ok_or(NotificationError::Malformed("orderId"))?;
    Ok(match order.parse() {
        Ok(reference) => Subject::Ours(reference),
        Err(_) => Subject::Theirs(order),
    })
}

/// What a notification says: a fact, or nothing that is certain yet.
pub(super) fn told(
    body: &Value,
    received_at: DateTime<Utc>,
) -> Result<Option<Fact>, NotificationError> {
    let about = subject(body)?;
    json::price(body, "amount").ok_or(NotificationError::Malformed("amount"))?;
    Ok(fact(body, about, &json::text(body, "orderId"), received_at))
}

/// What an answer says.
pub(super) fn answered(body: &Value, attempt: &KnownAttempt) -> Option<Fact> {
    let about = Subject::Ours(attempt.reference.clone());
    fact(body, about, attempt.reference.as_str(), attempt.now)
}

/// The same payment yields the same key, whoever tells of it.
fn fact(body: &Value, about: Subject, order: &str, heard_at: DateTime<Utc>) -> Option<Fact> {
    let kind = kind(json::whole(body, "resultCode")?)?;
    let amount = json::price(body, "amount")?;
    let txn = json::text(body, "transId");
    let end = match kind {
        FactKind::Paid => "paid",
        FactKind::Authorised => "authorised",
        _ => "unpaid",
    };
    let at = json::whole(body, "responseTime").and_then(DateTime::from_timestamp_millis);
    let moment = (amount, at.unwrap_or(heard_at));
    let mut fact = Fact::dong(format!("{order}:{end}:{txn}"), about, kind, moment);
    fact.provider_txn = Some(txn).filter(|txn| !matches!(txn.as_str(), "" | "0"));
    Some(fact)
}

/// What a code means for a payment; a code that we do not know means nothing yet.
fn kind(code: i64) -> Option<FactKind> {
    match code {
        0 => Some(FactKind::Paid),
        9000 => Some(FactKind::Authorised),
        1003 | 1006 => Some(FactKind::Cancelled),
        1005 => Some(FactKind::Expired),
        1001 | 1002 | 1004 => Some(FactKind::Failed),
        _ => None,
    }
}
