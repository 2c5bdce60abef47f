//! A fresh market per test.

use std::{
    future::IntoFuture as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use api::Patience;
use chrono::TimeDelta;
use entity::foundation::outbox;
use market::{App, Settings, clock::Clock, database::Database, jobs, settlement::PayoutSchedule};
use poem::EndpointExt as _;
use sea_orm::EntityTrait;
use tokio::runtime::Runtime;

use crate::{Answer, Caller, Listening, Sending, caller::Door, database::Place};

/// A market of its own: database, data directory, clock. All of it is removed when dropped.
///
/// Jobs do not run by themselves: see [`Market::settle_jobs`].
pub struct Market {
    app: App,
    database: Database,
    door: Door,
    statements: Arc<AtomicU64>,
    /// Last, so that it outlives every connection.
    place: Place,
}

impl Market {
    /// Opens an empty market with the current schema.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Opens an empty market that runs differently.
    ///
    /// # Panics
    ///
    /// When the database cannot be used.
    pub async fn start_with(change: impl FnOnce(&mut Settings)) -> Self {
        let place = Place::prepare().await;
        let mut settings = Settings {
            data_dir: place.data_dir().to_owned(),
            database_url: place.url(),
            sandbox_payments: true,
            // As in the demo: most stories end without a carrier's file.
            release_awaits_cash: false,
            ..Settings::default()
        };
        // Payouts are made by tests that ask for them, not by what day it is.
        settings.payouts.schedule = PayoutSchedule::Manual;
        change(&mut settings);
        Self::open(place, settings, Clock::default()).await
    }

    async fn open(place: Place, settings: Settings, clock: Clock) -> Self {
        let statements = Arc::new(AtomicU64::new(0));
        let (app, database) = open_app(settings, clock, statements.clone()).await;
        let endpoint = api::build(app.clone()).expect("an endpoint");
        Self {
            app,
            database,
            door: Arc::new(endpoint.boxed()),
            statements,
            place,
        }
    }

    /// Another process over the same database and the same clock.
    pub async fn second_process(&self) -> App {
        self.second_process_with(|_| {}).await
    }

    /// Another process over the same database and the same clock, that runs differently.
    ///
    /// # Panics
    ///
    /// When the database cannot be used.
    pub async fn second_process_with(&self, change: impl FnOnce(&mut Settings)) -> App {
        let mut settings = self.app.settings().clone();
        change(&mut settings);
        let statements = self.statements.clone();
        open_app(settings, self.app.clock().clone(), statements)
            .await
            .0
    }

    /// Somebody who has not signed in, and asks another process over the same database.
    ///
    /// # Panics
    ///
    /// When the database cannot be used.
    pub async fn guest_next_door(&self) -> Caller {
        let endpoint = api::build(self.second_process().await).expect("an endpoint");
        Caller::guest(Arc::new(endpoint.boxed()))
    }

    /// Asks another process over the same database, and kills that once it has sent so many
    /// statements. Answers when it was done before.
    ///
    /// # Panics
    ///
    /// When the database cannot be used.
    pub async fn kill_after(
        &self,
        statements: u64,
        ask: impl FnOnce(Caller) -> Sending,
    ) -> Option<Answer> {
        let process = Runtime::new().expect("a runtime");
        let settings = self.app.settings().clone();
        let clock = self.app.clock().clone();
        let sent = Arc::new(AtomicU64::new(0));
        let opened = process.spawn(open_app(settings, clock, sent.clone()));
        let (app, _) = opened.await.expect("it opens");
        let endpoint = api::build(app).expect("an endpoint");
        let asking = ask(Caller::guest(Arc::new(endpoint.boxed()))).into_future();
        let limit = sent.load(Ordering::Relaxed) + statements;
        let answer = process.spawn(async move {
            let enough = async {
                while sent.load(Ordering::Relaxed) < limit {
                    tokio::task::yield_now().await;
                }
            };
            tokio::select! {
                biased;
                () = enough => None,
                answer = asking => Some(answer),
            }
        });
        let answer = answer.await.expect("asking does not panic");
        process.shutdown_background();
        answer
    }

    /// The market itself, to call its rules.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Its database, to look at rows or to put some there.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Where its files are.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        self.place.data_dir()
    }

    /// Lets time pass.
    pub fn advance(&self, by: TimeDelta) {
        self.app.clock().advance(by);
    }

    /// Somebody who has not signed in.
    #[must_use]
    pub fn guest(&self) -> Caller {
        Caller::guest(self.door.clone())
    }

    /// SQL statements sent so far, `BEGIN` and `COMMIT` not among them.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Does every job that is due.
    ///
    /// # Panics
    ///
    /// When the database fails.
    pub async fn run_jobs(&self) {
        jobs::run_until_idle(&self.app)
            .await
            .expect("the worker reaches its work");
    }

    /// Waits until no request is being answered but the one that asks.
    ///
    /// # Panics
    ///
    /// When the metrics do not say how many there are.
    pub async fn quiet(&self) {
        loop {
            let metrics = self.guest().get("/metrics").await.text();
            let in_flight = metrics
                .lines()
                .find_map(|line| line.strip_prefix("chosao_requests_in_flight "))
                .expect("the gauge");
            if in_flight.trim() == "1" {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    }

    /// Does every job that is due, and fails the test when one is left over.
    ///
    /// # Panics
    ///
    /// When a job failed, with what it said.
    pub async fn settle_jobs(&self) {
        self.run_jobs().await;
        let left: Vec<String> = outbox::Entity::find()
            .all(self.database.read())
            .await
            .expect("the outbox")
            .into_iter()
            .filter(|row| row.available_at <= self.app.clock().now() || row.attempts > 0)
            .map(|row| format!("{} {}: {:?}", row.kind, row.payload, row.last_error))
            .collect();
        assert!(left.is_empty(), "jobs left over: {left:#?}");
    }

    /// Serves this market on a real socket, for what only a network shows.
    pub async fn listen(&self, patience: Patience) -> Listening {
        Listening::start(self.app.clone(), patience).await
    }
}

async fn open_app(settings: Settings, clock: Clock, statements: Arc<AtomicU64>) -> (App, Database) {
    let mut database = Database::open(settings.database_url.as_deref(), &settings.data_dir)
        .await
        .expect("the database opens");
    database.on_statement(move || {
        statements.fetch_add(1, Ordering::Relaxed);
    });
    (App::new(database.clone(), clock, settings), database)
}
