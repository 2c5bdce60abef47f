//! Card disputes, as a provider tells them: in any order, more than once.

use market::disputes::{self, DisputeError};
use money::Money;
use payments::{Currency, Dispute, Fact, FactKind, Subject};
use serde_json::json;
use tests::Market;
use uuid::Uuid;

use super::{NET, Sold, text};
use crate::remittances::given::balance;

const REF: &str = "dp_1";

impl Sold {
    /// The provider tells something of the dispute; movements cost 15,000 đồng.
    async fn hears(&self, kind: FactKind, amount: i64) -> Result<bool, DisputeError> {
        let id = text(&self.placed.bought.answer["payment"]["id"]);
        let fee = (kind == FactKind::DisputeWithdrawn).then_some(15_000);
        let fact = Fact {
            event_key: format!("{REF}:{}", kind.name()),
            about: Subject::Theirs(id.clone()),
            kind,
            amount: Money::new(amount).expect("an amount"),
            currency: Currency::Vnd,
            provider_txn: None,
            occurred_at: self.market.app().clock().now(),
            payer: None,
            dispute: Some(Dispute {
                provider_ref: REF.to_owned(),
                reason: "fraudulent".to_owned(),
                fee: fee.map(|fee| Money::new(fee).expect("an amount")),
                evidence_due_at: None,
            }),
        };
        let payment_id = Uuid::parse_str(&id).expect("a UUID");
        disputes::hear(self.market.app(), payment_id, &fact).await
    }

    /// The scheme takes money.
    async fn disputed(self, amount: i64) -> Self {
        self.hears(FactKind::Disputed, amount).await.expect("told");
        self.hears(FactKind::DisputeWithdrawn, amount)
            .await
            .expect("told");
        self
    }

    async fn loses(&self, amount: i64) {
        self.hears(FactKind::DisputeLost, amount)
            .await
            .expect("told");
        self.settle().await;
    }
}

#[tokio::test]
async fn a_dispute_that_is_won_leaves_everything_as_it_was() {
    use FactKind as Kind;
    let sold = Sold::released().await;

    for is_new in [true, false] {
        for kind in [Kind::Disputed, Kind::DisputeWithdrawn] {
            assert_eq!(sold.hears(kind, 130_000).await.expect("told"), is_new);
        }
    }
    sold.settle().await;
    assert_eq!(sold.balance().await, [0, NET - 100_000]);
    let meanwhile = sold.refund(json!([sold.units(1)])).await;
    meanwhile.problem(409, "refund_exceeds_rest");
    for kind in [
        Kind::DisputeAnswered,
        Kind::DisputeWon,
        // What was given back is told after the end, which knew.
        Kind::DisputeReinstated,
        Kind::DisputeWon,
        // Too late to matter.
        Kind::DisputeLost,
    ] {
        sold.hears(kind, 130_000).await.expect("told");
    }
    sold.settle().await;

    assert_eq!(sold.balance().await, [0, NET]);
    sold.refund(json!([sold.units(1)])).await.expect(201);
    sold.settle().await;
}

#[tokio::test]
async fn money_given_back_before_the_end_counts_once() {
    let sold = Sold::released().await.disputed(130_000).await;

    for kind in [FactKind::DisputeReinstated, FactKind::DisputeWon] {
        sold.hears(kind, 130_000).await.expect("told");
        sold.settle().await;
    }

    assert_eq!(sold.balance().await, [0, NET]);
}

#[tokio::test]
async fn a_lost_dispute_takes_the_sale_from_the_seller_and_the_rest_from_the_market() {
    for is_released in [true, false] {
        let sold = if is_released {
            Sold::released().await
        } else {
            Sold::delivered("sandbox").await
        };
        let sold = sold.disputed(130_000).await;

        for _ in 0..2 {
            sold.loses(130_000).await;
        }

        assert_eq!(sold.balance().await, [0, 0]);
        let more = sold.refund(json!([sold.units(1)])).await;
        more.problem(409, "nothing_to_refund");
    }
}

#[tokio::test]
async fn an_end_that_comes_alone_tells_what_is_gone() {
    let sold = Sold::released().await;

    sold.loses(130_000).await;
    sold.hears(FactKind::DisputeWithdrawn, 130_000)
        .await
        .expect("known to the end");
    sold.settle().await;

    assert_eq!(sold.balance().await, [0, 0]);
}

#[tokio::test]
async fn a_part_of_a_payment_takes_a_part_of_the_sale() {
    let sold = Sold::released().await.disputed(25_000).await;

    sold.loses(25_000).await;

    assert_eq!(sold.balance().await, [0, NET - 25_000 + 2_200]);
}

#[tokio::test]
async fn where_sellers_bear_no_disputes_the_market_does() {
    let market = Market::start_with(|settings| settings.sellers_bear_disputes = false).await;
    let sold = Sold::released_in(market).await.disputed(130_000).await;

    sold.loses(130_000).await;

    assert_eq!(sold.balance().await, [0, NET]);
}

#[tokio::test]
async fn goods_that_never_left_are_not_paid_back_twice() {
    let sold = Sold::placed("sandbox").await.disputed(130_000).await;
    let cancel = || sold.parcel("cancel", json!({"reason": "Tranh chấp"}));

    let meanwhile = cancel().await;
    sold.loses(130_000).await;
    let cancelled = cancel().await.expect(200);
    sold.settle().await;

    meanwhile.problem(409, "refund_exceeds_rest");
    assert_eq!(cancelled["state"], "cancelled");
    assert_eq!(sold.refunded().await, 0);
    assert_eq!(sold.shelf().await, 10);
    assert_eq!(balance(&sold.finance, "expense:chargeback").await, 0);
}

#[tokio::test]
async fn a_lost_parcel_after_a_lost_dispute_is_paid_back_for_the_rest() {
    let sold = Sold::placed("sandbox").await.disputed(100_000).await;
    sold.placed.bring_to("shipped").await;
    sold.loses(100_000).await;

    let path = format!("/v1/desk/orders/{}/lose", sold.placed.order);
    let lost = sold.finance.post(&path, json!({"reason": "GHN báo mất"}));
    lost.await.expect(200);
    sold.settle().await;

    assert_eq!(sold.refunded().await, 30_000);
    assert_eq!(balance(&sold.finance, "expense:chargeback").await, 0);
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    use FactKind as Kind;
    let sold = Sold::delivered("sandbox").await;
    let unusable = async |kind, amount| {
        let heard = sold.hears(kind, amount).await;
        assert!(matches!(heard, Err(DisputeError::Unusable)), "{heard:?}");
    };

    unusable(Kind::Disputed, 130_001).await;
    unusable(Kind::Disputed, 0).await;
    unusable(Kind::Paid, 130_000).await;
    sold.hears(Kind::Disputed, 130_000).await.expect("told");
    unusable(Kind::DisputeReinstated, 130_000).await;
    unusable(Kind::DisputeWithdrawn, 130_001).await;
    sold.hears(Kind::DisputeWon, 130_000).await.expect("told");
    unusable(Kind::DisputeWithdrawn, 130_000).await;

    sold.settle().await;
}

#[tokio::test]
async fn the_desk_sees_a_card_dispute_and_cannot_rule_it() {
    let sold = Sold::delivered("sandbox").await.disputed(130_000).await;

    let list = sold
        .finance
        .get("/v1/desk/disputes?state=open")
        .await
        .expect(200);
    let id = text(&list["items"][0]["id"]);
    let path = format!("/v1/desk/disputes/{id}/rule");
    let ruled = sold.finance.post(&path, json!({"note": "Không"})).await;

    assert_eq!(list["items"][0]["kind"], "card");
    ruled.problem(409, "ruled_by_scheme");
    sold.settle().await;
}
