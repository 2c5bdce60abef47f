//! Worked signatures.

use super::*;
use crate::{FactKind, Subject, samples, signature};

fn momo() -> MoMo {
    let config = MoMoConfig {
        partner_code: "MOMODEMO".to_owned(),
        access_key: Secret::new("AK"),
        secrets: Secrets::one(samples::SECRET),
        api: MoMoConfig::test_api(),
        notify_url: "https://shop.example/momo/ipn".to_owned(),
    };
    MoMo::new(config, Calls::default())
}

fn ipn() -> serde_json::Value {
    json!({
        "partnerCode": "MOMODEMO", "orderId": "OD240001A7-1", "requestId": "9f1c",
        "amount": 285_000, "orderInfo": "Thanh toan OD240001A7", "orderType": "momo_wallet",
        "transId": 4_088_878_653_i64, "resultCode": 0, "message": "Successful.",
        "payType": "qr", "responseTime": 1_795_262_592_000_i64, "extraData": "",
        "signature": "fd5aeafe5c704e0de56a10f1e69a6912304df930a376db2450e69713c6f952f5",
    })
}

fn told(body: &serde_json::Value) -> Result<Vec<Fact>, NotificationError> {
    momo().parse_notification(&samples::notification(&body.to_string(), &[]))
}

/// The same notification with another field, signed well.
fn signed(name: &str, value: serde_json::Value) -> serde_json::Value {
    let mut body = ipn();
    body[name] = value;
    let text = format!(
        "accessKey=AK&amount={}&extraData=&message=Successful.&orderId={}&orderInfo=Thanh toan OD240001A7&orderType=momo_wallet&partnerCode={}&payType=qr&requestId=9f1c&responseTime=1795262592000&resultCode={}&transId=4088878653",
        json::text(&body, "amount"),
        json::text(&body, "orderId"),
        json::text(&body, "partnerCode"),
        json::text(&body, "resultCode"),
    );
    let secret = Secret::new(samples::SECRET);
    body["signature"] = json!(signature::sha256(&secret, text.as_bytes()));
    body
}

#[test]
fn calls_are_signed_as_worked_out() {
    let create = momo().sign(&[
        ("amount", "285000"),
        ("extraData", ""),
        ("ipnUrl", "https://shop.example/momo/ipn"),
        ("orderId", "OD240001A7-1"),
        ("orderInfo", "Thanh toan OD240001A7"),
        ("partnerCode", "MOMODEMO"),
        ("redirectUrl", "https://shop.example/momo/return"),
        ("requestId", "9f1c"),
        ("requestType", "captureWallet"),
    ]);
    let refund = momo().sign(&[
        ("amount", "50000"),
        ("description", ""),
        ("orderId", "RF240001A7-1"),
        ("partnerCode", "MOMODEMO"),
        ("requestId", "a01"),
        ("transId", "4088878653"),
    ]);

    assert_eq!(
        create["signature"],
        "2278ab0ce498f69e28817686a82ab5b40bb4a7c84859f0b58343b61feaf41aa6"
    );
    assert_eq!(
        refund["signature"],
        "43aaf166d7e29cd64ee82c73a0a897a5e462fa524fdfeb274f6d83a9da76930d"
    );
}

#[test]
fn the_worked_notification_says_that_money_is_there() {
    let facts = told(&ipn()).expect("facts");

    let [fact] = &facts[..] else {
        panic!("one fact: {facts:?}")
    };
    assert_eq!(fact.kind, FactKind::Paid);
    assert_eq!(fact.amount.dong(), 285_000);
    assert_eq!(fact.about, Subject::Theirs("OD240001A7-1".to_owned()));
    assert_eq!(fact.provider_txn.as_deref(), Some("4088878653"));
    assert_eq!(fact.occurred_at.timestamp(), 1_795_262_592);
    let ours = told(&signed("orderId", json!("OD240001A7"))).expect("facts");
    let reference = samples::attempt(1).reference;
    assert_eq!(ours[0].about, Subject::Ours(reference));
}

#[test]
fn every_signed_field_counts() {
    for name in [
        "amount",
        "orderId",
        "resultCode",
        "transId",
        "message",
        "requestId",
    ] {
        let mut body = ipn();
        body[name] = json!(9);
        assert_eq!(told(&body), Err(NotificationError::BadSignature), "{name}");
    }
    let mut bare = ipn();
    bare["signature"] = json!("");
    assert_eq!(told(&bare), Err(NotificationError::BadSignature));
    let other = told(&signed("partnerCode", json!("OTHER")));
    assert_eq!(other, Err(NotificationError::NotOurs));
}

#[test]
fn a_code_that_nobody_knows_means_nothing_yet() {
    for (code, kind) in [
        (9000, Some(FactKind::Authorised)),
        (1003, Some(FactKind::Cancelled)),
        (1005, Some(FactKind::Expired)),
        (1001, Some(FactKind::Failed)),
        (1000, None),
        (7000, None),
        (99, None),
        (424_242, None),
    ] {
        let facts = told(&signed("resultCode", json!(code))).expect("facts");
        assert_eq!(facts.first().map(|fact| fact.kind), kind, "{code}");
    }
}

#[test]
fn a_browsers_return_carries_the_signature_of_the_notification() {
    let body = signed("orderId", json!("OD240001A7"));
    let query = |body: &serde_json::Value| {
        let fields = body.as_object().expect("fields").keys();
        let pairs = fields.map(|name| (name, json::text(body, name)));
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish()
    };

    let about = momo().parse_return(&query(&body));

    assert_eq!(about, Ok(Subject::Ours(samples::attempt(1).reference)));
    let mut forged = body;
    forged["resultCode"] = json!(1006);
    for query in [query(&forged), String::new()] {
        let refused = momo().parse_return(&query);
        assert_eq!(refused, Err(NotificationError::BadSignature));
    }
    let other = signed("partnerCode", json!("OTHER"));
    let other = momo().parse_return(&query(&other));
    assert_eq!(other, Err(NotificationError::NotOurs));
}
