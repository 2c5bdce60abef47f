//! Disputes: the whole story at every telling, with the money as it moved.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use payments::{Currency, Fact, FactKind, KnownAttempt, Subject};
use tests::fakes::shuffled_twice;

use super::stage::{Stage, attempt, evening, keys, told};

async fn disputed(stage: &Stage) -> (KnownAttempt, String) {
    let known = stage.paid(&attempt(1, 285_000)).await;
    let intent = known.provider_txn.clone().expect("a name");
    let dispute = stage.fake.dispute(&intent, 285_000);
    (known, dispute)
}

fn fee(fact: &Fact) -> Option<i64> {
    let dispute = fact.dispute.as_ref().expect("more about the dispute");
    dispute.fee.map(money::Money::dong)
}

#[tokio::test]
async fn a_dispute_says_what_was_taken_and_until_when_to_answer() {
    let stage = Stage::new().await;
    let (known, name) = disputed(&stage).await;

    let heard = stage.heard(&stage.fake.told_last("charge.dispute.funds_withdrawn"));

    let kinds = [
        (FactKind::Disputed, 285_000),
        (FactKind::DisputeWithdrawn, 285_000),
    ];
    assert_eq!(told(&heard), kinds);
    let intent = known.provider_txn.expect("a name");
    assert_eq!(heard[0].about, Subject::Theirs(intent));
    assert_eq!(heard[0].currency, Currency::Vnd);
    assert_eq!(heard[0].provider_txn.as_deref(), Some(name.as_str()));
    assert_eq!((fee(&heard[0]), fee(&heard[1])), (None, Some(380_000)));
    let more = heard[0].dispute.as_ref().expect("more");
    assert_eq!(more.provider_ref, name);
    assert_eq!(more.reason, "fraudulent");
    let due = evening() + TimeDelta::days(7);
    assert_eq!(more.evidence_due_at, Some(due));
}

#[tokio::test]
async fn a_dispute_that_is_won_gives_the_money_back() {
    let stage = Stage::new().await;
    let (known, name) = disputed(&stage).await;

    stage.fake.win(&name);

    let asked = stage.provider().query(&known).await.expect("facts");
    let kinds = [
        (FactKind::Paid, 285_000),
        (FactKind::Disputed, 285_000),
        (FactKind::DisputeWithdrawn, 285_000),
        (FactKind::DisputeReinstated, 285_000),
        (FactKind::DisputeWon, 285_000),
    ];
    assert_eq!(told(&asked), kinds);
    assert!(
        asked
            .iter()
            .all(|fact| fact.about == Subject::Ours(known.reference.clone()))
    );
    let heard = stage.heard(&stage.fake.told_last("charge.dispute.closed"));
    assert_eq!(keys(&heard), keys(&asked)[1..]);
}

#[tokio::test]
async fn a_dispute_that_is_lost_costs_the_money_and_the_fee() {
    let stage = Stage::new().await;
    let (_, name) = disputed(&stage).await;

    stage.fake.lose(&name);

    let heard = stage.heard(&stage.fake.told_last("charge.dispute.closed"));
    let end = heard.last().expect("an end");
    assert_eq!(
        (end.kind, end.amount.dong()),
        (FactKind::DisputeLost, 285_000)
    );
    assert_eq!(fee(end), Some(380_000));
}

#[tokio::test]
async fn what_a_dispute_moves_is_told_in_the_money_that_moves() {
    let stage = Stage::new().await;
    stage.fake.settle_in_sgd();
    let (_, name) = disputed(&stage).await;

    stage.fake.lose(&name);

    let heard = stage.heard(&stage.fake.told_last("charge.dispute.closed"));
    let sgd = Currency::Other("SGD".to_owned());
    let kinds = [
        (FactKind::Disputed, 285_000),
        (FactKind::DisputeWithdrawn, 1_500),
        (FactKind::DisputeLost, 1_500),
    ];
    assert_eq!(told(&heard), kinds);
    assert_eq!(heard[0].currency, Currency::Vnd);
    assert_eq!((&heard[1].currency, &heard[2].currency), (&sgd, &sgd));
    assert_eq!((fee(&heard[1]), fee(&heard[2])), (Some(2_000), Some(2_000)));
}

#[tokio::test]
async fn an_inquiry_moves_no_money() {
    let stage = Stage::new().await;
    let known = stage.paid(&attempt(1, 285_000)).await;

    stage
        .fake
        .inquire(known.provider_txn.as_deref().expect("a name"), 285_000);

    let heard = stage.heard(&stage.fake.told_last("charge.dispute.created"));
    assert_eq!(told(&heard), [(FactKind::Disputed, 285_000)]);
}

#[tokio::test]
async fn a_dispute_told_twice_and_in_any_order_is_one_story() {
    let stage = Stage::new().await;
    let (known, name) = disputed(&stage).await;
    stage.fake.win(&name);
    let asked = stage.provider().query(&known).await.expect("facts");
    let asked: BTreeSet<_> = keys(&asked).into_iter().collect();

    for seed in 0..16 {
        let mut heard = BTreeSet::new();
        for webhook in shuffled_twice(&stage.fake.told(), seed) {
            heard.extend(keys(&stage.heard(&webhook)));
        }
        assert_eq!(heard, asked, "seed {seed}");
    }
}
