//! Counts for the filters on offer, with the words shoppers read.

use search::Count;
use serde::Serialize;

use crate::{
    App, Language,
    catalog::{
        categories::{self, Category},
        documents::{self, Price},
    },
    language::Bilingual,
    places::Gazetteer,
    product_sets::{self, Industry},
};

/// Counts for the filters on offer.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Facets {
    stars: Vec<Value>,
    province: Vec<Value>,
    region: Vec<Value>,
    industry: Vec<Value>,
    product_set: Vec<Value>,
    category: Vec<Value>,
    seller: Vec<Value>,
    price: Option<PriceRange>,
}

/// How many products have one value.
#[derive(Clone, Debug, Serialize)]
struct Value {
    value: String,
    label: String,
    count: usize,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct PriceRange {
    min: Price,
    max: Price,
}

/// Gives counts the words of a language. A value we have no words for is its own label.
pub(super) fn labelled(app: &App, counts: &search::Facets, language: Language) -> Facets {
    let gazetteer = Gazetteer::shared();
    let categories = categories::known(app);
    Facets {
        stars: values(&counts.stars, |stars| Some(stars_label(*stars, language))),
        province: values(&counts.provinces, |code| {
            let province = gazetteer.province(code)?;
            Some(
                language
                    .pick(&province.name_vi, &province.name_en)
                    .to_owned(),
            )
        }),
        region: values(&counts.regions, |slug| {
            let region = gazetteer.region(slug)?;
            Some(language.pick(&region.name_vi, &region.name_en).to_owned())
        }),
        industry: values(&counts.industries, |number| {
            industry_label(*number, language)
        }),
        product_set: values(&counts.product_sets, |number| {
            let set = product_sets::find(*number)?;
            Some(language.pick(&set.name_vi, &set.name_en).to_owned())
        }),
        category: values(&counts.categories, |slug| {
            category_label(&categories, slug, language)
        }),
        seller: values(&counts.sellers, |slug| documents::seller_name(app, slug)),
        price: counts.price.map(|range| PriceRange {
            min: Price::dong(range.min),
            max: Price::dong(range.max),
        }),
    }
}

fn values<T: ToString>(counts: &[Count<T>], label: impl Fn(&T) -> Option<String>) -> Vec<Value> {
    let value = |count: &Count<T>| {
        let value = count.value.to_string();
        Value {
            label: label(&count.value).unwrap_or_else(|| value.clone()),
            value,
            count: count.count,
        }
    };
    let most = counts.iter().take(search::Facets::VALUES_MAX);
    most.map(value).collect()
}

fn stars_label(stars: u8, language: Language) -> String {
    format!("{stars} {}", language.pick("sao", "stars"))
}

/// Industries are numbered from 1 in the order of the decree.
fn industry_label(number: u8, language: Language) -> Option<String> {
    let place = usize::from(number).checked_sub(1)?;
    let industry = Industry::ALL.get(place)?;
    Some(
        language
            .pick(industry.name_vi(), industry.name_en())
            .to_owned(),
    )
}

fn category_label(categories: &[Category], slug: &str, language: Language) -> Option<String> {
    let category = categories.iter().find(|category| category.slug == slug)?;
    Some(
        language
            .pick(&category.name_vi, &category.name_en)
            .to_owned(),
    )
}
