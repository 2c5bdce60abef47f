//! What carriers charge: known, corrected, netted or paid.

use chrono::TimeDelta;
use serde_json::json;
use tests::{Caller, Market, dong};

use super::given::{Sale, balance, careful_market, finance, ghn_file, today, upload};

/// The carrier's whole fee for an order's parcel is known.
async fn charge(finance: &Caller, sale: &Sale, fee: i64) {
    let path = format!("/v1/desk/orders/{}/carrier-fee", sale.order);
    let told = finance.put(&path, json!({"fee": fee})).await.expect(200);
    assert_eq!(dong(&told["fee"]), fee);
}

#[tokio::test]
async fn a_corrected_fee_leaves_what_was_netted_in_the_end() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let sale = Sale::delivered(&market, "GHN1").await;

    charge(&finance, &sale, 22_000).await;
    charge(&finance, &sale, 22_000).await;
    let known = balance(&finance, "carrier_payable:ghn").await;
    charge(&finance, &sale, 41_000).await;
    let corrected = balance(&finance, "carrier_payable:ghn").await;
    let file = ghn_file("P1", &today(&market), &[("GHN1", sale.amount, 38_000)]);
    let received = (sale.amount - 38_000).to_string();
    let fields = [("carrier", "ghn"), ("received", received.as_str())];
    upload(&finance, file, &fields).await.expect(201);
    market.advance(TimeDelta::days(8));
    market.run_jobs().await;

    assert_eq!([known, corrected], [-22_000, -41_000]);
    assert_eq!(balance(&finance, "carrier_payable:ghn").await, 0);
    assert_eq!(balance(&finance, "shipping_clearing").await, 0);
    // The shopper paid 30,000 for the delivery, which cost 38,000.
    assert_eq!(balance(&finance, "expense:shipping_subsidy").await, 8_000);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_fee_that_comes_after_release_closes_the_delivery_again() {
    let market = Market::start().await;
    let finance = finance(&market).await;
    let sale = Sale::delivered(&market, "GHN1").await;
    charge(&finance, &sale, 22_000).await;
    market.advance(TimeDelta::days(8));
    market.run_jobs().await;
    let margin = balance(&finance, "income:shipping_margin").await;

    charge(&finance, &sale, 25_000).await;

    assert_eq!(margin, -8_000);
    assert_eq!(balance(&finance, "shipping_clearing").await, 0);
    assert_eq!(balance(&finance, "expense:shipping_subsidy").await, 3_000);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn fees_without_cash_are_paid_to_the_carrier() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let sale = Sale::delivered(&market, "GHN1").await;
    let file = ghn_file("P1", &today(&market), &[("GHN1", sale.amount, 0)]);
    let received = sale.amount.to_string();
    let fields = [("carrier", "ghn"), ("received", received.as_str())];
    upload(&finance, file, &fields).await.expect(201);

    let invoice = ghn_file("I1", &today(&market), &[("GHN1", 0, 22_000)]);
    let paid = [("carrier", "ghn"), ("received", "-22000")];
    upload(&finance, invoice, &paid).await.expect(201);

    assert_eq!(balance(&finance, "bank:main").await, sale.amount - 22_000);
    assert_eq!(balance(&finance, "carrier_payable:ghn").await, 0);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_fee_is_told_of_a_parcel_and_not_below_what_was_paid() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let sale = Sale::delivered(&market, "GHN1").await;
    let file = ghn_file("P1", &today(&market), &[("GHN1", sale.amount, 22_000)]);
    let received = (sale.amount - 22_000).to_string();
    let fields = [("carrier", "ghn"), ("received", received.as_str())];
    upload(&finance, file, &fields).await.expect(201);
    let path = format!("/v1/desk/orders/{}/carrier-fee", sale.order);

    let below = finance.put(&path, json!({"fee": 21_999})).await;
    let negative = finance.put(&path, json!({"fee": -1})).await;
    let by_seller = sale.shop.member.put(&path, json!({"fee": 30_000})).await;
    let nowhere = "/v1/desk/orders/00000000-0000-7000-8000-00000000cafe/carrier-fee";
    let unknown = finance.put(nowhere, json!({"fee": 30_000})).await;

    below.problem(409, "carrier_fee_paid");
    assert_eq!(
        negative.problem(400, "field_unusable")["errors"][0]["pointer"],
        "/fee"
    );
    by_seller.problem(403, "role_needed");
    unknown.problem(404, "order_not_found");
    assert_eq!(balance(&finance, "carrier_payable:ghn").await, 0);
}
