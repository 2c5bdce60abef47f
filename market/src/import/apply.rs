//! From understood rows to sellers, products, packs, stock and certificates.

mod batch;
mod found;
mod importer;
mod merge;
mod outcome;
mod reading;
mod sample;
mod sellers;
mod writes;

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseTransaction, DbErr, SqlErr};

pub use importer::Importer;
pub use outcome::{Missing, Outcome};

use super::{ProductRow, Table, TableError};
use crate::{App, database::Database};
use outcome::Tally;
use reading::ReadAhead;

/// Tries of a batch when another process claims the same address part or product first.
const BATCH_TRIES: u32 = 3;

/// How long the embedded database is left to others between two batches. SQLite does not queue
/// its writers: those who wait look again every tenth of a second, and would find it taken
/// each time.
const GAP: Duration = Duration::from_millis(20);

/// A product list to be imported.
pub struct ProductImport {
    /// The list.
    pub table: Table,
    /// Who answers for it: its certificates count as verified by them.
    pub importer: Importer,
    /// How.
    pub options: ImportOptions,
}

/// How a list is imported.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImportOptions {
    /// Find out what would happen, and leave everything as it is.
    pub is_dry_run: bool,
    /// Take no row when one of them has an error.
    pub is_all_or_nothing: bool,
    /// Give packs without price or stock a made-up one, marked as a sample, and publish.
    pub with_samples: bool,
}

/// Why an import stopped.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The list cannot be read to its end; nothing was taken from it.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Nobody on the staff who may verify certificates has this e-mail address.
    #[error("{email} is no account with the role verifier or admin")]
    NoVerifier {
        /// The address.
        email: String,
    },
    /// The reader of the list died.
    #[error("the list could not be read any further")]
    Reader(#[from] tokio::task::JoinError),
    /// The database failed; what was committed before stays, and running again goes on.
    #[error("the database failed while importing")]
    Database(#[from] DbErr),
}

/// What holds for every row of one import.
struct Run {
    now: DateTime<Utc>,
    importer: Importer,
    options: ImportOptions,
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Rows dealt with.
    pub done: u64,
    /// Rows of the list.
    pub total: u64,
}

impl ProductImport {
    /// Imports the list, telling `progress` after every batch of rows.
    ///
    /// Rows are committed batch by batch, so that others can write meanwhile and an import
    /// that was cut off goes on where it stopped when it is run again. All-or-nothing holds
    /// one transaction from the first row to the last instead.
    ///
    /// # Errors
    ///
    /// [`ImportError`] when the list is not readable to its end, or the database fails. Rows
    /// with errors are no failure: they stand in the [`Outcome`].
    pub async fn run(
        self,
        app: &App,
        mut progress: impl FnMut(Progress),
    ) -> Result<Outcome, ImportError> {
        let run = Run {
            now: app.clock().now(),
            importer: self.importer,
            options: self.options,
        };
        let today = app.clock().today();
        let (mut table, total) = reading::count(self.table).await?;
        progress(Progress { done: 0, total });
        if run.options.is_all_or_nothing {
            let (read, found) = check(ReadAhead::start(table, today)).await?;
            if found.failed > 0 {
                return Ok(found);
            }
            table = read;
        }
        let tell = |done| progress(Progress { done, total });
        let outcome = apply(app, &run, ReadAhead::start(table, today), tell).await?;
        app.wake_jobs();
        Ok(outcome)
    }
}

/// Reads a whole list and takes nothing from it.
async fn check(mut list: ReadAhead) -> Result<(Table, Outcome), ImportError> {
    let mut outcome = Outcome::default();
    while let Some(readings) = list.next().await {
        let rows = outcome.note(readings);
        outcome.skip(&rows);
    }
    Ok((list.finish().await?, outcome))
}

async fn apply(
    app: &App,
    run: &Run,
    mut list: ReadAhead,
    mut tell: impl FnMut(u64),
) -> Result<Outcome, ImportError> {
    let mut outcome = Outcome::default();
    let whole = match run.options.is_all_or_nothing {
        true => Some(app.database().begin().await?),
        false => None,
    };
    while let Some(readings) = list.next().await {
        let rows = outcome.note(readings);
        let tally = match &whole {
            Some(txn) => batch::apply(txn, &rows, run).await?,
            None => apply_alone(app.database(), &rows, run).await?,
        };
        outcome.add(tally);
        tell(outcome.rows);
    }
    list.finish().await?;
    if let Some(txn) = whole {
        end(txn, run).await?;
    }
    Ok(outcome)
}

/// A batch in a transaction of its own.
async fn apply_alone(database: &Database, rows: &[ProductRow], run: &Run) -> Result<Tally, DbErr> {
    let mut tries = 1;
    loop {
        let txn = database.begin().await?;
        let error = match batch::apply(&txn, rows, run).await {
            Ok(tally) => {
                end(txn, run).await?;
                if !database.is_postgres() {
                    tokio::time::sleep(GAP).await;
                }
                return Ok(tally);
            }
            Err(error) => error,
        };
        txn.rollback().await?;
        let is_taken = matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)));
        if !is_taken || tries == BATCH_TRIES {
            return Err(error);
        }
        tries += 1;
    }
}

/// A dry run does all the work and then takes it back, so that it tells the very same.
async fn end(txn: DatabaseTransaction, run: &Run) -> Result<(), DbErr> {
    match run.options.is_dry_run {
        true => txn.rollback().await,
        false => txn.commit().await,
    }
}
