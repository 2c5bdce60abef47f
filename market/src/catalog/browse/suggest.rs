//! What a text that is still being typed may mean.

use std::collections::HashSet;

use super::BrowseError;
use crate::{
    App, Language,
    catalog::{analytics, documents},
    language::Bilingual,
    limits,
    places::{Gazetteer, Place},
};

/// What a text that is still being typed may mean, best first.
#[derive(Clone, Debug, Default)]
pub struct Suggestions {
    /// Products.
    pub products: Vec<SuggestedProduct>,
    /// Sellers.
    pub sellers: Vec<SuggestedSeller>,
    /// Places of today that are, or were, called like this.
    pub places: Vec<SuggestedPlace>,
    /// Texts worth searching for: popular ones first, then names of products.
    pub queries: Vec<String>,
    /// Whether typos were not forgiven, because the index is being built.
    pub is_degraded: bool,
}

/// A product to go to.
#[derive(Clone, Debug)]
pub struct SuggestedProduct {
    /// Its address part.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// A storefront to go to.
#[derive(Clone, Debug)]
pub struct SuggestedSeller {
    /// Its address part.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// A place to filter by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestedPlace {
    /// What to send as the filter's value.
    pub code: String,
    /// The filter that takes the code.
    pub kind: PlaceFilter,
    /// What it is called today.
    pub name: String,
    /// The name it was found by, where that is another.
    pub formerly: Option<String>,
}

/// A filter that takes a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceFilter {
    /// A province.
    Province,
    /// A commune.
    Commune,
    /// A region.
    Region,
}

/// What a text may mean that is still being typed. While there is no index, the documents answer.
///
/// # Errors
///
/// [`BrowseError`] when the documents cannot be read.
pub async fn suggest(
    app: &App,
    text: &str,
    language: Language,
) -> Result<Suggestions, BrowseError> {
    documents::be_current(app).await?;
    let text: String = text.chars().take(limits::SEARCH_CHARS_MAX).collect();
    let most = limits::SUGGESTIONS_OF_A_KIND;
    let index = app.catalogue().index();
    let found = match index {
        Some(index) => index.suggest(&text, most),
        None => documents::listing(app).await?.suggest(&text, most),
    };
    let found = found.map_err(BrowseError::Index)?;
    let products = documents::labels(app, &found.products, language);
    let sellers = found.sellers.into_iter().filter_map(|slug| {
        let name = documents::seller_name(app, &slug)?;
        Some(SuggestedSeller { slug, name })
    });
    Ok(Suggestions {
        queries: queries(app, &text, &products),
        products: products
            .into_iter()
            .map(|product| SuggestedProduct {
                slug: product.slug,
                name: product.name,
            })
            .collect(),
        sellers: sellers.collect(),
        places: places(&text, language),
        is_degraded: index.is_none(),
    })
}

/// What many ask for, then names of products. They differ by more than marks and case: several
/// sellers offer products of one name.
fn queries(app: &App, text: &str, products: &[documents::Label]) -> Vec<String> {
    let most = limits::SUGGESTIONS_OF_A_KIND;
    let popular = analytics::suggested(app, text, most);
    let names = products.iter().map(|product| product.name.clone());
    let mut seen = HashSet::new();
    let all = popular.into_iter().chain(names);
    all.filter(|query| seen.insert(search::fold(query)))
        .take(most)
        .collect()
}

fn places(text: &str, language: Language) -> Vec<SuggestedPlace> {
    let gazetteer = Gazetteer::shared();
    let mut places: Vec<SuggestedPlace> = Vec::new();
    for place in gazetteer.suggest(text, limits::SUGGESTIONS_OF_A_KIND) {
        let suggested = suggested(gazetteer, place, language);
        let is_new = |known: &SuggestedPlace| {
            suggested
                .as_ref()
                .is_none_or(|suggested| known.code != suggested.code)
        };
        if places.iter().all(is_new) {
            places.extend(suggested);
        }
    }
    places
}

fn suggested(
    gazetteer: &Gazetteer,
    place: Place<'_>,
    language: Language,
) -> Option<SuggestedPlace> {
    let (code, kind, name, formerly) = match place {
        Place::Province(province) => (
            &province.code,
            PlaceFilter::Province,
            language
                .pick(&province.name_vi, &province.name_en)
                .to_owned(),
            None,
        ),
        Place::OldProvince(old) => {
            let province = gazetteer.province(&old.successor_code)?;
            let name = language.pick(&province.name_vi, &province.name_en);
            let formerly = Some(old.name_vi.clone());
            (
                &province.code,
                PlaceFilter::Province,
                name.to_owned(),
                formerly,
            )
        }
        Place::Commune(commune) => (&commune.code, PlaceFilter::Commune, commune.title(), None),
        Place::Region(region) => (
            &region.slug,
            PlaceFilter::Region,
            language.pick(&region.name_vi, &region.name_en).to_owned(),
            None,
        ),
    };
    Some(SuggestedPlace {
        code: code.clone(),
        kind,
        name,
        formerly,
    })
}
