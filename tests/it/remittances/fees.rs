//! What carriers charge: known, corrected, netted or paid.

use chrono::TimeDelta;
use entity::orders::parcel;
use market::carriers::{self, FeeCharge};
use money::Money;
use sea_orm::EntityTrait;
use tests::Market;

use super::given::{Sale, balance, careful_market, finance, ghn_file, today, upload};

/// The carrier's fee for the only parcel of a market is known.
async fn charge(market: &Market, fee: i64) {
    let row = parcel::Entity::find()
        .one(market.database().read())
        .await
        .expect("readable")
        .expect("a parcel");
    let txn = market.database().begin().await.expect("a transaction");
    let charge = FeeCharge {
        parcel_id: row.id,
        fee: Money::price(fee).expect("a fee"),
        actor: "test",
    };
    carriers::charge_fee(&txn, market.app(), charge)
        .await
        .expect("charged");
    txn.commit().await.expect("committed");
}

#[tokio::test]
async fn a_corrected_fee_leaves_what_was_netted_in_the_end() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let sale = Sale::delivered(&market, "GHN1").await;

    charge(&market, 22_000).await;
    charge(&market, 22_000).await;
    let known = balance(&finance, "carrier_payable:ghn").await;
    charge(&market, 41_000).await;
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
    let _sale = Sale::delivered(&market, "GHN1").await;
    charge(&market, 22_000).await;
    market.advance(TimeDelta::days(8));
    market.run_jobs().await;
    let margin = balance(&finance, "income:shipping_margin").await;

    charge(&market, 25_000).await;

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
