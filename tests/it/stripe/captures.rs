//! Money that is authorised first: taken in part or whole, or let go, once.

use payments::{
    Attempt, Capture, FactKind, KnownAttempt, Method, ProviderError, Providers, Secrets,
};
use serde_json::json;
use tests::fakes::Fault;

use super::stage::{Stage, attempt, capture, config, keys, told};

fn manual(number: u128) -> Attempt {
    Attempt {
        capture: Capture::Manual,
        ..attempt(number, 285_000)
    }
}

async fn authorised(stage: &Stage, number: u128) -> KnownAttempt {
    let known = stage.paid(&manual(number)).await;
    let promised = [(FactKind::Authorised, 285_000)];
    assert_eq!(stage.asked(&known).await, promised);
    known
}

#[tokio::test]
async fn a_promise_is_told_and_asked_alike() {
    let stage = Stage::new().await;
    let known = authorised(&stage, 1).await;

    let asked = stage.provider().query(&known).await.expect("facts");
    let kind = "payment_intent.amount_capturable_updated";
    let heard = stage.heard(&stage.fake.told_last(kind));
    let completed = stage.heard(&stage.fake.told_last("checkout.session.completed"));

    assert_eq!(keys(&asked), keys(&heard));
    assert_eq!(heard[0].about, asked[0].about);
    assert_eq!(completed, []);
}

#[tokio::test]
async fn all_or_a_part_of_a_promise_is_taken_and_the_rest_let_go() {
    let stage = Stage::new().await;
    for (number, amount) in [(1, 285_000), (2, 120_000)] {
        let known = authorised(&stage, number).await;

        let taken = stage
            .provider()
            .capture(&capture(number, &known, amount))
            .await;

        assert_eq!(told(&taken.expect("taken")), [(FactKind::Paid, amount)]);
        assert_eq!(stage.asked(&known).await, [(FactKind::Paid, amount)]);
        let heard = stage.heard(&stage.fake.told_last("payment_intent.succeeded"));
        assert_eq!(told(&heard), [(FactKind::Paid, amount)]);
        let intent = stage
            .fake
            .object(known.provider_txn.as_deref().expect("a name"));
        assert_eq!(intent["amount_capturable"], 0);
    }
}

#[tokio::test]
async fn a_capture_whose_answer_was_lost_takes_once() {
    let stage = Stage::new().await;
    for (number, fault) in (1..).zip([Fault::FailsAfter, Fault::DropsAfter, Fault::SilentAfter]) {
        let known = authorised(&stage, number).await;
        let order = capture(number, &known, 120_000);
        let before = stage.fake.count("balance_transaction");
        // The look goes through; taking breaks at every try.
        let end = {
            let taken = stage.provider().capture(&order);
            stage.fake.break_after(1, [fault; 3]);
            taken.await
        };
        assert!(super::stage::is_unknown(&end), "{fault:?}: {end:?}");
        stage.fake.heal();

        let again = stage.provider().capture(&order).await.expect("told");

        assert_eq!(told(&again), [(FactKind::Paid, 120_000)], "{fault:?}");
        assert_eq!(
            stage.fake.count("balance_transaction"),
            before + 1,
            "{fault:?}"
        );
    }
}

#[tokio::test]
async fn more_than_was_promised_is_refused_and_nothing_is_taken() {
    let stage = Stage::new().await;
    let known = authorised(&stage, 1).await;

    let refused = stage.provider().capture(&capture(1, &known, 285_001)).await;

    assert!(
        matches!(refused, Err(ProviderError::Refused { .. })),
        "{refused:?}"
    );
    assert_eq!(stage.asked(&known).await, [(FactKind::Authorised, 285_000)]);
}

#[tokio::test]
async fn a_refusal_is_final_unless_our_key_is_at_fault() {
    let stage = Stage::new().await;
    let known = authorised(&stage, 1).await;
    let wrong = config(&stage.fake, "sk_test_WRONG", Secrets::one("whsec"));
    let wrong = Providers::new(&wrong);
    let order = capture(1, &known, 285_000);

    let by_wrong_key = wrong.get(Method::Stripe).expect("it has keys");
    let by_wrong_key = by_wrong_key.capture(&order).await;
    stage.fake.refuse_captures();
    let refused = stage.provider().capture(&order).await;

    assert!(!by_wrong_key.expect_err("no right").is_final());
    assert!(refused.expect_err("too late").is_final());
}

#[tokio::test]
async fn taking_and_letting_go_at_once_has_one_winner() {
    for number in 1..=6 {
        let stage = Stage::new().await;
        let known = authorised(&stage, number).await;
        let order = capture(number, &known, 285_000);

        let (taken, ended) = futures_util::join!(
            stage.provider().capture(&order),
            stage.provider().cancel(&known),
        );

        let intent = stage
            .fake
            .object(known.provider_txn.as_deref().expect("a name"));
        let end = if intent["status"] == json!("succeeded") {
            FactKind::Paid
        } else {
            assert_eq!(intent["status"], "canceled");
            FactKind::Cancelled
        };
        for facts in [taken, ended] {
            assert_eq!(told(&facts.expect("told")), [(end, 285_000)]);
        }
    }
}

#[tokio::test]
async fn a_promise_that_was_let_go_cannot_be_taken() {
    let stage = Stage::new().await;
    let known = authorised(&stage, 1).await;

    let ended = stage.provider().cancel(&known).await.expect("ended");
    let late = stage.provider().capture(&capture(1, &known, 285_000)).await;

    assert_eq!(told(&ended), [(FactKind::Cancelled, 285_000)]);
    assert_eq!(told(&late.expect("told")), [(FactKind::Cancelled, 285_000)]);
    let heard = stage.heard(&stage.fake.told_last("payment_intent.canceled"));
    assert_eq!(keys(&heard), keys(&ended));
}
