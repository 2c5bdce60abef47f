//! Attempts: made known once, asked about when an answer was lost, refused beyond limits.

use chrono::TimeDelta;
use money::Money;
use payments::{Attempt, Capture, CaptureOrder, FactKind, LimitError, Method, ProviderError};
use tests::fakes::Fault;

use super::stage::{Stage, attempt, evening, known};

#[tokio::test]
async fn an_attempt_made_known_twice_is_one_attempt() {
    for stage in Stage::all().await {
        let attempt = attempt(1, 285_000);

        let first = stage.open(&attempt).await;
        let second = stage.open(&attempt).await;

        assert_eq!(first, second, "{}", stage.method);
        if let Some(fake) = &stage.fake {
            assert_eq!(fake.book.orders(), 1, "{}", stage.method);
            let order = fake.book.order(&first.provider_ref);
            assert_eq!(order.amount, 285_000);
        }
    }
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_with_the_same_key() {
    for stage in Stage::foreign().await {
        for (number, fault) in (1..).zip(Fault::ALL) {
            let attempt = attempt(number, 285_000);
            let orders = stage.fake().book.orders();
            stage.fake().book.break_next([fault]);

            let created = stage.open(&attempt).await;

            let name = stage.method;
            assert_eq!(stage.fake().book.orders(), orders + 1, "{name} {fault:?}");
            stage.fake().book.heal();
            assert_eq!(stage.open(&attempt).await, created, "{name} {fault:?}");
        }
    }
}

#[tokio::test]
async fn an_unknown_answer_is_told_as_unknown_and_found_out_by_asking() {
    for stage in Stage::foreign().await {
        let name = stage.method;
        let attempt = attempt(1, 285_000);
        let created = stage.open(&attempt).await;
        let book = &stage.fake().book;
        book.break_next([Fault::DropsAfter, Fault::FailsAfter, Fault::SilentBefore]);

        let unknown = stage.provider().query(&known(&attempt)).await;
        let waiting = stage.provider().query(&known(&attempt)).await;
        book.pay(&created.provider_ref);
        let paid = stage.provider().query(&known(&attempt)).await;

        assert!(matches!(unknown, Err(ProviderError::Unknown(_))), "{name}");
        assert_eq!(waiting, Ok(Vec::new()), "{name}");
        let facts = paid.expect("an answer");
        assert_eq!(facts.len(), 1, "{name}");
        assert_eq!(facts[0].kind, FactKind::Paid, "{name}");
        assert_eq!(facts[0].amount, attempt.amount, "{name}");
    }
}

#[tokio::test]
async fn an_attempt_that_its_provider_never_saw_has_no_facts() {
    for stage in Stage::foreign().await {
        let asked = stage.provider().query(&known(&attempt(404, 285_000))).await;

        assert_eq!(asked, Ok(Vec::new()), "{}", stage.method);
    }
}

#[tokio::test]
async fn limits_are_refused_before_any_call() {
    for stage in Stage::all().await {
        let name = stage.method;
        let can = stage.provider().capabilities();
        let mut beyond = vec![];
        if can.amount_min > Money::ZERO {
            beyond.push(attempt(1, can.amount_min.dong() - 1));
        }
        if can.amount_max < Money::MAX {
            beyond.push(attempt(2, can.amount_max.dong() + 1));
        }
        if !can.manual_capture {
            beyond.push(Attempt {
                capture: Capture::Manual,
                ..attempt(3, 285_000)
            });
        }
        if let Some(bounds) = can.expiry {
            for life in [bounds.min, bounds.max + TimeDelta::seconds(2)] {
                beyond.push(Attempt {
                    expires_at: Some(evening() + life - TimeDelta::seconds(1)),
                    ..attempt(4, 285_000)
                });
            }
        }

        for attempt in &beyond {
            let refused = stage.provider().create(attempt).await;
            assert!(
                matches!(refused, Err(ProviderError::Limit(_))),
                "{name}: {refused:?}"
            );
        }

        if let Some(fake) = &stage.fake {
            assert_eq!(fake.book.calls(), 0, "{name}");
        }
        for limit in [can.amount_min, can.amount_max] {
            assert_eq!(can.check_amount(limit), Ok(()), "{name}");
        }
    }
}

#[tokio::test]
async fn promised_money_is_taken_or_let_go_once() {
    for stage in Stage::foreign().await {
        if !stage.provider().capabilities().manual_capture {
            refuses_to_capture(&stage).await;
            continue;
        }
        for (number, is_taken) in [(1, true), (2, false)] {
            let attempt = Attempt {
                capture: Capture::Manual,
                ..attempt(number, 285_000)
            };
            stage.pay(&attempt).await;
            let promised = stage.provider().query(&known(&attempt)).await;
            let order = CaptureOrder {
                id: attempt.id,
                attempt: known(&attempt),
                amount: attempt.amount,
            };
            stage.fake().book.break_next([Fault::DropsAfter]);

            let end = if is_taken {
                stage.provider().capture(&order).await
            } else {
                stage.provider().cancel(&known(&attempt)).await
            };

            let kinds = |facts: Result<Vec<payments::Fact>, _>| -> Vec<FactKind> {
                let facts = facts.expect("facts").into_iter();
                facts.map(|fact| fact.kind).collect()
            };
            assert_eq!(kinds(promised), [FactKind::Authorised]);
            let expected = if is_taken {
                FactKind::Paid
            } else {
                FactKind::Cancelled
            };
            assert_eq!(kinds(end), [expected]);
        }
    }
}

async fn refuses_to_capture(stage: &Stage) {
    let attempt = attempt(1, 285_000);
    let order = CaptureOrder {
        id: attempt.id,
        attempt: known(&attempt),
        amount: attempt.amount,
    };

    let captured = stage.provider().capture(&order).await;

    assert_eq!(captured, Err(ProviderError::NotSupported));
    let limits = stage.provider().capabilities().check(&Attempt {
        capture: Capture::Manual,
        ..attempt
    });
    assert_eq!(limits, Err(LimitError::NoManualCapture));
}

#[tokio::test]
async fn a_closed_method_cannot_be_reached() {
    let providers = payments::Providers::new(&payments::Config::default());

    for method in Method::ALL {
        assert_eq!(providers.get(method).is_some(), method == Method::Cod);
        assert!(providers.listener(method.name()).is_none());
    }
}
