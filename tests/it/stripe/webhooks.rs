//! Webhooks: believed only when signed lately by a key of ours, and the same truth once.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use payments::{Currency, FactKind, Notification, NotificationError, Subject, Verdict};
use serde_json::{Value, json};
use tests::fakes::{STRIPE_WEBHOOK_SECRET, Told, shuffled_twice};

use super::stage::{Stage, attempt, delivered, evening, keys, told};

/// The newest event of a type.
fn event(stage: &Stage, kind: &str) -> Value {
    let events = stage.fake.events();
    let event = events.iter().rev().find(|event| event["type"] == kind);
    event.expect("an event").clone()
}

async fn paid() -> (Stage, Told) {
    let stage = Stage::new().await;
    stage.paid(&attempt(1, 285_000)).await;
    let told = stage.fake.told_last("payment_intent.succeeded");
    (stage, told)
}

#[tokio::test]
async fn money_is_told_by_session_payment_and_question_under_one_key() {
    let stage = Stage::new().await;
    let attempt = attempt(1, 285_000);
    let known = stage.paid(&attempt).await;

    let session = stage.heard(&stage.fake.told_last("checkout.session.completed"));
    let payment = stage.heard(&stage.fake.told_last("payment_intent.succeeded"));
    let asked = stage.provider().query(&known).await.expect("facts");

    for facts in [&session, &payment, &asked] {
        assert_eq!(told(facts), [(FactKind::Paid, 285_000)]);
        assert_eq!(facts[0].about, Subject::Ours(attempt.reference.clone()));
        assert_eq!(facts[0].currency, Currency::Vnd);
        assert_eq!(facts[0].provider_txn, known.provider_txn);
        assert_eq!(facts[0].event_key, session[0].event_key);
    }
}

#[tokio::test]
async fn webhooks_that_come_twice_and_in_any_order_carry_the_same_keys() {
    let stage = Stage::new().await;
    for number in 1..=4 {
        stage.paid(&attempt(number, 100_000)).await;
    }
    let told = stage.fake.told();
    assert_eq!(told.len(), 8);

    for seed in 0..8 {
        let mut heard = BTreeSet::new();
        for webhook in shuffled_twice(&told, seed) {
            heard.extend(keys(&stage.heard(&webhook)));
        }
        assert_eq!(heard.len(), 4, "seed {seed}");
    }
}

#[tokio::test]
async fn the_old_key_is_believed_beside_the_new_one_and_no_other() {
    let (stage, _) = paid().await;
    let event = event(&stage, "payment_intent.succeeded");

    for (secret, is_believed) in [
        (STRIPE_WEBHOOK_SECRET, true),
        ("whsec_OLD", true),
        ("whsec_OTHER", false),
        ("", false),
    ] {
        let webhook = delivered(&stage.fake.sign(&event, secret));

        let heard = stage.provider().parse_notification(&webhook);

        match is_believed {
            true => assert_eq!(told(&heard.expect("believed")), [(FactKind::Paid, 285_000)]),
            false => assert_eq!(heard, Err(NotificationError::BadSignature), "{secret}"),
        }
    }
}

#[tokio::test]
async fn one_good_signature_among_several_is_enough() {
    let (stage, webhook) = paid().await;
    let header = &webhook.headers[0].1;
    let (time, good) = header.split_once(",v1=").expect("a signature");
    let bad = "0".repeat(64);

    for (header, is_believed) in [
        (format!("{time},v1={bad},v1={good}"), true),
        (format!("{time},v0={bad},v1={good}"), true),
        (format!("{time},v0={good}"), false),
        (format!("{time},v1={bad}"), false),
        (format!("t=,v1={good}"), false),
        (format!("v1={good}"), false),
        (format!("t=99999999999999999999,v1={good}"), false),
        (String::new(), false),
    ] {
        let headers = vec![("stripe-signature".to_owned(), header.clone())];
        let webhook = Told {
            headers,
            ..webhook.clone()
        };

        let heard = stage.provider().parse_notification(&delivered(&webhook));

        let is_bad = heard == Err(NotificationError::BadSignature);
        assert_eq!(heard.is_ok(), is_believed, "{header}");
        assert_eq!(is_bad, !is_believed, "{header}");
    }
}

#[tokio::test]
async fn a_signature_counts_for_five_minutes_around_its_time() {
    let (stage, webhook) = paid().await;

    for (seconds, is_believed) in [(-301, false), (-300, true), (300, true), (301, false)] {
        let at = Notification {
            received_at: evening() + TimeDelta::seconds(seconds),
            ..delivered(&webhook)
        };

        let heard = stage.provider().parse_notification(&at);

        let is_stale = heard == Err(NotificationError::Stale);
        assert_eq!(
            (heard.is_ok(), is_stale),
            (is_believed, !is_believed),
            "{seconds}"
        );
    }
}

#[tokio::test]
async fn a_changed_body_is_not_believed() {
    let (stage, webhook) = paid().await;
    let longer = format!("{} ", webhook.body);

    for body in [
        webhook.body.replace("285000", "985000"),
        longer,
        String::new(),
    ] {
        let changed = Told {
            body,
            ..webhook.clone()
        };
        let heard = stage.provider().parse_notification(&delivered(&changed));
        assert_eq!(heard, Err(NotificationError::BadSignature));
    }
}

#[tokio::test]
async fn another_amount_or_currency_is_told_as_it_is() {
    let (stage, _) = paid().await;
    let mut event = event(&stage, "payment_intent.succeeded");
    event["data"]["object"]["amount_received"] = json!(284_999);
    event["data"]["object"]["currency"] = json!("usd");

    let heard = stage.heard(&stage.fake.sign(&event, STRIPE_WEBHOOK_SECRET));

    assert_eq!(told(&heard), [(FactKind::Paid, 284_999)]);
    assert_eq!(heard[0].currency, Currency::Other("USD".to_owned()));
}

#[tokio::test]
async fn an_impossible_amount_is_unreadable() {
    let (stage, _) = paid().await;
    let mut event = event(&stage, "payment_intent.succeeded");
    for amount in [-1, i64::MIN, i64::MAX] {
        event["data"]["object"]["amount_received"] = json!(amount);
        let webhook = stage.fake.sign(&event, STRIPE_WEBHOOK_SECRET);

        let heard = stage.provider().parse_notification(&delivered(&webhook));

        assert_eq!(
            heard,
            Err(NotificationError::Malformed("amount")),
            "{amount}"
        );
    }
}

#[tokio::test]
async fn an_object_that_cannot_be_read_becomes_a_question() {
    let (stage, _) = paid().await;
    let known = attempt(1, 285_000).reference;
    for (kind, field) in [
        ("payment_intent.succeeded", "confirmation_method"),
        ("checkout.session.completed", "custom_text"),
    ] {
        let mut event = event(&stage, kind);
        let object = event["data"]["object"].as_object_mut().expect("an object");
        object
            .remove(field)
            .expect("a field that Stripe always sends");

        let heard = stage.heard(&stage.fake.sign(&event, STRIPE_WEBHOOK_SECRET));

        assert_eq!(told(&heard), [(FactKind::Changed, 0)]);
        assert_eq!(heard[0].about, Subject::Ours(known.clone()));
        assert_eq!(heard[0].event_key, event["id"]);
    }
}

#[tokio::test]
async fn a_dispute_that_cannot_be_read_names_its_payment() {
    let stage = Stage::new().await;
    let known = stage.paid(&attempt(1, 285_000)).await;
    let intent = known.provider_txn.expect("a name");
    stage.fake.dispute(&intent, 285_000);
    let mut event = event(&stage, "charge.dispute.created");
    event["data"]["object"]["evidence"] = json!(7);

    let heard = stage.heard(&stage.fake.sign(&event, STRIPE_WEBHOOK_SECRET));

    assert_eq!(told(&heard), [(FactKind::Changed, 0)]);
    assert_eq!(heard[0].about, Subject::Theirs(intent));
}

#[tokio::test]
async fn events_about_other_things_say_nothing() {
    let (stage, _) = paid().await;
    let mut event = event(&stage, "payment_intent.succeeded");
    for kind in [
        "invoice.paid",
        "payout.paid",
        "something.new",
        "payment_intent.created",
    ] {
        event["type"] = json!(kind);

        let heard = stage.heard(&stage.fake.sign(&event, STRIPE_WEBHOOK_SECRET));

        assert_eq!(heard, [], "{kind}");
    }
}

#[tokio::test]
async fn a_payment_that_was_made_elsewhere_is_not_ours() {
    let (stage, _) = paid().await;
    let mut event = event(&stage, "payment_intent.succeeded");
    event["data"]["object"]["metadata"] = json!({"reference": "not one of ours"});

    let heard = stage.heard(&stage.fake.sign(&event, STRIPE_WEBHOOK_SECRET));

    let id = event["data"]["object"]["id"].as_str().expect("a name");
    assert_eq!(heard[0].about, Subject::Theirs(id.to_owned()));
}

#[tokio::test]
async fn signed_rubbish_is_refused_and_breaks_nothing() {
    let (stage, _) = paid().await;
    for rubbish in [
        json!(null),
        json!([]),
        json!({}),
        json!({"type": "payment_intent.succeeded"}),
        json!({"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": []}}),
    ] {
        let webhook = delivered(&stage.fake.sign(&rubbish, STRIPE_WEBHOOK_SECRET));
        let heard = stage.provider().parse_notification(&webhook);
        let is_harmless = matches!(&heard, Err(NotificationError::Malformed(_)))
            || heard.as_ref().is_ok_and(Vec::is_empty);
        assert!(is_harmless, "{rubbish}: {heard:?}");
    }
}

#[tokio::test]
async fn stripe_is_asked_to_send_again_only_when_that_helps() {
    let stage = Stage::new().await;
    let status = |verdict| stage.provider().acknowledge(verdict).status;

    for verdict in [
        Verdict::Recorded,
        Verdict::AlreadyKnown,
        Verdict::UnknownReference,
        Verdict::AmountDiffers,
    ] {
        assert_eq!(status(verdict), 200, "{verdict:?}");
    }
    assert_eq!(status(Verdict::BadSignature), 400);
    assert_eq!(status(Verdict::OurError), 500);
}
