//! Measures search engines without a market around them: building an index, searching, suggesting.
//!
//! `cargo run --release -p bench --bin bench-search -- --products 100000`

mod embedded;
mod relay;
mod server;
mod times;

use std::{collections::BTreeMap, error::Error, path::Path, path::PathBuf};

use clap::Parser;
use search::{Entry, Query, slug};
use uuid::Uuid;

/// Measure search engines without a market around them.
#[derive(Debug, Parser)]
#[command(name = "bench-search", version)]
struct Arguments {
    /// Products in the index: the real list, over and over.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    products: u32,
    /// Times that each text is asked.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    rounds: u32,
    /// The list of products.
    #[arg(long, default_value = "data/ocop-products.csv")]
    catalogue: PathBuf,
    /// The texts to search for, in the column `query`.
    #[arg(long, default_value = "data/search-queries.csv")]
    queries: PathBuf,
    /// Measure a Meilisearch server at this address instead. It gets indexes of its own, which are
    /// removed at the end.
    #[arg(long, value_name = "URL")]
    meilisearch: Option<String>,
    /// The server's key that may do everything.
    #[arg(long, requires = "meilisearch")]
    key: Option<String>,
}

/// What engines are filled with and asked for.
struct Material {
    list: Vec<BTreeMap<String, String>>,
    products: u32,
    texts: Vec<String>,
    rounds: u32,
}

impl Material {
    fn read(arguments: &Arguments) -> Result<Self, Box<dyn Error>> {
        let rows = |path: &Path| -> Result<Vec<BTreeMap<String, String>>, csv::Error> {
            csv::Reader::from_path(path)?.deserialize().collect()
        };
        let queries = rows(&arguments.queries)?.into_iter();
        Ok(Self {
            list: rows(&arguments.catalogue)?,
            products: arguments.products,
            texts: queries.filter_map(|mut row| row.remove("query")).collect(),
            rounds: arguments.rounds,
        })
    }

    /// The product of a number; the same number is the same product.
    fn entry(&self, number: u32) -> Entry {
        let count = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        let row = &self.list[usize::try_from(number % count).unwrap_or(0)];
        let round = number / count;
        let text = |column: &str| row.get(column).cloned().unwrap_or_default();
        Entry {
            id: Uuid::from_u128(u128::from(number)),
            seller: format!("{}-{round}", slug(&text("producer"))),
            names: vec![text("name_vi")],
            seller_name: text("producer"),
            places: vec![text("commune"), text("province"), text("old_province")],
            printed: vec![text("district")],
            provenance: vec![text("notes")],
            stars: text("stars").parse().ok(),
            province: Some(slug(&text("province"))),
            region: Some(format!("region-{}", number % 6)),
            category: Some(slug(&text("group"))),
            industry: u8::try_from(number % 6 + 1).ok(),
            product_set: u8::try_from(number % 26 + 1).ok(),
            price: Some(i64::from(10_000 + number % 500 * 1_000)),
            in_stock: !number.is_multiple_of(7),
            published_at: i64::from(number),
            ..Entry::default()
        }
    }

    /// A page of hits, with the counts of every facet if asked for.
    fn query(text: &str, facets: bool) -> Query {
        Query {
            text: Some(text.to_owned()),
            facets,
            limit: 24,
            ..Query::default()
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    if cfg!(debug_assertions) {
        eprintln!("bench-search: built without --release, so the figures mean little");
    }
    let material = Material::read(&arguments)?;
    match &arguments.meilisearch {
        Some(url) => server::measure(&material, url, arguments.key.as_deref()).await,
        None => tokio::task::block_in_place(|| embedded::measure(&material)),
    }
}
