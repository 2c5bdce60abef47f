//! What buyers say of products that reached them, and what comes of it.

mod desk;

use futures_util::future::join_all;
use market::outbox::{self, Event};
use serde_json::{Value, json};
use tests::{Caller, Cart, Goods, Market, Sending};

use crate::orders::{Placed, act};

fn path(goods: Goods) -> String {
    format!("/v1/store/products/{}/reviews", goods.product_id)
}

fn review(who: &Caller, goods: Goods, stars: u8) -> Sending {
    let body = json!({"stars": stars, "text": "Ngon, đóng gói kỹ"});
    who.post(&path(goods), body)
}

/// An order that its shopper has.
async fn delivered(market: &Market) -> Placed {
    let placed = Placed::new(market, "cod").await;
    placed.bring_to("delivered").await;
    placed
}

/// The rating on the product's page.
async fn rating(market: &Market, goods: Goods) -> Value {
    market.settle_jobs().await;
    let page = format!("/v1/store/products/product-{}", goods.product_id.simple());
    market.guest().get(&page).await.expect(200)["rating"].clone()
}

#[tokio::test]
async fn a_buyer_reviews_what_arrived_once() {
    let market = Market::start().await;
    let placed = Placed::new(&market, "cod").await;
    let (shopper, goods) = (&placed.bought.shopper, placed.goods);
    let early = review(shopper, goods, 4).await;
    placed.bring_to("delivered").await;

    let written = review(shopper, goods, 4).await.expect(201);
    let again = review(shopper, goods, 1).await;
    let listed = market.guest().get(&path(goods)).await.expect(200);

    early.problem(409, "order_not_delivered");
    again.problem(409, "review_exists");
    assert_eq!(listed["items"], json!([written]));
    assert_eq!(
        written,
        json!({
            "id": written["id"], "created_at": written["created_at"], "stars": 4,
            "text": "Ngon, đóng gói kỹ", "author": "Lan", "reply": null,
        })
    );
    assert_eq!(
        rating(&market, goods).await,
        json!({"average": 4.0, "count": 1})
    );
    market.audit_is_clean().await;
}

#[tokio::test]
async fn only_buyers_review_and_never_what_they_sell() {
    let market = Market::start().await;
    let placed = delivered(&market).await;
    let goods = placed.goods;

    let nobody = review(&market.guest(), goods, 5).await;
    let stranger = review(&market.sign_up("Minh").await, goods, 5).await;
    let seller = review(&placed.shop.member, goods, 5).await;
    let shopper = &placed.bought.shopper;
    let no_star = review(shopper, goods, 0).await;
    let six_stars = review(shopper, goods, 6).await;
    let long = json!({"stars": 5, "text": "x".repeat(2_001)});
    let long = shopper.post(&path(goods), long).await;

    nobody.problem(404, "review_not_found");
    stranger.problem(403, "product_not_bought");
    seller.problem(403, "own_product");
    no_star.problem(400, "review_stars_unusable");
    six_stars.problem(400, "review_stars_unusable");
    assert_eq!(long.json()["errors"][0]["pointer"], "/text");
}

#[tokio::test]
async fn an_account_reviews_each_of_its_purchases() {
    let market = Market::start().await;
    let lan = market.sign_up("Nguyễn Thị Lan").await;
    let shop = market.shop("HTX A").await;
    let goods = market.product(&shop, 50_000, 10).await;
    for _ in 0..2 {
        let bought = Cart::ready(&lan, &[(goods, 1)]).await.buy("cod").await;
        for step in ["confirm", "pack", "ship", "deliver"] {
            act(&shop.member, &bought.order_of(goods), step)
                .await
                .expect(200);
        }
    }

    review(&lan, goods, 5).await.expect(201);
    review(&lan, goods, 4).await.expect(201);
    let third = review(&lan, goods, 4).await;

    third.problem(409, "review_exists");
    assert_eq!(
        rating(&market, goods).await,
        json!({"average": 4.5, "count": 2})
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_at_once_one_is_kept() {
    let market = Market::start().await;
    let placed = delivered(&market).await;
    let next_door = placed.bought.shopper.at(&market.guest_next_door().await);
    let doors = [&placed.bought.shopper, &next_door];

    let all = (0..10).map(|number| {
        let sending = review(doors[number % 2], placed.goods, 5);
        async move { sending.await }
    });
    let answers = join_all(all).await;

    let kept = answers.iter().filter(|answer| answer.is_success()).count();
    assert_eq!(kept, 1);
    for answer in answers.iter().filter(|answer| !answer.is_success()) {
        answer.problem(409, "review_exists");
    }
    assert_eq!(rating(&market, placed.goods).await["count"], 1);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn what_buyers_think_moves_a_product_in_lists() {
    let market = Market::start().await;
    let placed = delivered(&market).await;
    let better = market.product(&placed.shop, 50_000, 10).await;
    let changed = Event::ProductsChanged {
        product_ids: vec![better.product_id, placed.goods.product_id],
    };
    let now = market.app().clock().now();
    outbox::enqueue(market.database().write(), now, [changed])
        .await
        .expect("the outbox");
    market.settle_jobs().await;
    let first = async |query: &str| {
        let path = format!("/v1/store/products?{query}");
        market.guest().get(&path).await.expect(200)["items"][0]["id"].clone()
    };
    let cheaper = placed.goods.product_id.to_string();
    assert_eq!(first("q=mam").await, better.product_id.to_string());

    review(&placed.bought.shopper, placed.goods, 5)
        .await
        .expect(201);
    market.settle_jobs().await;

    assert_eq!(first("q=mam").await, cheaper.as_str());
    assert_eq!(first("sort=-rating").await, cheaper.as_str());
}
