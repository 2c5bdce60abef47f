//! The orders of a purchase add up to it, field by field, whatever is bought.

use proptest::{collection::vec, prelude::Just, prop_oneof, strategy::Strategy};
use serde_json::Value;
use tests::{Cart, dong};

use super::{Fair, holds};

/// A line to buy: which shop, the price in đồng, how many units.
type Line = (usize, i64, i64);

#[test]
fn order_totals_add_up_to_the_purchase_field_by_field() {
    let lines = vec((0..3usize, odd_price(), 1..=99i64), 1..=8);
    let delivery = prop_oneof![Just("Giao tiêu chuẩn"), Just("Giao theo khối lượng")];
    let method = prop_oneof![Just("cod"), Just("sandbox")];

    holds(&(lines, delivery, method), async |fair, case| {
        let (lines, delivery, method) = case;
        totals_add_up(fair, &lines, (delivery, method)).await;
    });
}

fn odd_price() -> impl Strategy<Value = i64> {
    prop_oneof![Just(1), 1..1_000i64, 1..3_000_000i64, Just(1_000_000_000)]
}

async fn totals_add_up(fair: &Fair, lines: &[Line], (delivery, method): (&str, &str)) {
    let mut wanted = Vec::new();
    for (shop, price, quantity) in lines {
        wanted.push((fair.goods(*shop, *price, *quantity).await, *quantity));
    }
    let cart = Cart::ready(&fair.market.guest(), &wanted).await;
    let shown = cart.choose(delivery).await;

    let bought = cart.buy(method).await.answer;

    assert_eq!(bought["totals"], shown["totals"]);
    let orders = bought["orders"].as_array().expect("orders");
    for field in ["goods", "discount", "delivery", "total"] {
        let shares: i64 = orders.iter().map(|order| amount(order, field)).sum();
        assert_eq!(shares, amount(&bought, field), "{field}: {bought}");
    }
    let expected: i64 = lines
        .iter()
        .map(|(_, price, quantity)| price * quantity)
        .sum();
    assert_eq!(amount(&bought, "goods"), expected);
    for part in orders.iter().chain([&bought]) {
        let sum = amount(part, "goods") - amount(part, "discount") + amount(part, "delivery");
        assert_eq!(amount(part, "total"), sum, "{part}");
    }
    for order in orders {
        fees_are_rounded_once(fair, order).await;
    }
    fair.market.audit_is_clean().await;
}

/// 7.35 % of each line, and 10 % of that, each rounded half up once.
async fn fees_are_rounded_once(fair: &Fair, order: &Value) {
    let seller = &order["seller"]["id"];
    let shop = fair
        .shops
        .iter()
        .find(|shop| *seller == shop.id.to_string());
    let path = format!("/v1/seller/orders/{}", order["id"].as_str().expect("an id"));
    let view = shop.expect("a shop").member.get(&path).await.expect(200);

    let lines = order["lines"].as_array().expect("lines");
    let share = |amount: i64, rate_bp: i64| (amount * rate_bp + 5_000) / 10_000;
    let fees = lines
        .iter()
        .map(|line| share(dong(&line["line_total"]), 735));
    let vats = fees.clone().map(|fee| share(fee, 1_000));
    assert_eq!(dong(&view["commission"]), fees.sum::<i64>());
    assert_eq!(dong(&view["commission_vat"]), vats.sum::<i64>());
}

fn amount(part: &Value, field: &str) -> i64 {
    dong(&part["totals"][field])
}
