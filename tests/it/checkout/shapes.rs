//! Checkout requests of the wrong form name the field, and never fail on our side.

use serde_json::{Value, json};
use tests::{Cart, Market, how_to_pay};

#[tokio::test]
async fn unusable_fields_are_named() {
    let market = Market::start().await;
    let goods = market
        .product_of(market.seller("HTX A").await, 50_000, 10)
        .await;
    let cart = Cart::ready(&market.guest(), &[(goods, 1)]).await;
    let dong = |amount: Value| json!({"amount": amount, "currency": "VND"});

    for (pointer, value) in [
        ("/payment_method", json!("gold")),
        ("/payment_method", json!("")),
        ("/contact/name", json!("  ")),
        ("/contact/name", json!("La\u{0}n")),
        ("/contact/name", json!("x".repeat(201))),
        ("/contact/phone", json!("12")),
        ("/contact/phone", json!("0912\u{0}345678")),
        ("/contact/email", json!("lan")),
        ("/contact/email", json!("lan\u{0}@example.vn")),
        ("/expected_total/amount", dong(json!(-1))),
        ("/expected_total/amount", dong(json!(i64::MAX))),
        ("/invoice/tax_code", invoice("tax_code", "12")),
        ("/invoice/name", invoice("name", "\u{0}")),
        ("/invoice/address", invoice("address", " ")),
        ("/invoice/email", invoice("email", "lan@")),
    ] {
        let answer = cart.check_out_with(with(pointer, value)).await;
        assert_eq!(answer.status, 400, "{answer}");
        let problem = answer.json();
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{answer}");
    }
    cart.check_out("cod").await.expect(201);
}

#[tokio::test]
async fn unreadable_bodies_are_refused() {
    let market = Market::start().await;
    let goods = market
        .product_of(market.seller("HTX A").await, 50_000, 10)
        .await;
    let cart = Cart::ready(&market.guest(), &[(goods, 1)]).await;

    for (pointer, value) in [
        (
            "/expected_total",
            json!({"amount": 80_000, "currency": "USD"}),
        ),
        (
            "/expected_total",
            json!({"amount": 80_000, "currency": "vnd"}),
        ),
        (
            "/expected_total",
            json!({"amount": 80_000.5, "currency": "VND"}),
        ),
        (
            "/expected_total",
            json!({"amount": "80000", "currency": "VND"}),
        ),
        ("/expected_total", json!({"amount": 80_000})),
        ("/expected_total", json!(80_000)),
        ("/discount", json!(10_000)),
        ("/contact/role", json!("admin")),
        ("/contact", json!(null)),
        ("/sandbox_outcome", json!("jackpot")),
    ] {
        let answer = cart.check_out_with(with(pointer, value)).await;
        answer.problem(400, "body_invalid");
    }
    let text = cart.check_out("cod").bytes("application/json", "{").await;
    text.problem(400, "body_invalid");
    cart.check_out("cod").await.expect(201);
}

#[tokio::test]
async fn the_sandbox_is_closed_where_it_is_not_set_open() {
    let market = Market::start_with(|settings| settings.sandbox_payments = false).await;
    let goods = market
        .product_of(market.seller("HTX A").await, 50_000, 10)
        .await;
    let cart = Cart::ready(&market.guest(), &[(goods, 1)]).await;

    let refused = cart.check_out("sandbox").await;

    refused.problem(400, "payment_method_closed");
    let methods = market.guest().get("/v1/store/payment-methods").await;
    let methods = methods.expect(200);
    assert_eq!(methods["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(methods["items"][0]["method"], "cod");
}

/// A good body with the field at `pointer` set; a field deeper than that is part of `value`.
fn with(pointer: &str, value: Value) -> Value {
    let mut body = how_to_pay("cod");
    let path: Vec<&str> = pointer.split('/').skip(1).collect();
    match path.as_slice() {
        ["contact", field] => body["contact"][*field] = value,
        [field, ..] => body[*field] = value,
        [] => {}
    }
    body
}

/// An invoice that can be written but for one field.
fn invoice(field: &str, value: &str) -> Value {
    let mut invoice = json!({
        "name": "Công ty Sao", "tax_code": "0101243150", "address": "12 Lý Bôn, Cà Mau",
    });
    invoice[field] = json!(value);
    invoice
}
