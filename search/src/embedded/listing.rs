//! Products that can be listed without an index: every question looks at all of them.

use std::sync::Arc;

use async_trait::async_trait;
use tantivy::collector::SegmentCollector;

use super::{
    collect::CollectSegment,
    rows::{Row, Rows, Values},
    search::page_of,
};
use crate::{
    entry::Entry,
    error::SearchError,
    find::Answers,
    knowledge::Knowledge,
    position::{Maker, Reach},
    query::{Answer, Query},
    words::{TEXT_WORDS_MAX, WORDS_MAX, words},
};

/// Score of a product whose name has the words, and of one that has them somewhere.
const IN_NAME: f32 = 2.0;
const ANYWHERE: f32 = 1.0;

/// Products that can be listed without an index, for as long as that is built. Filters, counts,
/// orders and pages are those of the index; words are found as they are, or as beginnings, with
/// or without marks, and typos are not forgiven.
#[derive(Debug)]
pub struct Listing {
    rows: Arc<Rows>,
    values: Values,
    /// By row.
    texts: Vec<Texts>,
}

/// What is searched of a product: folded words, a space before each.
#[derive(Debug)]
struct Texts {
    names: String,
    others: String,
}

impl Listing {
    /// A list of these products.
    #[must_use]
    pub fn new(entries: &[Entry]) -> Self {
        let mut values = Values::new();
        let rows = entries.iter().map(|entry| Row::of(entry, &mut values));
        let rows = Arc::new(Rows::new(rows.collect()));
        values.rank();
        Self {
            rows,
            values,
            texts: entries.iter().map(Texts::of).collect(),
        }
    }

    fn search(&self, query: &Query) -> Result<Answer, SearchError> {
        let asked = words(query.text.as_deref().unwrap_or_default(), WORDS_MAX);
        let asked: Vec<String> = asked
            .iter()
            .map(|word| format!(" {}", word.folded))
            .collect();
        let reach = (!asked.is_empty()).then_some(Reach::Exact);
        if let Some(after) = &query.after
            && (after.maker != Maker::Embedded
                || after.sort != query.sort
                || after.weights.len() != asked.len())
        {
            return Err(SearchError::PositionForeign);
        }
        let mut collect = CollectSegment::over(query, &self.rows, &self.values);
        for (doc, texts) in (0..).zip(&self.texts) {
            if let Some(score) = texts.score(&asked) {
                collect.collect(doc, score);
            }
        }
        let weights = vec![1; asked.len()];
        let (answer, _) = page_of(query, collect.harvest(), (reach, weights), &self.values);
        Ok(answer)
    }
}

impl Texts {
    fn of(entry: &Entry) -> Self {
        let aliases = Knowledge::shared().other_names(&entry.names);
        let seller = std::slice::from_ref(&entry.seller_name);
        Self {
            names: folded([entry.names.as_slice(), &aliases]),
            others: folded([seller, &entry.places, &entry.printed, &entry.provenance]),
        }
    }

    /// How well it matches; none when a word is nowhere.
    fn score(&self, asked: &[String]) -> Option<f32> {
        let in_name = |word: &String| self.names.contains(word.as_str());
        if asked.iter().all(in_name) {
            return Some(IN_NAME);
        }
        let is_there = |word: &String| in_name(word) || self.others.contains(word.as_str());
        asked.iter().all(is_there).then_some(ANYWHERE)
    }
}

fn folded<const N: usize>(texts: [&[String]; N]) -> String {
    let texts = texts.into_iter().flatten();
    let words = texts.flat_map(|text| words(text, TEXT_WORDS_MAX));
    words
        .flat_map(|word| [" ".to_owned(), word.folded])
        .collect()
}

#[async_trait]
impl Answers for Listing {
    async fn answer(&self, query: &Query) -> Result<Answer, SearchError> {
        self.search(query)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{Filters, Sort, find};

    fn product(number: u128, name: &str) -> Entry {
        Entry {
            id: Uuid::from_u128(number),
            names: vec![name.to_owned()],
            price: Some(i64::try_from(number).unwrap() * 10),
            ..Entry::default()
        }
    }

    fn listing() -> Listing {
        let starred = Entry {
            stars: Some(5),
            province: Some("96".to_owned()),
            places: vec!["Cà Mau".to_owned()],
            ..product(2, "Tôm khô Rạch Gốc")
        };
        Listing::new(&[product(1, "Mật ong"), starred, product(3, "Tôm khô")])
    }

    fn numbers(answer: &Answer) -> Vec<u128> {
        answer.hits.iter().map(Uuid::as_u128).collect()
    }

    async fn found(query: Query) -> Answer {
        find(&listing(), &query, crate::Interpret::ALL)
            .await
            .unwrap()
            .answer
    }

    fn text(text: &str) -> Query {
        Query {
            text: Some(text.to_owned()),
            limit: 9,
            ..Query::default()
        }
    }

    #[tokio::test]
    async fn words_stars_and_places_are_found_without_an_index() {
        assert_eq!(numbers(&found(text("tom kho")).await), [2, 3]);
        assert_eq!(numbers(&found(text("dried shrimp")).await), [2, 3]);
        assert_eq!(numbers(&found(text("tom kho 5 sao ca mau")).await), [2]);
        assert_eq!(numbers(&found(text("mật o")).await), [1]);
        assert!(found(text("cua")).await.hits.is_empty());
    }

    #[tokio::test]
    async fn filters_orders_and_pages_are_those_of_the_index() {
        let mut query = Query {
            sort: Sort::PriceDescending,
            limit: 2,
            facets: true,
            ..Query::default()
        };

        let first = found(query.clone()).await;
        query.after.clone_from(&first.next);
        let second = found(query.clone()).await;
        query.after = None;
        query.filters = Filters {
            stars: vec![5],
            ..Filters::default()
        };
        let starred = found(query).await;

        assert_eq!((numbers(&first), first.total), (vec![3, 2], 3));
        assert_eq!((numbers(&second), second.next), (vec![1], None));
        assert_eq!(numbers(&starred), [2]);
        assert_eq!(starred.facets.unwrap().stars[0].count, 1);
    }
}
