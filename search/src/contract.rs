//! What every engine must do alike. Each adapter passes all of it.

mod living;
mod narrowing;
mod ordering;
mod wording;

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::{
    Answer, Change, Engine, Entry, Filters, Index, Interpret, Meilisearch, MeilisearchSettings,
    Query, Relaxed, Sort, find, highlight,
};

fn product(number: u128, name: &str) -> Entry {
    Entry {
        id: Uuid::from_u128(number),
        seller: "htx-song-dam".to_owned(),
        names: vec![name.to_owned()],
        ..Entry::default()
    }
}

/// An engine that holds just these.
async fn with(engine: &dyn Engine, entries: Vec<Entry>) {
    let mut growing = engine.rebuild().await.unwrap();
    growing.add(entries).await.unwrap();
    growing.swap(1).await.unwrap();
}

async fn with_names(engine: &dyn Engine, names: &[&str]) {
    let entries = (1..).zip(names).map(|(number, name)| product(number, name));
    with(engine, entries.collect()).await;
}

fn page(limit: usize) -> Query {
    Query {
        limit,
        ..Query::default()
    }
}

fn text(text: &str) -> Query {
    Query {
        text: Some(text.to_owned()),
        ..page(24)
    }
}

fn numbers(answer: &Answer) -> Vec<u128> {
    answer.hits.iter().map(Uuid::as_u128).collect()
}

async fn found(engine: &dyn Engine, typed: &str) -> Vec<u128> {
    let mut numbers = numbers(
        &find(engine, &text(typed), Interpret::ALL)
            .await
            .unwrap()
            .answer,
    );
    numbers.sort_unstable();
    numbers
}

async fn narrowed(engine: &dyn Engine, filters: Filters) -> Vec<u128> {
    let query = Query {
        filters,
        ..page(24)
    };
    let mut numbers = numbers(&engine.search(&query).await.unwrap());
    numbers.sort_unstable();
    numbers
}

/// Four products that differ in everything that can be filtered by.
fn four() -> Vec<Entry> {
    let of = |number: u128, stars: u8, province: &str, price: i64| Entry {
        stars: Some(stars),
        province: Some(province.to_owned()),
        region: Some("mekong-river-delta".to_owned()),
        industry: Some(1),
        product_set: Some(stars),
        category: Some(format!("category-{stars}")),
        seller: format!("seller-{province}"),
        price: Some(price),
        in_stock: number.is_multiple_of(2),
        rating: Some(u16::from(stars) * 100),
        rating_count: 9,
        published_at: price,
        ..product(number, "Tôm khô")
    };
    let bare = product(4, "Tôm tươi");
    vec![
        of(1, 3, "96", 30),
        of(2, 4, "96", 20),
        of(3, 5, "86", 10),
        bare,
    ]
}

async fn keeps_the_contract(engine: &dyn Engine) {
    narrowing::filters_narrow(engine).await;
    narrowing::filter_values_are_never_syntax(engine).await;
    narrowing::facets_ignore_their_own_filter(engine).await;
    ordering::orders_sort(engine).await;
    ordering::equal_matches_go_by_stock_then_stars(engine).await;
    ordering::pages_have_no_gaps_and_no_repeats(engine).await;
    wording::vietnamese_is_found_however_it_is_typed(engine).await;
    wording::typos_prefixes_and_joined_words_are_found(engine).await;
    wording::goods_are_found_by_their_other_names(engine).await;
    wording::no_text_matches_everything(engine).await;
    wording::hostile_text_is_only_text(engine).await;
    narrowing::filters_do_not_make_words_looser(engine).await;
    wording::one_thing_of_the_text_is_given_up(engine).await;
    living::changes_are_seen_by_the_next_search(engine).await;
    living::a_rebuild_is_swapped_at_once(engine).await;
    living::suggestions_name_products_and_sellers(engine).await;
    ordering::an_order_can_be_explained(engine).await;
    wording::what_was_typed_is_marked(engine).await;
}

#[tokio::test]
async fn the_embedded_engine_keeps_the_contract() {
    keeps_the_contract(&Index::in_memory().unwrap()).await;
}

/// Runs against the server at `CHOSAO_TEST_MEILISEARCH_URL`, under the key in
/// `CHOSAO_TEST_MEILISEARCH_KEY`; without one there is nothing to hold to the contract.
#[tokio::test]
async fn meilisearch_keeps_the_contract() {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test is told where its server is"
    )]
    let (url, key) = (
        std::env::var("CHOSAO_TEST_MEILISEARCH_URL"),
        std::env::var("CHOSAO_TEST_MEILISEARCH_KEY"),
    );
    let Ok(url) = url else {
        println!("CHOSAO_TEST_MEILISEARCH_URL is not set: the contract was not run on a server");
        return;
    };
    let mut settings = MeilisearchSettings::new(&url, key.ok().as_deref());
    settings.prefix = format!("contract_{}_", Uuid::now_v7().simple());
    settings.search_timeout = std::time::Duration::from_secs(10);
    let engine = Meilisearch::open(settings).await.unwrap();
    println!("Meilisearch {}", engine.version().await.unwrap());

    keeps_the_contract(&engine).await;

    engine.remove().await.unwrap();
}
