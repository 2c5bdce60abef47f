//! Who may pay at the door.

use chrono::TimeDelta;
use entity::catalog::{ReturnClass, product};
use money::Money;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use tests::{Cart, Goods, Market};

use crate::remittances::given::Sale;

#[tokio::test]
async fn a_purchase_above_the_cap_is_paid_in_advance() {
    let market = Market::start_with(|settings| {
        settings.cod_amount_max = Some(Money::price(100_000).expect("an amount"));
    })
    .await;
    let shop = market.shop("HTX A").await;
    let goods = market.product(&shop, 70_001, 5).await;
    let methods = market.guest().get("/v1/store/payment-methods").await;
    let cart = Cart::ready(&market.guest(), &[(goods, 1)]).await;

    let refused = cart.check_out("cod").await;
    let prepaid = cart.buy_by_sandbox("success").await;

    let methods = methods.expect(200).to_string();
    assert!(
        methods.contains(r#""amount_max":{"amount":100000"#),
        "{methods}"
    );
    let refused = refused.problem(409, "cod_amount_too_large");
    assert_eq!(refused["amount_max"]["amount"], 100_000);
    assert_eq!(prepaid.answer["state"], "placed");
}

#[tokio::test]
async fn an_unpaid_purchase_above_the_cap_cannot_turn_to_cash() {
    let market = Market::start_with(|settings| {
        settings.cod_amount_max = Some(Money::price(100_000).expect("an amount"));
    })
    .await;
    let shop = market.shop("HTX A").await;
    let goods = market.product(&shop, 70_001, 5).await;
    let cart = Cart::ready(&market.guest(), &[(goods, 1)]).await;
    let bought = cart.buy_by_sandbox("refusal").await;

    let body = json!({"payment_method": "cod"});
    let refused = bought.shopper.post(&bought.path("/payments"), body).await;

    refused.problem(409, "cod_amount_too_large");
}

#[tokio::test]
async fn whoever_refuses_parcels_again_and_again_pays_in_advance() {
    let market = Market::start().await;
    let shop = market.shop("HTX A").await;
    let dry = market.product(&shop, 50_000, 50).await;
    let fresh = market.product(&shop, 50_000, 50).await;
    make_perishable(&market, fresh).await;

    refuse(&market, 1).await;
    buys(&market, fresh).await.expect(201);
    refuse(&market, 1).await;
    let second_fresh = buys(&market, fresh).await;
    buys(&market, dry).await.expect(201);
    refuse(&market, 1).await;
    let third_dry = buys(&market, dry).await;
    market.advance(TimeDelta::days(366));
    let later = buys(&market, dry).await;

    second_fresh.problem(409, "cod_not_for_perishables");
    third_dry.problem(409, "cod_not_for_phone");
    later.expect(201);
}

#[tokio::test]
async fn a_parcel_that_came_back_for_other_reasons_counts_against_nobody() {
    let market = Market::start().await;
    let shop = market.shop("HTX A").await;
    let goods = market.product(&shop, 50_000, 50).await;

    for _ in 0..4 {
        let sale = Sale::shipped(&market, "T1").await;
        turn_back(&sale).await;
    }

    buys(&market, goods).await.expect(201);
}

async fn buys(market: &Market, goods: Goods) -> tests::Answer {
    let cart = Cart::ready(&market.guest(), &[(goods, 1)]).await;
    cart.check_out("cod").await
}

/// The shopper of these tests does not take so many parcels.
async fn refuse(market: &Market, times: usize) {
    for _ in 0..times {
        let sale = Sale::shipped(market, "T1").await;
        let reason = json!({"reason": "Khách không nhận"});
        sale.step("fail-delivery", reason).await.expect(200);
        turn_back(&sale).await;
    }
}

/// The carrier brings the parcel back, and the seller has it.
async fn turn_back(sale: &Sale) {
    for step in ["turn-back", "receive-back"] {
        sale.step(step, json!({})).await.expect(200);
    }
}

async fn make_perishable(market: &Market, goods: Goods) {
    product::Entity::update(product::ActiveModel {
        id: Set(goods.product_id),
        return_class: Set(ReturnClass::Perishable),
        ..Default::default()
    })
    .exec(market.database().write())
    .await
    .expect("a product");
}
