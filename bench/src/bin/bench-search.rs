//! Measures the embedded index inside this process: building it, searching it, suggesting.
//!
//! `cargo run --release -p bench --bin bench-search -- --products 100000`

use std::{
    error::Error,
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::Parser;
use search::{Change, Entry, Index, Query, slug};
use uuid::Uuid;

/// Measure the embedded index inside this process.
#[derive(Debug, Parser)]
#[command(name = "bench-search", version)]
struct Arguments {
    /// Products in the index: the real list, over and over.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(600..=1_000_000))]
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
}

type Rows = Vec<std::collections::BTreeMap<String, String>>;

fn rows(path: &PathBuf) -> Result<Rows, csv::Error> {
    csv::Reader::from_path(path)?.deserialize().collect()
}

fn entry(number: u32, rows: &Rows) -> Entry {
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let row = &rows[usize::try_from(number % count).unwrap_or(0)];
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
        category: Some(slug(&text("group"))),
        industry: u8::try_from(number % 6 + 1).ok(),
        product_set: u8::try_from(number % 26 + 1).ok(),
        price: Some(i64::from(10_000 + number % 500 * 1_000)),
        in_stock: !number.is_multiple_of(7),
        published_at: i64::from(number),
        ..Entry::default()
    }
}

/// Prints the middle and the slow end of some times.
fn print(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |permille: usize| times[(times.len() - 1) * permille / 1_000];
    println!(
        "{name:<28} p50 {:>10.3?}  p99 {:>10.3?}  n {}",
        at(500),
        at(990),
        times.len()
    );
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let done = work();
    (begun.elapsed(), done)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let list = rows(&arguments.catalogue)?;
    let texts: Vec<String> = rows(&arguments.queries)?
        .into_iter()
        .filter_map(|mut row| row.remove("query"))
        .collect();
    let dir = tempfile::tempdir()?;
    let index = Index::open(dir.path())?.index;
    let (built, outcome) = timed(|| -> Result<(), search::SearchError> {
        let mut rebuild = index.rebuild()?;
        for number in 0..arguments.products {
            rebuild.add(&entry(number, &list))?;
        }
        rebuild.swap(1)
    });
    outcome?;
    println!(
        "{:<28} {built:.1?} for {} products (aim: under 60 s)",
        "rebuild",
        index.len()
    );
    searches(&arguments, &index, &texts)?;
    let mut applied = Vec::new();
    for number in 0..50 {
        let (time, outcome) = timed(|| {
            let changes = (0..10).map(|step| Change::from(entry(number * 10 + step, &list)));
            index.apply(changes, i64::from(number) + 2)
        });
        outcome?;
        applied.push(time);
    }
    print("ten changes, made durable", applied);
    Ok(())
}

fn searches(
    arguments: &Arguments,
    index: &Index,
    texts: &[String],
) -> Result<(), search::SearchError> {
    let (mut plain, mut faceted, mut typed) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..arguments.rounds {
        for text in texts {
            for facets in [false, true] {
                let query = Query {
                    text: Some(text.clone()),
                    facets,
                    limit: 24,
                    ..Query::default()
                };
                let (time, outcome) = timed(|| index.search(&query));
                outcome?;
                if facets {
                    faceted.push(time)
                } else {
                    plain.push(time)
                }
            }
            let begun: String = text.chars().take(text.chars().count() / 2 + 1).collect();
            let (time, outcome) = timed(|| index.suggest(&begun, 8));
            outcome?;
            typed.push(time);
        }
    }
    print("search", plain);
    print("search with all facets", faceted);
    print("suggest", typed);
    println!("aims: search p50 under 1 ms, p99 under 10 ms; suggest p99 under 5 ms");
    Ok(())
}
