//! What the index gets to know of a product, in the form in which it is stored.

use search::Entry;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    card::{Card, Shown, hundredths, origin},
    facts::Facts,
};
use crate::places::Gazetteer;

/// [`search::Entry`] as JSON.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredEntry {
    id: Uuid,
    seller: String,
    names: Vec<String>,
    seller_name: String,
    places: Vec<String>,
    printed: Vec<String>,
    story: Vec<String>,
    provenance: Vec<String>,
    stars: Option<u8>,
    province: Option<String>,
    commune: Option<String>,
    region: Option<String>,
    industry: Option<u8>,
    product_set: Option<u8>,
    category: Option<String>,
    price: Option<i64>,
    in_stock: bool,
    rating: Option<u16>,
    rating_count: u32,
    promotion: u8,
    published_at: i64,
}

/// The entry of a product that the public may see.
pub(super) fn entry(facts: &Facts, shown: &Shown<'_>, card: &Card) -> StoredEntry {
    let product = &facts.product;
    let province = card.place.province_code.clone();
    let region = province
        .as_deref()
        .and_then(|code| Gazetteer::shared().region_of(code));
    let stories = facts
        .texts
        .iter()
        .flat_map(|text| [&text.description, &text.story]);
    let small = |number: Option<i32>| number.and_then(|number| u8::try_from(number).ok());
    StoredEntry {
        id: product.id,
        seller: facts.seller.slug.clone(),
        names: facts.texts.iter().map(|text| text.name.clone()).collect(),
        seller_name: facts.seller.name.clone(),
        places: places(facts),
        printed: printed(facts),
        story: stories.flatten().cloned().collect(),
        provenance: provenance(facts),
        stars: small(card.stars),
        region: region.map(|region| region.slug.clone()),
        province,
        commune: card.place.commune_code.clone(),
        industry: small(product.industry),
        product_set: small(product.product_set),
        category: product.category_slug.clone(),
        price: Some(card.price.amount),
        in_stock: card.in_stock,
        rating: facts.rating.as_ref().and_then(hundredths),
        rating_count: u32::try_from(card.rating.count).unwrap_or(u32::MAX),
        promotion: small(shown.promotion.map(|promotion| promotion.step)).unwrap_or_default(),
        published_at: product
            .published_at
            .unwrap_or(product.created_at)
            .timestamp_millis(),
    }
}

/// Notes, and the source where it is words: addresses of pages name what the page was about.
fn provenance(facts: &Facts) -> Vec<String> {
    let notes = facts.product.provenance_notes.iter();
    let source = facts.product.provenance_source.iter();
    notes
        .chain(source.filter(|source| !source.contains("://")))
        .cloned()
        .collect()
}

/// Everything its place is called: commune, province, the provinces that were merged into it,
/// in both languages.
fn places(facts: &Facts) -> Vec<String> {
    let gazetteer = Gazetteer::shared();
    let (province, commune) = origin(facts);
    let codes = [commune, province];
    let names = codes
        .into_iter()
        .flatten()
        .flat_map(|code| gazetteer.names_of(code));
    let mut places: Vec<String> = names.map(str::to_owned).collect();
    places.dedup();
    places
}

/// Its address as someone printed it, which names one of the merged provinces and not all.
fn printed(facts: &Facts) -> Vec<String> {
    let printed = [
        &facts.product.address_as_printed,
        &facts.seller.address_as_printed,
    ];
    let mut printed: Vec<String> = printed.into_iter().flatten().cloned().collect();
    printed.dedup();
    printed
}

impl From<StoredEntry> for Entry {
    fn from(stored: StoredEntry) -> Self {
        Self {
            id: stored.id,
            seller: stored.seller,
            names: stored.names,
            seller_name: stored.seller_name,
            places: stored.places,
            printed: stored.printed,
            story: stored.story,
            provenance: stored.provenance,
            stars: stored.stars,
            province: stored.province,
            commune: stored.commune,
            region: stored.region,
            industry: stored.industry,
            product_set: stored.product_set,
            category: stored.category,
            price: stored.price,
            in_stock: stored.in_stock,
            rating: stored.rating,
            rating_count: stored.rating_count,
            promotion: stored.promotion,
            published_at: stored.published_at,
        }
    }
}
