//! Short transactions of many callers, committed together.
//!
//! SQLite commits one transaction after the other, each with a wait for the disk. What comes
//! while another is being committed waits anyway: it then goes in one transaction.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, RuntimeErr, Statement};
use tokio::sync::oneshot;

use super::begin_on;

/// What one caller wants written.
#[derive(Clone, Debug)]
pub(super) enum Work {
    /// A single statement; how many rows it touches is answered.
    Single(Statement),
    /// Statements that are kept only if the first returns a row; how many it returns is answered.
    IfFirst(Statement),
}

impl Work {
    /// Does it by itself.
    pub(super) async fn run(&self, writer: &DatabaseConnection) -> Result<u64, DbErr> {
        if let Self::Single(_) = self {
            return self.run_within(writer).await;
        }
        let txn = begin_on(writer).await?;
        let rows = self.run_within(&txn).await?;
        match rows {
            0 => txn.rollback().await?,
            _ => txn.commit().await?,
        }
        Ok(rows)
    }

    async fn run_within<C: ConnectionTrait>(&self, connection: &C) -> Result<u64, DbErr> {
        match self.clone() {
            Self::Single(statement) => Ok(connection.execute_raw(statement).await?.rows_affected()),
            Self::IfFirst(statement) => {
                let rows = connection.query_all_raw(statement).await?;
                Ok(rows.len().try_into().unwrap_or(u64::MAX))
            }
        }
    }

    /// Whether the others of a transaction can be kept with what this one did.
    const fn fits(&self, rows: u64) -> bool {
        rows > 0 || matches!(self, Self::Single(_))
    }
}

/// Work that waits for the one writer.
#[derive(Clone, Debug, Default)]
pub(super) struct Together {
    waiting: Arc<Mutex<Vec<Waiting>>>,
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug)]
struct Waiting {
    work: Work,
    answer: oneshot::Sender<Result<u64, DbErr>>,
}

impl Together {
    /// Does work, with that of others that waits by the time it is its turn: whoever has the turn
    /// works for all.
    pub(super) async fn run(&self, writer: &DatabaseConnection, work: Work) -> Result<u64, DbErr> {
        let (answer, mut answered) = oneshot::channel();
        self.lock().push(Waiting { work, answer });
        // Whoever finds it done goes on at once, and leaves the turn to those who still wait.
        let answered = tokio::select! {
            biased;
            answered = &mut answered => answered,
            turn = self.turn.lock() => {
                self.run_all(writer).await;
                drop(turn);
                answered.await
            }
        };
        answered.unwrap_or_else(|_| Err(gone()))
    }

    async fn run_all(&self, writer: &DatabaseConnection) {
        if self.lock().len() > 1 && self.run_in_one_transaction(writer).await.is_ok() {
            return;
        }
        // Nothing of a transaction was kept that failed somewhere: each is tried by itself, so
        // that only the one at fault is refused.
        for Waiting { work, answer } in self.take() {
            let _ = answer.send(work.run(writer).await);
        }
    }

    async fn run_in_one_transaction(&self, writer: &DatabaseConnection) -> Result<(), DbErr> {
        let txn = begin_on(writer).await?;
        // Whoever came while the writer was busy is taken along.
        let batch = self.take();
        let done = run_each(&txn, &batch).await;
        let done = match done {
            Ok(answers) => txn.commit().await.map(|()| answers),
            Err(error) => txn.rollback().await.and(Err(error)),
        };
        match done {
            Ok(answers) => {
                for (waiting, answer) in batch.into_iter().zip(answers) {
                    let _ = waiting.answer.send(Ok(answer));
                }
                Ok(())
            }
            Err(error) => {
                self.lock().splice(0..0, batch);
                Err(error)
            }
        }
    }

    fn take(&self) -> Vec<Waiting> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever worked for all was stopped.
fn gone() -> DbErr {
    DbErr::Conn(RuntimeErr::Internal("the writer was stopped".to_owned()))
}

async fn run_each<C: ConnectionTrait>(
    connection: &C,
    batch: &[Waiting],
) -> Result<Vec<u64>, DbErr> {
    let mut answers = Vec::with_capacity(batch.len());
    for Waiting { work, .. } in batch {
        let rows = work.run_within(connection).await?;
        if !work.fits(rows) {
            return Err(DbErr::RecordNotUpdated);
        }
        answers.push(rows);
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;
    use sea_orm::{
        ConnectionTrait as _,
        sea_query::{Expr, InsertStatement, Query},
    };
    use tempfile::TempDir;

    use crate::database::{Database, sql};

    #[tokio::test]
    async fn of_statements_that_wait_together_only_those_at_fault_are_refused() {
        let (database, _folder) = numbers().await;
        let text = "INSERT INTO number (is_it) VALUES ($1)";
        let insert = |number: i64| sql(database.write(), text, [number.into()]);

        // Each number twice, all at once.
        let answers = (0..40).map(|number| database.write_alone(insert(number / 2)));
        let answers = join_all(answers).await;

        let written = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(written, 20);
        assert_eq!(count(&database).await, 20);
    }

    #[tokio::test]
    async fn of_writes_that_wait_together_only_those_are_kept_whose_first_returns_a_row() {
        let (database, _folder) = numbers().await;
        let lock = || sql(database.write(), "SELECT 1", []);

        let answers = join_all((0..20).map(async |number: i64| {
            let mut first = insert(number, number % 2 == 0);
            first.returning_col("is_it");
            let writes = [first.into(), insert(100 + number, true).into()];
            database.write_if_first(lock(), &writes).await
        }))
        .await;

        let kept: Vec<bool> = answers.into_iter().map(|kept| kept.expect("run")).collect();
        let even: Vec<bool> = (0..20).map(|number| number % 2 == 0).collect();
        assert_eq!(kept, even);
        assert_eq!(count(&database).await, 10 + 10);
    }

    /// A market's database with nothing but a table of numbers in it.
    async fn numbers() -> (Database, TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::open(None, folder.path()).await.expect("opened");
        let table = "CREATE TABLE number (is_it integer PRIMARY KEY)";
        let made = database.write().execute_unprepared(table).await;
        made.expect("a table");
        (database, folder)
    }

    /// Writes a number down when something is so.
    fn insert(number: i64, when: bool) -> InsertStatement {
        let number = Query::select()
            .expr(number)
            .and_where(Expr::val(when))
            .to_owned();
        Query::insert()
            .into_table("number")
            .columns(["is_it"])
            .select_from(number)
            .expect("one column")
            .to_owned()
    }

    async fn count(database: &Database) -> i64 {
        let db = database.read();
        let row = db
            .query_one_raw(sql(db, "SELECT count(*) AS count FROM number", []))
            .await
            .expect("readable")
            .expect("a row");
        row.try_get("", "count").expect("a number")
    }
}
