//! SePay: one notice a transfer, signed by HMAC or carrying a key.

use chrono::TimeDelta;

use super::{Moved, Watched, body, check_key};
use crate::{
    Fact, Listener, Notification, NotificationError, Payer, Reply, Secrets, Verdict, json,
    signature,
};

/// A watched account at SePay.
#[derive(Clone, Debug)]
pub struct SePayConfig {
    /// How SePay shows that it is SePay.
    pub auth: SePayAuth,
    /// Whose account, and which references.
    pub watched: Watched,
}

/// How SePay shows that it is SePay.
#[derive(Clone, Debug)]
pub enum SePayAuth {
    /// A signature over time and body; the better way.
    Hmac(Secrets),
    /// A key in a header, which says nothing about the body.
    ApiKey(Secrets),
}

/// How far a signature's time may be from ours, either way.
const TOLERANCE: TimeDelta = TimeDelta::seconds(300);

pub(crate) struct SePay(pub(crate) SePayConfig);

impl SePay {
    fn check_signature(&self, told: &Notification) -> Result<(), NotificationError> {
        match &self.0.auth {
            SePayAuth::Hmac(secrets) => check_hmac(secrets, told),
            SePayAuth::ApiKey(keys) => {
                let header = told.header("authorization").unwrap_or_default();
                let (scheme, key) = header.split_once(' ').unwrap_or_default();
                let key = scheme.eq_ignore_ascii_case("apikey").then(|| key.trim());
                check_key(keys, key)
            }
        }
    }
}

fn check_hmac(secrets: &Secrets, told: &Notification) -> Result<(), NotificationError> {
    let timestamp = told.header("x-sepay-timestamp").unwrap_or_default();
    let signed = told.header("x-sepay-signature").unwrap_or_default();
    let signed = signed.strip_prefix("sha256=").unwrap_or_default();
    let text = [timestamp.as_bytes(), b".", &told.body].concat();
    if !signature::is_sha256(secrets, &text, signed) {
        return Err(NotificationError::BadSignature);
    }
    let seconds: i64 = timestamp
        .parse()
        .map_err(|_| NotificationError::Malformed("timestamp"))?;
    if seconds.abs_diff(told.received_at.timestamp()) > TOLERANCE.num_seconds().unsigned_abs() {
        return Err(NotificationError::Stale);
    }
    Ok(())
}

impl Listener for SePay {
    fn parse_notification(&self, told: &Notification) -> Result<Vec<Fact>, NotificationError> {
        self.check_signature(told)?;
        let body = body(told)?;
        let account = json::text(&body, "accountNumber");
        let sub_account = json::text(&body, "subAccount");
        self.0.watched.check(&[&account, &sub_account])?;
        let dong = json::price(&body, "transferAmount")
            .ok_or(NotificationError::Malformed("transferAmount"))?
            .dong();
        let dong = match json::text(&body, "transferType").as_str() {
            "in" => dong,
            "out" => -dong,
            _ => return Err(NotificationError::Malformed("transferType")),
        };
        let [code, content, description] =
            ["code", "content", "description"].map(|field| json::text(&body, field));
        let moved = Moved {
            id: json::filled(&body, "id").ok_or(NotificationError::Malformed("id"))?,
            dong,
            texts: &[&code, &content, &description],
            bank_reference: json::filled(&body, "referenceCode"),
            at: &json::text(&body, "transactionDate"),
            payer: Payer::default(),
        };
        Ok(vec![moved.fact(&self.0.watched, told)?])
    }

    /// SePay sends again unless it hears 200 or 201 with `success`.
    fn acknowledge(&self, verdict: Verdict) -> Reply {
        let status = match verdict {
            Verdict::BadSignature => 401,
            Verdict::OurError => 500,
            _ => 200,
        };
        let body = format!(r#"{{"success": {}}}"#, status == 200);
        Reply::json(status, body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FactKind, Subject, bank_notices::ReferencePattern, samples};

    const BODY: &str = r#"{"id":92704,"gateway":"Vietcombank","transactionDate":"2026-11-21 19:03:12","accountNumber":"0123456789","subAccount":null,"code":"OCOP240001A7","content":"OCOP240001A7","transferType":"in","description":"OCOP240001A7","transferAmount":285000,"accumulated":285000,"referenceCode":"FT26325000001"}"#;
    const SIGNATURE: &str =
        "sha256=f272c28b509009aef566fcdf0e07f8cc1a80aaecad0f17ff079a93fa6b56d989";

    fn sepay(auth: SePayAuth) -> SePay {
        SePay(SePayConfig {
            auth,
            watched: Watched {
                accounts: vec!["0123456789".to_owned()],
                references: ReferencePattern {
                    prefix: "OCOP".to_owned(),
                    len: 12,
                },
            },
        })
    }

    fn hmac() -> SePay {
        sepay(SePayAuth::Hmac(Secrets::one(samples::SECRET)))
    }

    /// The worked notice, sent at 19:03:12 in Vietnam.
    fn signed() -> Notification {
        samples::notification(
            BODY,
            &[
                ("X-SePay-Timestamp", "1795262592"),
                ("X-SePay-Signature", SIGNATURE),
            ],
        )
    }

    #[test]
    fn the_worked_notice_is_a_receipt_that_names_its_attempt() {
        let facts = hmac().parse_notification(&signed()).expect("facts");

        let [fact] = &facts[..] else {
            panic!("one fact: {facts:?}")
        };
        assert_eq!(fact.kind, FactKind::Received);
        assert_eq!(fact.event_key, "92704");
        assert_eq!(fact.amount.dong(), 285_000);
        let reference = "OCOP240001A7".parse().expect("a reference");
        assert_eq!(fact.about, Subject::Ours(reference));
        assert_eq!(fact.provider_txn.as_deref(), Some("FT26325000001"));
        assert_eq!(fact.occurred_at.timestamp(), 1_795_262_592);
    }

    #[test]
    fn a_changed_stale_or_foreign_notice_is_refused() {
        let mut changed = signed();
        changed.body = BODY.replace("285000", "985000").into_bytes();
        let mut late = signed();
        late.received_at += TimeDelta::seconds(301);
        let mut early = signed();
        early.received_at -= TimeDelta::seconds(301);
        let mut bare = signed();
        bare.headers.clear();

        let refused = |told: &Notification| hmac().parse_notification(told).expect_err("refused");

        assert_eq!(refused(&changed), NotificationError::BadSignature);
        assert_eq!(refused(&late), NotificationError::Stale);
        assert_eq!(refused(&early), NotificationError::Stale);
        assert_eq!(refused(&bare), NotificationError::BadSignature);
    }

    #[test]
    fn the_key_variant_believes_the_key_alone() {
        let sepay = sepay(SePayAuth::ApiKey(Secrets::one("a-key")));
        let told = |header: &str| samples::notification(BODY, &[("Authorization", header)]);

        assert!(sepay.parse_notification(&told("Apikey a-key")).is_ok());
        for wrong in ["Apikey other", "Bearer a-key", "a-key", ""] {
            let refused = sepay.parse_notification(&told(wrong));
            assert_eq!(refused, Err(NotificationError::BadSignature), "{wrong}");
        }
    }

    #[test]
    fn money_that_left_and_other_peoples_accounts_are_told_apart() {
        let sepay = sepay(SePayAuth::ApiKey(Secrets::one("a-key")));
        let told =
            |body: String| samples::notification(&body, &[("Authorization", "Apikey a-key")]);

        let sent = sepay.parse_notification(&told(BODY.replace(r#""in""#, r#""out""#)));
        let foreign = sepay.parse_notification(&told(BODY.replace("0123456789", "999")));

        assert_eq!(sent.expect("facts")[0].kind, FactKind::Sent);
        assert_eq!(foreign, Err(NotificationError::NotOurs));
    }
}
