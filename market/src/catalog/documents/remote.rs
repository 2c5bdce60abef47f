//! The search server beside the index of this process, when one is set up.
//!
//! The index of this process always has everything, so it answers whenever the server does not.
//! The server has a follower of its own, which may be late or lost without anyone waiting for it.

use std::{
    collections::HashSet,
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use chrono::NaiveDate;
use search::{Change, Engine, Meilisearch, MeilisearchSettings, Query, SearchError};
use uuid::Uuid;

use super::{FeedError, indexing, store, troubles::Troubles};
use crate::{
    App,
    catalog::ranking::{self, Ranking},
    limits,
};

/// How often an idle follower looks.
const LOOK_EVERY: Duration = Duration::from_millis(150);
/// How long it gathers while changes come: the server takes many at once nearly as fast as one.
const SOON: Duration = Duration::from_millis(50);
/// How long it rests after a failure.
const REST: Duration = Duration::from_secs(1);

/// What this process knows of the search server.
#[derive(Debug, Default)]
pub(crate) struct Remote {
    engine: OnceLock<Meilisearch>,
    /// Whether it has everything that was there at the last look.
    is_current: AtomicBool,
    /// Whether its documents are scored by the weights in force.
    is_ranked: AtomicBool,
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
    /// Whether its order goes by the weights in force.
    pub is_ranked: bool,
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
            is_ranked: self.is_ranked.load(Ordering::Relaxed),
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
            let told = super::follow::told(&error);
            // A server may be away for days: what is known already is not said each second.
            if remote.troubles.last().as_ref() != Some(&told) {
                tracing::warn!("the search server cannot be fed: {told}");
            }
            remote.troubles.note(told);
        }
        tokio::time::sleep(REST).await;
    }
}

/// Connects, fills the server if it has not what it should have, and feeds it until it fails.
async fn follow_once(app: &App, settings: &MeilisearchSettings) -> Result<(), FeedError> {
    let mut follower = Follower::begin(app, settings).await?;
    let remote = app.catalogue().remote();
    let mut is_checked = false;
    loop {
        if remote.must_fill.load(Ordering::Acquire) {
            follower.fill().await?;
            remote.must_fill.store(false, Ordering::Release);
        }
        let has_changed = follower.catch_up().await?;
        if !is_checked && !follower.has_all().await? {
            tracing::warn!("the search server is filled again: it lacks products");
            follower.fill().await?;
            follower.catch_up().await?;
        }
        is_checked = true;
        follower.rank().await?;
        follower.probe().await;
        if !remote.is_current.swap(true, Ordering::AcqRel) {
            app.catalogue().lists_changed();
        }
        let pause = if has_changed { SOON } else { LOOK_EVERY };
        tokio::time::sleep(pause).await;
    }
}

/// Feeds the server.
struct Follower<'a> {
    app: &'a App,
    engine: &'a Meilisearch,
    /// The number of the last change that the server has.
    through: i64,
    /// What its documents are scored by; none when that is not known.
    ranked_by: Option<Ranking>,
    /// The day for which its documents are right; none when that is not known.
    day: Option<NaiveDate>,
}

impl<'a> Follower<'a> {
    async fn begin(app: &'a App, settings: &MeilisearchSettings) -> Result<Self, FeedError> {
        let remote = app.catalogue().remote();
        let engine = match remote.engine.get() {
            Some(engine) => engine,
            None => {
                let opened = Meilisearch::open(settings.clone()).await?;
                remote.engine.get_or_init(|| opened)
            }
        };
        let follower = Self {
            app,
            engine,
            through: engine.applied_through().await?,
            ranked_by: engine.ranked_by().await?,
            day: None,
        };
        let clock = store::clock(app.database().read()).await?;
        if follower.through == 0 || follower.through > clock {
            remote.fill_again();
        }
        Ok(follower)
    }

    /// Fills the server anew, under the weights in force.
    async fn fill(&mut self) -> Result<(), FeedError> {
        let wanted = ranking::weights(self.app).await?;
        self.engine.rank_by(wanted);
        let is_searched = self.app.catalogue().remote().ready().is_some();
        let through = store::clock(self.app.database().read()).await?;
        let mut growing = self.engine.rebuild().await?;
        let mut after = Uuid::nil();
        while let Some((entries, last)) = indexing::entries_after(self.app, after).await? {
            after = last;
            growing.add(entries).await?;
            if is_searched {
                // What changes meanwhile is found in the index that is searched until the swap.
                self.catch_up().await?;
            }
        }
        if store::clock(self.app.database().read()).await? > through {
            // The new index lacks what changed meanwhile: this process answers until it has that.
            let remote = self.app.catalogue().remote();
            remote.is_current.store(false, Ordering::Release);
        }
        growing.swap(through).await?;
        self.engine.note_ranked().await?;
        self.through = self.engine.applied_through().await?;
        self.ranked_by = Some(wanted);
        self.day = None;
        tracing::info!(
            "the search server was filled: {} products",
            self.engine.count().await?
        );
        Ok(())
    }

    /// Applies what came since; whether there was anything.
    async fn catch_up(&mut self) -> Result<bool, FeedError> {
        let remote = self.app.catalogue().remote();
        let mut has_changed = false;
        let mut is_behind = true;
        // A busy market changes while a batch is applied: that must not keep the follower here.
        while is_behind && let Some(batch) = indexing::changes_after(self.app, self.through).await?
        {
            has_changed = true;
            is_behind = batch.changes.len() >= limits::FEED_BATCH;
            if is_behind {
                remote.is_current.store(false, Ordering::Release);
            }
            self.engine.apply(batch.changes, batch.through).await?;
            self.through = batch.through;
            self.day = self.day.filter(|_| !batch.is_due);
            self.app.catalogue().lists_changed();
        }
        remote
            .applied_through
            .store(self.through, Ordering::Relaxed);
        self.turn_day().await?;
        Ok(has_changed)
    }

    /// Brings the server to a new day: what lapsed is right there, even when no job has rendered it.
    async fn turn_day(&mut self) -> Result<(), FeedError> {
        let day = self.app.clock().today();
        if self.day == Some(day) {
            return Ok(());
        }
        let changes = indexing::due_changes(self.app, day).await?;
        if !changes.is_empty() {
            self.engine.apply(changes, self.through).await?;
            self.app.catalogue().lists_changed();
        }
        self.day = Some(day);
        Ok(())
    }

    /// Scores the server's documents by the weights in force, if they are scored by others: staff
    /// changed them, or a day has passed and products are less new. Only those are written whose
    /// points differ, and what changes meanwhile is not kept waiting.
    async fn rank(&mut self) -> Result<(), FeedError> {
        let wanted = ranking::weights(self.app).await?;
        self.engine.rank_by(wanted);
        let is_ranked = &self.app.catalogue().remote().is_ranked;
        if self.ranked_by == Some(wanted) {
            is_ranked.store(true, Ordering::Relaxed);
            return Ok(());
        }
        is_ranked.store(false, Ordering::Relaxed);
        // Another process may have done it.
        self.ranked_by = self.engine.ranked_by().await?;
        if self.ranked_by != Some(wanted) {
            // The documents of these are wrong for today, so they are rendered afresh.
            let due = indexing::due_changes(self.app, self.app.clock().today()).await?;
            let due_ids: HashSet<Uuid> = due.iter().map(Change::id).collect();
            let mut after = Uuid::nil();
            while let Some((mut entries, last)) = indexing::entries_after(self.app, after).await? {
                after = last;
                entries.retain(|entry| !due_ids.contains(&entry.id));
                if let Some(before) = self.ranked_by {
                    entries.retain(|entry| !wanted.agrees(&before, entry));
                }
                if !entries.is_empty() {
                    let changes = entries.into_iter().map(Change::from).collect();
                    self.engine.apply(changes, self.through).await?;
                }
                self.catch_up().await?;
            }
            if !due.is_empty() {
                self.engine.apply(due, self.through).await?;
            }
            self.engine.note_ranked().await?;
            tracing::info!("the search server goes by the weights in force");
        }
        self.ranked_by = Some(wanted);
        is_ranked.store(true, Ordering::Relaxed);
        self.app.catalogue().lists_changed();
        Ok(())
    }

    /// Asks a server that was found to be away whether it is back, so that no shopper has to try.
    async fn probe(&self) {
        if !self.engine.is_away() {
            return;
        }
        let anything = Query {
            limit: 1,
            ..Query::default()
        };
        match self.engine.search(&anything).await {
            Ok(_) => tracing::info!("the search server is back"),
            Err(error) => tracing::debug!("the search server is still away: {error}"),
        }
    }

    /// Whether the server has as many products as this process shows, give or take what changes
    /// now.
    async fn has_all(&self) -> Result<bool, FeedError> {
        let shown = u64::try_from(self.app.catalogue().shelf().len()).unwrap_or(u64::MAX);
        let has = self.engine.count().await?;
        Ok(has.abs_diff(shown) <= shown / 100)
    }
}
