//! Refunds: paid once, never more than is left, and known again when an answer was lost.

use money::Money;
use payments::{LimitError, ProviderError, RefundOrder, RefundOutcome, RefundRoute};
use tests::fakes::Fault;

use super::stage::{Stage, attempt, known, lost, refund};

fn is_on_its_way(outcome: &RefundOutcome) -> bool {
    matches!(
        outcome,
        RefundOutcome::Succeeded { .. } | RefundOutcome::Pending { .. }
    )
}

#[tokio::test]
async fn a_refund_ordered_twice_pays_once() {
    for stage in Stage::foreign().await {
        let name = stage.method;
        let attempt = attempt(1, 285_000);
        let created = stage.pay(&attempt).await;
        let order = refund(10, paid(&stage, &attempt).await, 100_000);

        let first = stage.provider().refund(&order).await.expect("sent");
        let second = stage.provider().refund(&order).await.expect("sent");

        assert!(is_on_its_way(&first), "{name}: {first:?}");
        assert!(is_on_its_way(&second), "{name}: {second:?}");
        let order = stage.fake().book.order(&created.provider_ref);
        assert_eq!(order.refunded(), 100_000, "{name}");
    }
}

#[tokio::test]
async fn refunds_with_other_numbers_pay_until_nothing_is_left() {
    for stage in Stage::foreign().await {
        let name = stage.method;
        let attempt = attempt(1, 285_000);
        let created = stage.pay(&attempt).await;
        let known = paid(&stage, &attempt).await;

        let part = send(&stage, &refund(10, known.clone(), 185_000)).await;
        let too_much = send(&stage, &refund(11, known.clone(), 100_001)).await;
        let rest = send(&stage, &refund(12, known, 100_000)).await;

        assert!(is_on_its_way(&part), "{name}: {part:?}");
        assert!(
            matches!(too_much, RefundOutcome::Failed { .. }),
            "{name}: {too_much:?}"
        );
        assert!(is_on_its_way(&rest), "{name}: {rest:?}");
        let order = stage.fake().book.order(&created.provider_ref);
        assert_eq!(order.refunded(), 285_000, "{name}");
    }
}

#[tokio::test]
async fn a_refund_beyond_the_payment_is_not_even_asked_for() {
    for stage in Stage::foreign().await {
        let known = known(&attempt(1, 285_000));

        let refused = stage.provider().refund(&refund(10, known, 285_001)).await;

        let max = Money::price(285_000).expect("a price");
        let limit = ProviderError::Limit(LimitError::TooMuch { max });
        assert_eq!(refused, Err(limit), "{}", stage.method);
        assert_eq!(stage.fake().book.calls(), 0, "{}", stage.method);
    }
}

#[tokio::test]
async fn a_refund_whose_answer_was_lost_is_asked_about_and_pays_once() {
    for stage in Stage::foreign().await {
        for (number, fault) in (1..).zip(Fault::ALL) {
            let name = format!("{} {fault:?}", stage.method);
            let attempt = attempt(number, 285_000);
            let created = stage.pay(&attempt).await;
            let order = refund(100 + number, paid(&stage, &attempt).await, 285_000);
            let unseen = stage.provider().query_refund(&lost(&order)).await;
            assert_eq!(unseen, Ok(RefundOutcome::NotSeen), "{name}");
            // As many as an adapter can possibly try.
            stage.fake().book.break_next([fault; 3]);

            let unknown = stage.provider().refund(&order).await;
            stage.fake().book.heal();
            assert!(
                matches!(unknown, Err(ProviderError::Unknown(_))),
                "{name}: {unknown:?}"
            );
            let mut seen = stage
                .provider()
                .query_refund(&lost(&order))
                .await
                .expect("an answer");
            assert_eq!(
                seen == RefundOutcome::NotSeen,
                !fault.does_the_work(),
                "{name}"
            );
            if seen == RefundOutcome::NotSeen {
                seen = stage.provider().refund(&order).await.expect("sent");
            }

            assert!(is_on_its_way(&seen), "{name}: {seen:?}");
            let paid = stage.fake().book.order(&created.provider_ref);
            assert_eq!(paid.refunded(), 285_000, "{name}");
        }
    }
}

#[tokio::test]
async fn a_refund_at_work_is_done_in_the_end() {
    for stage in Stage::foreign().await {
        let attempt = attempt(1, 285_000);
        stage.pay(&attempt).await;
        let order = refund(10, paid(&stage, &attempt).await, 285_000);
        stage.provider().refund(&order).await.expect("sent");

        let end = stage.provider().query_refund(&lost(&order)).await;

        let end = end.expect("an answer");
        assert!(
            matches!(end, RefundOutcome::Succeeded { .. }),
            "{}: {end:?}",
            stage.method
        );
    }
}

#[tokio::test]
async fn a_lost_notification_does_not_stop_a_refund() {
    for stage in Stage::foreign().await {
        let attempt = attempt(1, 285_000);
        let created = stage.pay(&attempt).await;

        // Without the provider's number of the payment.
        let order = refund(10, known(&attempt), 285_000);
        let sent = stage.provider().refund(&order).await.expect("sent");

        assert!(is_on_its_way(&sent), "{}: {sent:?}", stage.method);
        let order = stage.fake().book.order(&created.provider_ref);
        assert_eq!(order.refunded(), 285_000, "{}", stage.method);
    }
}

#[tokio::test]
async fn who_cannot_refund_says_so() {
    for stage in Stage::all().await {
        let name = stage.method;
        if stage.provider().capabilities().refund == RefundRoute::Api {
            continue;
        }
        let order = refund(10, known(&attempt(1, 285_000)), 285_000);

        let sent = stage.provider().refund(&order).await;
        let seen = stage.provider().query_refund(&lost(&order)).await;

        assert_eq!(sent, Ok(RefundOutcome::NotSupported), "{name}");
        assert_eq!(seen, Ok(RefundOutcome::NotSupported), "{name}");
    }
}

async fn send(stage: &Stage, order: &RefundOrder) -> RefundOutcome {
    stage.provider().refund(order).await.expect("an answer")
}

/// The attempt with the provider's number of its payment.
async fn paid(stage: &Stage, attempt: &payments::Attempt) -> payments::KnownAttempt {
    let mut known = known(attempt);
    let facts = stage.provider().query(&known).await.expect("an answer");
    known.provider_txn.clone_from(&facts[0].provider_txn);
    assert!(known.provider_txn.is_some(), "{}", stage.method);
    known
}
