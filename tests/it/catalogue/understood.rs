//! How search texts are understood, shown back, and undone.

use serde_json::{Value, json};
use tests::Market;

use super::{given::Given, list, slugs};

/// Dried shrimp with five stars, with three, and honey; all from Cà Mau.
async fn market() -> Market {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    let last = market.app().clock().today() + chrono::Days::new(30);
    for (name, slug, stars) in [
        ("Tôm khô Rạch Gốc", "tom-kho", 5),
        ("Tôm khô", "tom-kho-3", 3),
        ("Mật ong U Minh", "mat-ong", 4),
    ] {
        let product = Given::product(seller, name, slug).stars(stars, last);
        product.put_up(&market).await;
    }
    market.settle_jobs().await;
    market
}

async fn english(market: &Market, query: &str) -> Value {
    let guest = market.guest().with("accept-language", "en");
    guest
        .get(&format!("/v1/store/products?{query}"))
        .await
        .expect(200)
}

#[tokio::test]
async fn stars_and_old_places_in_a_text_are_filters_that_can_be_undone() {
    let market = market().await;

    let found = english(&market, "q=tom%20kho%205%20sao%20bac%20lieu").await;
    let verbatim = english(
        &market,
        "q=tom%20kho%205%20sao%20bac%20lieu&interpret=false",
    )
    .await;

    assert_eq!(slugs(&found), ["tom-kho"]);
    assert_eq!(
        found["understood"],
        json!({
            "label": "5 stars in Ca Mau",
            "words": "tom kho",
            "stars": [5],
            "place": {"kind": "province", "value": "96", "name": "Ca Mau", "formerly": "Bạc Liêu"},
            "ignored": "",
        })
    );
    assert_eq!(verbatim.get("understood"), None);
    assert_eq!(slugs(&verbatim).len(), 2);
}

#[tokio::test]
async fn each_part_that_was_understood_can_be_undone_by_itself() {
    let market = market().await;
    let text = "q=tom%20kho%205%20sao%20ha%20giang%20500g";

    for (parts, stars, place, ignored) in [
        ("true", 1, true, "500g"),
        ("stars,place,ignored", 1, true, "500g"),
        ("place,ignored", 0, true, "500g"),
        ("stars", 1, false, ""),
        ("place", 0, true, ""),
    ] {
        let found = english(&market, &format!("{text}&interpret={parts}")).await;

        let read = &found["understood"];
        let all_stars = read["stars"].as_array().map(Vec::len);
        assert_eq!(all_stars, Some(stars), "{parts}: {found}");
        assert_eq!(!read["place"].is_null(), place, "{parts}: {found}");
        assert_eq!(read["ignored"], ignored, "{parts}: {found}");
    }
    let refused = market
        .guest()
        .get("/v1/store/products?q=tom&interpret=colour")
        .await;
    let problem = refused.problem(400, "filter_invalid");
    assert_eq!(problem["errors"][0]["pointer"], "/interpret");
}

#[tokio::test]
async fn a_filter_of_the_client_wins_over_the_text() {
    let market = market().await;

    let found = list(&market, "q=tom%20kho%205%20sao&stars=3").await;

    assert_eq!(slugs(&found), ["tom-kho-3"]);
}

#[tokio::test]
async fn goods_are_found_by_their_english_names() {
    let market = market().await;

    assert_eq!(slugs(&list(&market, "q=honey").await), ["mat-ong"]);
    assert_eq!(list(&market, "q=dried%20shrimps%20500g").await["total"], 2);
}

#[tokio::test]
async fn the_one_thing_given_up_is_told() {
    let market = market().await;

    for (query, what, total) in [
        ("q=mat%20ong%205%20sao", "stars", 1),
        ("q=tom%20kho%20ha%20giang", "place", 2),
        ("q=mat%20ong%20khong%20co", "words", 1),
    ] {
        let found = english(&market, query).await;

        assert_eq!(found["relaxed"]["what"], what, "{query}: {found}");
        assert_eq!(found["total"], total, "{query}");
    }
    for query in ["q=zzzz", "q=mat%20ong&price_max=1", "q=mat%20ong&stars=5"] {
        let found = english(&market, query).await;
        assert_eq!(
            (&found["total"], found.get("relaxed")),
            (&json!(0), None),
            "{query}"
        );
    }
    assert_eq!(english(&market, "q=mat%20ong").await.get("relaxed"), None);
}

#[tokio::test]
async fn pages_of_a_relaxed_search_belong_together() {
    let market = market().await;
    let query = "q=tom%20kho%20ha%20giang&limit=1";

    let first = list(&market, query).await;
    let cursor = first["next_cursor"].as_str().expect("a second page");
    let second = list(&market, &format!("{query}&cursor={cursor}")).await;

    assert_eq!(second["relaxed"]["what"], "place");
    assert_ne!(slugs(&first), slugs(&second));
    assert_eq!(second["next_cursor"], Value::Null);
}

#[tokio::test]
async fn a_mistyped_text_is_corrected() {
    let market = market().await;

    let mistyped = list(&market, "q=mat%20ogn").await;
    let right = list(&market, "q=mat%20ong").await;

    assert_eq!(mistyped["did_you_mean"], "mat ong");
    assert_eq!(right.get("did_you_mean"), None);
}
