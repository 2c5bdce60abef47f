//! Notices of money on the bank account.

use chrono::TimeDelta;
use payments::{
    Config, FactKind, NotificationError, Providers, Reference, Secrets, Subject, Verdict,
    bank_notices::{CassoConfig, PayOsConfig, SePayAuth, SePayConfig, Watched},
};
use tests::fakes::{self, BankNotice, SECRET, Told};
use uuid::Uuid;

use super::stage::{delivered, evening};

/// The name of a service, and how it writes a notice.
type Sender = (&'static str, fn(&BankNotice) -> Told);

const SENDERS: [Sender; 3] = [
    ("sepay", fakes::sepay),
    ("casso", fakes::casso),
    ("payos", fakes::payos),
];

fn watching() -> Providers {
    let watched = Watched {
        accounts: vec!["0123456789".to_owned()],
        ..Watched::default()
    };
    Providers::new(&Config {
        sepay: Some(SePayConfig {
            auth: SePayAuth::Hmac(Secrets::one(SECRET)),
            watched: watched.clone(),
        }),
        casso: Some(CassoConfig {
            checksum_keys: Some(Secrets::one(SECRET)),
            tokens: None,
            watched: watched.clone(),
        }),
        payos: Some(PayOsConfig {
            checksum_keys: Secrets::one(SECRET),
            watched,
        }),
        ..Config::default()
    })
}

fn notice(amount: i64, content: &str) -> BankNotice {
    BankNotice {
        id: 92_704,
        amount,
        content: content.to_owned(),
        sent_at: evening().timestamp() + 192,
    }
}

#[test]
fn money_that_arrives_is_a_receipt_that_names_its_attempt() {
    let reference = Reference::of(Uuid::from_u128(7));
    let text = format!("MBVCB.123.{}.CT tu 0123 toi 0456", reference.as_str());

    for (name, write) in SENDERS {
        let told = delivered(&write(&notice(285_000, &text)));
        let providers = watching();
        let service = providers.listener(name).expect("a service");

        let first = service.parse_notification(&told).expect("facts");
        let again = service.parse_notification(&told).expect("facts");

        assert_eq!(first, again, "{name}");
        assert_eq!(first.len(), 1, "{name}");
        assert_eq!(first[0].kind, FactKind::Received, "{name}");
        assert_eq!(first[0].amount.dong(), 285_000, "{name}");
        assert_eq!(first[0].about, Subject::Ours(reference.clone()), "{name}");
        assert_eq!(first[0].occurred_at.timestamp(), 1_795_262_592, "{name}");
        assert_eq!(service.acknowledge(Verdict::Recorded).status, 200, "{name}");
        assert_eq!(
            service.acknowledge(Verdict::BadSignature).status,
            401,
            "{name}"
        );
    }
}

#[test]
fn money_without_a_reference_is_a_receipt_all_the_same() {
    for (name, write) in SENDERS {
        let told = delivered(&write(&notice(50_000, "NGUYEN VAN A chuyen tien mua che")));

        let facts = watching()
            .listener(name)
            .expect("a service")
            .parse_notification(&told);

        assert_eq!(facts.expect("facts")[0].about, Subject::Receipt, "{name}");
    }
}

#[test]
fn money_that_leaves_is_told_apart() {
    for (name, write) in &SENDERS[..2] {
        let told = delivered(&write(&notice(-50_000, "hoan tien")));

        let facts = watching()
            .listener(name)
            .expect("a service")
            .parse_notification(&told);

        let facts = facts.expect("facts");
        assert_eq!(facts[0].kind, FactKind::Sent, "{name}");
        assert_eq!(facts[0].amount.dong(), 50_000, "{name}");
    }
}

#[test]
fn changed_and_strange_notices_yield_no_fact() {
    for (name, write) in SENDERS {
        let genuine = write(&notice(285_000, "OCOP"));
        let changed = Told {
            body: genuine.body.replace("285000", "985000"),
            ..genuine.clone()
        };
        let providers = watching();
        let service = providers.listener(name).expect("a service");

        let refused = service.parse_notification(&delivered(&changed));

        assert_eq!(refused, Err(NotificationError::BadSignature), "{name}");
        for (other, write) in SENDERS.into_iter().filter(|(other, _)| *other != name) {
            let strange = delivered(&write(&notice(285_000, "OCOP")));
            let answer = service.parse_notification(&strange);
            assert!(answer.is_err(), "{name} believed {other}");
        }
    }
}

#[test]
fn a_notice_recorded_and_sent_again_later_is_refused_where_the_time_is_signed() {
    for (name, write) in &SENDERS[..2] {
        let mut told = delivered(&write(&notice(285_000, "OCOP")));
        told.received_at += TimeDelta::seconds(301);

        let answer = watching()
            .listener(name)
            .expect("a service")
            .parse_notification(&told);

        assert_eq!(answer, Err(NotificationError::Stale), "{name}");
    }
}

#[test]
fn a_key_alone_is_believed_only_where_it_was_chosen() {
    let told = delivered(&fakes::sepay_with_key(&notice(285_000, "OCOP")));
    let by_key = Providers::new(&Config {
        sepay: Some(SePayConfig {
            auth: SePayAuth::ApiKey(Secrets::one(SECRET)),
            watched: Watched::default(),
        }),
        ..Config::default()
    });

    let chosen = by_key
        .listener("sepay")
        .expect("a service")
        .parse_notification(&told);
    let not = watching()
        .listener("sepay")
        .expect("a service")
        .parse_notification(&told);

    assert_eq!(chosen.expect("facts").len(), 1);
    assert_eq!(not, Err(NotificationError::BadSignature));
}
