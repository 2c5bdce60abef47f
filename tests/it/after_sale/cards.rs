//! Card disputes, as a provider tells them: in any order, more than once.

use market::disputes::{
    CardDispute, CardDisputeKey, DisputeError, Liability, card_evidence, card_lost, card_opened,
    card_won,
};
use money::Money;
use serde_json::json;
use uuid::Uuid;

use super::{NET, Sold, text};

const REF: &str = "dp_1";

impl Sold {
    fn card(&self) -> CardDisputeKey<'static> {
        let id = text(&self.placed.bought.answer["payment"]["id"]);
        CardDisputeKey {
            payment_id: Uuid::parse_str(&id).expect("a UUID"),
            provider_ref: REF,
        }
    }

    async fn dispute(&self, amount: i64) -> Result<Uuid, DisputeError> {
        let fact = CardDispute {
            key: self.card(),
            amount: Money::new(amount).expect("an amount"),
            fee: Money::new(15_000).expect("an amount"),
            reason: "fraudulent",
            answer_by: None,
        };
        card_opened(self.market.app(), &fact).await
    }

    /// Another purchase, so that the provider holds enough to take a fee from.
    async fn with_other_sales(self) -> Self {
        let shop = self.placed.shop.clone();
        crate::orders::Placed::of(&self.market, shop, "sandbox").await;
        self
    }
}

#[tokio::test]
async fn a_dispute_that_is_won_leaves_everything_as_it_was() {
    let sold = Sold::released().await.with_other_sales().await;
    let app = sold.market.app();

    let first = sold.dispute(130_000).await.expect("opened");
    let second = sold.dispute(130_000).await.expect("known");
    sold.settle().await;
    assert_eq!(first, second);
    assert_eq!(sold.balance().await, [0, NET - 100_000]);
    let meanwhile = sold.refund(json!([sold.units(1)])).await;
    meanwhile.problem(409, "refund_exceeds_rest");
    card_evidence(app, sold.card()).await.expect("told");
    for _ in 0..2 {
        card_won(app, sold.card()).await.expect("told");
    }
    card_lost(app, sold.card(), Liability::Seller)
        .await
        .expect("too late to matter");
    card_evidence(app, sold.card())
        .await
        .expect("too late to matter");
    sold.settle().await;

    assert_eq!(sold.balance().await, [0, NET]);
    sold.refund(json!([sold.units(1)])).await.expect(201);
    sold.settle().await;
}

#[tokio::test]
async fn a_lost_dispute_takes_the_sale_from_the_seller_and_the_rest_from_the_market() {
    for released in [true, false] {
        let sold = if released {
            Sold::released().await
        } else {
            Sold::delivered("sandbox").await
        };
        let sold = sold.with_other_sales().await;
        sold.dispute(130_000).await.expect("opened");

        for _ in 0..2 {
            card_lost(sold.market.app(), sold.card(), Liability::Seller)
                .await
                .expect("told");
        }
        sold.settle().await;

        assert_eq!(sold.balance().await, [0, 0]);
        let more = sold.refund(json!([sold.units(1)])).await;
        more.problem(409, "nothing_to_refund");
    }
}

#[tokio::test]
async fn a_part_of_a_payment_takes_a_part_of_the_sale() {
    let sold = Sold::released().await.with_other_sales().await;
    sold.dispute(25_000).await.expect("opened");

    card_lost(sold.market.app(), sold.card(), Liability::Seller)
        .await
        .expect("told");
    sold.settle().await;

    assert_eq!(sold.balance().await, [0, NET - 25_000 + 2_200]);
}

#[tokio::test]
async fn what_no_seller_is_liable_for_is_the_markets_loss() {
    let sold = Sold::released().await.with_other_sales().await;
    sold.dispute(130_000).await.expect("opened");

    card_lost(sold.market.app(), sold.card(), Liability::Platform)
        .await
        .expect("told");
    sold.settle().await;

    assert_eq!(sold.balance().await, [0, NET]);
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let sold = Sold::delivered("sandbox").await.with_other_sales().await;

    let too_much = sold.dispute(130_001).await;
    let nothing = sold.dispute(0).await;
    let unknown = card_won(sold.market.app(), sold.card()).await;

    assert!(
        matches!(too_much, Err(DisputeError::Unusable)),
        "{too_much:?}"
    );
    assert!(
        matches!(nothing, Err(DisputeError::Unusable)),
        "{nothing:?}"
    );
    assert!(
        matches!(unknown, Err(DisputeError::NotFound)),
        "{unknown:?}"
    );
    sold.settle().await;
}

#[tokio::test]
async fn the_desk_sees_a_card_dispute_and_cannot_rule_it() {
    let sold = Sold::delivered("sandbox").await.with_other_sales().await;
    let id = sold.dispute(130_000).await.expect("opened");

    let list = sold
        .finance
        .get("/v1/desk/disputes?state=open")
        .await
        .expect(200);
    let path = format!("/v1/desk/disputes/{id}/rule");
    let ruled = sold.finance.post(&path, json!({"note": "Không"})).await;

    assert_eq!(list["items"][0]["kind"], "card");
    ruled.problem(409, "ruled_by_scheme");
    sold.settle().await;
}
