//! The market as one value: what every use case needs.

use std::sync::Arc;

use ::payments::Providers;
use migration::{Migrator, MigratorTrait};
use sea_orm::DbErr;
use tokio::sync::Notify;

use crate::{
    cart::Options,
    catalog::{analytics::Analytics, browse::Lists, documents::Catalogue, ranking::Weights},
    clock::Clock,
    database::{Database, OpenError},
    idempotency::Running,
    schedule::Turns,
    settings::Settings,
};

/// A running market. Cloning is cheap and shares everything.
#[derive(Clone, Debug)]
pub struct App(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    database: Database,
    clock: Clock,
    settings: Settings,
    running: Running,
    work: Notify,
    turns: Turns,
    catalogue: Catalogue,
    lists: Lists,
    analytics: Analytics,
    weights: Weights,
    delivery_options: Options,
    providers: Providers,
}

impl App {
    /// A market over an open database.
    #[must_use]
    pub fn new(database: Database, clock: Clock, settings: Settings) -> Self {
        let providers = Providers::new(&settings.providers());
        Self(Arc::new(Inner {
            database,
            clock,
            settings,
            running: Running::default(),
            work: Notify::new(),
            turns: Turns::default(),
            catalogue: Catalogue::new(),
            lists: Lists::new(),
            analytics: Analytics::default(),
            weights: Weights::new(),
            delivery_options: Options::new(),
            providers,
        }))
    }

    /// Opens the market that the settings describe. The schema is left as it is: see
    /// [`App::migrate`].
    ///
    /// # Errors
    ///
    /// [`OpenError`] when the database cannot be used.
    pub async fn open(settings: Settings, clock: Clock) -> Result<Self, OpenError> {
        let url = settings.database_url.as_deref();
        let database = Database::open(url, &settings.data_dir).await?;
        Ok(Self::new(database, clock, settings))
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    ///
    /// When a migration fails.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        Migrator::up(self.database().write(), None).await
    }

    /// How many migrations the database still lacks.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn pending_migrations(&self) -> Result<usize, DbErr> {
        Ok(Migrator::get_pending_migrations(self.database().write())
            .await?
            .len())
    }

    /// A market without a database, which can only describe itself.
    #[must_use]
    pub fn offline() -> Self {
        Self::new(Database::offline(), Clock::default(), Settings::default())
    }

    pub(crate) fn database(&self) -> &Database {
        &self.0.database
    }

    /// The clock of this market.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// How this market runs.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn running(&self) -> &Running {
        &self.0.running
    }

    /// Tells this process's worker that an event was committed, so that it need not wait
    /// for its next look.
    pub fn wake_jobs(&self) {
        self.0.work.notify_one();
    }

    pub(crate) fn work(&self) -> &Notify {
        &self.0.work
    }

    /// What this process knows of recurring work.
    pub(crate) fn turns(&self) -> &Turns {
        &self.0.turns
    }

    /// The payment providers that are open.
    pub(crate) fn providers(&self) -> &Providers {
        &self.0.providers
    }

    /// The delivery options that this process has read lately.
    pub(crate) fn delivery_options(&self) -> &Options {
        &self.0.delivery_options
    }

    /// What this process holds of the public catalogue.
    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.0.catalogue
    }

    /// The weights of the ranking that were read lately.
    pub(crate) fn weights(&self) -> &Weights {
        &self.0.weights
    }

    /// What was searched for lately.
    pub(crate) fn analytics(&self) -> &Analytics {
        &self.0.analytics
    }

    /// Lists that were put together lately.
    pub(crate) fn lists(&self) -> &Lists {
        &self.0.lists
    }
}
