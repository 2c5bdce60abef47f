//! What the server keeps for us beside the products: how far changes were applied, and by which
//! ranking the documents are scored.

use meilisearch_sdk::errors::{Error, ErrorCode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{document::ID, index::Shared, settings::VERSION, tasks::done_or_there, wire::failed};
use crate::{error::SearchError, ranking::Ranking};

const APPLIED: &str = "applied";
const RANKED: &str = "ranking";

/// How far changes were applied.
#[derive(Debug, Serialize, Deserialize)]
struct Applied {
    id: String,
    through: i64,
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
        let applied = self.kept::<Applied>(APPLIED).await?;
        Ok(applied.map_or(0, |applied| applied.through))
    }

    pub(super) async fn set_applied_through(&self, through: i64) -> Result<(), SearchError> {
        let id = APPLIED.to_owned();
        self.keep(Applied { id, through }).await
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
        let index = self.admin.index(self.state());
        let told = index.add_or_replace(&[document], None).await;
        self.wait(told).await
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
