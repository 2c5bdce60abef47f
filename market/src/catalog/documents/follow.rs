//! The part of a serving process that keeps its catalogue up to date.

use std::{path::PathBuf, time::Duration};

use search::{Index, Opened, SearchError, State};
use tokio::task::JoinHandle;

use super::{
    feed::{self, FeedError},
    indexing, listing,
    rebuild::BuiltBy,
    remote, store,
};
use crate::{App, catalog::analytics, limits};

/// How often an idle follower looks; another process may have rendered.
const LOOK_EVERY: Duration = Duration::from_millis(150);
/// How long a follower rests after a failure.
const REST: Duration = Duration::from_secs(2);

/// The follower of a serving process. It stops when this is dropped.
#[derive(Debug)]
pub struct Following {
    app: App,
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for Following {
    fn drop(&mut self) {
        self.app.catalogue().set_followed(false);
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// Reads the catalogue into memory, opens the index, and keeps both up to date from then on.
///
/// When it returns, everything rendered before is served. A large index that is missing, damaged
/// or in use by another process is built again meanwhile; the documents answer until then.
///
/// # Errors
///
/// [`FeedError`] when the documents cannot be read or no index can be made.
pub async fn start(app: &App) -> Result<Following, FeedError> {
    let dir = app.settings().data_dir.join("index");
    let opening = tokio::task::spawn_blocking(move || open(dir));
    feed::fill_shelf(app).await?;
    let opened = opening.await??;
    let fits = fits(app, &opened).await?;
    app.catalogue().set_index(opened.index);
    app.catalogue().set_searchable(fits);
    let more = feed::take_changes(app).await?;
    feed::turn_day(app).await?;
    if !more {
        mend_if_incomplete(app);
    }
    app.catalogue().set_followed(true);
    let mut tasks = vec![
        tokio::spawn(follow(app.clone())),
        tokio::spawn(mend(app.clone())),
        tokio::spawn(analytics::follow(app.clone())),
    ];
    if let Some(server) = app.settings().meilisearch.clone() {
        tasks.push(tokio::spawn(remote::follow(app.clone(), server)));
    }
    Ok(Following {
        app: app.clone(),
        tasks,
    })
}

/// Opens the index on disk, or one in memory when another process has that.
fn open(dir: PathBuf) -> Result<Opened, SearchError> {
    match Index::open(&dir) {
        Err(SearchError::InUse { dir }) => {
            tracing::warn!(
                "the index in {} is in use by another process: this one keeps its own in memory",
                dir.display()
            );
            Ok(Opened {
                index: Index::in_memory()?,
                state: State::Created,
            })
        }
        opened => opened,
    }
}

/// Whether an index only has to catch up. An empty one may, if one batch fills it.
async fn fits(app: &App, opened: &Opened) -> Result<bool, FeedError> {
    if let State::Discarded { reason } = &opened.state {
        tracing::warn!("the index is built again: {reason}");
    }
    let through = store::clock(app.database().read()).await?;
    let products = app.catalogue().shelf().len();
    Ok(match opened.state {
        State::Kept => opened.index.applied_through() <= through,
        State::Created | State::Discarded { .. } => products <= limits::FEED_BATCH,
    })
}

/// An index that was caught up must have as many products as the shelf. If not, it is built
/// again, and searched as it is until then.
fn mend_if_incomplete(app: &App) {
    let catalogue = app.catalogue();
    let products = u64::try_from(catalogue.shelf().len()).unwrap_or(u64::MAX);
    if catalogue
        .index()
        .is_some_and(|index| index.len() != products)
    {
        tracing::warn!("the index is built again: it does not have {products} products");
        catalogue.mending.notify_one();
    }
}

async fn follow(app: App) {
    loop {
        match keep_up(&app).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                tracing::error!("the catalogue cannot be kept up to date: {}", told(&error));
                app.catalogue().troubles.note(told(&error));
                if matches!(error, FeedError::Index(_)) {
                    app.catalogue().set_searchable(false);
                }
                tokio::time::sleep(REST).await;
            }
        }
        tokio::select! {
            () = app.catalogue().rendered.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn keep_up(app: &App) -> Result<bool, FeedError> {
    let more = feed::take_changes(app).await?;
    be_of_today(app).await?;
    Ok(more)
}

async fn be_of_today(app: &App) -> Result<(), FeedError> {
    if app.catalogue().is_of(app.clock().today()) {
        return Ok(());
    }
    feed::turn_day(app).await
}

/// Makes sure that what is read next is right. With a follower that is a look at the calendar;
/// without one, this reads what changed, so that a market in tests or tools needs no follower.
///
/// # Errors
///
/// [`FeedError`] when the documents cannot be read.
pub(in crate::catalog) async fn be_current(app: &App) -> Result<(), FeedError> {
    let catalogue = app.catalogue();
    if !catalogue.is_followed() {
        if catalogue.any_index().is_none() {
            feed::fill_shelf(app).await?;
            catalogue.set_index(Index::in_memory()?);
            catalogue.set_searchable(true);
        }
        while feed::take_changes(app).await? {}
    }
    be_of_today(app).await
}

/// Builds the index again whenever it does not have what it should have.
async fn mend(app: App) {
    loop {
        app.catalogue().mending.notified().await;
        let Some(index) = app.catalogue().any_index().cloned() else {
            continue;
        };
        match rebuild_in_use(&app, &index, |_| {}).await {
            Ok(_) => tracing::info!("the index was built: {} products", index.len()),
            Err(error) => {
                tracing::error!("the index cannot be built: {}", told(&error));
                app.catalogue().troubles.note(told(&error));
                tokio::time::sleep(REST).await;
                app.catalogue().mending.notify_one();
            }
        }
    }
}

/// Builds the index of this process again beside the one in use. `told` hears how many products
/// are in it.
///
/// # Errors
///
/// [`FeedError`] when the documents cannot be read or the index cannot be written.
pub(super) async fn rebuild_in_use(
    app: &App,
    index: &Index,
    told: impl Fn(u64),
) -> Result<BuiltBy, FeedError> {
    indexing::rebuild(app, index, told).await?;
    app.catalogue().set_searchable(true);
    // What lapsed today and was not rendered since is applied again.
    app.catalogue().forget_day();
    listing::forget(app).await;
    Ok(BuiltBy::This {
        products: index.len(),
    })
}

/// An error with its cause.
pub(super) fn told(error: &FeedError) -> String {
    let cause = std::error::Error::source(error);
    cause.map_or(error.to_string(), |cause| format!("{error}: {cause}"))
}
