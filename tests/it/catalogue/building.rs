//! What shoppers get while the index is being built.

use std::fs;

use entity::catalog::{product, product_document};
use market::{
    App, Language,
    catalog::{
        browse::{self, Ask, Order},
        documents,
    },
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::Value;
use tests::Market;
use uuid::Uuid;

use super::{Given, slugs};

/// One more than an index takes over at the start, before the market opens.
const PRODUCTS: i64 = 1_001;
/// Rows of one statement.
const ROWS: usize = 200;

/// Copies a product and its documents until there are enough; every tenth copy has no star.
async fn copies(market: &Market, id: Uuid) {
    let db = market.database();
    let product = product::Entity::find_by_id(id).one(db.read());
    let product = product.await.expect("readable").expect("a product");
    let document = product_document::Entity::find_by_id(id).one(db.read());
    let document = document.await.expect("readable").expect("a document");
    let numbers: Vec<i64> = (2..=PRODUCTS).collect();
    for numbers in numbers.chunks(ROWS) {
        let (mut products, mut documents) = (Vec::new(), Vec::new());
        for number in numbers {
            let copy = market::token::new_id();
            let slug = format!("copy-{number}");
            let about = |text: &str| {
                let text = text.replace(&id.to_string(), &copy.to_string());
                let text = text.replace("\"original\"", &format!("\"{slug}\""));
                match number % 10 {
                    0 => text.replace("\"stars\":4", "\"stars\":null"),
                    _ => text,
                }
            };
            let mut row = product.clone().into_active_model();
            (row.id, row.slug) = (Set(copy), Set(slug.clone()));
            products.push(row);
            let mut row = document.clone().into_active_model();
            (row.product_id, row.slug) = (Set(copy), Set(slug.clone()));
            (row.seq, row.listed_seq) = (Set(number + 100), Set(number + 100));
            (row.card_vi, row.card_en) =
                (Set(about(&document.card_vi)), Set(about(&document.card_en)));
            row.search_entry = Set(about(&document.search_entry));
            documents.push(row);
        }
        let inserted = product::Entity::insert_many(products).exec_without_returning(db.write());
        inserted.await.expect("products");
        let inserted =
            product_document::Entity::insert_many(documents).exec_without_returning(db.write());
        inserted.await.expect("documents");
    }
}

async fn asked(app: &App, ask: Ask) -> Value {
    let answer = browse::list(app, ask).await.expect("a list");
    serde_json::from_slice(&answer.json).expect("JSON")
}

#[tokio::test]
async fn filters_words_and_orders_are_answered_while_a_large_index_is_built() {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    let last = market.app().clock().today() + chrono::Days::new(30);
    let shrimp = Given::product(seller, "Tôm khô", "original").stars(4, last);
    let (id, _) = shrimp.put_up(&market).await;
    market.settle_jobs().await;
    copies(&market, id).await;
    let index = market.data_dir().join("index");
    fs::create_dir_all(&index).expect("a directory");
    fs::write(index.join("current"), "nonsense").expect("a damaged index");
    let other = market.second_process().await;

    let following = documents::start(&other).await.expect("it starts");
    loop {
        let ask = Ask {
            q: Some("tom kho".to_owned()),
            stars: Some("4".to_owned()),
            order: Order::Newest,
            facets: true,
            limit: Some(2),
            ..Ask::everything(Language::Vi)
        };
        let page = asked(&other, ask.clone()).await;
        assert_eq!(page["total"], 901);
        assert_eq!(page["facets"]["stars"][0]["count"], 901);
        let cursor = page["next_cursor"].as_str().map(str::to_owned);
        let next = asked(&other, Ask { cursor, ..ask }).await;
        let mut seen = slugs(&page);
        seen.extend(slugs(&next));
        assert_eq!(seen, ["copy-1001", "copy-999", "copy-998", "copy-997"]);
        let typed = browse::suggest(&other, "htx song", Language::Vi).await;
        assert_eq!(typed.expect("suggestions").sellers[0].name, "HTX Sông Đầm");
        let typed = browse::suggest(&other, "tom kh", Language::Vi).await;
        assert_eq!(typed.expect("suggestions").products[0].name, "Tôm khô");
        let similar = browse::similar(&other, "original", Language::Vi).await;
        similar.expect("similar products");
        if page["degraded"].is_null() {
            break;
        }
    }
    drop(following);
}
