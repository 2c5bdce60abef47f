//! How well the search stands, as the desk sees it.

use chrono::{DateTime, Utc};
use market::catalog::documents::{
    Lag, Standing,
    rebuild::{Rebuild, RebuildState},
};
use poem_openapi::{ApiResponse, Enum, Object, payload::Json};

use crate::wire::mirror;

/// How well the search stands.
#[derive(Object)]
#[oai(rename = "SearchStatus")]
pub(super) struct SearchStatusView {
    /// Which index answers searches now.
    engine: SearchEngineView,
    /// Public products that this process knows.
    products: usize,
    /// Products in its index.
    indexed: u64,
    /// Whether words and filters can be answered now.
    is_searchable: bool,
    /// How many changed products the index lacks; null when this process does not serve.
    lag: Option<u64>,
    /// For how many seconds it has lacked the oldest of them.
    lag_s: Option<i64>,
    /// How often the index could not be brought up to date since this process began.
    errors: u64,
    /// What went wrong last.
    last_error: Option<String>,
    /// The search server; null when there is none.
    server: Option<SearchServerView>,
    /// The rebuild that is under way, or was the last; null before the first.
    rebuild: Option<RebuildView>,
}

/// An index that answers searches.
#[derive(Clone, Copy, Enum)]
#[oai(rename = "SearchEngine", rename_all = "snake_case")]
pub(super) enum SearchEngineView {
    /// The one inside this process.
    Embedded,
    /// That of the search server.
    Meilisearch,
}

/// How the search server stands.
#[derive(Object)]
#[oai(rename = "SearchServer")]
pub(super) struct SearchServerView {
    /// Whether it answers and has everything. While not, this process answers by itself.
    is_ready: bool,
    /// Whether it was found to be away.
    is_away: bool,
    /// Whether its order goes by the weights in force.
    is_ranked: bool,
    /// Whether it is being filled anew, beside what it has.
    is_filling: bool,
    /// How many changed products it lacks.
    lag: u64,
    /// For how many seconds it has lacked the oldest of them.
    lag_s: i64,
    /// How often feeding or asking it has failed since this process began.
    errors: u64,
    /// What went wrong last.
    last_error: Option<String>,
}

mirror! {
    /// What a rebuild is at.
    RebuildStateView as "SearchRebuildState" of RebuildState {
        /// Products are rendered again.
        Rendering,
        /// The new index grows beside the one in use.
        Building,
        /// The new index is in use.
        Done,
        /// It failed; the old index stayed in use.
        Failed,
    }
}

/// A rebuild of the search.
#[derive(Object)]
#[oai(rename = "SearchRebuild")]
pub(super) struct RebuildView {
    /// What is being done, or how it ended.
    state: RebuildStateView,
    /// Who began it.
    started_by: String,
    /// When it began.
    started_at: DateTime<Utc>,
    /// When it ended.
    finished_at: Option<DateTime<Utc>>,
    /// Products done in this state.
    done: i64,
    /// Products to do in this state.
    total: i64,
    /// Why it failed.
    error: Option<String>,
}

#[derive(ApiResponse)]
pub(super) enum Begun {
    /// It has begun.
    #[oai(status = 202)]
    Begun(Json<RebuildView>),
}

impl SearchStatusView {
    pub(super) fn of(standing: Option<Standing>, lag: Lag, last: Option<Rebuild>) -> Self {
        let standing = standing.unwrap_or_default();
        let server = standing.remote.map(|remote| {
            let behind = lag.remote.unwrap_or_default();
            SearchServerView {
                is_ready: remote.is_ready,
                is_away: remote.is_away,
                is_ranked: remote.is_ranked,
                is_filling: remote.is_filling,
                lag: behind.changes,
                lag_s: behind.seconds,
                errors: remote.errors,
                last_error: remote.last_error,
            }
        });
        Self {
            engine: match &server {
                Some(server) if server.is_ready => SearchEngineView::Meilisearch,
                _ => SearchEngineView::Embedded,
            },
            products: standing.products,
            indexed: standing.indexed,
            is_searchable: standing.is_searchable,
            lag: lag.index.map(|behind| behind.changes),
            lag_s: lag.index.map(|behind| behind.seconds),
            errors: standing.errors,
            last_error: standing.last_error,
            server,
            rebuild: last.map(Into::into),
        }
    }
}

impl From<Rebuild> for RebuildView {
    fn from(rebuild: Rebuild) -> Self {
        Self {
            state: rebuild.state.into(),
            started_by: rebuild.started_by,
            started_at: rebuild.started_at,
            finished_at: rebuild.finished_at,
            done: rebuild.done,
            total: rebuild.total,
            error: rebuild.error,
        }
    }
}
