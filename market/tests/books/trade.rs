//! A market to keep books of. What is sold in it is written straight into the tables, so that
//! the books are tested apart from the rules that call them.

use std::time::Duration;

use chrono::TimeDelta;
use market::{
    App, Settings,
    accounts::{self, Actor, Staff, StaffRole},
    clock::Clock,
    database::{Database, sql},
    sellers::{self, SellerStaff},
    settings::PayoutPolicy,
    settlement::{self, AuditReport, Balance, PayoutRun, SettleReport},
    token,
};
use money::Money;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Value};
use tempfile::TempDir;
use uuid::Uuid;

/// A market with a finance person who also acts for every seller.
pub(crate) struct Trade {
    pub(crate) app: App,
    pub(crate) database: Database,
    pub(crate) finance: Staff,
    pub(crate) actor: Actor,
    place: TempDir,
    url: Option<String>,
}

pub(crate) fn money(dong: i64) -> Money {
    Money::new(dong).expect("an amount")
}

impl Trade {
    pub(crate) async fn open() -> Self {
        let place = TempDir::with_prefix("chosao-books-").expect("a directory");
        let url = postgres_database().await;
        let database = Database::open(url.as_deref(), place.path())
            .await
            .expect("it opens");
        let app = App::new(database.clone(), Clock::default(), settings());
        app.migrate().await.expect("the schema applies");
        let actor = finance_person(&app, &database).await;
        Self {
            finance: actor.staff(StaffRole::Finance).expect("the role"),
            actor,
            app,
            database,
            place,
            url,
        }
    }

    /// The same market in another process, as far as the database can tell.
    pub(crate) async fn other_process(&self) -> App {
        let database = Database::open(self.url.as_deref(), self.place.path())
            .await
            .expect("it opens");
        App::new(database, self.app.clock().clone(), settings())
    }

    pub(crate) async fn begin(&self) -> DatabaseTransaction {
        self.database.begin().await.expect("a transaction")
    }

    pub(crate) async fn run(
        &self,
        text: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, DbErr> {
        run(&self.database, text, values).await
    }

    pub(crate) async fn number(&self, text: &str) -> i64 {
        let db = self.database.read();
        let row = db.query_one_raw(sql(db, text, [])).await.expect("a query");
        row.expect("a row").try_get_by_index(0).expect("a number")
    }

    pub(crate) async fn balance_of(&self, code: &str) -> i64 {
        let text = format!(
            "SELECT CAST(COALESCE(SUM(balance), 0) AS bigint)
             FROM ledger_account WHERE code = '{code}'"
        );
        self.number(&text).await
    }

    pub(crate) async fn acting_for(&self, seller_id: Uuid) -> SellerStaff {
        sellers::staff_of(&self.app, &self.actor, Some(seller_id))
            .await
            .expect("a membership")
    }

    pub(crate) async fn balance(&self, seller_id: Uuid) -> Balance {
        let staff = self.acting_for(seller_id).await;
        settlement::balance(&self.app, &staff)
            .await
            .expect("a balance")
    }

    pub(crate) async fn settle(&self) -> SettleReport {
        settle(&self.app).await
    }

    pub(crate) async fn audit(&self) -> AuditReport {
        settlement::audit(&self.app).await.expect("an audit")
    }

    pub(crate) async fn assert_clean(&self) {
        let broken: Vec<_> = self
            .audit()
            .await
            .invariants
            .into_iter()
            .filter(|finding| !finding.ok)
            .collect();
        assert!(broken.is_empty(), "{broken:#?}");
    }
}

pub(crate) async fn settle(app: &App) -> SettleReport {
    let run = PayoutRun {
        as_of: None,
        actor: "test".to_owned(),
    };
    settlement::settle(app, run).await.expect("a payout run")
}

fn settings() -> Settings {
    Settings {
        return_window: Duration::from_secs(7 * 24 * 3600),
        payouts: PayoutPolicy {
            alone_up_to: money(1_000_000_000),
            ..PayoutPolicy::default()
        },
        ..Settings::default()
    }
}

async fn finance_person(app: &App, database: &Database) -> Actor {
    let id = token::new_id();
    let secret = "a session of these tests";
    let now = app.clock().now();
    run(
        database,
        "INSERT INTO account (id, email, name, password_hash, language, created_at)
         VALUES ($1, 'finance@example.com', 'Lan', '', 'vi', $2)",
        [id.into(), now.into()],
    )
    .await
    .expect("an account");
    run(
        database,
        "INSERT INTO account_role VALUES ($1, 'finance')",
        [id.into()],
    )
    .await
    .expect("a role");
    run(
        database,
        "INSERT INTO session (id, account_id, token_hash, created_at, expires_at)
         VALUES ($1, $1, $2, $3, $4)",
        [
            id.into(),
            token::hash(secret).into(),
            now.into(),
            (now + TimeDelta::days(36_500)).into(),
        ],
    )
    .await
    .expect("a session");
    accounts::actor_of(app, secret).await.expect("signed in")
}

async fn run(
    database: &Database,
    text: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64, DbErr> {
    let db = database.write();
    let done = db.execute_raw(sql(db, text, values)).await?;
    Ok(done.rows_affected())
}

/// A statement in a transaction; how many rows it changed.
pub(crate) async fn run_in(
    txn: &DatabaseTransaction,
    text: &str,
    values: impl IntoIterator<Item = Value>,
) -> u64 {
    let done = txn.execute_raw(sql(txn, text, values)).await;
    done.expect("an update").rows_affected()
}

/// The address of a new database on the test server, if the tests run on one.
#[expect(
    clippy::disallowed_methods,
    reason = "tests learn from the environment which database to use"
)]
async fn postgres_database() -> Option<String> {
    let kind = std::env::var("CHOSAO_TEST_DATABASE").unwrap_or_default();
    if kind != "postgres" {
        return None;
    }
    let server = std::env::var("CHOSAO_TEST_POSTGRES_URL").expect("CHOSAO_TEST_POSTGRES_URL");
    let connection = sea_orm::Database::connect(&server)
        .await
        .expect("the server answers");
    let name = format!("chosao_books_{}", token::new_id().simple());
    connection
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .expect("room for a database");
    let (base, query) = server.split_once('?').unwrap_or((&server, ""));
    let (base, _) = base.rsplit_once('/').expect("an address with a path");
    Some(format!("{base}/{name}?{query}"))
}
