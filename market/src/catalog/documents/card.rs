//! The card of a product: what lists show. Shape: api.md, "card".

use entity::{promotion::product_promotion, reviews::product_rating};
use serde::Serialize;
use uuid::Uuid;

use super::facts::{Facts, Pack};
use crate::{Language, certification::certificate, files, language::Bilingual, places::Gazetteer};

/// A product as lists show it.
#[derive(Clone, Debug, Serialize)]
pub struct Card {
    /// The product.
    pub id: Uuid,
    /// Its address part.
    pub slug: String,
    /// Its name in the asked language, else in Vietnamese.
    pub name: String,
    /// Who sells it.
    pub seller: SellerLink,
    /// Stars of a certificate in force.
    pub stars: Option<i32>,
    /// Where it comes from.
    pub place: Place,
    /// OCOP product set, 1 to 26.
    pub product_set: Option<i32>,
    /// The lowest price of a pack.
    pub price: Price,
    /// What that pack cost before.
    pub compare_at: Option<Price>,
    /// Its first picture.
    pub image: Option<Image>,
    /// Whether any pack can be bought now.
    pub in_stock: bool,
    /// What buyers think.
    pub rating: Rating,
    /// What shoppers are told of a product that staff raise in lists; none when nobody does.
    pub promotion: Option<String>,
    /// Whether price or stock of a pack is made up for trying out.
    pub sample: bool,
}

/// A seller, to be linked to.
#[derive(Clone, Debug, Serialize)]
pub struct SellerLink {
    /// Address part of the storefront.
    pub slug: String,
    /// The name shoppers read.
    pub name: String,
}

/// Where a product comes from, as far as its place is certain.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Place {
    /// Two-digit code of the province.
    pub province_code: Option<String>,
    /// Its name in the asked language.
    pub province: Option<String>,
    /// Five-digit code of the commune.
    pub commune_code: Option<String>,
    /// Its name as an address prints it.
    pub commune: Option<String>,
}

/// An amount of đồng.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Price {
    /// Whole đồng.
    pub amount: i64,
    /// ISO 4217.
    pub currency: &'static str,
}

impl Price {
    /// An amount of đồng that was checked before it was stored.
    #[must_use]
    pub const fn dong(amount: i64) -> Self {
        Self {
            amount,
            currency: "VND",
        }
    }
}

/// A picture.
#[derive(Clone, Debug, Serialize)]
pub struct Image {
    /// Where it is served, from the root of this market.
    pub url: String,
    /// What it shows, for those who cannot see it.
    pub alt: String,
}

/// What buyers think of a product.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Rating {
    /// Average in stars; none while nobody has rated.
    pub average: Option<f64>,
    /// How many have rated.
    pub count: i64,
}

/// The card of a product that the public may see.
pub(super) fn card(facts: &Facts, shown: &Shown<'_>, language: Language) -> Card {
    let cheapest = shown.cheapest;
    Card {
        id: facts.product.id,
        slug: facts.product.slug.clone(),
        name: shown.name.to_owned(),
        seller: SellerLink {
            slug: facts.seller.slug.clone(),
            name: facts.seller.name.clone(),
        },
        stars: shown.in_force.map(|certificate| certificate.stars),
        place: place(origin(facts), language),
        product_set: facts.product.product_set,
        price: Price::dong(cheapest.price),
        compare_at: cheapest.variant.compare_at.map(Price::dong),
        image: facts.images.first().map(|image| Image {
            url: files::url(&image.file_key),
            alt: image.alt.clone(),
        }),
        in_stock: facts.packs.iter().any(|pack| pack.available > 0),
        rating: facts.rating.as_ref().map_or_else(Rating::default, rating),
        promotion: shown
            .promotion
            .map(|promotion| promotion_label(promotion, language)),
        sample: facts.packs.iter().any(|pack| pack.variant.sample),
    }
}

fn rating(rating: &product_rating::Model) -> Rating {
    Rating {
        average: hundredths(rating).map(|average| f64::from(average) / 100.0),
        count: rating.reviews,
    }
}

/// The average rating in hundredths of a star, rounded; none when nobody has rated.
pub(super) fn hundredths(rating: &product_rating::Model) -> Option<u16> {
    let sum = rating.stars.checked_mul(100)?;
    let rounded = sum.checked_add(rating.reviews / 2)?;
    u16::try_from(rounded.checked_div(rating.reviews)?).ok()
}

fn promotion_label(promotion: &product_promotion::Model, language: Language) -> String {
    let english = promotion.label_en.as_deref();
    let own = english.filter(|_| language == Language::En);
    let label = own.or(promotion.label_vi.as_deref());
    label
        .unwrap_or_else(|| language.pick("Được giới thiệu", "Featured"))
        .to_owned()
}

/// What was chosen from the facts for one language.
pub(super) struct Shown<'a> {
    pub(super) name: &'a str,
    pub(super) cheapest: &'a Pack,
    pub(super) in_force: Option<&'a certificate::Model>,
    pub(super) promotion: Option<&'a product_promotion::Model>,
}

/// Province and commune of a product: its own, else its seller's.
pub(super) fn origin(facts: &Facts) -> (Option<&str>, Option<&str>) {
    let product = &facts.product;
    if product.province_code.is_some() || product.address_as_printed.is_some() {
        let commune = product.commune_code.as_deref();
        return (product.province_code.as_deref(), commune);
    }
    let seller = &facts.seller;
    (
        seller.province_code.as_deref(),
        seller.commune_code.as_deref(),
    )
}

/// A place in words of the language. Communes have no English names.
pub(crate) fn place(origin: (Option<&str>, Option<&str>), language: Language) -> Place {
    let gazetteer = Gazetteer::shared();
    let province = origin.0.and_then(|code| gazetteer.province(code));
    let commune = origin.1.and_then(|code| gazetteer.commune(code));
    Place {
        province_code: province.map(|province| province.code.clone()),
        province: province.map(|province| {
            let name = language.pick(&province.name_vi, &province.name_en);
            name.to_owned()
        }),
        commune_code: commune.map(|commune| commune.code.clone()),
        commune: commune.map(|commune| commune.title()),
    }
}
