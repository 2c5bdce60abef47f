//! What the server holds of an entry.

use std::collections::{BTreeSet, HashSet};

use serde::Serialize;
use uuid::Uuid;

use crate::{
    entry::Entry,
    fold::fold,
    knowledge::Knowledge,
    ranking::{Merits, Ranking},
    words::folded,
};

/// The primary key.
pub(super) const ID: &str = "id";

/// An entry as a document. What is searched is folded by ourselves, as what is asked is. A value
/// that is missing is left out: the server sorts such documents last, whichever the direction.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    id: Uuid,
    name: Vec<String>,
    aliases: Vec<String>,
    producer: Vec<String>,
    printed: Vec<String>,
    places: Vec<String>,
    notes: Vec<String>,
    story: Vec<String>,
    /// Neighbours in the names, of goods, seller and places, run together.
    joined: Vec<String>,
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
        let name = named(&entry.names);
        let aliases = named(&Knowledge::shared().other_names(&entry.names));
        let producer = named(std::slice::from_ref(&entry.seller_name));
        let (printed, places) = (named(&entry.printed), places(entry));
        let texts = [&name, &aliases, &producer, &printed, &places];
        Self {
            id: entry.id,
            joined: joined(texts.into_iter().flatten()),
            name,
            aliases,
            producer,
            printed,
            places,
            notes: compared(&entry.provenance),
            story: compared(&entry.story),
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

/// What its places are called. The names of its province are always among them, so that they can
/// be asked for without leaving anything out.
fn places(entry: &Entry) -> Vec<String> {
    let province = entry.province.as_deref().unwrap_or_default();
    let mut places = named(&entry.places);
    places.extend(named(Knowledge::shared().province_names(province)));
    let mut seen = HashSet::new();
    places.retain(|place| seen.insert(place.clone()));
    places
}

/// Every two and three neighbours of folded texts.
fn joined<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut joined = BTreeSet::new();
    for text in texts {
        let words: Vec<&str> = text.split(' ').collect();
        let runs = words.windows(2).chain(words.windows(3));
        joined.extend(runs.map(|run| run.concat()));
    }
    joined.into_iter().collect()
}

/// Texts as their words are compared.
fn compared(texts: &[String]) -> Vec<String> {
    let folded = texts.iter().map(|text| folded(text));
    folded.filter(|text| !text.is_empty()).collect()
}

/// Names as their words are compared; where that writes an `i` for a `y`, also as they stand, of
/// which `quuy` is no more than a typo.
fn named(names: &[String]) -> Vec<String> {
    let mut all = compared(names);
    for name in names {
        let standing = fold(name);
        if !all.contains(&standing) && !standing.is_empty() {
            all.push(standing);
        }
    }
    all
}
