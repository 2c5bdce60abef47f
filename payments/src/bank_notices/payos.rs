//! payOS: one notice a transfer, signed over its fields in the order of their names.

use serde_json::Value;

use super::{Moved, Watched, body};
use crate::{
    Fact, Listener, Notification, NotificationError, Payer, Reply, Secrets, Verdict, json,
    signature,
};

/// A watched account at payOS.
#[derive(Clone, Debug)]
pub struct PayOsConfig {
    /// The checksum key.
    pub checksum_keys: Secrets,
    /// Whose account, and which references.
    pub watched: Watched,
}

pub(crate) struct PayOs(pub(crate) PayOsConfig);

/// What payOS signs of a notice: `name=value` in the order of names, nothing encoded.
fn signed_text(told: &Value) -> Option<String> {
    let fields = told.as_object()?;
    let mut names: Vec<_> = fields.keys().collect();
    names.sort();
    let pair = |name: &String| {
        let value = match &fields[name] {
            list @ Value::Array(_) => json::sorted(list),
            plain => json::plain(plain),
        };
        // payOS's own programs write these words as nothing.
        let is_nothing = matches!(value.as_str(), "null" | "undefined");
        format!("{name}={}", if is_nothing { "" } else { &value })
    };
    Some(names.into_iter().map(pair).collect::<Vec<_>>().join("&"))
}

impl Listener for PayOs {
    fn parse_notification(&self, told: &Notification) -> Result<Vec<Fact>, NotificationError> {
        let body = body(told)?;
        let transfer = &body["data"];
        let text = signed_text(transfer).ok_or(NotificationError::Malformed("data"))?;
        let signed = json::text(&body, "signature");
        if !signature::is_sha256(&self.0.checksum_keys, text.as_bytes(), &signed) {
            return Err(NotificationError::BadSignature);
        }
        if json::text(transfer, "code") != "00" {
            return Ok(Vec::new());
        }
        if json::text(transfer, "currency") != "VND" {
            return Err(NotificationError::Malformed("currency"));
        }
        let account = json::text(transfer, "accountNumber");
        let virtual_account = json::text(transfer, "virtualAccountNumber");
        self.0.watched.check(&[&account, &virtual_account])?;
        let id = json::filled(transfer, "reference");
        let amount = json::price(transfer, "amount");
        let moved = Moved {
            id: id
                .clone()
                .ok_or(NotificationError::Malformed("reference"))?,
            dong: amount.ok_or(NotificationError::Malformed("amount"))?.dong(),
            texts: &[&json::text(transfer, "description")],
            bank_reference: id,
            at: &json::text(transfer, "transactionDateTime"),
            payer: Payer {
                bank_bin: json::filled(transfer, "counterAccountBankId"),
                account: json::filled(transfer, "counterAccountNumber"),
                name: json::filled(transfer, "counterAccountName"),
            },
        };
        Ok(vec![moved.fact(&self.0.watched, told)?])
    }

    /// payOS tries a new address out and takes only 200 for a yes.
    fn acknowledge(&self, verdict: Verdict) -> Reply {
        match verdict {
            Verdict::BadSignature => Reply::json(401, r#"{"success": false}"#.to_owned()),
            Verdict::OurError => Reply::json(500, r#"{"success": false}"#.to_owned()),
            _ => Reply::json(200, r#"{"success": true}"#.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{FactKind, Subject, bank_notices::ReferencePattern, samples};

    const TEXT: &str = "accountNumber=0123456789&amount=285000&code=00&counterAccountBankId=&counterAccountBankName=&counterAccountName=&counterAccountNumber=&currency=VND&desc=success&description=OCOP240001A7&orderCode=240001&paymentLinkId=pl_1&reference=FT26325000001&transactionDateTime=2026-11-21 19:03:12&virtualAccountName=&virtualAccountNumber=";
    const SIGNATURE: &str = "6cf75c743229eaf9c1d860e53fa04255b2fc648e455ca692b1b279289533bf82";

    fn payos() -> PayOs {
        PayOs(PayOsConfig {
            checksum_keys: Secrets::one(samples::SECRET),
            watched: Watched {
                accounts: vec!["0123456789".to_owned()],
                references: ReferencePattern {
                    prefix: "OCOP".to_owned(),
                    len: 12,
                },
            },
        })
    }

    fn transfer() -> Value {
        json!({
            "orderCode": 240_001, "amount": 285_000, "description": "OCOP240001A7",
            "accountNumber": "0123456789", "reference": "FT26325000001",
            "transactionDateTime": "2026-11-21 19:03:12", "currency": "VND",
            "paymentLinkId": "pl_1", "code": "00", "desc": "success",
            "counterAccountBankId": null, "counterAccountBankName": "",
            "counterAccountName": null, "counterAccountNumber": null,
            "virtualAccountName": "", "virtualAccountNumber": "",
        })
    }

    fn told(transfer: Value) -> Notification {
        let body = json!({"code": "00", "desc": "success", "success": true,
            "data": transfer, "signature": SIGNATURE});
        samples::notification(&body.to_string(), &[])
    }

    #[test]
    fn the_worked_notice_is_signed_as_payos_signs() {
        assert_eq!(signed_text(&transfer()).as_deref(), Some(TEXT));

        let facts = payos().parse_notification(&told(transfer()));

        let fact = facts.expect("facts").remove(0);
        assert_eq!(fact.kind, FactKind::Received);
        assert_eq!(fact.event_key, "FT26325000001");
        assert_eq!(fact.amount.dong(), 285_000);
        let reference = "OCOP240001A7".parse().expect("a reference");
        assert_eq!(fact.about, Subject::Ours(reference));
        assert_eq!(fact.payer, None);
    }

    #[test]
    fn a_changed_notice_is_refused() {
        let mut changed = transfer();
        changed["amount"] = json!(985_000);
        let bare = samples::notification("{}", &[]);

        assert_eq!(
            payos().parse_notification(&told(changed)),
            Err(NotificationError::BadSignature)
        );
        assert_eq!(
            payos().parse_notification(&bare),
            Err(NotificationError::Malformed("data"))
        );
    }
}
