//! Claims: held money, both sides' evidence, deadlines, and the desk's word.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{Sending, dong};

use super::{NET, Sold, text};

impl Sold {
    fn claim(&self) -> Sending {
        let body = json!({"reason": "not_as_described", "note": "Không đúng như mô tả"});
        self.shopper().post(&self.of_order("/claims"), body)
    }

    fn rule(&self, dispute: &Value, lines: Value) -> Sending {
        let path = format!("/v1/desk/disputes/{}/rule", text(&dispute["id"]));
        self.finance
            .post(&path, json!({"lines": lines, "note": "Theo chứng cứ"}))
    }

    fn answer(&self, dispute: &Value) -> Sending {
        let path = format!("/v1/seller/disputes/{}/evidence", text(&dispute["id"]));
        self.member().post(&path, json!({"note": "Hàng đúng nhãn"}))
    }
}

#[tokio::test]
async fn a_claim_holds_the_money_until_the_desk_rules() {
    let sold = Sold::delivered("sandbox").await;
    let claim = sold.claim().await.expect(201);
    let second = sold.claim().await;
    let early = sold.rule(&claim, json!([])).await;
    let answered = sold.answer(&claim).await.expect(200);
    sold.market.advance(TimeDelta::days(8));
    sold.settle().await;
    assert_eq!(sold.balance().await, [NET, 0]);

    let part = json!([{"line_id": sold.line, "amount": {"amount": 30_000, "currency": "VND"}}]);
    let ruled = sold.rule(&claim, part.clone()).await.expect(200);
    let again = sold.rule(&claim, part).await;
    sold.market.advance(TimeDelta::minutes(2));
    sold.settle().await;

    second.problem(409, "claim_open");
    early.problem(409, "seller_may_answer");
    assert_eq!(answered["state"], "evidence_submitted");
    assert_eq!(answered["evidence"].as_array().map(Vec::len), Some(2));
    assert_eq!(ruled["state"], "lost");
    again.problem(409, "illegal_transition");
    assert_eq!(sold.refunded().await, 30_000);
    // 8.8 % of what went back was the market's.
    assert_eq!(sold.balance().await, [0, NET - 30_000 + 2_640]);
}

#[tokio::test]
async fn released_money_is_set_aside_while_a_claim_is_open() {
    let sold = Sold::released().await;

    let claim = sold.claim().await.expect(201);
    sold.settle().await;
    assert_eq!(dong(&claim["secured"]), 100_000);
    assert_eq!(sold.balance().await, [0, NET - 100_000]);
    sold.answer(&claim).await.expect(200);
    let ruled = sold.rule(&claim, json!([])).await.expect(200);
    sold.settle().await;

    assert_eq!(ruled["state"], "won");
    assert_eq!(sold.balance().await, [0, NET]);
    assert_eq!(sold.refunded().await, 0);
}

#[tokio::test]
async fn a_late_answer_does_not_count_and_the_desk_rules_without() {
    let sold = Sold::delivered("sandbox").await;
    let claim = sold.claim().await.expect(201);
    sold.market.advance(TimeDelta::days(8));

    let late = sold.answer(&claim).await;
    let ruled = sold.rule(&claim, json!([sold.units(2)])).await.expect(200);
    sold.settle().await;

    late.problem(409, "answer_too_late");
    assert_eq!(ruled["state"], "lost");
    assert_eq!(sold.refunded().await, 100_000);
}

#[tokio::test]
async fn a_seller_who_agrees_pays_everything_back() {
    let sold = Sold::released().await;
    let claim = sold.claim().await.expect(201);
    let path = format!("/v1/seller/disputes/{}/accept", text(&claim["id"]));

    let done = sold.member().post(&path, json!({})).await.expect(200);
    let again = sold.member().post(&path, json!({})).await;
    sold.settle().await;

    assert_eq!(done["state"], "accepted");
    again.problem(409, "illegal_transition");
    assert_eq!(sold.refunded().await, 130_000);
    assert_eq!(sold.balance().await, [0, -30_000]);
}

#[tokio::test]
async fn claims_are_about_what_arrived_lately_and_is_ones_own() {
    let sold = Sold::placed("sandbox").await;
    let early = sold.claim().await;
    sold.placed.bring_to("delivered").await;
    let body = json!({"reason": "missing", "note": "Thiếu"});
    let stranger = sold.market.guest().with("Purchase-Token", "cs_purchase_x");
    let stranger = stranger.post(&sold.of_order("/claims"), body.clone()).await;
    let no_return = json!({"reason": "missing", "note": "Thiếu", "return_id": sold.placed.order});
    let no_return = sold
        .shopper()
        .post(&sold.of_order("/claims"), no_return)
        .await;
    sold.market.advance(TimeDelta::days(31));
    let late = sold.claim().await;

    early.problem(409, "order_not_delivered");
    stranger.problem(404, "dispute_not_found");
    no_return.problem(400, "return_unknown");
    late.problem(409, "claim_too_late");
    let rival = sold.market.shop("HTX B").await;
    let list = rival.member.get("/v1/seller/disputes").await.expect(200);
    assert_eq!(list["items"], json!([]));
}

#[tokio::test]
async fn the_statement_names_what_a_claim_takes_and_not_what_it_sets_aside() {
    let sold = Sold::released().await;
    let claim = sold.claim().await.expect(201);
    let open = sold.statement().await;
    sold.answer(&claim).await.expect(200);
    let part = json!([{"line_id": sold.line, "amount": {"amount": 30_000, "currency": "VND"}}]);
    sold.rule(&claim, part).await.expect(200);
    sold.settle().await;

    let ruled = sold.statement().await;

    let sale = ["Sale", "Commission", "VAT on commission"];
    assert_eq!(open, sale);
    let (before, after) = ruled.split_at(sale.len());
    assert_eq!(before, sale);
    assert_eq!(
        after,
        [
            "Commission given back",
            "VAT on commission given back",
            "Paid back after a dispute",
        ]
    );
}
