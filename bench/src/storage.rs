//! Where a measured market keeps everything.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::{Arguments, cluster::Cluster, error::BenchError};

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

    /// What the database is called.
    pub(crate) const fn database_name(&self) -> &'static str {
        match self.postgres {
            Postgres::Unused => "SQLite",
            Postgres::Given(_) | Postgres::Scratch(_) => "PostgreSQL",
        }
    }
}
