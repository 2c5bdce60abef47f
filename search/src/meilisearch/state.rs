//! What the server keeps for us beside the products: how far changes were applied, and by which
//! ranking the documents are scored.

use std::{
    sync::{MutexGuard, PoisonError},
    time::Duration,
};

use meilisearch_sdk::{
    errors::{Error, ErrorCode},
    task_info::TaskInfo,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tokio::time::Instant;

use super::{document::ID, index::Shared, settings::VERSION, tasks::done_or_there, wire::failed};
use crate::{error::SearchError, ranking::Ranking};

const APPLIED: &str = "applied";
const RANKED: &str = "ranking";
/// How often it is written how far changes were applied, while they are.
const WRITE_EVERY: Duration = Duration::from_secs(2);

/// How far changes were applied.
#[derive(Debug, Serialize, Deserialize)]
struct Applied {
    id: String,
    through: i64,
}

/// How far this process has applied changes, and how much of that it had written down.
#[derive(Debug, Default)]
pub(super) struct Noting {
    through: i64,
    written: i64,
    written_at: Option<Instant>,
    told: Option<TaskInfo>,
}

impl Noting {
    fn is_pending(&self) -> bool {
        self.written_at.is_some() && self.through != self.written
    }
}

/// What all documents are scored by.
#[derive(Debug, Serialize, Deserialize)]
struct Ranked {
    id: String,
    ranking: Ranking,
}

impl Shared {
    /// The index that holds the state.
    pub(super) fn state(&self) -> String {
        format!("{}search_state_v{VERSION}", self.settings.prefix)
    }

    pub(super) async fn create_state(&self) -> Result<(), SearchError> {
        let told = self.admin.create_index(self.state(), Some(ID)).await;
        done_or_there(&self.admin, told, self.settings.task_timeout).await
    }

    pub(super) async fn applied_through(&self) -> Result<i64, SearchError> {
        let mut noted = std::mem::take(&mut *self.noting());
        if let Some(told) = noted.told.take() {
            self.wait(Ok(told)).await?;
        }
        let applied = self.kept::<Applied>(APPLIED).await?;
        let kept = applied.map_or(0, |applied| applied.through);
        // A server that does not have what was written lately has lost more than that.
        if noted.is_pending() && noted.written == kept {
            self.set_applied_through(noted.through).await?;
            return Ok(noted.through);
        }
        Ok(kept)
    }

    pub(super) async fn set_applied_through(&self, through: i64) -> Result<(), SearchError> {
        *self.noting() = Noting::default();
        let id = APPLIED.to_owned();
        self.keep(Applied { id, through }).await
    }

    /// Takes note of how far changes were applied. It is written now and then, and not waited for:
    /// each writing costs the server as much as a batch of changes, and what was applied behind
    /// the number that is written is only applied once more.
    pub(super) async fn note_applied_through(&self, through: i64) -> Result<(), SearchError> {
        {
            let mut noting = self.noting();
            noting.through = through;
            if noting
                .written_at
                .is_some_and(|at| at.elapsed() < WRITE_EVERY)
            {
                return Ok(());
            }
        }
        let id = APPLIED.to_owned();
        let told = self.begin_to_keep(Applied { id, through }).await;
        let told = told.map_err(failed)?;
        *self.noting() = Noting {
            through,
            written: through,
            written_at: Some(Instant::now()),
            told: Some(told),
        };
        Ok(())
    }

    pub(super) async fn ranked(&self) -> Result<Option<Ranking>, SearchError> {
        let ranked = self.kept::<Ranked>(RANKED).await?;
        Ok(ranked.map(|ranked| ranked.ranking))
    }

    pub(super) async fn set_ranked(&self, ranking: Ranking) -> Result<(), SearchError> {
        let id = RANKED.to_owned();
        self.keep(Ranked { id, ranking }).await
    }

    async fn keep(&self, document: impl Serialize + Send + Sync) -> Result<(), SearchError> {
        let told = self.begin_to_keep(document).await;
        self.wait(told).await
    }

    async fn begin_to_keep(
        &self,
        document: impl Serialize + Send + Sync,
    ) -> Result<TaskInfo, Error> {
        let index = self.admin.index(self.state());
        index.add_or_replace(&[document], None).await
    }

    fn noting(&self) -> MutexGuard<'_, Noting> {
        self.noting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn kept<D>(&self, id: &str) -> Result<Option<D>, SearchError>
    where
        D: DeserializeOwned + Send + Sync + 'static,
    {
        let index = self.admin.index(self.state());
        match index.get_document::<D>(id).await {
            Ok(document) => Ok(Some(document)),
            Err(Error::Meilisearch(said))
                if matches!(
                    said.error_code,
                    ErrorCode::DocumentNotFound | ErrorCode::IndexNotFound
                ) =>
            {
                Ok(None)
            }
            Err(error) => Err(failed(error)),
        }
    }
}
