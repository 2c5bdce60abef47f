//! A query as searches of the server.

use meilisearch_sdk::search::{MatchingStrategies, SearchQuery, Selectors};

use super::{
    document::ID,
    filter::{COUNTED, Dimension, clauses},
    paging::Window,
    settings::LOCALE,
    wire::{Index, Wire},
};
use crate::{
    query::{Query, Sort},
    telex,
    words::{WORDS_MAX, words},
};

/// Letters of a text that the server gets.
const TEXT_CHARS_MAX: usize = 400;
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

/// One way to put the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attempt {
    pub(super) text: String,
    /// Whether a hit must have every word.
    pub(super) all_words: bool,
}

/// The ways to put a text, nearest first, until one matches.
///
/// The server forgives typos by itself, but not keys of Telex, of which it makes other words.
pub(super) fn attempts(text: &str) -> Vec<Attempt> {
    let typed = words(text, WORDS_MAX);
    let read: Vec<Option<String>> = typed
        .iter()
        .map(|word| telex::decode(&word.folded).map(|meant| meant.folded))
        .collect();
    let slips = read.iter().flatten().count();
    let as_telex: Vec<&str> = read
        .iter()
        .zip(&typed)
        .map(|(meant, typed)| meant.as_deref().unwrap_or(&typed.folded))
        .collect();
    let as_typed = clean(text);
    let all = |text: String| Attempt {
        text,
        all_words: true,
    };
    let mut attempts = vec![all(as_typed.clone())];
    if slips > 0 {
        let place = usize::from(slips * 2 < typed.len());
        attempts.insert(place, all(as_telex.join(" ")));
    }
    if typed.len() > 1 {
        attempts.push(Attempt {
            text: as_typed,
            all_words: false,
        });
    }
    attempts
}

/// The words of a text: quotes and a leading minus would be syntax.
fn clean(text: &str) -> String {
    let bounded: String = text.chars().take(TEXT_CHARS_MAX).collect();
    let is_gap = |letter: char| !letter.is_alphanumeric() && !crate::fold::is_mark(letter);
    let words: Vec<&str> = bounded
        .split(is_gap)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

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
            .with_query(&self.attempt.text)
            .with_locales(&[LOCALE]);
        search.with_matching_strategy(match self.attempt.all_words {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(String, bool)> {
        let attempts = attempts(text).into_iter();
        attempts
            .map(|attempt| (attempt.text, attempt.all_words))
            .collect()
    }

    #[test]
    fn a_text_is_put_as_typed_as_telex_and_in_part() {
        let put = |text: &str, all: bool| (text.to_owned(), all);

        assert_eq!(texts("tôm"), [put("tôm", true)]);
        assert_eq!(
            texts("tom kho"),
            [put("tom kho", true), put("tom kho", false)]
        );
        assert_eq!(
            texts("toom khoo"),
            [
                put("tom kho", true),
                put("toom khoo", true),
                put("toom khoo", false)
            ]
        );
        assert_eq!(texts(""), [put("", true)]);
    }

    #[test]
    fn nothing_typed_is_syntax() {
        assert_eq!(clean("-tôm \"khô\" AND\0 x"), "tôm khô AND x");
        assert_eq!(clean(&"a".repeat(10_000)).len(), TEXT_CHARS_MAX);
    }
}
