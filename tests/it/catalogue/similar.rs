//! What else a shopper who looks at a product may like.

use entity::{
    catalog::product,
    sellers::{SellerState, seller},
};
use market::outbox::Event;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use tests::Market;
use uuid::Uuid;

use super::{
    given::{self, Given},
    slugs,
};

async fn in_set(market: &Market, product_id: Uuid, product_set: i32) {
    product::Entity::update_many()
        .set(product::ActiveModel {
            product_set: Set(Some(product_set)),
            ..Default::default()
        })
        .filter(product::Column::Id.eq(product_id))
        .exec(market.database().write())
        .await
        .expect("a product");
    given::changed(market, product_id).await;
}

async fn similar(market: &Market, slug: &str) -> serde_json::Value {
    let path = format!("/v1/store/products/{slug}/similar");
    market.guest().get(&path).await.expect(200)
}

#[tokio::test]
async fn like_goods_in_stock_come_first_and_never_the_product_itself() {
    let market = Market::start().await;
    let near = market.seller("HTX Sông Đầm").await;
    let other = market.seller("HTX Tân Phát").await;
    for (seller, name, slug, stock) in [
        (near, "Tôm khô Rạch Gốc", "it", 10),
        (other, "Tôm khô loại hai", "sold-out", 0),
        (other, "Cá kèo khô", "fish", 10),
        (other, "Tôm khô Năm Căn", "shrimp", 10),
    ] {
        let product = Given::product(seller, name, slug);
        product.stock(stock).put_up(&market).await;
    }
    let (honey, _) = Given::product(near, "Mật ong", "of-the-seller")
        .put_up(&market)
        .await;
    market.settle_jobs().await;
    in_set(&market, honey, 3).await;
    market.settle_jobs().await;

    let found = similar(&market, "it").await;

    assert_eq!(
        slugs(&found),
        ["shrimp", "fish", "of-the-seller", "sold-out"]
    );
    assert_eq!(found["total"], 4);
    market
        .guest()
        .get("/v1/store/products/nothing/similar")
        .await
        .problem(404, "product_not_found");
}

#[tokio::test]
async fn what_is_not_sold_any_more_is_not_similar_to_anything() {
    let market = Market::start().await;
    let near = market.seller("HTX Sông Đầm").await;
    let other = market.seller("HTX Tân Phát").await;
    for (seller, slug) in [(near, "it"), (near, "own"), (other, "gone")] {
        Given::product(seller, "Tôm khô", slug)
            .put_up(&market)
            .await;
    }
    market.settle_jobs().await;
    assert_eq!(similar(&market, "it").await["total"], 2);

    seller::Entity::update_many()
        .set(seller::ActiveModel {
            state: Set(SellerState::Suspended),
            ..Default::default()
        })
        .filter(seller::Column::Id.eq(other))
        .exec(market.database().write())
        .await
        .expect("a seller");
    given::say(&market, Event::SellerChanged { seller_id: other }).await;
    market.settle_jobs().await;

    assert_eq!(slugs(&similar(&market, "it").await), ["own"]);
    market
        .guest()
        .get("/v1/store/products/gone/similar")
        .await
        .problem(404, "product_not_found");
}
