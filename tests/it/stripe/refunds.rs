//! Refunds: once under a key, never more than is left, found again.

use chrono::TimeDelta;
use payments::{
    FactKind, KnownRefund, LimitError, ProviderError, RefundOrder, RefundOutcome, Subject,
};
use tests::fakes::Fault;

use super::stage::{Stage, attempt, is_unknown, refund};

fn lost(order: &RefundOrder) -> KnownRefund {
    KnownRefund {
        order: order.clone(),
        provider_ref: None,
    }
}

fn name(outcome: &RefundOutcome) -> String {
    match outcome {
        RefundOutcome::Succeeded { provider_ref } | RefundOutcome::Pending { provider_ref } => {
            provider_ref.clone()
        }
        other => panic!("not sent: {other:?}"),
    }
}

#[tokio::test]
async fn a_refund_pays_once_however_often_it_is_ordered() {
    let stage = Stage::new().await;
    let known = stage.paid(&attempt(1, 285_000)).await;
    let order = refund(10, &known, 100_000);

    let first = stage.provider().refund(&order).await.expect("sent");
    let again = stage.provider().refund(&order).await.expect("sent");
    stage.fake.forget_keys();
    let mut next_day = order.clone();
    next_day.attempt.now += TimeDelta::hours(25);
    let later = stage.provider().refund(&next_day).await.expect("sent");

    assert_eq!((&again, &later), (&first, &first));
    assert_eq!(stage.fake.count("refund"), 1);
    let sent = stage.fake.object(&name(&first));
    assert_eq!(sent["amount"], 100_000);
    assert_eq!(sent["metadata"]["refund_id"], order.id.to_string());
    let key = format!("refund:{}", order.id);
    assert_eq!(stage.fake.keys()[1..], [key.clone(), key]);
}

#[tokio::test]
async fn a_refund_whose_answer_was_lost_is_found_by_our_name() {
    let stage = Stage::new().await;
    stage.fake.shorten_pages(2);
    for (number, fault) in (1..).zip(Fault::ALL) {
        let known = stage.paid(&attempt(number, 285_000)).await;
        for other in 0..3 {
            let other = refund(1_000 * number + other, &known, 10_000);
            stage.provider().refund(&other).await.expect("sent");
        }
        let order = refund(100 + number, &known, 200_000);
        let unseen = stage.provider().query_refund(&lost(&order)).await;
        assert_eq!(unseen, Ok(RefundOutcome::NotSeen), "{fault:?}");
        stage.fake.break_next([fault; 3]);

        let unknown = stage.provider().refund(&order).await;
        stage.fake.heal();
        let seen = stage
            .provider()
            .query_refund(&lost(&order))
            .await
            .expect("told");

        assert!(is_unknown(&unknown), "{fault:?}: {unknown:?}");
        let is_done = fault.does_the_work();
        assert_eq!(seen == RefundOutcome::NotSeen, !is_done, "{fault:?}");
        let sent = stage.provider().refund(&order).await.expect("sent");
        let charge = stage
            .fake
            .object(known.provider_txn.as_deref().expect("a name"));
        let charge = stage
            .fake
            .object(charge["latest_charge"].as_str().expect("a charge"));
        assert_eq!(charge["amount_refunded"], 230_000, "{fault:?}: {sent:?}");
    }
}

#[tokio::test]
async fn refunds_at_once_never_pay_more_than_is_left() {
    let stage = Stage::new().await;
    let known = stage.paid(&attempt(1, 285_000)).await;
    let orders: Vec<_> = (10..20)
        .map(|number| refund(number, &known, 60_000))
        .collect();

    let sent = orders.iter().map(|order| stage.provider().refund(order));
    let sent = futures_util::future::join_all(sent).await;

    let paid = |outcome: &&Result<RefundOutcome, ProviderError>| {
        matches!(outcome, Ok(RefundOutcome::Succeeded { .. }))
    };
    let failed = |outcome: &&Result<RefundOutcome, ProviderError>| {
        matches!(outcome, Ok(RefundOutcome::Failed { .. }))
    };
    assert_eq!(sent.iter().filter(paid).count(), 4, "{sent:?}");
    assert_eq!(sent.iter().filter(failed).count(), 6, "{sent:?}");
    let rest = stage.provider().refund(&refund(20, &known, 45_000)).await;
    assert!(
        matches!(rest, Ok(RefundOutcome::Succeeded { .. })),
        "{rest:?}"
    );
    let none = stage.provider().refund(&refund(21, &known, 1)).await;
    let Ok(RefundOutcome::Failed { code, .. }) = none else {
        panic!("{none:?}");
    };
    assert_eq!(code, "charge_already_refunded");
}

#[tokio::test]
async fn more_than_the_payment_is_not_even_asked_for() {
    let stage = Stage::new().await;
    let known = stage.paid(&attempt(1, 285_000)).await;
    let calls = stage.fake.calls();

    let refused = stage.provider().refund(&refund(10, &known, 285_001)).await;

    let max = known.amount;
    let limit = ProviderError::Limit(LimitError::TooMuch { max });
    assert_eq!(refused, Err(limit));
    assert_eq!(stage.fake.calls(), calls);
}

#[tokio::test]
async fn a_refund_that_waits_comes_to_an_end_told_and_asked_alike() {
    for (is_paid, kind, event) in [
        (true, FactKind::Refunded, "refund.updated"),
        (false, FactKind::RefundFailed, "refund.failed"),
    ] {
        let stage = Stage::new().await;
        stage.fake.delay_refunds();
        let known = stage.paid(&attempt(1, 285_000)).await;
        let order = refund(10, &known, 285_000);
        let sent = stage.provider().refund(&order).await.expect("sent");
        assert!(matches!(sent, RefundOutcome::Pending { .. }), "{sent:?}");
        assert_eq!(stage.heard(&stage.fake.told_last("refund.created")), []);

        stage.fake.finish_refund(&name(&sent), is_paid);

        let heard = stage.heard(&stage.fake.told_last(event));
        assert_eq!(super::stage::told(&heard), [(kind, 285_000)]);
        assert_eq!(heard[0].about, Subject::Refund(order.id));
        let named = KnownRefund {
            provider_ref: Some(name(&sent)),
            order,
        };
        let asked = stage.provider().query_refund(&named).await.expect("told");
        assert_eq!(matches!(asked, RefundOutcome::Succeeded { .. }), is_paid);
        assert_eq!(matches!(asked, RefundOutcome::Failed { .. }), !is_paid);
    }
}

#[tokio::test]
async fn an_attempt_that_nobody_paid_has_nothing_to_send_back() {
    let stage = Stage::new().await;
    let unpaid = attempt(1, 285_000);
    stage.open(&unpaid).await;

    let refused = stage
        .provider()
        .refund(&refund(10, &super::stage::known(&unpaid), 285_000))
        .await;

    assert!(
        matches!(refused, Err(ProviderError::UnknownAttempt(_))),
        "{refused:?}"
    );
}
