//! The key for searching, apart from the one that may change indexes.

use meilisearch_sdk::key::{Action, KeyBuilder};

use super::{
    MeilisearchSettings,
    wire::{Client, failed},
};
use crate::error::SearchError;

/// A key that may search our indexes and nothing else: the one made before, or a new one. None on
/// a server without keys.
pub(super) async fn search_key(
    admin: &Client,
    settings: &MeilisearchSettings,
) -> Result<Option<String>, SearchError> {
    if settings.key.is_none() {
        return Ok(None);
    }
    let name = format!("{}chosao search", settings.prefix);
    let keys = admin.get_keys().await.map_err(failed)?;
    if let Some(known) = keys
        .results
        .into_iter()
        .find(|key| key.name.as_ref() == Some(&name))
    {
        return Ok(Some(known.key));
    }
    let mut wanted = KeyBuilder::new();
    wanted
        .with_name(&name)
        .with_description("storefront search")
        .with_action(Action::Search)
        .with_index(format!("{}products*", settings.prefix));
    let made = admin.create_key(&wanted).await.map_err(failed)?;
    Ok(Some(made.key))
}
