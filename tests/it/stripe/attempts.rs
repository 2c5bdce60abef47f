//! Attempts: made known once, ended, found again.

use chrono::TimeDelta;
use payments::{
    Attempt, FactKind, LimitError, Method, NextAction, ProviderError, Providers, Secrets,
};
use serde_json::json;
use tests::fakes::{Fault, StripeFake};

use super::stage::{Stage, attempt, config, evening, is_unknown, known};

#[tokio::test]
async fn a_session_asks_for_the_amount_and_carries_our_names() {
    let stage = Stage::new().await;
    let attempt = attempt(1, 285_000);

    let created = stage.provider().create(&attempt).await.expect("created");

    let session = stage.fake.object(&created.provider_ref);
    let reference = attempt.reference.as_str();
    assert_eq!(session["amount_total"], 285_000);
    assert_eq!(session["currency"], "vnd");
    assert_eq!(session["client_reference_id"], reference);
    assert_eq!(session["metadata"]["reference"], reference);
    assert_eq!(session["metadata"]["attempt_id"], attempt.id.to_string());
    assert_eq!(session["locale"], "en");
    assert_eq!(session["success_url"], attempt.return_url);
    let end = evening() + TimeDelta::minutes(45);
    assert_eq!(session["expires_at"], end.timestamp());
    let url = session["url"].as_str().expect("a page").to_owned();
    assert_eq!(created.next_action, NextAction::Redirect { url });
    let intent = stage.fake.object(&stage.fake.pay(&created.provider_ref));
    assert_eq!(intent["transfer_group"], reference);
    assert_eq!(intent["metadata"], session["metadata"]);
    assert_eq!(stage.fake.keys(), [format!("attempt:{}", attempt.id)]);
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_with_the_same_key() {
    let stage = Stage::new().await;
    for (number, fault) in (1..).zip(Fault::ALL) {
        let attempt = attempt(number, 285_000);
        stage.fake.break_next([fault, fault]);

        let session = stage.open(&attempt).await;

        assert_eq!(stage.open(&attempt).await, session, "{fault:?}");
        let made = usize::try_from(number).expect("few");
        assert_eq!(stage.fake.count("checkout.session"), made, "{fault:?}");
        let keys = stage.fake.keys();
        assert_eq!(
            keys[keys.len() - 4..],
            vec![format!("attempt:{}", attempt.id); 4]
        );
    }
}

#[tokio::test]
async fn a_session_whose_answer_never_came_is_found_by_our_name() {
    let stage = Stage::new().await;
    for number in 1..=5 {
        stage.open(&attempt(number, 100_000)).await;
    }
    let attempt = attempt(6, 285_000);
    stage.fake.break_next([Fault::SilentAfter; 3]);
    let unknown = stage.provider().create(&attempt).await;
    assert!(is_unknown(&unknown), "{unknown:?}");
    for number in 7..=11 {
        stage.open(&super::stage::attempt(number, 100_000)).await;
    }
    stage.fake.shorten_pages(2);

    let waiting = stage.asked(&known(&attempt)).await;
    let session = stage.open(&attempt).await;
    stage.fake.pay(&session);
    let paid = stage.asked(&known(&attempt)).await;

    assert_eq!(waiting, []);
    assert_eq!(paid, [(FactKind::Paid, 285_000)]);
    let never_seen = stage
        .asked(&known(&super::stage::attempt(404, 285_000)))
        .await;
    assert_eq!(never_seen, []);
}

#[tokio::test]
async fn the_same_key_for_another_amount_is_not_taken_for_an_answer() {
    let stage = Stage::new().await;
    let first = attempt(1, 285_000);
    stage.open(&first).await;

    let other = stage.provider().create(&attempt(1, 286_000)).await;

    assert!(is_unknown(&other), "{other:?}");
    assert_eq!(stage.fake.count("checkout.session"), 1);
}

#[tokio::test]
async fn limits_are_refused_before_any_call() {
    let stage = Stage::new().await;
    let long = Attempt {
        expires_at: Some(evening() + TimeDelta::hours(25)),
        ..attempt(3, 285_000)
    };

    for attempt in [attempt(1, 12_999), attempt(2, 100_000_000), long] {
        let refused = stage.provider().create(&attempt).await;
        assert!(
            matches!(refused, Err(ProviderError::Limit(_))),
            "{refused:?}"
        );
    }

    assert_eq!(stage.fake.calls(), 0);
    stage.open(&attempt(4, 13_000)).await;
    stage.open(&attempt(5, 99_999_999)).await;
    let least = stage
        .provider()
        .capabilities()
        .check_amount(money::Money::ZERO);
    assert!(matches!(least, Err(LimitError::TooLittle { .. })));
}

#[tokio::test]
async fn a_key_that_stripe_does_not_take_is_a_refusal_not_a_mystery() {
    let fake = StripeFake::start().await;
    let config = config(&fake, "sk_test_REVOKED", Secrets::one("whsec"));
    let providers = Providers::new(&config);
    let provider = providers.get(Method::Stripe).expect("it has keys");

    let refused = provider.create(&attempt(1, 285_000)).await;

    let Err(ProviderError::Refused { code, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(code, "unauthorised");
    assert_eq!(fake.calls(), 1);
}

#[tokio::test]
async fn a_refused_card_leaves_the_attempt_open_for_another() {
    let stage = Stage::new().await;
    let attempt = attempt(1, 285_000);
    let session = stage.open(&attempt).await;

    stage.fake.decline(&session);

    assert_eq!(stage.asked(&known(&attempt)).await, []);
    let webhook = stage.fake.told_last("payment_intent.payment_failed");
    assert_eq!(stage.heard(&webhook), []);
    stage.fake.pay(&session);
    let paid = [(FactKind::Paid, 285_000)];
    assert_eq!(stage.asked(&known(&attempt)).await, paid);
}

#[tokio::test]
async fn a_promise_that_comes_to_nothing_is_a_failure() {
    let stage = Stage::new().await;
    let attempt = attempt(1, 285_000);
    let session = stage.open(&attempt).await;
    stage.fake.promise(&session);
    let webhook = stage.fake.told_last("checkout.session.completed");
    assert_eq!(stage.heard(&webhook), []);
    assert_eq!(stage.asked(&known(&attempt)).await, []);

    stage.fake.let_down(&session);

    let asked = stage
        .provider()
        .query(&known(&attempt))
        .await
        .expect("facts");
    let webhook = stage
        .fake
        .told_last("checkout.session.async_payment_failed");
    let heard = stage.heard(&webhook);
    assert_eq!(asked[0].kind, FactKind::Failed);
    assert_eq!(asked[0].event_key, heard[0].event_key);
    assert_eq!((asked.len(), heard.len()), (1, 1));
}

#[tokio::test]
async fn an_abandoned_page_is_told_and_asked_alike() {
    let stage = Stage::new().await;
    let attempt = attempt(1, 285_000);
    let session = stage.open(&attempt).await;

    stage.fake.abandon(&session);

    let asked = stage
        .provider()
        .query(&known(&attempt))
        .await
        .expect("facts");
    let heard = stage.heard(&stage.fake.told_last("checkout.session.expired"));
    assert_eq!(asked[0].kind, FactKind::Expired);
    assert_eq!(asked[0].event_key, heard[0].event_key);
    assert_eq!((asked.len(), heard.len()), (1, 1));
}

#[tokio::test]
async fn an_attempt_that_is_called_off_can_no_longer_be_paid() {
    let stage = Stage::new().await;
    let attempt = attempt(1, 285_000);
    let session = stage.open(&attempt).await;
    stage.fake.break_next([Fault::FailsBefore]);

    let ended = stage.provider().cancel(&known(&attempt)).await;
    let again = stage.provider().cancel(&known(&attempt)).await;

    let kinds = super::stage::told(&ended.expect("ended"));
    assert_eq!(kinds, [(FactKind::Expired, 285_000)]);
    assert_eq!(super::stage::told(&again.expect("told")), kinds);
    assert_eq!(stage.fake.object(&session)["status"], json!("expired"));
}

#[tokio::test]
async fn money_that_was_faster_than_a_cancellation_is_told() {
    let stage = Stage::new().await;
    let attempt = attempt(1, 285_000);
    let paid = stage.paid(&attempt).await;

    let told = stage.provider().cancel(&paid).await.expect("told");

    assert_eq!(super::stage::told(&told), [(FactKind::Paid, 285_000)]);
}
