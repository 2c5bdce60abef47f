//! Single statements of many callers, committed together.
//!
//! SQLite commits one transaction after the other, each with a wait for the disk. Statements
//! that come while another is being committed wait anyway: they then go in one transaction.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, ExecResult, RuntimeErr,
    Statement,
};
use tokio::sync::oneshot;

use super::begin_on;

type Answer = Result<ExecResult, DbErr>;

/// Statements that wait for the one writer.
#[derive(Clone, Debug, Default)]
pub(super) struct Together {
    waiting: Arc<Mutex<Vec<Waiting>>>,
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug)]
struct Waiting {
    statement: Statement,
    answer: oneshot::Sender<Answer>,
}

impl Together {
    /// Runs a statement, with those of others that wait by the time it is its turn. Whoever has
    /// the turn works for all; the others find it done.
    pub(super) async fn execute(
        &self,
        writer: &DatabaseConnection,
        statement: Statement,
    ) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.lock().push(Waiting { statement, answer });
        let turn = self.turn.lock().await;
        self.run(writer).await;
        drop(turn);
        answered.await.unwrap_or_else(|_| Err(gone()))
    }

    async fn run(&self, writer: &DatabaseConnection) {
        if self.lock().len() > 1 && self.run_in_one_transaction(writer).await.is_ok() {
            return;
        }
        // Nothing of a transaction was kept that failed somewhere: each is tried by itself, so
        // that only the one at fault is refused.
        for Waiting { statement, answer } in self.take() {
            let _ = answer.send(writer.execute_raw(statement).await);
        }
    }

    async fn run_in_one_transaction(&self, writer: &DatabaseConnection) -> Result<(), DbErr> {
        let txn = begin_on(writer).await?;
        // Whoever came while the writer was busy is taken along.
        let batch = self.take();
        let done = execute_all(txn, &batch).await;
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

async fn execute_all(
    txn: DatabaseTransaction,
    batch: &[Waiting],
) -> Result<Vec<ExecResult>, DbErr> {
    let mut answers = Vec::with_capacity(batch.len());
    for waiting in batch {
        answers.push(txn.execute_raw(waiting.statement.clone()).await?);
    }
    txn.commit().await?;
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use crate::database::{Database, sql};
    use sea_orm::ConnectionTrait as _;

    #[tokio::test]
    async fn of_statements_that_wait_together_only_those_at_fault_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::open(None, folder.path()).await.expect("opened");
        let db = database.write();
        db.execute_unprepared("CREATE TABLE number (is_it integer PRIMARY KEY)")
            .await
            .expect("a table");
        let insert = |number: i64| {
            let text = "INSERT INTO number (is_it) VALUES ($1)";
            database.write_alone(sql(db, text, [number.into()]))
        };

        // Each number twice, all at once.
        let numbers = (0..40).map(|number| insert(number / 2));
        let answers = futures_util::future::join_all(numbers).await;

        let written = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(written, 20);
        let counted = db
            .query_one_raw(sql(db, "SELECT count(*) AS count FROM number", []))
            .await
            .expect("readable")
            .expect("a row");
        assert_eq!(counted.try_get::<i64>("", "count").expect("a number"), 20);
    }
}
