//! What is read back from a card, so that it need not be kept beside it.

use serde::Deserialize;
use uuid::Uuid;

/// The parts of a card that name the product and what it belongs to.
#[derive(Clone, Debug, Deserialize)]
pub(in crate::catalog) struct Label {
    pub(in crate::catalog) id: Uuid,
    pub(in crate::catalog) slug: String,
    pub(in crate::catalog) name: String,
    pub(in crate::catalog) seller: SellerLabel,
    pub(in crate::catalog) place: PlaceLabel,
    pub(in crate::catalog) product_set: Option<u8>,
}

/// The seller on a card.
#[derive(Clone, Debug, Deserialize)]
pub(in crate::catalog) struct SellerLabel {
    pub(in crate::catalog) slug: String,
    pub(in crate::catalog) name: String,
}

/// The place on a card.
#[derive(Clone, Debug, Deserialize)]
pub(in crate::catalog) struct PlaceLabel {
    pub(in crate::catalog) province_code: Option<String>,
}

/// Reads a card; none when it is not one of ours.
pub(in crate::catalog) fn read(card: &[u8]) -> Option<Label> {
    serde_json::from_slice(card)
        .inspect_err(|error| {
            tracing::error!("a card cannot be read, run `chosao reindex`: {error}");
        })
        .ok()
}
