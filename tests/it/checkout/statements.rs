//! Round trips are the cost of buying: they do not grow with the cart.
//!
//! `BEGIN` and `COMMIT` are not counted, so every bound is two less than what is promised.

use serde_json::json;
use tests::{Cart, Goods, Market};

/// Statements of the completing call, cash on delivery.
const COD_MOST: u64 = 25 - 2;
/// The sandbox pays within the call: what it tells is applied as well, as for a notification.
const SANDBOX_MOST: u64 = 36;
/// Statements that put a variant in a cart.
const ADD_MOST: u64 = 6 - 2;

#[tokio::test]
async fn completing_takes_25_statements_with_one_line_or_forty() {
    let market = Market::start().await;
    let one = goods(&market, 1, 1).await;
    let forty = goods(&market, 5, 8).await;

    for wanted in [one, forty] {
        let statements = statements_of(&market, &wanted, "cod").await;
        assert!(
            statements <= COD_MOST,
            "{statements} for {} lines",
            wanted.len()
        );
    }
}

#[tokio::test]
async fn paying_at_once_takes_the_same_statements_with_one_line_or_forty() {
    let market = Market::start().await;
    let one = goods(&market, 1, 1).await;
    let forty = goods(&market, 5, 8).await;

    let few = statements_of(&market, &one, "sandbox").await;
    let many = statements_of(&market, &forty, "sandbox").await;

    assert_eq!(few, many);
    assert!(many <= SANDBOX_MOST, "{many} statements");
}

#[tokio::test]
async fn adding_to_a_cart_takes_6_statements_with_one_line_or_forty() {
    let market = Market::start().await;
    let wanted = goods(&market, 5, 8).await;
    let cart = Cart::open(&market.guest()).await;

    for (goods, quantity) in wanted {
        let before = market.statements();
        cart.add(goods, quantity).await.expect(201);
        let statements = market.statements() - before;
        assert!(statements <= ADD_MOST, "{statements} statements");
    }
}

#[tokio::test]
async fn a_signed_in_shopper_costs_one_statement_more() {
    let market = Market::start().await;
    let lan = market.sign_up("Lan").await;
    let wanted = goods(&market, 1, 1).await;
    let cart = Cart::open(&lan).await;
    let before = market.statements();

    cart.add(wanted[0].0, 1).await.expect(201);

    let statements = market.statements() - before;
    assert!(statements <= ADD_MOST + 1, "{statements} statements");
}

async fn statements_of(market: &Market, wanted: &[(Goods, i64)], method: &str) -> u64 {
    let cart = Cart::ready(&market.guest(), wanted).await;
    let before = market.statements();
    let answer = cart.check_out(method).await.expect(201);
    let statements = market.statements() - before;
    assert_eq!(answer["state"], "placed");
    assert_ne!(answer["orders"], json!([]));
    statements
}

/// Goods of so many sellers with so many lines each.
async fn goods(market: &Market, sellers: usize, lines: usize) -> Vec<(Goods, i64)> {
    let mut goods = Vec::new();
    for position in 0..sellers {
        let seller = market.seller(&format!("HTX {position}")).await;
        for _ in 0..lines {
            goods.push((market.product_of(seller, 12_345, 10).await, 2));
        }
    }
    goods
}
