//! What the server answered.

use std::{collections::HashMap, str::FromStr};

use meilisearch_sdk::search::SearchResults;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    ask::{Purpose, Put},
    attempt::Manner,
    filter::Dimension,
    paging,
};
use crate::{
    query::{Answer, Count, Explanation, Facets, PriceRange},
    ranking::Merits,
};

/// A hit; what is not asked for is missing.
#[derive(Debug, Deserialize)]
pub(super) struct Hit {
    pub(super) id: Uuid,
    #[serde(default)]
    in_stock: bool,
    #[serde(default)]
    stars: Option<u8>,
    #[serde(default)]
    promotion: u8,
    #[serde(default)]
    rating: Option<u16>,
    #[serde(default)]
    rating_count: u32,
    #[serde(default)]
    published_at: i64,
}

pub(super) type Results = SearchResults<Hit>;

/// The results of one attempt, by what they are for.
pub(super) struct Answered {
    results: Vec<(Purpose, Results)>,
}

impl Answered {
    pub(super) fn new(purposes: Vec<Purpose>, results: Vec<Results>) -> Self {
        Self {
            results: purposes.into_iter().zip(results).collect(),
        }
    }

    /// Whether anything has the words, whatever the filters.
    pub(super) fn has_matches(&self) -> bool {
        self.results.iter().any(|(purpose, results)| {
            matches!(purpose, Purpose::Hits | Purpose::Probe) && total(results) > 0
        })
    }

    /// The answer, of the attempt of this number.
    pub(super) fn answer(self, put: &Put, attempt: usize) -> Answer {
        let facets = put.query.facets.then(|| self.facets());
        let hits = self
            .results
            .into_iter()
            .find(|(purpose, _)| *purpose == Purpose::Hits);
        let Some((_, results)) = hits else {
            return Answer::default();
        };
        let ids: Vec<Uuid> = results.hits.iter().map(|hit| hit.result.id).collect();
        let page = put.window.page(&ids);
        let last = page.end.checked_sub(1).filter(|_| page.has_next);
        Answer {
            hits: ids[page.start..page.end].to_vec(),
            total: total(&results),
            next: last.map(|last| {
                paging::position(put.query, attempt, put.window.offset + last, ids[last])
            }),
            missing: usize::from(!put.attempt.has_all_words()),
            // The server does not say which typos it forgave.
            stretched: put.attempt.manner != Manner::Exact,
            facets,
            explained: results.hits[page.start..page.end]
                .iter()
                .filter(|_| put.query.explain)
                .map(|hit| Explanation {
                    text: hit.ranking_score.unwrap_or_default(),
                    points: put.query.ranking.points(hit.result.merits()),
                })
                .collect(),
        }
    }

    fn facets(&self) -> Facets {
        let counts = |dimension: Dimension| {
            let results = self.counting(dimension)?;
            results
                .facet_distribution
                .as_ref()?
                .get(dimension.attribute())
        };
        Facets {
            stars: numbers(counts(Dimension::Stars)),
            provinces: texts(counts(Dimension::Province)),
            regions: texts(counts(Dimension::Region)),
            industries: numbers(counts(Dimension::Industry)),
            product_sets: numbers(counts(Dimension::ProductSet)),
            categories: texts(counts(Dimension::Category)),
            sellers: texts(counts(Dimension::Seller)),
            price: self.price(),
        }
    }

    /// The results that count a dimension: without its own filter, if it has one.
    fn counting(&self, dimension: Dimension) -> Option<&Results> {
        let own = self
            .results
            .iter()
            .find(|(purpose, _)| *purpose == Purpose::Count(dimension));
        let hits = self
            .results
            .iter()
            .find(|(purpose, _)| *purpose == Purpose::Hits);
        own.or(hits).map(|(_, results)| results)
    }

    fn price(&self) -> Option<PriceRange> {
        let stats = self.counting(Dimension::Price)?.facet_stats.as_ref()?;
        let range = stats.get(Dimension::Price.attribute())?;
        Some(PriceRange {
            min: dong(range.min)?,
            max: dong(range.max)?,
        })
    }
}

impl Hit {
    fn merits(&self) -> Merits {
        Merits {
            in_stock: self.in_stock,
            stars: self.stars.unwrap_or_default(),
            promotion: self.promotion,
            rating: self.rating.unwrap_or_default(),
            rating_count: u16::try_from(self.rating_count).unwrap_or(u16::MAX),
            published_at: self.published_at,
        }
    }
}

fn total(results: &Results) -> usize {
    results.estimated_total_hits.unwrap_or_default()
}

/// A whole number that came as a floating one: prices stay far below 2⁵³, where each is exact.
fn dong(number: f64) -> Option<i64> {
    i64::from_str(&format!("{number:.0}")).ok()
}

fn numbers(counts: Option<&HashMap<String, usize>>) -> Vec<Count<u8>> {
    ordered(counts, |value| value.parse().ok())
}

pub(super) fn texts(counts: Option<&HashMap<String, usize>>) -> Vec<Count<String>> {
    ordered(counts, |value| Some(value.to_owned()))
}

/// Most frequent first, then by value.
fn ordered<T: Ord>(
    counts: Option<&HashMap<String, usize>>,
    read: impl Fn(&str) -> Option<T>,
) -> Vec<Count<T>> {
    let counts = counts
        .into_iter()
        .flatten()
        .filter(|(_, count)| **count > 0);
    let mut counts: Vec<Count<T>> = counts
        .filter_map(|(value, count)| {
            let count = *count;
            read(value).map(|value| Count { value, count })
        })
        .collect();
    counts.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    counts
}
