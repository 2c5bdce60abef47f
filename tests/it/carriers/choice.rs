//! Sellers choose a carrier by its code or a name.

use market::accounts::StaffRole;
use serde_json::json;
use tests::Market;

use crate::remittances::given::Sale;

#[tokio::test]
async fn a_carrier_goes_by_its_code_and_by_its_names() {
    let market = Market::start().await;

    for (typed, code) in [
        ("ghn", "ghn"),
        ("GHN", "ghn"),
        ("Giao Hàng Nhanh", "ghn"),
        ("giao hang tiet kiem", "ghtk"),
        ("Bưu điện", "vnpost"),
        ("Viettel Post", "viettelpost"),
        ("Xe khách Phương Trang", "other"),
    ] {
        let sale = Sale::sent(&market, typed, "T1").await;
        let parcel = sale.bought.view().await["orders"][0]["parcels"][0].clone();
        assert_eq!(parcel["carrier"], typed);
        assert_eq!(parcel["carrier_code"], code, "{typed}");
        assert_eq!(parcel["cod_amount"]["amount"], sale.amount);
        assert_eq!(parcel["cod_state"], "due");
    }
}

#[tokio::test]
async fn what_was_paid_in_advance_is_not_collected_again() {
    let market = Market::start().await;
    let shop = market.shop("HTX A").await;
    let goods = market.product(&shop, 50_000, 5).await;
    let cart = tests::Cart::ready(&market.guest(), &[(goods, 1)]).await;
    let bought = cart.buy_by_sandbox("success").await;
    let path = format!("/v1/seller/orders/{}", bought.order_of(goods));
    let parcel = json!({"carrier": "ghn", "tracking_code": "G1"});

    for (step, body) in [
        ("confirm", json!({})),
        ("pack", json!({})),
        ("ship", parcel),
    ] {
        let path = format!("{path}/{step}");
        shop.member.post(&path, body).await.expect(200);
    }

    let parcel = bought.view().await["orders"][0]["parcels"][0].clone();
    assert_eq!(parcel["cod_amount"]["amount"], 0);
    assert_eq!(parcel["cod_state"], json!(null));
}

#[tokio::test]
async fn finance_staff_keep_the_terms_of_carriers() {
    let market = Market::start().await;
    let finance = market.staff(StaffRole::Finance).await;
    let shop = market.shop("HTX A").await;
    let path = "/v1/desk/carriers/ghn";

    let changed = finance
        .patch(path, json!({"cod_limit": 5_000_000, "remit_days": 2}))
        .header("If-Match", "\"1\"")
        .await;
    let stale = finance
        .patch(path, json!({"active": false}))
        .header("If-Match", "\"1\"")
        .await;
    finance
        .patch(path, json!({"cod_limit": 0}))
        .await
        .problem(400, "field_unusable");
    finance
        .patch("/v1/desk/carriers/nobody", json!({}))
        .await
        .problem(404, "carrier_not_found");
    let listed = shop.member.get("/v1/seller/carriers").await.expect(200);

    assert_eq!(changed.header("etag"), Some("\"2\""));
    assert_eq!(changed.expect(200)["cod_limit"]["amount"], 5_000_000);
    stale.problem(412, "carrier_stale");
    let listed = listed["items"].as_array().expect("carriers");
    let codes: Vec<_> = listed.iter().map(|one| one["code"].clone()).collect();
    assert_eq!(codes, ["ghn", "ghtk", "other", "viettelpost", "vnpost"]);
    assert_eq!(listed[0]["cod_limit"]["amount"], 5_000_000);
}

#[tokio::test]
async fn a_closed_carrier_and_one_with_a_lower_limit_take_no_parcel() {
    let market = Market::start().await;
    let finance = market.staff(StaffRole::Finance).await;
    for (code, change) in [
        ("ghn", json!({"cod_limit": 279_999})),
        ("ghtk", json!({"active": false})),
    ] {
        let path = format!("/v1/desk/carriers/{code}");
        finance.patch(&path, change).await.expect(200);
    }
    let sale = packed(&market).await;

    let too_much = sale("ghn").await;
    let closed = sale("ghtk").await;
    let taken = sale("vnpost").await;

    let too_much = too_much.problem(409, "cod_above_carrier_limit");
    assert_eq!(too_much["limit"]["amount"], 279_999);
    closed.problem(409, "carrier_closed");
    assert_eq!(taken.expect(200)["state"], "shipped");
}

/// An order of 280,000 đồng that is packed, and a way to hand it to a carrier.
async fn packed(market: &Market) -> impl Fn(&str) -> tests::Sending {
    let shop = market.shop("HTX A").await;
    let goods = market.product(&shop, 125_000, 5).await;
    let cart = tests::Cart::ready(&market.guest(), &[(goods, 2)]).await;
    let bought = cart.buy("cod").await;
    let path = format!("/v1/seller/orders/{}", bought.order_of(goods));
    for step in ["confirm", "pack"] {
        let path = format!("{path}/{step}");
        shop.member.post(&path, json!({})).await.expect(200);
    }
    move |carrier: &str| {
        let parcel = json!({"carrier": carrier, "tracking_code": "T1"});
        shop.member.post(&format!("{path}/ship"), parcel)
    }
}
