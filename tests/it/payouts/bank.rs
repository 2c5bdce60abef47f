//! Bank files.

use serde_json::json;

use super::{EARNED, Owed};

#[tokio::test]
async fn a_bank_file_has_every_approved_payout_once() {
    let owed = Owed::new().await;
    owed.name_account("0071000111").await;
    let id = owed.pay().await;
    let batches = "/v1/desk/payout-batches";

    let made = owed.finance.post(batches, json!({})).await.expect(201);
    let empty = owed.finance.post(batches, json!({})).await;
    let path = format!(
        "{batches}/{}/bank-file",
        made["id"].as_str().expect("an id")
    );
    let csv = owed.finance.get(&format!("{path}/csv")).await;
    let xlsx = owed.finance.get(&format!("{path}/xlsx")).await;

    assert_eq!(made["amount"]["amount"], EARNED);
    assert_eq!([&made["payouts"], &made["open"]], [1, 1]);
    empty.problem(409, "nothing_to_send");
    assert_eq!(csv.status, 200);
    let text = csv.text();
    let row = text.lines().nth(1).expect("a row");
    let memo = format!("CHOSAO {}", id.replace('-', "")[20..].to_uppercase());
    assert_eq!(
        row,
        format!("1,0071000111,HTX CHE DEO GIO,970436,{EARNED},{memo}")
    );
    assert_eq!(
        xlsx.header("content-type"),
        Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    );
    let submitted = owed.payout(&id).await;
    assert_eq!(submitted["state"], "submitted");
    assert_eq!(submitted["method"], "bank_file");
    owed.end(&id, "cancel", json!({"reason": "Muộn"}))
        .await
        .problem(409, "payout_closed");
    owed.end(&id, "complete", json!({"bank_reference": "FT1"}))
        .await
        .expect(200);
    let list = owed.finance.get(batches).await.expect(200);
    assert_eq!(list["items"][0]["open"], 0);
}

#[tokio::test]
async fn a_payout_without_an_account_is_paid_by_hand_only() {
    let owed = Owed::new().await;
    let id = owed.pay().await;

    let batch = owed
        .finance
        .post("/v1/desk/payout-batches", json!({}))
        .await;
    let provider = owed.end(&id, "submit", json!({})).await;
    let paid = owed.end(&id, "complete", json!({"bank_reference": "Phiếu chi 12"}));

    batch.problem(409, "nothing_to_send");
    provider.problem(409, "payout_provider_missing");
    assert_eq!(paid.await.expect(200)["method"], "manual");
    owed.finance
        .get("/v1/desk/payout-batches/00000000-0000-0000-0000-000000000000/bank-file/csv")
        .await
        .problem(404, "payout_batch_not_found");
}
