//! The engine of a Meilisearch server, 1.12 or newer.
//!
//! - `wire` sends what the SDK asks for, with time limits and repeats, and sorts its errors;
//! - `breaker` keeps questions away from a server that does not answer;
//! - `settings` says how an index is set up, `document` what of an entry it holds;
//! - `attempt` knows the ways to put a text, `filter` and `ask` put a query, `answer` reads what
//!   comes back, `paging` finds the place where a page ended, `suggest` follows what is typed;
//! - `tasks` waits for what the server does later; `state` is what it keeps for us, `key` the key
//!   for searching;
//! - `index` is what callers hold, `rebuild` a new index growing beside it.
//!
//! Searching goes under a key that can do nothing else. The number up to which changes were
//! applied is kept in an index of its own, and written after the changes. So is the ranking: the
//! server cannot add points up, so each document has their sum.

mod answer;
mod ask;
mod attempt;
mod breaker;
mod document;
mod filter;
mod index;
mod key;
mod paging;
mod rebuild;
mod settings;
mod state;
mod suggest;
mod tasks;
mod wire;

use std::time::Duration;

pub use index::Meilisearch;

/// How to reach a server.
#[derive(Clone)]
pub struct MeilisearchSettings {
    /// `http://…` or `https://…`, without a path.
    pub url: String,
    /// The key that may change indexes; none for a server without keys.
    pub key: Option<String>,
    /// The key that may search. Without one, such a key is made with `key`.
    pub search_key: Option<String>,
    /// Begins the names of our indexes, so that several markets can share a server.
    pub prefix: String,
    /// How long a search may take.
    pub search_timeout: Duration,
    /// How long the server may take to do what it was told to do later.
    pub task_timeout: Duration,
}

impl MeilisearchSettings {
    /// A server at an address, with a key that may do everything.
    #[must_use]
    pub fn new(url: &str, key: Option<&str>) -> Self {
        Self {
            url: url.trim_end_matches('/').to_owned(),
            key: key.map(str::to_owned),
            search_key: None,
            prefix: String::new(),
            search_timeout: Duration::from_millis(40),
            task_timeout: Duration::from_secs(60),
        }
    }
}

impl std::fmt::Debug for MeilisearchSettings {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("MeilisearchSettings")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}
