//! Services that watch a bank account: what they send when money moves.

use payments::vietqr::VietQrConfig;
use serde_json::{Value, json};

use super::{
    Told,
    signing::{SECRET, sha256, sha512},
};

/// Money that moved on the account `0123456789`.
#[derive(Clone, Debug)]
pub struct BankNotice {
    /// The service's number of it.
    pub id: i64,
    /// The amount in đồng; below zero when it left.
    pub amount: i64,
    /// What the bank wrote.
    pub content: String,
    /// When the notice is sent, in seconds since 1970.
    pub sent_at: i64,
}

const ACCOUNT: &str = "0123456789";
const WHEN: &str = "2026-11-21 19:03:12";

/// The market's account, which the services watch.
#[must_use]
pub fn account_of_market() -> VietQrConfig {
    VietQrConfig {
        bank_bin: "970436".to_owned(),
        account: ACCOUNT.to_owned(),
        account_name: "Chợ Sao".to_owned(),
    }
}

/// As SePay sends it, signed with [`SECRET`].
#[must_use]
pub fn sepay(notice: &BankNotice) -> Told {
    let body = sepay_body(notice);
    let signature = sha256(SECRET, &format!("{}.{body}", notice.sent_at));
    post(
        body,
        &[
            ("X-SePay-Timestamp", notice.sent_at.to_string()),
            ("X-SePay-Signature", format!("sha256={signature}")),
        ],
    )
}

/// As SePay sends it to whoever chose a key: the key is [`SECRET`].
#[must_use]
pub fn sepay_with_key(notice: &BankNotice) -> Told {
    let key = format!("Apikey {SECRET}");
    post(sepay_body(notice), &[("Authorization", key)])
}

fn sepay_body(notice: &BankNotice) -> String {
    let way = if notice.amount < 0 { "out" } else { "in" };
    json!({
        "id": notice.id, "gateway": "Vietcombank", "transactionDate": WHEN,
        "accountNumber": ACCOUNT, "subAccount": null, "code": null, "content": notice.content,
        "transferType": way, "description": notice.content,
        "transferAmount": notice.amount.abs(), "accumulated": 0,
        "referenceCode": format!("FT{}", notice.id),
    })
    .to_string()
}

/// As Casso sends it in version 2, signed with [`SECRET`].
#[must_use]
pub fn casso(notice: &BankNotice) -> Told {
    // Written with its keys in order, which is what is signed.
    let fields = [
        ("accountNumber", json!(ACCOUNT)),
        ("amount", json!(notice.amount)),
        ("counterAccountBankId", json!("970415")),
        ("counterAccountName", json!("NGUYEN VAN A")),
        ("counterAccountNumber", json!("8888888888")),
        ("description", json!(notice.content)),
        ("id", json!(notice.id)),
        ("reference", json!(format!("FT{}", notice.id))),
        ("transactionDateTime", json!(WHEN)),
        ("virtualAccountNumber", json!("")),
    ];
    let members = fields.map(|(name, value)| format!("\"{name}\":{value}"));
    let body = format!("{{\"data\":{{{}}},\"error\":0}}", members.join(","));
    let time = notice.sent_at * 1000;
    let signature = sha512(SECRET, &format!("{time}.{body}"));
    post(
        body,
        &[("X-Casso-Signature", format!("t={time},v1={signature}"))],
    )
}

/// As payOS sends it, signed with [`SECRET`].
#[must_use]
pub fn payos(notice: &BankNotice) -> Told {
    let fields = [
        ("accountNumber", json!(ACCOUNT)),
        ("amount", json!(notice.amount)),
        ("code", json!("00")),
        ("counterAccountName", json!(null)),
        ("currency", json!("VND")),
        ("desc", json!("success")),
        ("description", json!(notice.content)),
        ("orderCode", json!(notice.id)),
        ("paymentLinkId", json!("pl_1")),
        ("reference", json!(format!("FT{}", notice.id))),
        ("transactionDateTime", json!(WHEN)),
    ];
    let plain = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", plain(value)));
    let signature = sha256(SECRET, &pairs.collect::<Vec<_>>().join("&"));
    let data: Value = fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let body = json!({"code": "00", "desc": "success", "success": true, "data": data,
        "signature": signature});
    post(body.to_string(), &[])
}

fn post(body: String, headers: &[(&str, String)]) -> Told {
    let headers = headers.iter();
    Told {
        method: "POST",
        query: String::new(),
        headers: headers
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
        body,
    }
}
