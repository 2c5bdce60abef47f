//! What the server holds of an entry.

use serde::Serialize;
use uuid::Uuid;

use crate::{
    entry::Entry,
    knowledge::Knowledge,
    ranking::{Merits, Ranking},
};

/// The primary key.
pub(super) const ID: &str = "id";

/// An entry as a document. A value that is missing is left out: the server sorts such documents
/// last, whichever the direction.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    id: Uuid,
    name: &'a [String],
    aliases: Vec<String>,
    producer: &'a str,
    printed: &'a [String],
    places: &'a [String],
    notes: &'a [String],
    story: &'a [String],
    seller: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    province: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commune: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stars: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    industry: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    product_set: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<u16>,
    rating_count: u32,
    promotion: u8,
    in_stock: bool,
    published_at: i64,
    /// What decides between equal matches.
    merit: u32,
}

impl<'a> Document<'a> {
    pub(super) fn of(entry: &'a Entry, ranking: &Ranking) -> Self {
        Self {
            id: entry.id,
            name: &entry.names,
            aliases: Knowledge::shared().other_names(&entry.names),
            producer: &entry.seller_name,
            printed: &entry.printed,
            places: &entry.places,
            notes: &entry.provenance,
            story: &entry.story,
            seller: &entry.seller,
            province: entry.province.as_deref(),
            commune: entry.commune.as_deref(),
            region: entry.region.as_deref(),
            category: entry.category.as_deref(),
            stars: entry.stars,
            industry: entry.industry,
            product_set: entry.product_set,
            price: entry.price,
            rating: entry.rating,
            rating_count: entry.rating_count,
            promotion: entry.promotion,
            in_stock: entry.in_stock,
            published_at: entry.published_at,
            merit: ranking.points(Merits::of(entry)).total(),
        }
    }
}
