//! What shoppers read: lists, pages, storefronts, places, certificates.

mod building;
mod contract;
mod filters;
mod freshness;
mod given;
mod hostile;
mod popular;
mod promoted;
mod ranking;
mod real_server;
mod rebuilding;
mod searches;
mod server;
mod similar;
mod understood;

use serde_json::{Value, json};
use tests::Market;

use given::Given;

/// The slugs on a list, in its order.
fn slugs(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().expect("items");
    items
        .iter()
        .map(|item| item["slug"].as_str().expect("a slug"))
        .collect()
}

async fn list(market: &Market, query: &str) -> Value {
    let path = format!("/v1/store/products?{query}");
    market.guest().get(&path).await.expect(200)
}

#[tokio::test]
async fn a_product_is_on_the_list_its_page_and_its_storefront() {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    let last = market.app().clock().today() + chrono::Days::new(30);
    let shrimp = Given::product(seller, "Tôm khô Rạch Gốc", "tom-kho").stars(4, last);
    let (id, variant_id) = shrimp.put_up(&market).await;

    market.settle_jobs().await;

    let card = &list(&market, "").await["items"][0];
    assert_eq!(card["id"], id.to_string());
    assert_eq!(card["stars"], 4);
    assert_eq!(card["price"], json!({"amount": 100_000, "currency": "VND"}));
    assert_eq!(card["place"]["province"], "Cà Mau");
    assert_eq!(
        (&card["in_stock"], &card["sample"]),
        (&json!(true), &json!(false))
    );
    let guest = market.guest();
    let page = guest.get("/v1/store/products/tom-kho").await.expect(200);
    assert_eq!(page["variants"][0]["id"], variant_id.to_string());
    assert_eq!(page["variants"][0]["available"], 10);
    assert_eq!(page["certificate"]["status"], "current");
    assert_eq!(page["breadcrumbs"][1]["slug"], "hai-san-kho");
    let storefront = format!("/v1/store/sellers/seller-{}", seller.simple());
    assert_eq!(guest.get(&storefront).await.expect(200)["products"], 1);
    let check = guest
        .get("/v1/store/certificates/cs-tom-kho")
        .await
        .expect(200);
    assert_eq!(
        (&check["status"], &check["product"]),
        (&json!("current"), &json!("tom-kho"))
    );
}

#[tokio::test]
async fn what_nobody_can_buy_is_not_shown() {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    let priceless = Given::product(seller, "Mắm", "mam").price(None);
    priceless.put_up(&market).await;

    market.settle_jobs().await;

    assert_eq!(list(&market, "").await["total"], 0);
    let page = market.guest().get("/v1/store/products/mam").await;
    page.problem(404, "product_not_found");
}

#[tokio::test]
async fn a_copy_that_is_still_right_is_not_sent_again() {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    let (id, _) = Given::product(seller, "Tôm khô", "tom-kho")
        .put_up(&market)
        .await;
    market.settle_jobs().await;
    let guest = market.guest();

    for path in ["/v1/store/products/tom-kho", "/v1/store/products?q=tom"] {
        let first = guest.get(path).await;
        let tag = first.header("etag").expect("a tag").to_owned();
        assert_eq!(first.header("cache-control"), Some("public, max-age=1"));

        for known in [
            tag.clone(),
            format!("W/{tag}"),
            format!("\"x\", {tag}"),
            "*".to_owned(),
        ] {
            let again = guest.get(path).header("if-none-match", &known).await;
            assert_eq!((again.status, again.bytes.len()), (304, 0), "{known}");
        }
        for other in ["\"x\"", tag.trim_matches('"'), ""] {
            let sent = guest.get(path).header("if-none-match", other).await;
            assert_eq!(sent.status, 200, "{other}");
        }

        freshness::reprice(&market, id, 90_000).await;
        market.settle_jobs().await;
        let changed = guest.get(path).header("if-none-match", &tag).await;
        assert_eq!(changed.status, 200, "{path}");
        freshness::reprice(&market, id, 100_000).await;
        market.settle_jobs().await;
    }
}

#[tokio::test]
async fn lists_and_pages_follow_the_asked_language() {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    Given::product(seller, "Tôm khô", "tom-kho")
        .put_up(&market)
        .await;
    market.settle_jobs().await;

    let english = market.guest().with("accept-language", "en");
    let list = english
        .get("/v1/store/products?facets=true")
        .await
        .expect(200);

    assert_eq!(list["facets"]["category"][0]["label"], "Dried seafood");
    assert_eq!(list["items"][0]["place"]["province"], "Ca Mau");
    assert_eq!(list["items"][0]["name"], "Tôm khô");
}

#[tokio::test]
async fn old_and_new_names_lead_to_province_96() {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    Given::product(seller, "Tôm khô", "tom-kho")
        .put_up(&market)
        .await;
    market.settle_jobs().await;
    let guest = market.guest();

    for name in ["Bạc%20Liêu", "bac%20lieu", "C%C3%A0%20Mau"] {
        let found = list(&market, &format!("q={name}")).await;
        assert_eq!(slugs(&found), ["tom-kho"], "{name}");
        let suggest = format!("/v1/store/search/suggest?q={name}");
        let suggested = guest.get(&suggest).await.expect(200);
        assert_eq!(suggested["places"][0]["code"], "96", "{name}");
        let places = format!("/v1/store/places?q={name}");
        assert_eq!(
            guest.get(&places).await.expect(200)["items"][0]["code"],
            "96"
        );
    }
    let province = guest.get("/v1/store/places/96").await.expect(200);
    assert_eq!(province["predecessors"].as_array().map(Vec::len), Some(2));
    let old = guest
        .get("/v1/store/places?at=2025-06-30")
        .await
        .expect(200);
    assert_eq!(old["items"].as_array().map(Vec::len), Some(63));
}
