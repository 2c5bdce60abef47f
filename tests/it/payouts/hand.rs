//! Journals by hand, debts and tax.

use chrono::TimeDelta;
use market::accounts::StaffRole;
use serde_json::{Value, json};

use super::{EARNED, Owed};

async fn propose(owed: &Owed, entry: Value) -> String {
    let needs_seller = entry["kind"] != "tax_payment";
    let seller = needs_seller.then(|| owed.seller());
    let body = json!({"seller_id": seller, "entry": entry, "reason": "Biên bản 12"});
    let made = owed.finance.post("/v1/desk/manual-journals", body).await;
    made.expect(201)["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn nobody_posts_what_they_proposed() {
    let owed = Owed::new().await;
    owed.run().await;
    let other = owed.market.staff(StaffRole::Finance).await;
    let entry = json!({"kind": "correction", "debit": "commission",
                       "credit": "seller_available", "amount": 5_000});
    let id = propose(&owed, entry).await;
    let path = |how: &str| format!("/v1/desk/manual-journals/{id}/{how}");

    let own = owed.finance.post(&path("post"), json!({})).await;
    assert_eq!(owed.available().await, 0);
    let posted = other.post(&path("post"), json!({})).await.expect(200);
    let twice = other.post(&path("post"), json!({})).await;
    let rejected = other.post(&path("reject"), json!({})).await;

    own.problem(409, "second_person_needed");
    assert_eq!(posted["state"], "posted");
    assert_eq!(owed.available().await, 5_000);
    twice.problem(409, "manual_journal_decided");
    rejected.problem(409, "manual_journal_decided");
    owed.market.audit_is_clean().await;
}

#[tokio::test]
async fn a_journal_by_hand_that_makes_no_sense_is_refused() {
    let owed = Owed::new().await;
    let path = "/v1/desk/manual-journals";
    let correction = |debit: &str, credit: &str, amount: i64| json!({"kind": "correction", "debit": debit, "credit": credit, "amount": amount});
    for entry in [
        correction("bank", "bank", 1),
        correction("bank", "commission", 0),
        correction("bank", "commission", -5),
        correction("bank", "commission", i64::MAX),
        correction("seller_available", "bank", 5),
        json!({"kind": "write_off", "amount": 5}),
    ] {
        let body = json!({"entry": entry, "reason": "Thử"});
        let refused = owed.finance.post(path, body).await;
        refused.problem(400, "manual_journal_unusable");
    }
    let no_month = json!({"kind": "tax_payment", "period": "2026", "withheld_vat": 1,
                          "withheld_pit": 0, "vat_output": 0, "vat_input": 0});
    let body = json!({"entry": no_month, "reason": "Thử"});
    owed.finance
        .post(path, body)
        .await
        .problem(400, "period_unusable");
}

#[tokio::test]
async fn a_balance_below_zero_for_long_becomes_a_debt_and_is_paid_or_given_up() {
    let owed = Owed::new().await;
    owed.run().await;
    owed.correct("seller_available", "commission", 70_000).await;
    let other = owed.market.staff(StaffRole::Finance).await;

    owed.market.advance(TimeDelta::days(89));
    owed.market.run_jobs().await;
    assert_eq!(owed.available().await, -70_000);
    owed.market.advance(TimeDelta::days(2));
    owed.market.run_jobs().await;
    assert_eq!(owed.available().await, 0);
    let debts = owed.finance.get("/v1/desk/seller-debts").await.expect(200);
    assert_eq!(debts["items"][0]["debt"]["amount"], 70_000);
    for (kind, amount) in [("repayment", 50_000), ("write_off", 20_000)] {
        let id = propose(&owed, json!({"kind": kind, "amount": amount})).await;
        let path = format!("/v1/desk/manual-journals/{id}/post");
        other.post(&path, json!({})).await.expect(200);
    }

    let debts = owed.finance.get("/v1/desk/seller-debts").await.expect(200);
    assert_eq!(debts["items"], json!([]));
    owed.market.audit_is_clean().await;
    owed.earn_more().await;
    assert_eq!(owed.run().await["payouts"][0]["amount"]["amount"], EARNED);
}

#[tokio::test]
async fn the_tax_of_a_month_is_posted_once() {
    let owed = Owed::new().await;
    let other = owed.market.staff(StaffRole::Finance).await;
    owed.correct("seller_available", "withheld_vat", 1_000)
        .await;
    let entry = |withheld_vat| {
        json!({"kind": "tax_payment", "period": "2026-11", "withheld_vat": withheld_vat,
               "withheld_pit": 0, "vat_output": 0, "vat_input": 0})
    };
    let mut answers = Vec::new();
    for amount in [1_001, 600, 400] {
        let id = propose(&owed, entry(amount)).await;
        let path = format!("/v1/desk/manual-journals/{id}/post");
        answers.push(other.post(&path, json!({})).await);
    }

    answers[0].problem(409, "balance_too_small");
    assert_eq!(answers[1].status, 200);
    answers[2].problem(409, "tax_paid_before");
    owed.market.audit_is_clean().await;
}
