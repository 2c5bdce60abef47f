//! Notices in both versions.

use chrono::TimeDelta;

use super::*;
use crate::{FactKind, Subject, bank_notices::ReferencePattern, samples};

/// As Casso sends it: its keys are in an order of their own.
const BODY: &str = r#"{"error":0,"data":{"id":42,"reference":"FT26325000001","description":"MBVCB.1.OCOP240001A7.CT","amount":285000,"runningBalance":25000000,"transactionDateTime":"2026-11-21 19:03:12","accountNumber":"0123456789","bankName":"Vietcombank","bankAbbreviation":"VCB","virtualAccountNumber":"","virtualAccountName":"","counterAccountName":"NGUYEN VAN A","counterAccountNumber":"8888888888","counterAccountBankId":"970415","counterAccountBankName":"VietinBank"}}"#;
/// HMAC-SHA512 of `1795262592000.` and the body with sorted keys, worked out with Python.
const SIGNATURE: &str = "4501f62f3bc89129e798dad1feb03208d5f70c027e1e9da8dca2bf66629ba1c027466f5a80aa9d3f47fbe0648e416aee1e4529407d0dcd9906e8f112c119e314";

fn casso() -> Casso {
    Casso(CassoConfig {
        checksum_keys: Some(Secrets::one(samples::SECRET)),
        tokens: Some(Secrets::one("a-token")),
        watched: Watched {
            accounts: vec!["0123456789".to_owned()],
            references: ReferencePattern {
                prefix: "OCOP".to_owned(),
                len: 12,
            },
        },
    })
}

fn signed() -> Notification {
    let header = format!("t=1795262592000,v1={SIGNATURE}");
    samples::notification(BODY, &[("X-Casso-Signature", &header)])
}

#[test]
fn a_signed_notice_names_attempt_and_payer() {
    let facts = casso().parse_notification(&signed()).expect("facts");

    let [fact] = &facts[..] else {
        panic!("one fact: {facts:?}")
    };
    assert_eq!(fact.kind, FactKind::Received);
    assert_eq!(fact.event_key, "42");
    assert_eq!(fact.amount.dong(), 285_000);
    let reference = "OCOP240001A7".parse().expect("a reference");
    assert_eq!(fact.about, Subject::Ours(reference));
    let payer = fact.payer.as_ref().expect("a payer");
    assert_eq!(payer.bank_bin.as_deref(), Some("970415"));
    assert_eq!(payer.account.as_deref(), Some("8888888888"));
}

#[test]
fn a_changed_or_stale_notice_is_refused() {
    let mut changed = signed();
    changed.body = BODY.replace("285000", "985000").into_bytes();
    let mut stale = signed();
    stale.received_at += TimeDelta::seconds(301);
    let bare = samples::notification(BODY, &[]);

    for (told, why) in [
        (changed, NotificationError::BadSignature),
        (stale, NotificationError::Stale),
        (bare, NotificationError::BadSignature),
    ] {
        assert_eq!(casso().parse_notification(&told), Err(why));
    }
}

#[test]
fn the_first_version_tells_several_transfers_under_a_token() {
    let body = r#"{"error":0,"data":[
        {"id":7,"tid":"FT1","description":"OCOP240001A7","amount":100000,"when":"2026-11-21 19:03:12","bank_sub_acc_id":"0123456789"},
        {"id":8,"tid":"FT2","description":"phi","amount":-5500,"when":"2026-11-21 19:03:13","bank_sub_acc_id":"0123456789"},
        {"id":0,"tid":"TEST","description":"thu","amount":1,"when":"2026-11-21 19:03:13","bank_sub_acc_id":"0123456789"}]}"#;
    let told = |token| samples::notification(body, &[("secure-token", token)]);

    let facts = casso().parse_notification(&told("a-token")).expect("facts");

    let told_of: Vec<_> = facts
        .iter()
        .map(|fact| (fact.event_key.as_str(), fact.kind, fact.amount.dong()))
        .collect();
    assert_eq!(
        told_of,
        [
            ("7", FactKind::Received, 100_000),
            ("8", FactKind::Sent, 5_500)
        ]
    );
    assert_eq!(facts[1].about, Subject::Receipt);
    let refused = casso().parse_notification(&told("other"));
    assert_eq!(refused, Err(NotificationError::BadSignature));
}

#[test]
fn a_version_without_keys_is_closed() {
    let Casso(config) = casso();
    let closed = Casso(CassoConfig {
        checksum_keys: None,
        tokens: None,
        ..config
    });

    let token = samples::notification(BODY, &[("secure-token", "")]);

    for told in [signed(), token] {
        let refused = closed.parse_notification(&told);
        assert_eq!(refused, Err(NotificationError::BadSignature));
    }
}
