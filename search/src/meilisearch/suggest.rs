//! Suggestions while a text is being typed.

use meilisearch_sdk::search::{MatchingStrategies, MultiSearchQuery, SearchQuery, Selectors};

use super::{
    Meilisearch,
    answer::{Hit, Results, texts},
    attempt::{Attempt, while_typing},
    document::ID,
    settings::LOCALE,
    wire::{Index, Wire, failed},
};
use crate::{error::SearchError, query::Suggestions};

impl Meilisearch {
    /// What a text that is still being typed may mean, nearest first, in one request.
    pub(super) async fn offer(&self, text: &str, limit: usize) -> Result<Suggestions, SearchError> {
        let attempts = while_typing(text);
        if attempts.is_empty() {
            return Ok(Suggestions::default());
        }
        let client = &self.shared.searching;
        let index = client.index(self.shared.live());
        let mut searches = MultiSearchQuery::new(client);
        for attempt in &attempts {
            searches
                .with_search_query(products(&index, attempt, limit))
                .with_search_query(sellers(&index, attempt));
        }
        let response = searches.execute::<Hit>().await.map_err(failed)?;
        drop(searches);
        Ok(nearest(&response.results, limit))
    }
}

/// Products that may be meant.
fn products<'a>(index: &'a Index, attempt: &'a Attempt, limit: usize) -> SearchQuery<'a, Wire> {
    let mut search = putting(index, attempt);
    search
        .with_limit(limit)
        .with_attributes_to_retrieve(Selectors::Some(&[ID]));
    search
}

/// The sellers of what has the words in its seller's name, as counts.
fn sellers<'a>(index: &'a Index, attempt: &'a Attempt) -> SearchQuery<'a, Wire> {
    let mut search = putting(index, attempt);
    search
        .with_limit(0)
        .with_attributes_to_search_on(&["producer"])
        .with_facets(Selectors::Some(&["seller"]));
    search
}

fn putting<'a>(index: &'a Index, attempt: &'a Attempt) -> SearchQuery<'a, Wire> {
    let mut search = SearchQuery::new(index);
    search
        .with_query(&attempt.text)
        .with_locales(&[LOCALE])
        .with_matching_strategy(MatchingStrategies::ALL);
    search
}

/// The first products found, and the first sellers: their results come in turns.
fn nearest(results: &[Results], limit: usize) -> Suggestions {
    let products = |results: &Results| -> Vec<_> {
        let hits = results.hits.iter().take(limit);
        hits.map(|hit| hit.result.id).collect()
    };
    let sellers = |results: &Results| -> Vec<String> {
        let counts = results.facet_distribution.as_ref();
        let counts = texts(counts.and_then(|counts| counts.get("seller")));
        let slugs = counts.into_iter().take(limit);
        slugs.map(|count| count.value).collect()
    };
    let pairs = || results.as_chunks::<2>().0.iter();
    Suggestions {
        products: pairs()
            .map(|[found, _]| products(found))
            .find(|found| !found.is_empty())
            .unwrap_or_default(),
        sellers: pairs()
            .map(|[_, found]| sellers(found))
            .find(|found| !found.is_empty())
            .unwrap_or_default(),
    }
}
