//! Opening the database, and the few things both kinds need from us.

mod together;

use std::{fmt::Write as _, path::Path};

use sea_orm::{
    ActiveModelTrait, ConnectOptions, ConnectionTrait, Database as Driver, DatabaseConnection,
    DatabaseTransaction, DbBackend, DbErr, InsertMany, IntoActiveModel, RuntimeErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, Value, Values,
    sea_query::{
        OnConflict, PostgresQueryBuilder, QueryBuilder as _, SqlWriterValues, SqliteQueryBuilder,
        SubQueryStatement,
    },
};

use self::together::{Together, Work};

/// Connections: on SQLite one that writes and some that read, on PostgreSQL one pool for both.
#[derive(Clone, Debug)]
pub struct Database {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    together: Together,
}

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite 3.7.0 to 3.51.2 can lose committed writes in WAL mode (the WAL-reset bug).
    #[error("SQLite {0} can lose committed writes; 3.51.3 or newer is needed")]
    AffectedSqlite(String),
    /// The data directory cannot be made.
    #[error("the data directory cannot be used")]
    DataDir(#[from] std::io::Error),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Readers of the embedded database; reading is mostly served from memory.
const SQLITE_READERS: u32 = 4;
/// Pages of the embedded database that its writer and each reader keep, in kibibytes: together
/// they must leave room in 150 MB. What readers drop, the operating system still has.
const SQLITE_WRITER_KIB: u32 = 8_000;
const SQLITE_READER_KIB: u32 = 2_000;
/// Pages that gather in the write-ahead log (16 MB) before they go to their places: busy pages
/// are written there once for many changes, and fewer commits wait for that.
const WAL_PAGES: u32 = 4_000;
/// Connections to PostgreSQL of one process; more only queue inside the server.
const POSTGRES_CONNECTIONS: u32 = 16;

/// Statements that each connection keeps prepared.
const STATEMENTS_KEPT: usize = 300;

impl Database {
    /// Opens PostgreSQL at `url`, or SQLite in `data_dir` when there is none.
    ///
    /// # Errors
    ///
    /// [`OpenError`] when the database is away, or its SQLite can lose writes.
    pub async fn open(url: Option<&str>, data_dir: &Path) -> Result<Self, OpenError> {
        match url {
            Some(url) => Self::open_postgres(url).await,
            None => {
                std::fs::create_dir_all(data_dir)?;
                Self::open_sqlite(&data_dir.join("chosao.sqlite")).await
            }
        }
    }

    /// Connections that lead nowhere.
    pub(crate) fn offline() -> Self {
        let nowhere = DatabaseConnection::default();
        Self::new(nowhere.clone(), nowhere)
    }

    async fn open_postgres(url: &str) -> Result<Self, OpenError> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(std::time::Duration::from_secs(10))
            .test_before_acquire(false)
            .sqlx_logging(false)
            .map_sqlx_postgres_opts(|options| options.statement_cache_capacity(STATEMENTS_KEPT));
        let pool = Driver::connect(options).await?;
        Ok(Self::new(pool.clone(), pool))
    }

    async fn open_sqlite(file: &Path) -> Result<Self, OpenError> {
        let url = format!("sqlite://{}?mode=rwc", file.display());
        let writer = Driver::connect(sqlite_options(&url, 1, SQLITE_WRITER_KIB)).await?;
        refuse_affected_sqlite(&writer).await?;
        let reader =
            Driver::connect(sqlite_options(&url, SQLITE_READERS, SQLITE_READER_KIB)).await?;
        Ok(Self::new(reader, writer))
    }

    fn new(reader: DatabaseConnection, writer: DatabaseConnection) -> Self {
        Self {
            reader,
            writer,
            together: Together::default(),
        }
    }

    /// For reading what is committed.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For migrations and single statements that write.
    #[must_use]
    pub fn write(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Begins a transaction that writes: `BEGIN IMMEDIATE` on SQLite, so that it cannot fail
    /// half-way because another writer came first.
    ///
    /// It begins on a task of its own, because sqlx 0.9 forgets a `BEGIN` whose caller goes
    /// away (a client that hangs up): the connection would go back to the pool inside a
    /// transaction that nobody ends, and what others then write through it would not be kept.
    ///
    /// # Errors
    ///
    /// When no connection becomes free in time.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        begin_on(&self.writer).await
    }

    /// Runs a single statement that writes, and answers how many rows it touched. On SQLite it
    /// may be committed together with those of others that wait at the same time.
    ///
    /// # Errors
    ///
    /// When the database refuses the statement.
    pub(crate) async fn write_alone(&self, statement: Statement) -> Result<u64, DbErr> {
        let work = Work::Single(statement);
        if self.is_postgres() {
            return work.run(&self.writer).await;
        }
        self.together.run(&self.writer, work).await
    }

    /// Runs [`write_together`] in a transaction that is kept only if the first write returns a
    /// row. `lock` is run before it where rows can be locked; what it locks, the writes see as it
    /// stands. On SQLite they may be committed together with those of others.
    ///
    /// # Errors
    ///
    /// When the database refuses a write; then none is kept.
    pub(crate) async fn write_if_first(
        &self,
        lock: Statement,
        writes: &[SubQueryStatement],
    ) -> Result<bool, DbErr> {
        if !self.is_postgres() {
            let work = Work::IfFirst(together(DbBackend::Sqlite, writes));
            return Ok(self.together.run(&self.writer, work).await? > 0);
        }
        let txn = self.begin().await?;
        txn.query_all_raw(lock).await?;
        let is_kept = write_together(&txn, writes).await? > 0;
        match is_kept {
            true => txn.commit().await?,
            false => txn.rollback().await?,
        }
        Ok(is_kept)
    }

    /// Counts the statements that pass through these connections, for tests that bound them.
    pub fn on_statement(&mut self, counter: impl Fn() + Send + Sync + Clone + 'static) {
        let count = counter.clone();
        self.writer.set_metric_callback(move |_| count());
        self.reader.set_metric_callback(move |_| counter());
    }

    /// Whether rows can be locked one by one.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.writer.get_database_backend() == DbBackend::Postgres
    }
}

async fn begin_on(writer: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let writer = writer.clone();
    let begun = tokio::spawn(async move {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        writer.begin_with_options(options).await
    });
    begun
        .await
        .unwrap_or_else(|stopped| Err(DbErr::Conn(RuntimeErr::Internal(stopped.to_string()))))
}

fn sqlite_options(url: &str, connections: u32, cache_kib: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(std::time::Duration::from_secs(10))
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |options| {
            options
                .foreign_keys(true)
                .busy_timeout(std::time::Duration::from_secs(10))
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("cache_size", format!("-{cache_kib}"))
                .pragma("temp_store", "MEMORY")
                .pragma("wal_autocheckpoint", WAL_PAGES.to_string())
                .statement_cache_capacity(STATEMENTS_KEPT)
        });
    options
}

async fn refuse_affected_sqlite(connection: &DatabaseConnection) -> Result<(), OpenError> {
    let row = connection
        .query_one_raw(sql(connection, "SELECT sqlite_version() AS version", []))
        .await?;
    let version: String = match row {
        Some(row) => row.try_get("", "version")?,
        None => String::new(),
    };
    if is_affected(&version) {
        Err(OpenError::AffectedSqlite(version))
    } else {
        Ok(())
    }
}

/// Whether this release has the WAL-reset bug: 3.7.0 to 3.51.2, but for the two branches
/// that got the fix (3.44.6 and 3.50.7). Source: sqlite.org, release notes of 3.51.3.
fn is_affected(version: &str) -> bool {
    let mut parts = version
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or(0));
    let release = (
        parts.next().unwrap_or(0),
        parts.next().unwrap_or(0),
        parts.next().unwrap_or(0),
    );
    match release {
        (3, 44, patch) => patch < 6,
        (3, 50, patch) => patch < 7,
        release => release < (3, 51, 3),
    }
}

/// A statement with `$1`, `$2`, … for either database.
#[must_use]
pub fn sql<C: ConnectionTrait>(
    connection: &C,
    text: impl Into<String>,
    values: impl IntoIterator<Item = Value>,
) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), text, values)
}

/// Locks the rows of `table` that a query finds until its transaction ends. SQLite has one writer,
/// so there the query needs no words for it.
#[must_use]
pub(crate) fn row_lock<C: ConnectionTrait>(connection: &C, table: &str) -> String {
    match connection.get_database_backend() {
        DbBackend::Sqlite => String::new(),
        _ => format!("FOR UPDATE OF {table}"),
    }
}

/// `($1, $2), ($3, $4), …`: placeholders for `rows` rows of `columns` values, from `first` on.
#[must_use]
pub fn placeholders(first: usize, rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let start = first + row * columns;
        let marks: Vec<String> = (start..start + columns)
            .map(|mark| format!("${mark}"))
            .collect();
        format!("({})", marks.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// Writes to several tables in one round trip: on SQLite by statements one after the other, on
/// PostgreSQL by parts of one, where references are looked at when all is there. No two may
/// write the same row. Answers how many rows the first one returns, which sees everything as it
/// was before; the others return none.
///
/// # Errors
///
/// When the database refuses; what stands then is for the caller's transaction to undo.
pub(crate) async fn write_together(
    txn: &DatabaseTransaction,
    writes: &[SubQueryStatement],
) -> Result<usize, DbErr> {
    let statement = together(txn.get_database_backend(), writes);
    Ok(txn.query_all_raw(statement).await?.len())
}

fn together(backend: DbBackend, writes: &[SubQueryStatement]) -> Statement {
    let (text, values) = match backend {
        DbBackend::Postgres => as_parts_of_one(writes),
        _ => one_after_the_other(writes),
    };
    Statement::from_sql_and_values(backend, text, values)
}

/// `INSERT …; UPDATE …; …`
fn one_after_the_other(writes: &[SubQueryStatement]) -> (String, Values) {
    let mut text = SqlWriterValues::new("?", false);
    for write in writes {
        SqliteQueryBuilder.prepare_query_statement(write, &mut text);
        text.write_str("; ").expect("a String takes any text");
    }
    text.into_parts()
}

/// `WITH w0 AS (UPDATE …), w1 AS (INSERT …) INSERT …`, the first write last: only what the
/// statement itself returns is answered.
fn as_parts_of_one(writes: &[SubQueryStatement]) -> (String, Values) {
    let mut text = SqlWriterValues::new("$", true);
    let (first, parts) = writes.split_first().expect("there is something to write");
    for (position, part) in parts.iter().enumerate() {
        let before = if position == 0 { "WITH" } else { "," };
        write!(text, "{before} w{position} AS (").expect("a String takes any text");
        PostgresQueryBuilder.prepare_query_statement(part, &mut text);
        text.write_str(") ").expect("a String takes any text");
    }
    PostgresQueryBuilder.prepare_query_statement(first, &mut text);
    text.into_parts()
}

/// Most rows of one statement of [`insert_all`]; 30 columns of them stay below the 32,766
/// values that SQLite takes.
const ROWS_AT_ONCE: usize = 256;

/// Inserts any number of rows, in statements of 256, 128, 64, … rows: a connection keeps each
/// statement it has seen prepared, and these are only nine for a table.
///
/// # Errors
///
/// When the database refuses; what stands then is for the caller's transaction to undo.
pub(crate) async fn insert_all<A, M>(
    txn: &DatabaseTransaction,
    mut rows: Vec<M>,
    on_conflict: Option<OnConflict>,
) -> Result<(), DbErr>
where
    A: ActiveModelTrait,
    M: IntoActiveModel<A>,
{
    while !rows.is_empty() {
        let count = 1 << rows.len().min(ROWS_AT_ONCE).ilog2();
        let mut insert = InsertMany::<A>::many(rows.drain(..count));
        if let Some(on_conflict) = &on_conflict {
            insert = insert.on_conflict(on_conflict.clone());
        }
        insert.exec_without_returning(txn).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_with_the_wal_reset_bug_are_refused() {
        for affected in [
            "3.7.0", "3.46.0", "3.44.5", "3.50.2", "3.50.6", "3.51.2", "",
        ] {
            assert!(is_affected(affected), "{affected}");
        }
        for fixed in ["3.44.6", "3.50.7", "3.51.3", "3.52.0", "4.0.0"] {
            assert!(!is_affected(fixed), "{fixed}");
        }
    }

    #[test]
    fn placeholders_count_on_from_the_first() {
        assert_eq!(placeholders(3, 2, 2), "($3, $4), ($5, $6)");
    }
}
