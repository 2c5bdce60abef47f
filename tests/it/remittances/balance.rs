//! A remittance that fits is posted, and sellers are paid.

use chrono::TimeDelta;
use serde_json::json;
use tests::dong;

use super::given::{Sale, balance, careful_market, complaints, finance, ghn_file, today, upload};

#[tokio::test]
async fn a_seller_is_paid_once_the_carrier_hands_the_cash_over() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let sale = Sale::delivered(&market, "GHN1").await;
    assert_eq!(sale.payment_state().await, "collected");
    market.advance(TimeDelta::days(8));
    market.run_jobs().await;
    assert_eq!(sale.available().await, 0, "the carrier still has the cash");

    let file = ghn_file("P1", &today(&market), &[("ghn1", sale.amount, 22_000)]);
    let received = (sale.amount - 22_000 - 5_500).to_string();
    let fields = [
        ("carrier", "ghn"),
        ("received", received.as_str()),
        ("transfer_fee", "5500"),
    ];
    let report = upload(&finance, &file, &fields).await.expect(201);
    market.advance(TimeDelta::minutes(2));
    market.run_jobs().await;

    assert_eq!(report["remittance"]["reference"], "P1");
    assert_eq!(report["issues"], json!([]));
    assert_eq!(sale.payment_state().await, "remitted");
    assert_eq!(sale.available().await, 250_000);
    assert_eq!(balance(&finance, "carrier_cod:ghn").await, 0);
    assert_eq!(balance(&finance, "carrier_payable:ghn").await, 0);
    assert_eq!(balance(&finance, "bank:main").await, sale.amount - 27_500);
    assert_eq!(balance(&finance, "expense:bank_fee").await, 5_500);
    // The shopper paid 30,000 for the delivery, which cost 22,000.
    assert_eq!(balance(&finance, "shipping_clearing").await, 0);
    assert_eq!(balance(&finance, "income:shipping_margin").await, -8_000);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn the_switch_lets_sellers_be_paid_before_the_cash_is_here() {
    let market = tests::Market::start().await;
    let sale = Sale::delivered(&market, "GHN1").await;

    market.advance(TimeDelta::days(8));
    market.run_jobs().await;

    assert_eq!(sale.available().await, 250_000);
    assert_eq!(sale.payment_state().await, "collected");
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_dry_run_says_the_same_and_changes_nothing() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let sale = Sale::delivered(&market, "GHN1").await;
    let file = ghn_file("P1", &today(&market), &[("GHN1", sale.amount, 22_000)]);
    let received = (sale.amount - 22_000).to_string();
    let tried = |received: &str| {
        let fields = [
            ("carrier", "ghn"),
            ("received", received),
            ("dry_run", "true"),
        ];
        upload(&finance, &file, &fields)
    };

    let fits = tried(&received).await.expect(200);
    let short = tried("1").await.expect(200);

    assert_eq!(fits["dry_run"], true);
    assert_eq!(fits["issues"], json!([]));
    assert_eq!(short["remittance"], json!(null));
    let expected = (None, "file".to_owned(), "does_not_balance".to_owned());
    assert_eq!(complaints(&short["issues"]), [expected]);
    assert_eq!(balance(&finance, "bank:main").await, 0);
    assert_eq!(sale.payment_state().await, "collected");
    let none = finance.get("/v1/desk/remittances").await.expect(200);
    assert_eq!(none["items"], json!([]));
}

#[tokio::test]
async fn one_purchase_of_two_sellers_is_remitted_parcel_by_parcel() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let shops = [market.shop("HTX A").await, market.shop("HTX B").await];
    let goods = [
        market.product(&shops[0], 100_000, 5).await,
        market.product(&shops[1], 70_000, 5).await,
    ];
    let wanted = [(goods[0], 1), (goods[1], 1)];
    let bought = tests::Cart::ready(&market.guest(), &wanted)
        .await
        .buy("cod")
        .await;
    for (shop, (goods, code)) in shops.iter().zip(goods.into_iter().zip(["A1", "B1"])) {
        let path = format!("/v1/seller/orders/{}", bought.order_of(goods));
        let parcel = json!({"carrier": "Giao Hàng Nhanh", "tracking_code": code});
        for (step, body) in [
            ("confirm", json!({})),
            ("pack", json!({})),
            ("ship", parcel),
            ("deliver", json!({})),
        ] {
            let path = format!("{path}/{step}");
            shop.member.post(&path, body).await.expect(200);
        }
    }

    let first = ghn_file("P1", &today(&market), &[("A1", 130_000, 0)]);
    let fields = [("carrier", "ghn"), ("received", "130000")];
    upload(&finance, first, &fields).await.expect(201);
    let between = bought.view().await;
    let second = ghn_file("P2", &today(&market), &[("B1", 100_000, 0)]);
    let fields = [("carrier", "ghn"), ("received", "100000")];
    upload(&finance, second, &fields).await.expect(201);
    let end = bought.view().await;

    assert_eq!(between["payment"]["state"], "collected");
    let states = |purchase: &serde_json::Value| -> Vec<String> {
        let orders = purchase["orders"].as_array().expect("orders");
        let state = |order: &serde_json::Value| order["parcels"][0]["cod_state"].to_string();
        orders.iter().map(state).collect()
    };
    assert_eq!(states(&between), ["\"remitted\"", "\"collected\""]);
    assert_eq!(end["payment"]["state"], "remitted");
    assert_eq!(dong(&end["payment"]["captured"]), 230_000);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_part_is_taken_when_the_desk_says_so_and_the_rest_stays_due() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let sale = Sale::delivered(&market, "GHN1").await;
    let part = ghn_file("P1", &today(&market), &[("GHN1", 200_000, 0)]);
    let fields = [("carrier", "ghn"), ("received", "200000")];

    let refused = upload(&finance, &part, &fields).await;
    let short = [fields[0], fields[1], ("accept_short", "true")];
    upload(&finance, &part, &short).await.expect(201);
    let between = sale.payment_state().await;
    let held = finance.get("/v1/desk/carriers/ghn/cod").await.expect(200);
    let rest = sale.amount - 200_000;
    let file = ghn_file("P2", &today(&market), &[("GHN1", rest, 0)]);
    let received = rest.to_string();
    let fields = [("carrier", "ghn"), ("received", received.as_str())];
    upload(&finance, &file, &fields).await.expect(201);

    let refused = refused.problem(400, "remittance_does_not_fit");
    let expected = (Some(2), "cod".to_owned(), "other_amount".to_owned());
    assert_eq!(complaints(&refused["rows"]), [expected]);
    assert_eq!(between, "short_remitted");
    assert_eq!(dong(&held["missing"]), rest);
    assert_eq!(sale.payment_state().await, "remitted");
    market.audit_is_clean().await;
}
