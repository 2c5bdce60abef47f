//! Reading a list on a thread that may block, a few batches ahead of the database.

use chrono::NaiveDate;
use tokio::{
    sync::mpsc,
    task::{JoinHandle, spawn_blocking},
};

use super::ImportError;
use crate::import::{ProductReader, Reading, Table, TableError, limits};

/// Batches that may wait to be written: enough to keep both sides busy, little to hold.
const BATCHES_AHEAD: usize = 2;

/// A list that is being read.
pub(super) struct ReadAhead {
    batches: mpsc::Receiver<Vec<Reading>>,
    reader: JoinHandle<Result<Table, TableError>>,
}

impl ReadAhead {
    pub(super) fn start(mut table: Table, today: NaiveDate) -> Self {
        let (sender, batches) = mpsc::channel(BATCHES_AHEAD);
        let reader = spawn_blocking(move || read(&mut table, today, &sender).map(|()| table));
        Self { batches, reader }
    }

    /// The next rows as they were understood; none after the last, or when reading failed.
    pub(super) async fn next(&mut self) -> Option<Vec<Reading>> {
        self.batches.recv().await
    }

    /// The table, to be read again; or why reading stopped.
    pub(super) async fn finish(self) -> Result<Table, ImportError> {
        drop(self.batches);
        Ok(self.reader.await??)
    }
}

fn read(
    table: &mut Table,
    today: NaiveDate,
    batches: &mpsc::Sender<Vec<Reading>>,
) -> Result<(), TableError> {
    let mut reader = ProductReader::new(today);
    let mut batch = Vec::with_capacity(limits::BATCH_ROWS);
    for record in table.records()? {
        batch.push(reader.read(&record?));
        if batch.len() < limits::BATCH_ROWS {
            continue;
        }
        let full = std::mem::replace(&mut batch, Vec::with_capacity(limits::BATCH_ROWS));
        if batches.blocking_send(full).is_err() {
            // Nobody wants the rest.
            return Ok(());
        }
    }
    // A failed send means the same: nobody wants it.
    let _ = batches.blocking_send(batch);
    Ok(())
}

/// Reads through the whole list once: how many rows it has, or why it is not readable.
pub(super) async fn count(mut table: Table) -> Result<(Table, u64), ImportError> {
    let counting = spawn_blocking(move || table.count().map(|count| (table, count)));
    Ok(counting.await??)
}
