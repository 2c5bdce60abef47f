//! A new index growing beside the one in use.

use std::sync::Arc;

use async_trait::async_trait;
use meilisearch_sdk::client::SwapIndexes;
use uuid::Uuid;

use super::{
    document::{Document, ID},
    index::{BATCH, Shared},
};
use crate::{entry::Entry, error::SearchError, port::Growing};

/// A new index growing beside the one in use, under a name of its own.
pub(super) struct Grown {
    shared: Arc<Shared>,
    uid: String,
}

impl Grown {
    pub(super) async fn begin(shared: Arc<Shared>) -> Result<Self, SearchError> {
        let uid = format!("{}_{}", shared.live(), Uuid::now_v7().simple());
        sweep(&shared, &uid).await?;
        shared.create(&uid).await?;
        Ok(Self { shared, uid })
    }
}

/// Removes what rebuilds that were cut off have left: everything begun an hour ago or before.
async fn sweep(shared: &Shared, newest: &str) -> Result<(), SearchError> {
    let begins = format!("{}_", shared.live());
    let age = |uid: &str| {
        let id = Uuid::try_parse(uid.strip_prefix(&begins)?).ok()?;
        Some(id.get_timestamp()?.to_unix().0)
    };
    let Some(now) = age(newest) else {
        return Ok(());
    };
    let indexes = shared
        .admin
        .list_all_indexes()
        .await
        .map_err(super::wire::failed)?;
    for index in indexes.results {
        if age(&index.uid).is_some_and(|begun| begun + 3600 < now) {
            let told = index.delete().await;
            shared.wait(told).await?;
        }
    }
    Ok(())
}

#[async_trait]
impl Growing for Grown {
    async fn add(&mut self, entries: Vec<Entry>) -> Result<(), SearchError> {
        let index = self.shared.admin.index(&self.uid);
        for batch in entries.chunks(BATCH) {
            let ranking = self.shared.ranking();
            let documents: Vec<Document> = batch
                .iter()
                .map(|entry| Document::of(entry, &ranking))
                .collect();
            let told = index.add_or_replace(&documents, Some(ID)).await;
            self.shared.wait(told).await?;
        }
        Ok(())
    }

    async fn swap(self: Box<Self>, through: i64) -> Result<(), SearchError> {
        // Before the swap too: a crash between the two must not leave a number too high.
        self.shared.set_applied_through(through).await?;
        let swap = SwapIndexes {
            indexes: (self.shared.live(), self.uid.clone()),
            rename: None,
        };
        let told = self.shared.admin.swap_indexes([&swap]).await;
        self.shared.wait(told).await?;
        self.shared.set_applied_through(through).await?;
        let told = self.shared.admin.delete_index(&self.uid).await;
        self.shared.wait(told).await
    }
}
