//! The search server beside the index of this process, when one is set up.
//!
//! The index of this process always has everything, so it answers whenever the server does not.
//! The server has a follower of its own, which may be late or lost without anyone waiting for it.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use search::{Engine, Meilisearch, MeilisearchSettings, SearchError};

use super::{FeedError, indexing, store, troubles::Troubles};
use crate::{App, limits};

/// How often an idle follower looks.
const LOOK_EVERY: Duration = Duration::from_millis(150);
/// How long it rests after a failure.
const REST: Duration = Duration::from_secs(1);

/// What this process knows of the search server.
#[derive(Debug, Default)]
pub(crate) struct Remote {
    engine: OnceLock<Meilisearch>,
    /// Whether it has everything that was there at the last look.
    is_current: AtomicBool,
    applied_through: AtomicI64,
    /// Whether it is to be filled anew.
    must_fill: AtomicBool,
    troubles: Troubles,
}

/// How the search server stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteStanding {
    /// Whether it answers and has everything.
    pub is_ready: bool,
    /// Whether it was found to be away.
    pub is_away: bool,
    /// The number of the last change it has.
    pub applied_through: i64,
    /// Whether it is being filled anew, beside what it has.
    pub is_filling: bool,
    /// How often feeding or asking it has failed since this process began.
    pub errors: u64,
    /// What went wrong last, for an operator.
    pub last_error: Option<String>,
}

impl Remote {
    /// The server, if it can be asked now.
    pub(crate) fn ready(&self) -> Option<&Meilisearch> {
        let is_current = self.is_current.load(Ordering::Acquire);
        self.engine
            .get()
            .filter(|engine| is_current && !engine.is_away())
    }

    /// Takes note of a failure.
    pub(crate) fn note(&self, error: &SearchError) {
        self.troubles.note(error.to_string());
    }

    /// Has the server filled anew beside what it has, as soon as its follower comes to it.
    pub(super) fn fill_again(&self) {
        self.must_fill.store(true, Ordering::Release);
    }

    pub(super) fn standing(&self) -> RemoteStanding {
        RemoteStanding {
            is_ready: self.ready().is_some(),
            is_away: self.engine.get().is_none_or(Meilisearch::is_away),
            applied_through: self.applied_through.load(Ordering::Relaxed),
            is_filling: self.must_fill.load(Ordering::Relaxed),
            errors: self.troubles.count(),
            last_error: self.troubles.last(),
        }
    }
}

/// Keeps the server up to date, for as long as this process runs.
pub(super) async fn follow(app: App, settings: MeilisearchSettings) {
    loop {
        if let Err(error) = follow_once(&app, &settings).await {
            let remote = app.catalogue().remote();
            remote.is_current.store(false, Ordering::Release);
            match &error {
                FeedError::Index(error) => remote.note(error),
                error => tracing::error!("the search server cannot be fed: {error}"),
            }
            tracing::warn!(
                "the search server is behind: {}",
                super::follow::told(&error)
            );
        }
        tokio::time::sleep(REST).await;
    }
}

/// Connects, fills the server if it has not what it should have, and feeds it until it fails.
async fn follow_once(app: &App, settings: &MeilisearchSettings) -> Result<(), FeedError> {
    let remote = app.catalogue().remote();
    let engine = match remote.engine.get() {
        Some(engine) => engine,
        None => {
            let mut settings = settings.clone();
            settings.ranking.now_ms = app.clock().now().timestamp_millis();
            let opened = Meilisearch::open(settings).await?;
            remote.engine.get_or_init(|| opened)
        }
    };
    let mut through = engine.applied_through().await?;
    let clock = store::clock(app.database().read()).await?;
    if through == 0 || through > clock {
        remote.fill_again();
    }
    let mut is_checked = false;
    loop {
        if remote.must_fill.load(Ordering::Acquire) {
            indexing::rebuild_with(app, engine).await?;
            through = engine.applied_through().await?;
            tracing::info!(
                "the search server was filled: {} products",
                engine.count().await?
            );
            remote.must_fill.store(false, Ordering::Release);
        }
        let changes = indexing::changes_after(app, through).await?;
        let Some((changes, last)) = changes else {
            remote.applied_through.store(through, Ordering::Relaxed);
            if !is_checked && !has_all(app, engine).await? {
                tracing::warn!("the search server is filled again: it lacks products");
                indexing::rebuild_with(app, engine).await?;
                through = engine.applied_through().await?;
            }
            is_checked = true;
            if !remote.is_current.swap(true, Ordering::AcqRel) {
                app.catalogue().lists_changed();
            }
            tokio::time::sleep(LOOK_EVERY).await;
            continue;
        };
        let is_behind = changes.len() >= limits::FEED_BATCH;
        if is_behind {
            remote.is_current.store(false, Ordering::Release);
        }
        engine.apply(changes, last).await?;
        through = last;
        app.catalogue().lists_changed();
    }
}

/// Whether the server has as many products as this process shows, give or take what changes now.
async fn has_all(app: &App, engine: &Meilisearch) -> Result<bool, FeedError> {
    let shown = u64::try_from(app.catalogue().shelf().len()).unwrap_or(u64::MAX);
    let has = engine.count().await?;
    Ok(has.abs_diff(shown) <= shown / 100)
}
