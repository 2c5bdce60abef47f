//! How staff rank products, and what shoppers get while the search server is away.

use market::{MeilisearchSettings, accounts::StaffRole};
use serde_json::{Value, json};
use tests::Market;

use super::{given::Given, list, slugs};

const WEIGHTS: &str = "/v1/desk/search/settings";

/// One product with five stars and none in stock, one with three stars in stock.
async fn two(market: &Market) {
    let seller = market.seller("HTX Sông Đầm").await;
    let last = market.app().clock().today() + chrono::Days::new(30);
    for (name, slug, stars, stock) in [
        ("Tôm khô", "five-stars", 5, 0),
        ("Tôm khô", "in-stock", 3, 10),
    ] {
        let product = Given::product(seller, name, slug).stars(stars, last);
        product.stock(stock).put_up(market).await;
    }
    market.settle_jobs().await;
}

fn weights(in_stock: u16, promotion: u16) -> Value {
    json!({
        "in_stock": in_stock, "star": 200, "promotion": promotion, "rating": 300,
        "freshness": 100, "fresh_days": 60,
    })
}

#[tokio::test]
async fn staff_preview_and_change_what_decides_between_equal_matches() {
    let market = Market::start().await;
    two(&market).await;
    let promoter = market.staff(StaffRole::Promoter).await;
    assert_eq!(
        slugs(&list(&market, "q=tom").await),
        ["in-stock", "five-stars"]
    );

    let tried = json!({"q": "tom", "weights": weights(0, 30)});
    let preview = promoter
        .post("/v1/desk/search/preview", tried)
        .await
        .expect(200);
    let unchanged = slugs(&list(&market, "q=tom").await).join(" ");
    let set = promoter.put(WEIGHTS, weights(0, 30)).await.expect(200);

    assert_eq!(preview["items"][0]["slug"], "five-stars");
    assert_eq!(preview["items"][0]["stars"], 1000);
    assert_eq!(unchanged, "in-stock five-stars");
    assert_eq!(set, promoter.get(WEIGHTS).await.expect(200));
    assert_eq!(
        slugs(&list(&market, "q=tom").await),
        ["five-stars", "in-stock"]
    );
}

#[tokio::test]
async fn a_promotion_cannot_be_given_more_weight_than_is_published() {
    let market = Market::start().await;
    let promoter = market.staff(StaffRole::Promoter).await;

    let refused = promoter.put(WEIGHTS, weights(2_000, 40)).await;

    let problem = refused.problem(400, "weight_invalid");
    assert_eq!(problem["errors"][0]["pointer"], "/promotion");
}

#[tokio::test]
async fn while_the_search_server_is_away_this_process_answers_and_says_so() {
    let nowhere = MeilisearchSettings::new("http://127.0.0.1:9", None);
    let market = Market::start_with(|settings| settings.meilisearch = Some(nowhere)).await;
    two(&market).await;

    let found = list(&market, "q=tom%20kho&stars=5").await;
    let status = market
        .staff(StaffRole::Admin)
        .await
        .get("/v1/desk/search/status")
        .await
        .expect(200);
    let ready = market.guest().get("/readyz").await.expect(200);

    assert_eq!(
        (slugs(&found), &found["degraded"]),
        (vec!["five-stars"], &json!(true))
    );
    assert_eq!(status["server"]["is_ready"], false);
    assert_eq!(
        (&status["indexed"], &status["products"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(ready["state"], "amber");
}
