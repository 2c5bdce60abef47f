//! Entries and indexes for tests.

use std::path::PathBuf;

use search::{Answer, Change, Entry, Filters, Index, Query, Sort};
use uuid::Uuid;

/// A product of this number with this name, and nothing else.
pub(crate) fn product(number: u128, name: &str) -> Entry {
    Entry {
        id: id(number),
        seller: "htx-song-dam".to_owned(),
        names: vec![name.to_owned()],
        ..Entry::default()
    }
}

pub(crate) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// An index in memory with these entries.
pub(crate) fn index_of(entries: impl IntoIterator<Item = Entry>) -> Index {
    let index = Index::in_memory().unwrap();
    index
        .apply(entries.into_iter().map(Change::from), 1)
        .unwrap();
    index
}

/// An index in memory with products of these names, numbered from 1.
pub(crate) fn index_of_names(names: &[&str]) -> Index {
    index_of((1..).zip(names).map(|(number, name)| product(number, name)))
}

/// The first page for a text.
pub(crate) fn text(text: &str) -> Query {
    Query {
        text: Some(text.to_owned()),
        limit: 24,
        ..Query::default()
    }
}

/// The first page of everything, narrowed and with facets.
pub(crate) fn filtered(filters: Filters) -> Query {
    Query {
        filters,
        facets: true,
        limit: 24,
        ..Query::default()
    }
}

pub(crate) fn sorted(sort: Sort, limit: usize) -> Query {
    Query {
        sort,
        limit,
        ..Query::default()
    }
}

/// The numbers of the products that answer a text, in order.
pub(crate) fn found(index: &Index, typed: &str) -> Vec<u128> {
    numbers(&index.search(&text(typed)).unwrap())
}

pub(crate) fn numbers(answer: &Answer) -> Vec<u128> {
    answer.hits.iter().map(Uuid::as_u128).collect()
}

/// A directory that goes with the test.
pub(crate) struct Dir(pub(crate) PathBuf);

impl Dir {
    pub(crate) fn new() -> Self {
        let name = format!("search-test-{}", Uuid::now_v7());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        // A directory left behind does no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
