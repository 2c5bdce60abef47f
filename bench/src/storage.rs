//! Where a measured market keeps everything.

use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{Arguments, cluster::Cluster, error::BenchError, load::Sample};

/// Durable writes that are timed.
const WRITES: usize = 200;
/// Bytes of each, as many as a page of either database.
const PAGE_BYTES: usize = 4096;

/// Where markets of this run keep everything; removed at the end.
pub(crate) struct Storage {
    files: TempDir,
    postgres: Postgres,
}

enum Postgres {
    Unused,
    /// One database of somebody else's server, which was given to us.
    Given(String),
    /// A server of our own.
    Scratch(Cluster),
}

/// One market's place.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The data directory.
    pub(crate) data_dir: PathBuf,
    /// The database, where it is not in the data directory.
    pub(crate) database_url: Option<String>,
}

impl Storage {
    pub(crate) fn prepare(arguments: &Arguments) -> Result<Self, BenchError> {
        let postgres = match &arguments.postgres {
            Some(url) => Postgres::Given(url.clone()),
            None if arguments.scratch_postgres => Postgres::Scratch(Cluster::start()?),
            None => Postgres::Unused,
        };
        Ok(Self {
            files: TempDir::with_prefix("chosao-bench-")?,
            postgres,
        })
    }

    /// A directory for whatever the run needs.
    pub(crate) fn files(&self) -> &Path {
        self.files.path()
    }

    /// The place of the market that is measured.
    pub(crate) fn place(&self) -> Result<Place, BenchError> {
        let database_url = match &self.postgres {
            Postgres::Unused => None,
            Postgres::Given(url) => Some(url.clone()),
            Postgres::Scratch(cluster) => Some(cluster.database("market")?),
        };
        Ok(self.named("market", database_url))
    }

    /// An empty place beside it, where one can be had.
    pub(crate) fn another(&self) -> Result<Option<Place>, BenchError> {
        let database_url = match &self.postgres {
            Postgres::Unused => None,
            Postgres::Given(_) => return Ok(None),
            Postgres::Scratch(cluster) => Some(cluster.database("another")?),
        };
        Ok(Some(self.named("another", database_url)))
    }

    fn named(&self, name: &str, database_url: Option<String>) -> Place {
        Place {
            data_dir: self.files().join(name),
            database_url,
        }
    }

    /// How long the disk takes to keep one page for good. Every commit waits for at least that,
    /// so it is the floor of every figure that writes.
    pub(crate) fn durable_writes(&self) -> Result<Sample, BenchError> {
        let mut file = File::create(self.files().join("durable"))?;
        let mut latencies: Vec<Duration> = Vec::with_capacity(WRITES);
        let start = Instant::now();
        for _ in 0..WRITES {
            let before = Instant::now();
            file.write_all(&[0; PAGE_BYTES])?;
            file.sync_data()?;
            latencies.push(before.elapsed());
        }
        Ok(Sample::new(latencies, start.elapsed()))
    }

    /// What the database is called.
    pub(crate) const fn database_name(&self) -> &'static str {
        match self.postgres {
            Postgres::Unused => "SQLite",
            Postgres::Given(_) | Postgres::Scratch(_) => "PostgreSQL",
        }
    }
}
