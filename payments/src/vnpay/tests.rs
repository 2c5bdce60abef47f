//! Worked signatures.

use super::*;
use crate::{FactKind, Secret, Subject, samples, signature};

const PAY: &str = "vnp_Amount=28500000&vnp_Command=pay&vnp_CreateDate=20261121190000&vnp_CurrCode=VND&vnp_ExpireDate=20261121191500&vnp_IpAddr=203.0.113.7&vnp_Locale=vn&vnp_OrderInfo=Thanh+toan+don+OD240001A7&vnp_OrderType=other&vnp_ReturnUrl=https%3A%2F%2Fshop.example%2Fvnpay%2Freturn&vnp_TmnCode=DEMOTMN1&vnp_TxnRef=OD240001A7&vnp_Version=2.1.0";
const PAY_HASH: &str = "a14e914231ad2ce6b553c5e545f05ca93964e14ba223bdd867663ec7582315f95da4da97a031e0728fdcedb60091d5a712ef833af6e49e5021e384ae66101d14";
const IPN: &str = "vnp_Amount=28500000&vnp_BankCode=NCB&vnp_BankTranNo=VNP14422574&vnp_CardType=ATM&vnp_OrderInfo=Thanh+toan+don+OD240001A7&vnp_PayDate=20261121190312&vnp_ResponseCode=00&vnp_TmnCode=DEMOTMN1&vnp_TransactionNo=14422574&vnp_TransactionStatus=00&vnp_TxnRef=OD240001A7";
const IPN_HASH: &str = "35d2c0be1552a83040915cdd1527a555538965504184ff0de01bacef6083d495ab7845b63c038879c516024f419fb7468b32e692ecd00b1b8106ac90ba4d055c";

fn vnpay() -> VnPay {
    let secrets = Secrets::one(samples::SECRET);
    VnPay::new(VnPayConfig::sandbox("DEMOTMN1", secrets), Calls::default())
}

fn ipn(query: &str) -> Notification {
    let mut told = samples::notification("", &[]);
    told.method = "GET".to_owned();
    told.path_and_query = format!("/v1/hooks/vnpay?{query}");
    told
}

/// A notification whose fields say otherwise, signed well.
fn told(from: &str, to: &str) -> Result<Vec<Fact>, NotificationError> {
    let text = IPN.replace(from, to);
    let hash = signature::sha512(&Secret::new(samples::SECRET), text.as_bytes());
    vnpay().parse_notification(&ipn(&format!("{text}&vnp_SecureHash={hash}")))
}

#[tokio::test]
async fn the_shopper_is_sent_to_the_worked_address() {
    let created = vnpay().create(&samples::attempt(285_000)).await;

    let created = created.expect("created");
    assert_eq!(created.provider_ref, "OD240001A7");
    let page = "https://sandbox.vnpayment.vn/paymentv2/vpcpay.html";
    let url = format!("{page}?{PAY}&vnp_SecureHash={PAY_HASH}");
    assert_eq!(created.next_action, NextAction::Redirect { url });
}

#[test]
fn the_worked_notification_says_that_money_is_there() {
    let query = format!("{IPN}&vnp_SecureHashType=HmacSHA512&vnp_SecureHash={IPN_HASH}&utm=x");

    let facts = vnpay().parse_notification(&ipn(&query)).expect("facts");

    let [fact] = &facts[..] else {
        panic!("one fact: {facts:?}")
    };
    assert_eq!(fact.kind, FactKind::Paid);
    assert_eq!(fact.amount.dong(), 285_000);
    let reference = samples::attempt(1).reference;
    assert_eq!(fact.about, Subject::Ours(reference));
    assert_eq!(fact.provider_txn.as_deref(), Some("14422574"));
    assert_eq!(fact.event_key, "OD240001A7:paid:14422574");
    assert_eq!(fact.occurred_at.timestamp(), 1_795_262_592);
}

#[test]
fn the_order_of_the_parameters_does_not_matter_but_every_value_does() {
    let mut parts: Vec<_> = IPN.split('&').collect();
    parts.reverse();
    let shuffled = format!("vnp_SecureHash={IPN_HASH}&{}", parts.join("&"));
    assert!(vnpay().parse_notification(&ipn(&shuffled)).is_ok());

    for part in IPN.split('&') {
        let changed = IPN.replace(part, &format!("{part}1"));
        let query = format!("{changed}&vnp_SecureHash={IPN_HASH}");
        let refused = vnpay().parse_notification(&ipn(&query));
        assert_eq!(refused, Err(NotificationError::BadSignature), "{part}");
    }
    for bare in ["", IPN, &format!("{IPN}&vnp_SecureHash=")] {
        let refused = vnpay().parse_notification(&ipn(bare));
        assert_eq!(refused, Err(NotificationError::BadSignature), "{bare}");
    }
}

#[test]
fn money_is_there_only_if_both_codes_say_so() {
    let kind = |response: &str, status: &str| {
        let codes = "vnp_ResponseCode=00&vnp_TmnCode=DEMOTMN1&vnp_TransactionNo=14422574&vnp_TransactionStatus=00";
        let said = format!(
            "vnp_ResponseCode={response}&vnp_TmnCode=DEMOTMN1&vnp_TransactionNo=14422574&vnp_TransactionStatus={status}"
        );
        let facts = told(codes, &said).expect("facts");
        facts.first().map(|fact| fact.kind)
    };

    assert_eq!(kind("00", "00"), Some(FactKind::Paid));
    assert_eq!(kind("24", "02"), Some(FactKind::Cancelled));
    assert_eq!(kind("11", "02"), Some(FactKind::Expired));
    assert_eq!(kind("51", "02"), Some(FactKind::Failed));
    for (response, status) in [
        ("00", "01"),
        ("00", "02"),
        ("07", "00"),
        ("07", "07"),
        ("24", "00"),
    ] {
        assert_eq!(kind(response, status), None, "{response} {status}");
    }
}

#[test]
fn notices_for_others_or_with_broken_amounts_are_refused() {
    let other = told("DEMOTMN1", "DEMOTMN2");
    let broken = told("vnp_Amount=28500000", "vnp_Amount=28500050");
    let theirs = told("OD240001A7", "x-1").expect("facts");

    assert_eq!(other, Err(NotificationError::NotOurs));
    assert_eq!(broken, Err(NotificationError::Malformed("vnp_Amount")));
    assert_eq!(theirs[0].about, Subject::Theirs("x-1".to_owned()));
}

#[test]
fn calls_are_signed_as_worked_out() {
    let secret = Secret::new(samples::SECRET);

    assert_eq!(
        signature::sha512(&secret, b"req-1|2.1.0|querydr|DEMOTMN1|OD240001A7|20261121190000|20261121191600|203.0.113.9|Truy van OD240001A7"),
        "d8002782bc3ce980ec38db45dda725b01adb2c556272628e0435319b434c45a0bb50a36d060dec9700e5b9e2f66db02b1c860c1e84797613ed78b2d35a368621"
    );
    assert_eq!(
        signature::sha512(&secret, b"req-2|2.1.0|refund|DEMOTMN1|03|OD240001A7|5000000|14422574|20261121190000|admin|20261122080000|203.0.113.9|Hoan tien OD240001A7"),
        "07cdd6e1b18c11fb8d819cd92d2ee2d6b6a09be2515ab11f1fc8268eb7868487d4b4d1eb2b17274d09ea7288e9a21e5dc39656e4d814d1cdee7813bb56cf50c3"
    );
}

#[test]
fn every_verdict_has_its_code() {
    for (verdict, code) in [
        (Verdict::BadSignature, "97"),
        (Verdict::UnknownReference, "01"),
        (Verdict::AmountDiffers, "04"),
        (Verdict::AlreadyKnown, "02"),
        (Verdict::Recorded, "00"),
        (Verdict::OurError, "99"),
    ] {
        let reply = vnpay().acknowledge(verdict);
        assert_eq!(reply.status, 200);
        let body: serde_json::Value = serde_json::from_str(&reply.body).expect("JSON");
        assert_eq!(body["RspCode"], code);
    }
}
