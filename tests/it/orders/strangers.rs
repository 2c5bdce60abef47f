//! Strangers see nothing: another's ids, wrong tokens, another seller's orders.

use serde_json::json;
use tests::{Answer, Bought, Caller, Cart, Goods, Market};
use uuid::Uuid;

use super::{Placed, act};

#[tokio::test]
async fn a_strangers_cart_is_no_cart() {
    let market = Market::start().await;
    let goods = market
        .product_of(market.seller("HTX A").await, 50_000, 10)
        .await;
    let cart = Cart::ready(&market.guest(), &[(goods, 1)]).await;
    let line = cart.view().await["lines"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();

    for stranger in strangers(&market, "Cart-Token").await {
        let theirs = Cart {
            id: cart.id.clone(),
            guest: stranger,
        };
        for answer in everything_with(&theirs, goods, &line).await {
            answer.problem(404, "cart_not_found");
        }
    }
    let unharmed = cart.view().await;
    assert_eq!(unharmed["lines"].as_array().map(Vec::len), Some(1));
    assert_eq!(unharmed["lines"][0]["quantity"], 1);
}

async fn everything_with(cart: &Cart, goods: Goods, line: &str) -> Vec<Answer> {
    let line = cart.path(&format!("/lines/{line}"));
    let choices = json!({"choices": []});
    vec![
        cart.guest.get(&cart.path("")).await,
        cart.guest.get(&cart.path("/problems")).await,
        cart.guest.get(&cart.path("/delivery-options")).await,
        cart.add(goods, 1).await,
        cart.guest.patch(&line, json!({"quantity": 5})).await,
        cart.guest.delete(&line).await,
        cart.put_address(&tests::home()).await,
        cart.guest
            .put(&cart.path("/delivery-choices"), choices)
            .await,
        cart.check_out("cod").await,
    ]
}

#[tokio::test]
async fn a_strangers_purchase_is_no_purchase() {
    let market = Market::start().await;
    let placed = Placed::new(&market, "cod").await;
    let bought = &placed.bought;
    let number = bought.answer["number"].as_str().expect("a number");

    let mut callers = strangers(&market, "Purchase-Token").await;
    callers.push(market.guest().with("Purchase-Token", number));
    // The cart's token opens the cart, and nothing else.
    callers.push(bought.shopper.with("Purchase-Token", "cs_purchase_0"));
    for stranger in callers {
        let theirs = Bought {
            answer: bought.answer.clone(),
            shopper: stranger.clone(),
        };
        let order = format!("/v1/store/orders/{}/cancel", placed.order);
        for (answer, code) in [
            (stranger.get(&bought.path("")).await, "purchase_not_found"),
            (theirs.cancel().await, "purchase_not_found"),
            (theirs.pay_again("success").await, "purchase_not_found"),
            (stranger.post(&order, json!({})).await, "not_found"),
        ] {
            assert_eq!(answer.status, 404, "{answer}");
            let told = answer.json()["code"].as_str().map(ToOwned::to_owned);
            assert!(told.is_some_and(|told| told.ends_with(code)), "{answer}");
        }
    }
    assert_eq!(bought.view().await["state"], "placed");
}

#[tokio::test]
async fn a_cart_token_does_not_open_its_purchase() {
    let market = Market::start().await;
    let goods = market
        .product_of(market.seller("HTX A").await, 50_000, 10)
        .await;
    let cart = Cart::ready(&market.guest(), &[(goods, 1)]).await;
    let bought = cart.buy("cod").await;
    let opened = market.guest().post("/v1/store/carts", json!({})).await;
    let cart_token = opened.expect(201)["token"]
        .as_str()
        .expect("a token")
        .to_owned();

    let by_number = format!("/v1/store/purchases/{}", bought.answer["number"]);
    let by_number = bought.shopper.get(&by_number.replace('"', "")).await;
    let with_cart_token = market.guest().with("Purchase-Token", &cart_token);

    cart.guest
        .get(&bought.path(""))
        .await
        .problem(404, "purchase_not_found");
    let answer = with_cart_token.get(&bought.path("")).await;
    answer.problem(404, "purchase_not_found");
    assert!([400, 404].contains(&by_number.status), "{by_number}");
}

#[tokio::test]
async fn another_sellers_order_is_no_order() {
    let market = Market::start().await;
    let placed = Placed::new(&market, "cod").await;
    let rival = market.shop("HTX B").await;

    for step in ["confirm", "pack", "ship", "deliver", "cancel"] {
        let refused = act(&rival.member, &placed.order, step).await;
        refused.problem(404, "order_not_found");
    }
    let path = format!("/v1/seller/orders/{}", placed.order);
    rival
        .member
        .get(&path)
        .await
        .problem(404, "order_not_found");
    let list = rival.member.get("/v1/seller/orders").await.expect(200);
    assert_eq!(list["items"], json!([]));
    assert_eq!(placed.view().await["state"], "pending");
}

#[tokio::test]
async fn nobody_acts_for_a_seller_that_is_not_theirs() {
    let market = Market::start().await;
    let placed = Placed::new(&market, "cod").await;
    let rival = market.shop("HTX B").await;
    let shopper = market.sign_up("Lan").await;
    let seller_id = placed.shop.id.to_string();

    for caller in [&rival.member, &shopper] {
        let as_seller = caller.with("Seller-Id", &seller_id);
        let list = as_seller.get("/v1/seller/orders").await;
        assert_eq!(list.status, 403, "{list}");
        let step = act(&as_seller, &placed.order, "confirm").await;
        assert_eq!(step.status, 403, "{step}");
    }
    let nobody = market.guest().with("Seller-Id", &seller_id);
    let list = nobody.get("/v1/seller/orders").await;
    list.problem(401, "sign_in_needed");
    assert_eq!(placed.view().await["state"], "pending");
}

#[tokio::test]
async fn a_shoppers_account_opens_its_own_purchases_only() {
    let market = Market::start().await;
    let lan = market.sign_up("Lan").await;
    let mai = market.sign_up("Mai").await;
    let goods = market
        .product_of(market.seller("HTX A").await, 50_000, 10)
        .await;
    let bought = Cart::ready(&lan, &[(goods, 1)]).await.buy("cod").await;

    for stranger in [&mai, &market.guest()] {
        let view = stranger.get(&bought.path("")).await;
        view.problem(404, "purchase_not_found");
        let cancel = stranger.post(&bought.path("/cancel"), json!({})).await;
        cancel.problem(404, "purchase_not_found");
    }
    lan.get(&bought.path("")).await.expect(200);
}

/// Callers who have nothing, or the wrong thing: no token, an empty one, made-up ones, one
/// of another thing, and an account of their own.
async fn strangers(market: &Market, header: &str) -> Vec<Caller> {
    let guest = market.guest();
    let other = guest.post("/v1/store/carts", json!({})).await.expect(201);
    let other = other["token"].as_str().expect("a token");
    let mai = market.sign_up("Mai").await;
    vec![
        guest.clone(),
        guest.with(header, ""),
        guest.with(header, "null"),
        guest.with(header, &Uuid::nil().to_string()),
        guest.with(header, other),
        mai.clone(),
        mai.with(header, ""),
    ]
}
