//! Measures the market from the outside, and says how far it is from the aims.
//!
//! Everything runs on this machine's loopback, is bounded in number and time, and is gone at
//! the end. See README.md for how to run it and how to read what it prints.

mod baseline;
mod books;
mod buying;
mod catalogue;
mod cluster;
mod error;
mod figures;
mod freshness;
mod hooks;
mod http;
mod load;
mod minimum;
mod program;
mod reading;
mod run;
mod storage;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::{Parser, Subcommand};

use error::BenchError;

/// Measure the market from the outside.
///
/// Example: cargo build --release -p api -p bench && target/release/bench
#[derive(Debug, Parser)]
#[command(name = "bench", version)]
pub(crate) struct Arguments {
    /// Measure on PostgreSQL: the address of an empty database, which is filled.
    #[arg(long, value_name = "URL", conflicts_with = "scratch_postgres")]
    postgres: Option<String>,
    /// Measure on PostgreSQL: start a scratch server for this run and remove it afterwards.
    #[arg(long)]
    scratch_postgres: bool,
    /// The list of products to fill the market from.
    #[arg(
        long,
        value_name = "FILE.csv",
        default_value = "data/ocop-products.csv"
    )]
    catalogue: PathBuf,
    /// The texts to search for, in the column `query`.
    #[arg(
        long,
        value_name = "FILE.csv",
        default_value = "data/search-queries.csv"
    )]
    queries: PathBuf,
    /// Rows that the list is scaled to.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(600..=100_000))]
    products: u32,
    /// Seconds that each figure is measured for.
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u64).range(1..=120))]
    seconds: u64,
    /// Connections of the readers whose requests are counted.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=512))]
    connections: u32,
    /// Shoppers who buy at once.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=64))]
    buyers: u32,
    /// Also time the import of a list of this many rows into an empty market, such as 100000.
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(u32).range(600..=200_000))]
    import_rows: Option<u32>,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure the audit and a payout run over a large ledger, on a scratch PostgreSQL.
    Books {
        /// Postings of the ledger.
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(11..=20_000_000))]
        postings: u32,
        /// Sellers they belong to.
        #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        sellers: u32,
    },
    /// Measure how soon a change of a seller is found by search while many others change goods.
    /// Options of the market go before this word: `bench --products 10000 --seconds 60 freshness`.
    Freshness {
        /// Changes a second, of all sellers together.
        #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=2_000))]
        changes: u32,
        /// Search by a Meilisearch server at this address, which is for this run alone: it gets
        /// the indexes of a market.
        #[arg(long, value_name = "URL")]
        meilisearch: Option<String>,
        /// The server's key that may do everything.
        #[arg(long, requires = "meilisearch")]
        key: Option<String>,
    },
    /// Measure how fast signed notifications of payments are answered. Options of the market go
    /// before this word.
    Hooks {
        /// Purchases that are paid.
        #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(2..=100_000))]
        payments: u32,
    },
    /// Serve a file's bytes from a bare handler, until killed: what figures are compared with.
    #[command(hide = true)]
    Baseline {
        /// The body of every answer.
        file: PathBuf,
    },
}

impl Arguments {
    fn duration(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.command {
        Some(Command::Baseline { file }) => baseline::serve(file).await,
        Some(Command::Books { postings, sellers }) => tokio::select! {
            done = books::measure(*postings, *sellers) => done,
            stopped = stop_signal() => Err(stopped),
        },
        Some(Command::Freshness {
            changes,
            meilisearch,
            key,
        }) => tokio::select! {
            done = freshness::measure(&arguments, *changes, (meilisearch.as_deref(), key.as_deref())) => done,
            stopped = stop_signal() => Err(stopped),
        },
        Some(Command::Hooks { payments }) => tokio::select! {
            done = hooks::measure(&arguments, *payments) => done,
            stopped = stop_signal() => Err(stopped),
        },
        // What was started is stopped when the future that holds it is dropped.
        None => tokio::select! {
            done = run::run(&arguments) => done,
            stopped = stop_signal() => Err(stopped),
        },
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            let mut cause = std::error::Error::source(&error);
            while let Some(error) = cause {
                eprintln!("  because: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn stop_signal() -> BenchError {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).expect("this system has SIGTERM");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    BenchError::Stopped
}
