//! Products that can be listed without an index: every question looks at all of them.

use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

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
    query::{Answer, Query, Suggestions},
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
    seller: String,
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

    /// Up to `limit` products and sellers whose words begin like those of a text.
    ///
    /// # Errors
    ///
    /// As [`Answers::answer`].
    pub fn suggest(&self, text: &str, limit: usize) -> Result<Suggestions, SearchError> {
        let asked = beginnings(text);
        if asked.is_empty() {
            return Ok(Suggestions::default());
        }
        let products = self.search(&Query {
            text: Some(text.to_owned()),
            limit,
            ..Query::default()
        })?;
        let mut sellers: BTreeMap<&str, usize> = BTreeMap::new();
        for (doc, texts) in (0..).zip(&self.texts) {
            if has_all(&texts.seller, &asked) {
                let slug = self.values.text(self.rows.get(doc).seller);
                *sellers.entry(slug).or_default() += 1;
            }
        }
        let mut sellers: Vec<(&str, usize)> = sellers.into_iter().collect();
        sellers.sort_by_key(|(_, products)| Reverse(*products));
        let slugs = sellers.into_iter().map(|(slug, _)| slug.to_owned());
        Ok(Suggestions {
            products: products.hits,
            sellers: slugs.take(limit).collect(),
        })
    }

    fn search(&self, query: &Query) -> Result<Answer, SearchError> {
        let asked = beginnings(query.text.as_deref().unwrap_or_default());
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
        Self {
            names: folded([entry.names.as_slice(), &aliases]),
            seller: folded([std::slice::from_ref(&entry.seller_name)]),
            others: folded([entry.places.as_slice(), &entry.printed, &entry.provenance]),
        }
    }

    /// How well it matches; none when a word is nowhere.
    fn score(&self, asked: &[String]) -> Option<f32> {
        if has_all(&self.names, asked) {
            return Some(IN_NAME);
        }
        let texts = [&self.names, &self.seller, &self.others];
        let is_there = |word: &String| texts.iter().any(|text| text.contains(word.as_str()));
        asked.iter().all(is_there).then_some(ANYWHERE)
    }
}

/// The words of a typed text as words in [`Texts`] begin.
fn beginnings(text: &str) -> Vec<String> {
    let typed = words(text, WORDS_MAX).into_iter();
    typed.map(|word| format!(" {}", word.folded)).collect()
}

fn has_all(text: &str, asked: &[String]) -> bool {
    asked.iter().all(|word| text.contains(word.as_str()))
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

    #[test]
    fn what_is_being_typed_names_products_and_sellers() {
        let of = |number, seller: &str, seller_name: &str| Entry {
            seller: seller.to_owned(),
            seller_name: seller_name.to_owned(),
            ..product(number, "Tôm khô")
        };
        let listing = Listing::new(&[
            of(1, "song-dam", "HTX Sông Đầm"),
            of(2, "song-dam", "HTX Sông Đầm"),
            of(3, "song-tra", "HTX Sông Trà"),
        ]);

        let typed = |text| listing.suggest(text, 2).unwrap();

        assert_eq!(typed("htx so").sellers, ["song-dam", "song-tra"]);
        assert_eq!(typed("song t").sellers, ["song-tra"]);
        assert_eq!(typed("tom k").products, [3, 2].map(Uuid::from_u128));
        assert!(typed("tom k").sellers.is_empty());
        assert_eq!(typed("  "), Suggestions::default());
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
