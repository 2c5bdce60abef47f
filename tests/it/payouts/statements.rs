//! Statements of a month and of a payout, and commission invoices.

use chrono::TimeDelta;
use serde_json::json;
use tests::Market;

use super::{EARNED, Owed};

#[tokio::test]
async fn a_payouts_statement_runs_from_zero_to_zero_over_every_line() {
    let market = Market::start().await;
    market.charge(800, 1_000).await;
    let owed = Owed::of(market).await;
    let net = EARNED - 8_000 - 800;
    let failed = owed.pay().await;
    owed.end(&failed, "fail", json!({"reason": "Sai số"}))
        .await
        .expect(200);
    owed.earn_more().await;
    let id = owed.pay().await;

    let csv = owed
        .member()
        .get(&format!("/v1/seller/payouts/{id}/statement/csv"))
        .header("Accept-Language", "en")
        .await;

    let text = csv.text();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let kinds: Vec<&str> = rows[1..].iter().map(|row| row[1]).collect();
    assert_eq!(
        kinds,
        [
            "Opening balance",
            "Payout returned",
            "Sale",
            "Commission",
            "VAT on commission",
            "Payout",
            "Closing balance",
        ]
    );
    let sum: i64 = rows[2..rows.len() - 1]
        .iter()
        .map(|row| row[3].parse::<i64>().expect("an amount"))
        .sum();
    assert_eq!(sum, 0);
    assert_eq!(rows[rows.len() - 2][3], (-2 * net).to_string());
    assert_eq!(rows[rows.len() - 1][4], "0");
    let stranger = owed.market.shop("HTX B").await.member;
    stranger
        .get(&format!("/v1/seller/payouts/{id}/statement/csv"))
        .await
        .problem(404, "payout_not_found");
}

#[tokio::test]
async fn a_month_is_stated_as_a_spreadsheet_and_for_paper() {
    let owed = Owed::new().await;
    owed.run().await;
    let month = owed.market.app().clock().today().format("%Y-%m");
    let path = |ending: &str| format!("/v1/seller/statements/{month}.{ending}");

    let pdf = owed.member().get(&path("pdf")).await;
    let xlsx = owed.member().get(&path("xlsx")).await;
    let desk = format!("/v1/desk/sellers/{}/statements/{month}.pdf", owed.seller());
    let desk = owed.finance.get(&desk).await;

    assert_eq!(pdf.header("content-type"), Some("application/pdf"));
    assert!(pdf.text().starts_with("%PDF-1."));
    assert_eq!(xlsx.status, 200);
    assert!(xlsx.text().starts_with("PK"));
    assert_eq!(desk.status, 200);
    owed.member()
        .get(&path("doc"))
        .await
        .problem(400, "period_unusable");
}

#[tokio::test]
async fn commission_is_invoiced_by_the_month_it_was_charged_in() {
    let market = Market::start().await;
    market.charge(800, 1_000).await;
    let owed = Owed::of(market).await;
    // The order was delivered eight days ago.
    let then = owed.market.app().clock().today() - TimeDelta::days(8);
    let path = format!("/v1/desk/commission-invoices/{}", then.format("%Y-%m"));

    let invoices = owed.finance.get(&path).await.expect(200);

    let invoice = &invoices["items"][0];
    assert_eq!(invoice["commission"]["amount"], 8_000);
    assert_eq!(invoice["vat"]["amount"], 800);
    assert_eq!(invoice["earlier_commission"]["amount"], 0);
    assert_eq!(invoice["orders"], 1);
}
