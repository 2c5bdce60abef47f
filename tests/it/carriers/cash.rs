//! What each carrier holds, and for how long.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{Caller, Cart, Market, dong};

use crate::orders::act;
use crate::remittances::given::{Sale, balance, finance, ghn_file, today, upload};

#[tokio::test]
async fn cash_is_expected_collected_remitted_or_missing() {
    let market = Market::start().await;
    let finance = finance(&market).await;
    let _oldest = Sale::delivered(&market, "G1").await;
    market.advance(TimeDelta::days(10));
    let _old = Sale::delivered(&market, "G2").await;
    market.advance(TimeDelta::days(4));
    let handed = Sale::delivered(&market, "G3").await;
    let _fresh = Sale::delivered(&market, "G4").await;
    let _due = Sale::shipped(&market, "G5").await;
    let file = ghn_file("P1", &today(&market), &[("G3", handed.amount, 0)]);
    let fields = [("carrier", "ghn"), ("received", "280000")];
    upload(&finance, file, &fields).await.expect(201);
    market.advance(TimeDelta::hours(1));

    let cash = finance.get("/v1/desk/carriers/ghn/cod").await.expect(200);
    let all = finance.get("/v1/desk/carriers").await.expect(200);
    let overdue = finance
        .get("/v1/desk/carriers/ghn/cod/parcels?least_days=4")
        .await
        .expect(200);

    let of = |name: &str| dong(&cash[name]) / 280_000;
    assert_eq!(
        ["expected", "collected", "remitted", "missing"].map(of),
        [5, 4, 1, 3]
    );
    assert_eq!(cash["ledger_cash"], cash["missing"]);
    let aged = |name: &str| dong(&cash["aged"][name]) / 280_000;
    let ages = ["up_to_3_days", "up_to_7_days", "up_to_14_days", "older"];
    assert_eq!(ages.map(aged), [1, 1, 0, 1]);
    assert_eq!(
        dong(&cash["overdue"]),
        2 * 280_000,
        "three days are the terms"
    );
    assert_eq!(all["items"][0], cash);
    let codes: Vec<&Value> = overdue["items"]
        .as_array()
        .expect("parcels")
        .iter()
        .map(|parcel| &parcel["tracking_code"])
        .collect();
    assert_eq!(codes, ["G1", "G2"]);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_refused_parcel_brings_no_cash_and_costs_its_freight() {
    let market = Market::start().await;
    let finance = finance(&market).await;
    let sale = Sale::shipped(&market, "G1").await;

    come_back(&finance, &sale).await;

    let cash = finance.get("/v1/desk/carriers/ghn/cod").await.expect(200);
    assert_eq!(dong(&cash["uncollected"]), sale.amount);
    assert_eq!(dong(&cash["expected"]), 0);
    assert_eq!(dong(&cash["fees_owed"]), 33_000);
    assert_eq!(sale.payment_state().await, "uncollected");
    assert_eq!(balance(&finance, "expense:failed_delivery").await, 33_000);
    assert_eq!(balance(&finance, "carrier_payable:ghn").await, -33_000);
    let file = ghn_file("P1", &today(&market), &[("G1", sale.amount, 0)]);
    let fields = [("carrier", "ghn"), ("received", "280000")];
    let refused = upload(&finance, file, &fields).await;
    let refused = refused.problem(400, "remittance_does_not_fit");
    assert_eq!(refused["rows"][0]["code"], "came_back");
    market.audit_is_clean().await;
}

#[tokio::test]
async fn small_change_is_the_markets_where_the_operator_wants_that() {
    let market = Market::start_with(|settings| settings.cod_rounding = true).await;
    let finance = finance(&market).await;
    let shop = market.shop("HTX A").await;
    let goods = market.product(&shop, 50_999, 5).await;
    let cart = Cart::ready(&market.guest(), &[(goods, 1)]).await;
    let bought = cart.buy("cod").await;
    let order = bought.order_of(goods);

    for step in ["confirm", "pack", "ship", "deliver"] {
        act(&shop.member, &order, step).await.expect(200);
    }

    let purchase = bought.view().await;
    assert_eq!(dong(&purchase["totals"]["total"]), 80_999);
    assert_eq!(dong(&purchase["payment"]["captured"]), 80_000);
    assert_eq!(purchase["payment"]["state"], "collected");
    assert_eq!(balance(&finance, "carrier_cod:ghn").await, 80_000);
    assert_eq!(balance(&finance, "expense:rounding").await, 999);
    market.audit_is_clean().await;
}

/// The shopper refuses a parcel, the carrier brings it back and charges 33,000 đồng for both
/// ways.
async fn come_back(finance: &Caller, sale: &Sale) {
    let reason = json!({"reason": "Khách không nhận"});
    sale.step("fail-delivery", reason).await.expect(200);
    for step in ["turn-back", "receive-back"] {
        sale.step(step, json!({})).await.expect(200);
    }
    let path = format!("/v1/desk/orders/{}/carrier-fee", sale.order);
    finance.put(&path, json!({"fee": 33_000})).await.expect(200);
}
