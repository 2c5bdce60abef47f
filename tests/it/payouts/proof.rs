//! What the market proves of itself.

use chrono::TimeDelta;
use market::database::sql;
use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::Owed;

/// Changes the books behind the market's back.
async fn tamper(owed: &Owed, statement: &str) {
    let db = owed.market.database().write();
    db.execute_raw(sql(db, statement, []))
        .await
        .expect("tampered with");
}

fn books(ready: &Value) -> &Value {
    let checks = ready["checks"].as_array().expect("checks");
    let books = checks.iter().find(|check| check["name"] == "books");
    books.expect("the books are looked at")
}

#[tokio::test]
async fn a_broken_promise_turns_readiness_amber_by_its_name() {
    let owed = Owed::new().await;
    owed.run().await;
    owed.market.run_jobs().await;
    let before = owed.market.guest().get("/readyz").await.expect(200);
    assert_eq!(books(&before)["state"], "green");

    let shift = "UPDATE ledger_account SET balance = balance + 7
                 WHERE code = 'shipping_clearing'";
    tamper(&owed, shift).await;
    owed.market.advance(TimeDelta::days(1));
    owed.market.run_jobs().await;

    let after = owed.market.guest().get("/readyz").await.expect(200);
    assert_eq!(after["ready"], true);
    assert_eq!(after["state"], "amber");
    let detail = books(&after)["detail"].as_str().expect("a detail");
    assert!(detail.contains("balances_are_sums_of_entries"), "{detail}");
    let last = owed.finance.get("/v1/desk/ledger/last-audit").await;
    let last = last.expect(200);
    assert_eq!(last["audit"]["clean"], false);
}

#[tokio::test]
async fn a_payout_that_the_bank_forgot_is_reported_and_breaks_no_promise() {
    let owed = Owed::new().await;
    owed.run().await;
    owed.market.advance(TimeDelta::days(3));

    let trial = owed.finance.get("/v1/desk/ledger/trial-balance");
    let audit = trial.await.expect(200)["audit"].clone();

    assert_eq!(audit["clean"], true, "{audit}");
    assert_eq!(audit["reconciled"], false);
    let reports = audit["reconciliations"].as_array().expect("reports");
    let broken: Vec<&str> = reports
        .iter()
        .filter(|report| report["ok"] == false)
        .filter_map(|report| report["name"].as_str())
        .collect();
    assert_eq!(broken, ["payouts_in_transit_are_young"]);
}

#[tokio::test]
async fn what_was_tampered_with_is_not_paid() {
    let owed = Owed::new().await;
    market::settlement::release_due(owed.market.app(), owed.market.app().clock().now())
        .await
        .expect("released");
    let shift = "UPDATE ledger_account SET balance = balance - 1 WHERE code LIKE 'available:%'";
    tamper(&owed, shift).await;

    let run = owed.run().await;

    assert_eq!(run["payouts"], serde_json::json!([]));
    assert_eq!(run["problems"][0]["code"], "balance_differs");
}
