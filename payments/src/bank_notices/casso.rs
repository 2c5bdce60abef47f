//! Casso: the second version signs its notices, the first sends a token and several at once.

use serde_json::Value;

use super::{Moved, Watched, body, check_key};
use crate::{
    Fact, Listener, Notification, NotificationError, Payer, Reply, Secrets, Verdict, json,
    signature,
};

/// A watched account at Casso. A version without keys is refused.
#[derive(Clone, Debug)]
pub struct CassoConfig {
    /// The checksum key of version 2.
    pub checksum_keys: Option<Secrets>,
    /// The `secure-token` of version 1.
    pub tokens: Option<Secrets>,
    /// Whose account, and which references.
    pub watched: Watched,
}

/// How far a signature's time may be from ours, either way, in milliseconds.
const TOLERANCE_MS: u64 = 300_000;

pub(crate) struct Casso(pub(crate) CassoConfig);

impl Casso {
    /// Version 2: one transfer, whose whole body is signed with its keys sorted.
    fn signed(&self, told: &Notification, header: &str) -> Result<Vec<Fact>, NotificationError> {
        let keys = self.0.checksum_keys.as_ref();
        let keys = keys.ok_or(NotificationError::BadSignature)?;
        let part = |name: &str| {
            let mut parts = header.split(',').map(str::trim);
            parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
        };
        let (Some(time), Some(signed)) = (part("t"), part("v1")) else {
            return Err(NotificationError::BadSignature);
        };
        let body = body(told)?;
        let text = format!("{time}.{}", json::sorted(&body));
        if !signature::is_sha512(keys, text.as_bytes(), signed) {
            return Err(NotificationError::BadSignature);
        }
        let time: i64 = time
            .parse()
            .map_err(|_| NotificationError::Malformed("t"))?;
        if time.abs_diff(told.received_at.timestamp_millis()) > TOLERANCE_MS {
            return Err(NotificationError::Stale);
        }
        let transfer = &body["data"];
        // Casso tries a new address out with a transfer of number 0.
        if json::whole(transfer, "id") == Some(0) {
            return Ok(Vec::new());
        }
        Ok(vec![self.transfer(transfer, told)?])
    }

    fn transfer(&self, told: &Value, notice: &Notification) -> Result<Fact, NotificationError> {
        let account = json::text(told, "accountNumber");
        let virtual_account = json::text(told, "virtualAccountNumber");
        self.0.watched.check(&[&account, &virtual_account])?;
        let moved = Moved {
            id: json::filled(told, "id").ok_or(NotificationError::Malformed("id"))?,
            dong: json::whole(told, "amount").ok_or(NotificationError::Malformed("amount"))?,
            texts: &[&json::text(told, "description")],
            bank_reference: json::filled(told, "reference"),
            at: &json::text(told, "transactionDateTime"),
            payer: Payer {
                bank_bin: json::filled(told, "counterAccountBankId"),
                account: json::filled(told, "counterAccountNumber"),
                name: json::filled(told, "counterAccountName"),
            },
        };
        moved.fact(&self.0.watched, notice)
    }

    /// Version 1: a list of transfers under a token.
    fn unsigned(&self, told: &Notification) -> Result<Vec<Fact>, NotificationError> {
        let tokens = self.0.tokens.as_ref();
        let tokens = tokens.ok_or(NotificationError::BadSignature)?;
        check_key(tokens, told.header("secure-token"))?;
        let body = body(told)?;
        let transfers = body["data"]
            .as_array()
            .ok_or(NotificationError::Malformed("data"))?;
        let real = transfers
            .iter()
            .filter(|transfer| json::whole(transfer, "id") != Some(0));
        real.map(|transfer| self.old_transfer(transfer, told))
            .collect()
    }

    fn old_transfer(&self, told: &Value, notice: &Notification) -> Result<Fact, NotificationError> {
        let account = json::text(told, "subAccId");
        let sub_account = json::text(told, "bank_sub_acc_id");
        self.0.watched.check(&[&account, &sub_account])?;
        let moved = Moved {
            id: json::filled(told, "id").ok_or(NotificationError::Malformed("id"))?,
            dong: json::whole(told, "amount").ok_or(NotificationError::Malformed("amount"))?,
            texts: &[&json::text(told, "description")],
            bank_reference: json::filled(told, "tid"),
            at: &json::text(told, "when"),
            payer: Payer {
                bank_bin: None,
                account: json::filled(told, "corresponsiveAccount"),
                name: json::filled(told, "corresponsiveName"),
            },
        };
        moved.fact(&self.0.watched, notice)
    }
}

impl Listener for Casso {
    fn parse_notification(&self, told: &Notification) -> Result<Vec<Fact>, NotificationError> {
        match told.header("x-casso-signature") {
            Some(header) => self.signed(told, header),
            None => self.unsigned(told),
        }
    }

    fn acknowledge(&self, verdict: Verdict) -> Reply {
        match verdict {
            Verdict::BadSignature => Reply::json(401, r#"{"success": false}"#.to_owned()),
            Verdict::OurError => Reply::json(500, r#"{"success": false}"#.to_owned()),
            _ => Reply::json(200, r#"{"success": true}"#.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests;
