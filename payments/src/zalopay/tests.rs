//! Worked signatures.

use super::*;
use crate::samples;

fn zalopay() -> ZaloPay {
    let config = ZaloPayConfig {
        app_id: 2999,
        key1: Secret::new(samples::SECRET),
        key2: Secrets::one("KEY2"),
        api: ZaloPayConfig::sandbox_api(),
        notify_url: "https://shop.example/v1/hooks/zalopay".to_owned(),
    };
    ZaloPay::new(config, Calls::default())
}

fn told(said: &str, key: &str) -> Result<Vec<Fact>, NotificationError> {
    let mac = signature::sha256(&Secret::new(key), said.as_bytes());
    let body = json!({"data": said, "mac": mac, "type": 1}).to_string();
    zalopay().parse_notification(&samples::notification(&body, &[]))
}

const SAID: &str = r#"{"app_id":2999,"app_trans_id":"261121_OD240001A7","app_time":1795262400000,"app_user":"khach","amount":285000,"embed_data":"{}","item":"[]","zp_trans_id":261121000000389,"server_time":1795262592000,"channel":38,"merchant_user_id":"","user_fee_amount":0,"discount_amount":0}"#;

#[test]
fn calls_are_signed_as_worked_out() {
    let signed = |text: &str| zalopay().sign(&text.split('|').collect::<Vec<_>>());

    assert_eq!(
        signed("2999|261121_OD240001A7|khach|285000|1795262400000|{}|[]"),
        "31f790bbbba7ed693394c7c6fb40801b0ef1e7cfac974245d86eab3ecc04b9b8"
    );
    assert_eq!(
        signed("2999|261121000000389|50000|Hoan tien|1795262500000"),
        "5905e46ab5d7eafa9680f34d118026c6032db59a641e17f8137abbdf9903b6da"
    );
}

#[test]
fn an_attempt_is_named_by_its_vietnamese_day() {
    let attempt = samples::attempt(285_000);
    let name = trans_id(attempt.created_at, &attempt.reference);

    let fields = zalopay().create_fields(&attempt, &name);

    assert!(fields.contains(&("app_trans_id", "261121_OD240001A7".to_owned())));
    assert!(fields.contains(&("expire_duration_seconds", "900".to_owned())));
    assert_eq!(subject(&name), Subject::Ours(attempt.reference));
    assert_eq!(subject("odd"), Subject::Theirs("odd".to_owned()));
}

#[test]
fn a_callback_is_believed_by_the_text_as_it_came() {
    let facts = told(SAID, "KEY2").expect("facts");

    let fact = &facts[0];
    assert_eq!(fact.kind, FactKind::Paid);
    assert_eq!(fact.amount.dong(), 285_000);
    assert_eq!(fact.about, Subject::Ours(samples::attempt(1).reference));
    assert_eq!(fact.provider_txn.as_deref(), Some("261121000000389"));
    assert_eq!(fact.occurred_at.timestamp(), 1_795_262_592);
    let other_key = told(SAID, samples::SECRET);
    assert_eq!(other_key, Err(NotificationError::BadSignature));
    let other_app = told(&SAID.replace("2999", "2998"), "KEY2");
    assert_eq!(other_app, Err(NotificationError::NotOurs));
    for broken in ["", "[]", "{}"] {
        assert!(told(broken, "KEY2").is_err(), "{broken}");
    }
}

#[test]
fn a_browsers_return_names_its_attempt_and_is_believed_by_its_checksum() {
    let said = "2999|261121_OD240001A7|38||285000|0|1";
    let checksum = signature::sha256(&Secret::new("KEY2"), said.as_bytes());
    let query = format!(
        "amount=285000&appid=2999&apptransid=261121_OD240001A7&bankcode=&checksum={checksum}\
         &discountamount=0&pmcid=38&status=1"
    );

    let about = zalopay().parse_return(&query);

    assert_eq!(about, Ok(Subject::Ours(samples::attempt(1).reference)));
    for forged in [query.replace("status=1", "status=2"), String::new()] {
        let refused = zalopay().parse_return(&forged);
        assert_eq!(refused, Err(NotificationError::BadSignature));
    }
}
