//! A database per test, copied from one that was migrated once.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
    thread,
};

use market::{App, Settings, clock::Clock, database::Database};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database as Driver, DatabaseConnection, FromQueryResult,
    Statement,
};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// The kinds of database that every test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The embedded one.
    Sqlite,
    /// A server.
    Postgres,
}

/// The database of this run.
///
/// # Panics
///
/// When `CHOSAO_TEST_DATABASE` names none.
#[must_use]
pub fn kind() -> Kind {
    match setting("CHOSAO_TEST_DATABASE").as_deref() {
        None | Some("" | "sqlite") => Kind::Sqlite,
        Some("postgres") => Kind::Postgres,
        Some(other) => panic!("CHOSAO_TEST_DATABASE is {other}, not sqlite or postgres"),
    }
}

/// Where one market keeps everything; removed when dropped.
pub(crate) struct Place {
    files: TempDir,
    postgres: Option<PostgresDatabase>,
}

impl Place {
    /// An empty market's place, schema and seed in it.
    pub(crate) async fn prepare() -> Self {
        let files = TempDir::with_prefix("chosao-").expect("a temporary directory");
        let postgres = match kind() {
            Kind::Postgres => Some(PostgresDatabase::create().await),
            Kind::Sqlite => {
                let migrated = sqlite_template().await;
                std::fs::write(files.path().join("chosao.sqlite"), migrated)
                    .expect("room for a database");
                None
            }
        };
        Self { files, postgres }
    }

    pub(crate) fn data_dir(&self) -> &Path {
        self.files.path()
    }

    pub(crate) fn url(&self) -> Option<String> {
        Some(self.postgres.as_ref()?.url())
    }
}

/// The bytes of a migrated database.
async fn sqlite_template() -> &'static [u8] {
    static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let files = TempDir::with_prefix("chosao-").expect("a temporary directory");
            let database = migrate(None, files.path()).await;
            database
                .write()
                .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
                .await
                .expect("everything moves to the main file");
            std::fs::read(files.path().join("chosao.sqlite")).expect("a database file")
        })
        .await
}

async fn migrate(url: Option<&str>, data_dir: &Path) -> Database {
    let database = Database::open(url, data_dir).await.expect("it opens");
    App::new(database.clone(), Clock::default(), Settings::default())
        .migrate()
        .await
        .expect("the schema applies");
    database
}

/// One test's database on the server.
struct PostgresDatabase {
    name: String,
}

/// Any number, as long as all test processes use the same.
const TEMPLATE_LOCK: i64 = 0x0c40_5a0e;

impl PostgresDatabase {
    async fn create() -> Self {
        let server = connect("postgres").await;
        let template = postgres_template(&server).await;
        let name = format!("chosao_test_{}", market::token::new_id().simple());
        server
            .execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
            .await
            .expect("the template can be copied");
        server.close().await.expect("the connection closes");
        Self { name }
    }

    fn url(&self) -> String {
        server_url(&self.name)
    }
}

impl Drop for PostgresDatabase {
    /// On a thread of its own, because the test's runtime is ending. Best effort: a run on a
    /// scratch server leaves nothing anyway.
    fn drop(&mut self) {
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let dropped = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            if let Ok(runtime) = runtime {
                runtime.block_on(async {
                    let server = connect("postgres").await;
                    let _ = server.execute_unprepared(&statement).await;
                });
            }
        });
        let _ = dropped.join();
    }
}

/// Made once per build of the tests, whichever process comes first.
async fn postgres_template(server: &DatabaseConnection) -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let name = format!("chosao_template_{:x}", this_build());
            let lock = format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})");
            server.execute_unprepared(&lock).await.expect("the lock");
            if !exists(server, &name).await {
                fill_template(server, &name).await;
            }
            let unlock = format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})");
            server.execute_unprepared(&unlock).await.expect("the lock");
            name
        })
        .await
}

/// Under another name until it is whole: a process that dies half-way leaves no template.
async fn fill_template(server: &DatabaseConnection, name: &str) {
    let unfinished = format!("{name}_unfinished");
    for statement in [
        format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"),
        format!("CREATE DATABASE {unfinished}"),
    ] {
        server.execute_unprepared(&statement).await.expect("room");
    }
    let database = migrate(Some(&server_url(&unfinished)), Path::new("")).await;
    let connection: DatabaseConnection = database.write().clone();
    connection.close().await.expect("the connections close");
    server
        .execute_unprepared(&format!("ALTER DATABASE {unfinished} RENAME TO {name}"))
        .await
        .expect("nobody else uses it");
}

async fn exists(server: &DatabaseConnection, name: &str) -> bool {
    #[derive(FromQueryResult)]
    struct Count {
        count: i64,
    }
    let text = "SELECT count(*) AS count FROM pg_database WHERE datname = $1";
    let statement =
        Statement::from_sql_and_values(server.get_database_backend(), text, [name.into()]);
    let row = Count::find_by_statement(statement).one(server).await;
    row.expect("the server answers")
        .is_some_and(|row| row.count > 0)
}

/// A number that changes when the tests, and so perhaps the migrations, are built anew.
fn this_build() -> u64 {
    let program = std::env::current_exe().expect("a running program has a file");
    let built = program.metadata().and_then(|file| file.modified());
    let mut hasher = DefaultHasher::new();
    (program, built.ok()).hash(&mut hasher);
    hasher.finish()
}

async fn connect(database: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(server_url(database));
    options.max_connections(1).sqlx_logging(false);
    Driver::connect(options)
        .await
        .expect("PostgreSQL answers at CHOSAO_TEST_POSTGRES_URL")
}

/// The address of a database on the test server: its address with another path.
fn server_url(database: &str) -> String {
    let url = setting("CHOSAO_TEST_POSTGRES_URL").expect("CHOSAO_TEST_POSTGRES_URL is set");
    let (base, query) = url.split_once('?').unwrap_or((&url, ""));
    let (scheme, rest) = base.split_once("://").expect("an address with a scheme");
    let host = rest.split('/').next().unwrap_or_default();
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("?{query}")
    };
    format!("{scheme}://{host}/{database}{query}")
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are steered by the environment; nothing else here reads it"
)]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
