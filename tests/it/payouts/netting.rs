//! What is owed is netted; nothing goes out that is not there.

use serde_json::json;

use super::{EARNED, Owed};

#[tokio::test]
async fn a_hole_is_filled_by_the_next_sales_before_anything_is_paid() {
    let owed = Owed::new().await;
    let id = owed.pay().await;
    owed.end(&id, "complete", json!({"bank_reference": "FT1"}))
        .await
        .expect(200);

    owed.correct("seller_available", "commission", EARNED + 20_000)
        .await;
    assert_eq!(owed.available().await, -(EARNED + 20_000));
    assert_eq!(owed.run().await["payouts"], json!([]));
    owed.earn_more().await;
    let still_below = owed.run().await;
    owed.earn_more().await;
    let paid = owed.run().await;

    assert_eq!(still_below["payouts"], json!([]));
    assert_eq!(paid["payouts"][0]["amount"]["amount"], 2 * EARNED - 120_000);
    assert_eq!(owed.available().await, 0);
    owed.market.audit_is_clean().await;
}

#[tokio::test]
async fn nothing_goes_out_up_to_the_minimum() {
    let owed = Owed::new().await;
    let terms = format!("/v1/desk/sellers/{}/payout-terms", owed.seller());
    let minimum =
        |amount| json!({"schedule": "daily", "minimum": {"amount": amount, "currency": "VND"}});

    owed.finance.put(&terms, minimum(EARNED)).await.expect(200);
    let none = owed.run().await;
    let lower = owed.finance.put(&terms, minimum(EARNED - 1)).await;
    let paid = owed.run().await;
    let unusable = owed.finance.put(&terms, minimum(-1)).await;

    assert_eq!(none["payouts"], json!([]));
    assert_eq!(lower.expect(200)["minimum"]["amount"], EARNED - 1);
    assert_eq!(paid["payouts"][0]["amount"]["amount"], EARNED);
    unusable.problem(400, "minimum_unusable");
}

#[tokio::test]
async fn a_failed_payout_is_sent_again_with_its_orders() {
    let owed = Owed::new().await;
    let failed = owed.pay().await;
    owed.end(&failed, "fail", json!({"reason": "Sai số tài khoản"}))
        .await
        .expect(200);

    owed.earn_more().await;
    let again = owed.run().await;

    let payout = &again["payouts"][0];
    assert_eq!(payout["amount"]["amount"], 2 * EARNED);
    assert_eq!(payout["orders"].as_array().expect("numbers").len(), 2);
    assert_eq!(owed.payout(&failed).await["state"], "failed");
    owed.market.audit_is_clean().await;
}

#[tokio::test]
async fn money_that_comes_back_is_owed_again() {
    let owed = Owed::new().await;
    let id = owed.pay().await;
    let reason = json!({"reason": "Tài khoản đã đóng"});
    owed.end(&id, "return", reason.clone())
        .await
        .problem(409, "payout_closed");
    let paid = json!({"bank_reference": "FT1", "bank_fee": 3_300});
    owed.end(&id, "complete", paid).await.expect(200);

    let returned = owed.end(&id, "return", reason.clone()).await.expect(200);
    owed.end(&id, "return", reason).await.expect(200);
    let next = owed.run().await;

    assert_eq!(returned["state"], "returned");
    assert_eq!(next["payouts"][0]["amount"]["amount"], EARNED);
    let history = owed.member().get(&format!("/v1/seller/payouts/{id}")).await;
    let steps = history.expect(200)["steps"].clone();
    let states: Vec<&str> = steps
        .as_array()
        .expect("steps")
        .iter()
        .filter_map(|step| step["state"].as_str())
        .collect();
    assert_eq!(states, ["approved", "submitted", "paid", "returned"]);
    let told = owed.member().get("/v1/seller/notices").await.expect(200);
    assert_eq!(told["items"][0]["kind"], "payout_returned");
    assert_eq!(told["items"][1]["kind"], "payout_paid");
    owed.market.audit_is_clean().await;
}
