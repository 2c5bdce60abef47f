//! Notifications: believed only when genuine, and the same however often they come.

use std::collections::BTreeSet;

use payments::{FactKind, NotificationError, Subject, Verdict};
use tests::fakes::{Told, shuffled_twice};

use super::stage::{Stage, attempt, delivered, known};

#[tokio::test]
async fn a_notification_names_attempt_amount_and_transaction() {
    for stage in Stage::foreign().await {
        let name = stage.method;
        let attempt = attempt(1, 285_000);
        let created = stage.pay(&attempt).await;
        let told = stage.fake().tell(&created.provider_ref);

        let facts = stage.provider().parse_notification(&delivered(&told));

        let facts = facts.expect("facts");
        assert_eq!(facts.len(), 1, "{name}");
        assert_eq!(facts[0].kind, FactKind::Paid, "{name}");
        assert_eq!(
            facts[0].about,
            Subject::Ours(attempt.reference.clone()),
            "{name}"
        );
        assert_eq!(facts[0].amount, attempt.amount, "{name}");
        let number = stage.fake().book.order(&created.provider_ref).number;
        assert_eq!(facts[0].provider_txn, Some(number.to_string()), "{name}");
    }
}

#[tokio::test]
async fn telling_and_asking_yield_the_same_key() {
    for stage in Stage::foreign().await {
        let attempt = attempt(1, 285_000);
        let created = stage.pay(&attempt).await;

        let told = delivered(&stage.fake().tell(&created.provider_ref));
        let told = stage.provider().parse_notification(&told).expect("facts");
        let asked = stage.provider().query(&known(&attempt)).await;

        let asked = asked.expect("facts");
        assert_eq!(told[0].event_key, asked[0].event_key, "{}", stage.method);
    }
}

#[tokio::test]
async fn notifications_that_come_twice_and_in_any_order_carry_the_same_keys() {
    for stage in Stage::foreign().await {
        let mut told = Vec::new();
        for number in 1..=4 {
            let created = stage.pay(&attempt(number, 100_000)).await;
            told.push(stage.fake().tell(&created.provider_ref));
        }

        for seed in 0..8 {
            let mut keys = BTreeSet::new();
            for told in shuffled_twice(&told, seed) {
                let facts = stage.provider().parse_notification(&delivered(&told));
                keys.extend(facts.expect("facts").into_iter().map(|fact| fact.event_key));
            }
            assert_eq!(keys.len(), 4, "{} with seed {seed}", stage.method);
        }
    }
}

#[tokio::test]
async fn a_changed_notification_yields_no_fact() {
    for stage in Stage::foreign().await {
        let created = stage.pay(&attempt(1, 285_000)).await;
        let told = stage.fake().tell(&created.provider_ref);

        let mut refused = 0;
        for (from, to) in [
            ("285000", "985000"),
            ("28500000", "98500000"),
            ("OCOP", "OCOQ"),
        ] {
            let changed = Told {
                query: told.query.replace(from, to),
                body: told.body.replace(from, to),
                ..told.clone()
            };
            if changed != told {
                let answer = stage.provider().parse_notification(&delivered(&changed));
                assert_eq!(
                    answer,
                    Err(NotificationError::BadSignature),
                    "{}",
                    stage.method
                );
                refused += 1;
            }
        }

        assert!(refused >= 2, "{}", stage.method);
    }
}

#[tokio::test]
async fn a_notification_of_another_provider_yields_no_fact() {
    let stages = Stage::foreign().await;
    let mut told = Vec::new();
    for stage in &stages {
        let created = stage.pay(&attempt(1, 285_000)).await;
        told.push((stage.method, stage.fake().tell(&created.provider_ref)));
    }

    for stage in &stages {
        let strange = told.iter().filter(|(method, _)| *method != stage.method);
        for (method, told) in strange {
            let answer = stage.provider().parse_notification(&delivered(told));
            assert!(answer.is_err(), "{} believed {method}", stage.method);
        }
    }
}

#[tokio::test]
async fn rubbish_is_refused_and_breaks_nothing() {
    for stage in Stage::all().await {
        for (query, body) in [
            ("", ""),
            ("", "{}"),
            ("", "[]"),
            ("", "null"),
            ("", r#"{"data":{},"mac":null}"#),
            ("vnp_SecureHash=%FF&vnp_Amount=%", "\u{0}\u{1}"),
            ("vnp_TxnRef=OCOP1234&vnp_SecureHash=", r#"{"signature":[]}"#),
        ] {
            let told = Told {
                method: "POST",
                query: query.to_owned(),
                headers: vec![("X-Casso-Signature".to_owned(), "t=,v1=".to_owned())],
                body: body.to_owned(),
            };

            let answer = stage.provider().parse_notification(&delivered(&told));

            let error = answer.expect_err("no rubbish is believed");
            let reply = stage.provider().acknowledge(error.verdict());
            assert!((200..=599).contains(&reply.status), "{}", stage.method);
        }
    }
}

#[tokio::test]
async fn every_verdict_has_an_answer_that_its_provider_reads() {
    for stage in Stage::foreign().await {
        let name = stage.method;
        let good = stage.provider().acknowledge(Verdict::Recorded);
        let bad = stage.provider().acknowledge(Verdict::BadSignature);
        let again = stage.provider().acknowledge(Verdict::OurError);

        assert!((200..300).contains(&good.status), "{name}");
        assert_ne!(good, bad, "{name}");
        assert_ne!(good, again, "{name}");
        for reply in [good, bad, again] {
            assert_eq!(
                reply.content_type.is_none(),
                reply.body.is_empty(),
                "{name}"
            );
            if !reply.body.is_empty() {
                let body: Result<serde_json::Value, _> = serde_json::from_str(&reply.body);
                assert!(body.is_ok(), "{name}: {}", reply.body);
            }
        }
    }
}
