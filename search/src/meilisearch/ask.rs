//! A query as searches of the server.

use meilisearch_sdk::search::{MatchingStrategies, SearchQuery, Selectors};

use super::{
    attempt::Attempt,
    document::ID,
    filter::{COUNTED, Dimension, clauses},
    paging::Window,
    settings::LOCALE,
    wire::{Index, Wire},
};
use crate::query::{Query, Sort};

/// Attributes of a hit beside its id when the order is to be explained.
const EXPLAINED: [&str; 7] = [
    ID,
    "in_stock",
    "stars",
    "promotion",
    "rating",
    "rating_count",
    "published_at",
];

/// What a search of several is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The hits of the page.
    Hits,
    /// Whether anything has the words, whatever the filters.
    Probe,
    /// The counts of a dimension without its own filter.
    Count(Dimension),
}

/// An attempt, ready to be built into searches.
pub(super) struct Put<'a> {
    pub(super) query: &'a Query,
    pub(super) attempt: &'a Attempt,
    pub(super) window: Window,
    clauses: Vec<(Dimension, String)>,
    counted: Vec<&'static str>,
    sort: Vec<&'static str>,
}

impl<'a> Put<'a> {
    pub(super) fn new(query: &'a Query, attempt: &'a Attempt) -> Self {
        Self {
            query,
            attempt,
            window: Window::of(query),
            clauses: clauses(&query.filters),
            counted: COUNTED
                .iter()
                .map(|dimension| dimension.attribute())
                .collect(),
            sort: sort(query.sort),
        }
    }

    /// What is asked in one request, in this order.
    pub(super) fn purposes(&self) -> Vec<Purpose> {
        let mut purposes = vec![Purpose::Hits];
        if !self.clauses.is_empty() && !self.attempt.text.is_empty() {
            purposes.push(Purpose::Probe);
        }
        if self.query.facets {
            let active = self.clauses.iter().map(|(dimension, _)| *dimension);
            let counted = active.filter(|dimension| COUNTED.contains(dimension));
            purposes.extend(counted.map(Purpose::Count));
        }
        purposes
    }

    pub(super) fn search<'b>(
        &'b self,
        index: &'b Index,
        purpose: &'b Purpose,
    ) -> SearchQuery<'b, Wire> {
        let mut search = SearchQuery::new(index);
        search
            .with_query(match purpose {
                Purpose::Hits => self.attempt.for_hits(),
                Purpose::Probe | Purpose::Count(_) => &self.attempt.text,
            })
            .with_locales(&[LOCALE]);
        search.with_matching_strategy(match self.attempt.has_all_words() {
            true => MatchingStrategies::ALL,
            false => MatchingStrategies::FREQUENCY,
        });
        let narrow = |left_out: Option<Dimension>| -> Vec<&str> {
            let kept = self
                .clauses
                .iter()
                .filter(|(dimension, _)| Some(*dimension) != left_out);
            kept.map(|(_, clause)| clause.as_str()).collect()
        };
        search.with_limit(0);
        match purpose {
            Purpose::Hits => {
                self.page(&mut search);
                with_filter(&mut search, narrow(None));
            }
            Purpose::Probe => {}
            Purpose::Count(dimension) => {
                let place = COUNTED.iter().position(|other| other == dimension);
                let place = place.expect("only counted dimensions are asked for");
                search.with_facets(Selectors::Some(&self.counted[place..=place]));
                with_filter(&mut search, narrow(Some(*dimension)));
            }
        }
        search
    }

    fn page<'b>(&'b self, search: &mut SearchQuery<'b, Wire>) {
        search
            .with_offset(self.window.offset)
            .with_limit(self.window.limit);
        if !self.sort.is_empty() {
            search.with_sort(&self.sort);
        }
        if self.query.facets {
            search.with_facets(Selectors::Some(&self.counted));
        }
        let attributes = match self.query.explain {
            true => &EXPLAINED[..],
            false => &EXPLAINED[..1],
        };
        search.with_attributes_to_retrieve(Selectors::Some(attributes));
        if self.query.explain {
            search.with_show_ranking_score(true);
        }
    }
}

fn with_filter<'b>(search: &mut SearchQuery<'b, Wire>, clauses: Vec<&'b str>) {
    if !clauses.is_empty() {
        search.with_array_filter(clauses);
    }
}

/// Ties go by id, the later first; by relevance the ranking rules decide.
fn sort(sort: Sort) -> Vec<&'static str> {
    match sort {
        Sort::Relevance => Vec::new(),
        Sort::PriceAscending => vec!["price:asc", "id:desc"],
        Sort::PriceDescending => vec!["price:desc", "id:desc"],
        Sort::Newest => vec!["published_at:desc", "id:desc"],
        Sort::StarsDescending => vec!["stars:desc", "id:desc"],
        Sort::RatingDescending => vec!["rating:desc", "id:desc"],
    }
}
