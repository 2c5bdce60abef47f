//! The index as callers hold it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use async_trait::async_trait;
use meilisearch_sdk::{
    errors::Error,
    request::{HttpClient, Method},
    search::MultiSearchQuery,
    task_info::TaskInfo,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    MeilisearchSettings,
    answer::{Answered, Hit},
    ask::Put,
    attempt::attempts,
    breaker::Breaker,
    document::{Document, ID},
    key::search_key,
    paging,
    rebuild::Grown,
    settings::{VERSION, settings},
    state::Noting,
    tasks::{done, done_or_there},
    wire::{Client, Patience, Wire, client, failed, wire},
};
use crate::{
    entry::Change,
    error::SearchError,
    port::{Engine, Growing},
    query::{Answer, Query, Suggestions},
    ranking::Ranking,
};

/// How long a request that is not a search may take, and how often it is tried.
const PATIENCE: Patience = Patience {
    timeout: Duration::from_secs(10),
    tries: 3,
};
/// Documents sent at once.
pub(super) const BATCH: usize = 2_000;

/// An index on a Meilisearch server. Clones share it.
#[derive(Clone)]
pub struct Meilisearch {
    pub(super) shared: Arc<Shared>,
}

pub(super) struct Shared {
    pub(super) admin: Client,
    admin_wire: Wire,
    pub(super) searching: Client,
    breaker: Breaker,
    pub(super) settings: MeilisearchSettings,
    /// What documents are scored by that are written from now on.
    ranking: RwLock<Ranking>,
    pub(super) noting: Mutex<Noting>,
}

/// What is asked of an index's figures: the SDK demands some that servers before 1.14 do not give.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stats {
    number_of_documents: u64,
}

impl Meilisearch {
    /// Connects to a server and sets the index up, if it is not there.
    ///
    /// # Errors
    ///
    /// [`SearchError::Away`] when the server cannot be reached, [`SearchError::KeyRefused`] when a
    /// key is wrong or may not do what is needed, [`SearchError::Refused`] when the server is too
    /// old.
    pub async fn open(settings: MeilisearchSettings) -> Result<Self, SearchError> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| SearchError::Refused(error.to_string()))?;
        let url = &settings.url;
        let admin_wire = wire(&http, settings.key.as_deref(), PATIENCE)?;
        let admin = client(url, admin_wire.clone());
        let search_key = match &settings.search_key {
            Some(key) => Some(key.clone()),
            None => search_key(&admin, &settings).await?,
        };
        let patience = Patience {
            timeout: settings.search_timeout,
            tries: 1,
        };
        let searching = client(url, wire(&http, search_key.as_deref(), patience)?);
        let opened = Self {
            shared: Arc::new(Shared {
                admin,
                admin_wire,
                searching,
                breaker: Breaker::default(),
                settings,
                ranking: RwLock::default(),
                noting: Mutex::default(),
            }),
        };
        opened.shared.create(&opened.shared.live()).await?;
        opened.shared.create_state().await?;
        opened.try_key().await?;
        Ok(opened)
    }

    /// Searches once, so that a key that may not is known before shoppers search. That an index
    /// which was just made is slow to answer says nothing about the key.
    async fn try_key(&self) -> Result<(), SearchError> {
        match self.answer(&Query::default()).await {
            Err(error @ (SearchError::KeyRefused(_) | SearchError::Refused(_))) => Err(error),
            _ => Ok(()),
        }
    }

    /// An answer, if it comes in time, however many ways there are to put the question.
    async fn in_time<T>(
        &self,
        asking: impl Future<Output = Result<T, SearchError>>,
    ) -> Result<T, SearchError> {
        self.shared.breaker.pass()?;
        let answered = tokio::time::timeout(self.shared.settings.search_timeout, asking).await;
        let late = |_| Err(SearchError::Away("no answer in time".to_owned()));
        self.shared.breaker.note(answered.unwrap_or_else(late))
    }

    /// Whether the server was found to be away, and questions are kept from it for a moment.
    #[must_use]
    pub fn is_away(&self) -> bool {
        self.shared.breaker.is_open()
    }

    /// What all documents are scored by; none when that is not known.
    ///
    /// # Errors
    ///
    /// [`SearchError`] when the server cannot be asked.
    pub async fn ranked_by(&self) -> Result<Option<Ranking>, SearchError> {
        self.shared.ranked().await
    }

    /// Scores documents that are written from now on by a ranking. Those written before keep their
    /// points until they are written again: see [`Ranking::agrees`].
    pub fn rank_by(&self, ranking: Ranking) {
        let kept = self.shared.ranking.write();
        *kept.unwrap_or_else(PoisonError::into_inner) = ranking;
    }

    /// Notes that all documents are scored by the ranking of [`Meilisearch::rank_by`].
    ///
    /// # Errors
    ///
    /// [`SearchError`] when the server does not take it.
    pub async fn note_ranked(&self) -> Result<(), SearchError> {
        self.shared.set_ranked(self.shared.ranking()).await
    }

    /// What the server says of itself, for operators.
    ///
    /// # Errors
    ///
    /// [`SearchError::Away`] when it cannot be reached.
    pub async fn version(&self) -> Result<String, SearchError> {
        let version = self.shared.admin.get_version().await.map_err(failed)?;
        Ok(version.pkg_version)
    }

    /// Removes everything that [`Meilisearch::open`] set up, for good.
    ///
    /// # Errors
    ///
    /// [`SearchError`] when the server does not do it.
    pub async fn remove(&self) -> Result<(), SearchError> {
        for uid in [self.shared.live(), self.shared.state()] {
            let told = self.shared.admin.delete_index(uid).await;
            self.shared.wait(told).await?;
        }
        Ok(())
    }

    /// Puts one attempt.
    async fn put(&self, put: &Put<'_>) -> Result<Answered, SearchError> {
        let client = &self.shared.searching;
        let index = client.index(self.shared.live());
        let purposes = put.purposes();
        let mut searches = MultiSearchQuery::new(client);
        for purpose in &purposes {
            searches.with_search_query(put.search(&index, purpose));
        }
        let response = searches.execute::<Hit>().await.map_err(failed)?;
        let answered = response.results.len();
        if answered != purposes.len() {
            return Err(SearchError::Refused(format!(
                "{answered} answers to {} searches",
                purposes.len()
            )));
        }
        drop(searches);
        Ok(Answered::new(purposes, response.results))
    }

    async fn answer(&self, query: &Query) -> Result<Answer, SearchError> {
        let attempts = attempts(query);
        let asked_before = paging::attempt_of(query, attempts.len())?;
        let mut last = Answer::default();
        for (number, attempt) in attempts.iter().enumerate() {
            if asked_before.is_some_and(|before| before != number) {
                continue;
            }
            let put = Put::new(query, attempt);
            let answered = self.put(&put).await?;
            let has_matches = answered.has_matches();
            last = answered.answer(&put, number);
            if has_matches {
                break;
            }
        }
        Ok(last)
    }

    /// Makes changes. All are told at once, so that the server does them together, and then waited
    /// for.
    async fn replace(&self, changes: Vec<Change>) -> Result<(), SearchError> {
        let shared = &self.shared;
        let index = shared.admin.index(shared.live());
        // The last change to a product holds, so that puts and removals need no order.
        let last: HashMap<Uuid, &Change> =
            changes.iter().map(|change| (change.id(), change)).collect();
        let ranking = shared.ranking();
        let (mut documents, mut gone) = (Vec::new(), Vec::new());
        for change in last.into_values() {
            match change {
                Change::Put(entry) => documents.push(Document::of(entry, &ranking)),
                Change::Remove(id) => gone.push(*id),
            }
        }
        let mut told = Vec::new();
        for documents in documents.chunks(BATCH) {
            told.push(index.add_or_replace(documents, Some(ID)).await);
        }
        for gone in gone.chunks(BATCH) {
            told.push(index.delete_documents(gone).await);
        }
        for told in told {
            shared.wait(told).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl Engine for Meilisearch {
    async fn search(&self, query: &Query) -> Result<Answer, SearchError> {
        self.in_time(self.answer(query)).await
    }

    async fn suggest(&self, text: &str, limit: usize) -> Result<Suggestions, SearchError> {
        self.in_time(self.offer(text, limit)).await
    }

    async fn apply(&self, changes: Vec<Change>, through: i64) -> Result<(), SearchError> {
        self.replace(changes).await?;
        self.shared.note_applied_through(through).await
    }

    async fn applied_through(&self) -> Result<i64, SearchError> {
        self.shared.applied_through().await
    }

    async fn count(&self) -> Result<u64, SearchError> {
        let shared = &self.shared;
        let url = format!("{}/indexes/{}/stats", shared.settings.url, shared.live());
        let asked = Method::<(), ()>::Get { query: () };
        let stats = shared.admin_wire.request::<_, _, Stats>(&url, asked, 200);
        Ok(stats.await.map_err(failed)?.number_of_documents)
    }

    async fn rebuild(&self) -> Result<Box<dyn Growing>, SearchError> {
        Ok(Box::new(Grown::begin(Arc::clone(&self.shared)).await?))
    }
}

impl Shared {
    /// The index that is searched.
    pub(super) fn live(&self) -> String {
        format!("{}products_v{VERSION}", self.settings.prefix)
    }

    /// Makes an index with our settings, if it is not there.
    pub(super) async fn create(&self, uid: &str) -> Result<(), SearchError> {
        let told = self.admin.create_index(uid, Some(ID)).await;
        done_or_there(&self.admin, told, self.settings.task_timeout).await?;
        let told = self.admin.index(uid).set_settings(&settings()).await;
        self.wait(told).await
    }

    /// What documents are scored by that are written now.
    pub(super) fn ranking(&self) -> Ranking {
        *self.ranking.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn wait(&self, told: Result<TaskInfo, Error>) -> Result<(), SearchError> {
        done(&self.admin, told, self.settings.task_timeout).await
    }
}

impl std::fmt::Debug for Meilisearch {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Meilisearch")
            .field("url", &self.shared.settings.url)
            .field("away", &self.is_away())
            .finish_non_exhaustive()
    }
}
