//! Rebuilding the search: every product is rendered again, then a new index grows beside the one
//! in use and takes its place.
//!
//! One rebuild runs at a time, whichever process or command began it: `turn` holds the one row
//! that says so and that everybody reads how far it is from.

mod refusal;
mod turn;

use std::time::Duration;

use entity::catalog::product_document;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use search::{Index, SearchError};
use tokio::sync::watch;

use super::{FeedError, follow, indexing, refresh};
use crate::{App, accounts::Staff, audit};

pub use entity::search::RebuildState;
pub use refusal::RebuildError;
use turn::Turn;
pub use turn::{Rebuild, last};

/// How often a running rebuild tells everybody how far it is.
const TELL_EVERY: Duration = Duration::from_millis(500);
/// Who began a rebuild from the command line, as histories name them.
const COMMAND: &str = "command:reindex";

/// How far a rebuild is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub state: RebuildState,
    /// Products done.
    pub done: u64,
    /// Products to do.
    pub total: u64,
}

/// What a rebuild did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// Products rendered.
    pub rendered: u64,
    /// Who built the index.
    pub index: BuiltBy,
}

/// Who built the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuiltBy {
    /// This process did.
    This {
        /// The products it has.
        products: u64,
    },
    /// A server that is running has the index, and takes over what is rendered by itself.
    Server,
}

/// Begins a rebuild in this process, which goes on by itself; [`last`] tells how far it is.
///
/// # Errors
///
/// [`RebuildError::Running`] while another one runs anywhere.
pub async fn start(app: &App, staff: &Staff) -> Result<Rebuild, RebuildError> {
    follow::be_current(app).await?;
    let turn = Turn::take(app, staff.label()).await?;
    let deed = audit::Deed {
        actor: staff.label(),
        action: "search.reindexed",
        subject_type: "search",
        subject_id: turn.id().to_string(),
        detail: None,
    };
    audit::record(app.database().write(), app.clock().now(), deed).await?;
    let begun = last(app).await?;
    let app = app.clone();
    tokio::spawn(async move {
        match run(&app, turn, |_| {}).await {
            Ok(rebuilt) => tracing::info!("the search was rebuilt: {} products", rebuilt.rendered),
            Err(error) => tracing::error!("the search cannot be rebuilt: {error}"),
        }
    });
    begun.ok_or(RebuildError::TakenOver)
}

/// Rebuilds from the command line. `told` hears how far it is.
///
/// # Errors
///
/// [`RebuildError::Running`] while another one runs anywhere, and what stops it.
pub async fn rebuild(app: &App, told: impl Fn(Progress)) -> Result<Rebuilt, RebuildError> {
    let turn = Turn::take(app, COMMAND).await?;
    run(app, turn, told).await
}

/// Does the work of a turn, and tells everybody how far it is.
async fn run(app: &App, turn: Turn, told: impl Fn(Progress)) -> Result<Rebuilt, RebuildError> {
    let (progress, seen) = watch::channel(Progress {
        state: RebuildState::Rendering,
        done: 0,
        total: 0,
    });
    let work = work(app, |now| {
        progress.send_replace(now);
        told(now);
    });
    tokio::pin!(work);
    let outcome = loop {
        tokio::select! {
            outcome = &mut work => break outcome.map_err(RebuildError::from),
            () = tokio::time::sleep(TELL_EVERY) => {
                let now = *seen.borrow();
                match turn.tell(app, now).await {
                    // Whoever took over does it all again.
                    Err(RebuildError::TakenOver) => return Err(RebuildError::TakenOver),
                    Err(error) => tracing::warn!("how far the rebuild is cannot be told: {error}"),
                    Ok(()) => {}
                }
            }
        }
    };
    let now = *seen.borrow();
    turn.end(app, now, outcome.as_ref().err()).await?;
    outcome
}

async fn work(app: &App, told: impl Fn(Progress)) -> Result<Rebuilt, FeedError> {
    let rendered = refresh::reindex(app, |progress| {
        told(Progress {
            state: RebuildState::Rendering,
            done: progress.done,
            total: progress.total,
        });
    })
    .await?;
    let total = product_document::Entity::find()
        .filter(product_document::Column::IsPublic.eq(true))
        .count(app.database().read())
        .await?;
    let built = |done| {
        told(Progress {
            state: RebuildState::Building,
            done,
            total,
        });
    };
    built(0);
    let index = match app.catalogue().any_index().cloned() {
        Some(index) => follow::rebuild_in_use(app, &index, built).await?,
        None => build_on_disk(app, built).await?,
    };
    app.catalogue().remote().fill_again();
    Ok(Rebuilt {
        rendered: rendered.done,
        index,
    })
}

/// Builds the index in the data directory, unless a server is using it.
async fn build_on_disk(app: &App, told: impl Fn(u64)) -> Result<BuiltBy, FeedError> {
    let dir = app.settings().data_dir.join("index");
    let opened = tokio::task::spawn_blocking(move || Index::open(&dir)).await?;
    let index = match opened {
        Ok(opened) => opened.index,
        Err(SearchError::InUse { .. }) => return Ok(BuiltBy::Server),
        Err(error) => return Err(error.into()),
    };
    indexing::rebuild(app, &index, told).await?;
    Ok(BuiltBy::This {
        products: index.len(),
    })
}
