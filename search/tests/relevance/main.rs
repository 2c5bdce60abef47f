//! Whether people find what they mean, measured on the real list and on goods of other provinces,
//! for each engine at hand.
//!
//! `cargo test -p search --test relevance -- --nocapture` prints the figures; with
//! `CHOSAO_TEST_MEILISEARCH_URL` (and `CHOSAO_TEST_MEILISEARCH_KEY`) those of Meilisearch too.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod figures;
mod list;

use figures::Figures;
use list::List;
use search::{Engine, Index, Interpret, Meilisearch, MeilisearchSettings, Query};

/// Hits of one answer that are looked at.
const DEPTH: usize = 10;

/// The lists that are measured.
fn lists() -> [(&'static str, List); 2] {
    [
        ("real list", List::real()),
        ("other provinces", List::of_other_provinces()),
    ]
}

async fn measure(engine: &dyn Engine, list: &List) -> Figures {
    engine.apply(list.changes(), 1).await.unwrap();
    let mut figures = Figures::default();
    for asked in list.questions() {
        let query = Query {
            text: Some(asked.text.clone()),
            limit: DEPTH,
            ..Query::default()
        };
        let found = search::find(engine, &query, Interpret::ALL).await.unwrap();
        let names: Vec<&str> = found.answer.hits.iter().map(|id| list.name(*id)).collect();
        let hits: Vec<bool> = names.iter().map(|name| asked.expects(name)).collect();
        if !hits.iter().take(3).any(|hit| *hit) {
            println!("missed {:?} ({}): {names:?}", asked.text, asked.kind);
        }
        figures.add(&asked.kind, &hits, asked.expected_count(list));
    }
    figures
}

#[tokio::test]
async fn people_find_what_they_mean_with_the_embedded_engine() {
    let mut all = Vec::new();
    for (name, list) in lists() {
        let figures = measure(&Index::in_memory().unwrap(), &list).await;

        figures.print(&format!("embedded, {name}"));
        all.push(figures);
    }
    all.iter().for_each(Figures::hold_the_floors);
}

#[tokio::test]
async fn people_find_what_they_mean_with_meilisearch() {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test is told where its server is"
    )]
    let (url, key) = (
        std::env::var("CHOSAO_TEST_MEILISEARCH_URL"),
        std::env::var("CHOSAO_TEST_MEILISEARCH_KEY"),
    );
    let Ok(url) = url else {
        println!("CHOSAO_TEST_MEILISEARCH_URL is not set: Meilisearch was not measured");
        return;
    };
    let mut all = Vec::new();
    for (name, list) in lists() {
        let mut settings = MeilisearchSettings::new(&url, key.as_deref().ok());
        settings.prefix = format!("relevance_{}_", uuid::Uuid::now_v7().simple());
        settings.search_timeout = std::time::Duration::from_secs(10);
        let engine = Meilisearch::open(settings).await.unwrap();

        let figures = measure(&engine, &list).await;

        engine.remove().await.unwrap();
        figures.print(&format!("Meilisearch, {name}"));
        all.push(figures);
    }
    all.iter().for_each(Figures::hold_the_floors);
}
