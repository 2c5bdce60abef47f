//! The page of a product: everything the public may know of it. Shape: api.md, "product".

use chrono::NaiveDate;
use entity::catalog::{ReturnClass, product_text};
use serde::Serialize;
use uuid::Uuid;

use super::{
    card::{Card, Price},
    facts::{Facts, Pack},
};
use crate::{
    Language,
    certification::{self, CertificateState, CertificateStatus, certificate},
    files,
    language::Bilingual,
};

/// A product with everything the public may know of it.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// What lists show of it.
    #[serde(flatten)]
    pub card: Card,
    /// What it is.
    pub description: Option<String>,
    /// Where it comes from and who makes it.
    pub story: Option<String>,
    /// OCOP industry, 1 to 6.
    pub industry: Option<i32>,
    /// The packs it comes in.
    pub variants: Vec<Variant>,
    /// What proves its stars, or proved them once.
    pub certificate: Option<CertificateShown>,
    /// Its pictures, the first of them on the card.
    pub images: Vec<Picture>,
    /// Which return rules fit it.
    pub return_class: &'static str,
    /// From the root category to its own.
    pub breadcrumbs: Vec<Breadcrumb>,
}

/// A pack that can be put in a cart.
#[derive(Clone, Debug, Serialize)]
pub struct Variant {
    /// The variant.
    pub id: Uuid,
    /// The seller's own number for it.
    pub sku: Option<String>,
    /// What shoppers call it.
    pub name: String,
    /// How much is in it.
    pub pack: PackShown,
    /// Net weight in grams.
    pub net_weight_g: Option<i32>,
    /// The price of one.
    pub price: Price,
    /// What it cost before.
    pub compare_at: Option<Price>,
    /// How many can be bought; of what there is plenty, as it was up to a minute before.
    pub available: i64,
    /// The barcode.
    pub gtin: Option<String>,
    /// Whether price or stock is made up for trying out.
    pub sample: bool,
}

/// How much is in a pack.
#[derive(Clone, Debug, Serialize)]
pub struct PackShown {
    /// A number as text, such as `500`.
    pub quantity: Option<String>,
    /// Of what, such as `g`.
    pub unit: Option<String>,
    /// The pack as the seller prints it.
    pub text: Option<String>,
}

/// A certificate as the public sees it.
#[derive(Clone, Debug, Serialize)]
pub struct CertificateShown {
    /// Its code, which anyone may look up.
    pub code: String,
    /// The stars it gives or gave.
    pub stars: i32,
    /// The decision that gave them.
    pub decision: Option<String>,
    /// The day of the decision.
    pub issued_on: Option<NaiveDate>,
    /// The year of the decision, where only that is known.
    pub year: Option<i32>,
    /// Its last day.
    pub expires_on: Option<NaiveDate>,
    /// `current`, `lapsed`, `withdrawn` or `unknown`.
    pub status: &'static str,
}

/// A picture with its size.
#[derive(Clone, Debug, Serialize)]
pub struct Picture {
    /// Where it is served, from the root of this market.
    pub url: String,
    /// What it shows, for those who cannot see it.
    pub alt: String,
    /// Pixels across.
    pub width: i32,
    /// Pixels down.
    pub height: i32,
}

/// One category on the way to the product.
#[derive(Clone, Debug, Serialize)]
pub struct Breadcrumb {
    /// Its address part.
    pub slug: String,
    /// Its name in the asked language.
    pub name: String,
}

/// The page of a product that the public may see.
pub(super) fn page(facts: &Facts, card: Card, language: Language, day: NaiveDate) -> Page {
    Page {
        card,
        description: text_of(facts, language, |text| text.description.as_ref()),
        story: text_of(facts, language, |text| text.story.as_ref()),
        industry: facts.product.industry,
        variants: facts.packs.iter().map(variant).collect(),
        certificate: certificate_shown(facts, day),
        images: facts.images.iter().map(picture).collect(),
        return_class: return_class(facts.product.return_class),
        breadcrumbs: breadcrumbs(facts, language),
    }
}

/// A text in the asked language, else in Vietnamese.
fn text_of(
    facts: &Facts,
    language: Language,
    part: impl Fn(&product_text::Model) -> Option<&String>,
) -> Option<String> {
    let in_language = |wanted: Language| {
        let text = facts.texts.iter().find(|text| text.language == wanted)?;
        part(text)
    };
    in_language(language)
        .or_else(|| in_language(Language::Vi))
        .cloned()
}

fn variant(pack: &Pack) -> Variant {
    let variant = &pack.variant;
    Variant {
        id: variant.id,
        sku: variant.sku.clone(),
        name: variant.name.clone(),
        pack: PackShown {
            quantity: variant.pack_quantity.clone(),
            unit: variant.pack_unit.clone(),
            text: variant.pack_text.clone(),
        },
        net_weight_g: variant.net_weight_g,
        price: Price::dong(pack.price),
        compare_at: variant.compare_at.map(Price::dong),
        available: pack.available,
        gtin: variant.gtin.clone(),
        sample: variant.sample,
    }
}

/// The certificate in force, else the one that was checked and lasted longest, so that the
/// page says "lapsed" where it cannot show a star.
fn certificate_shown(facts: &Facts, day: NaiveDate) -> Option<CertificateShown> {
    let was_checked = |certificate: &&certificate::Model| {
        matches!(
            certificate.state,
            CertificateState::Verified | CertificateState::Withdrawn
        )
    };
    let past = || {
        facts
            .certificates
            .iter()
            .filter(was_checked)
            .max_by_key(|certificate| (certificate.expires_on, certificate.id))
    };
    let certificate = certification::best_in_force(&facts.certificates, day).or_else(past)?;
    Some(CertificateShown {
        code: certificate.code.clone(),
        stars: certificate.stars,
        decision: certificate.decision.clone(),
        issued_on: certificate.issued_on,
        year: certificate.year,
        expires_on: certificate.expires_on,
        status: status(certification::status(certificate, day)),
    })
}

const fn status(status: CertificateStatus) -> &'static str {
    match status {
        CertificateStatus::Current => "current",
        CertificateStatus::Lapsed => "lapsed",
        CertificateStatus::Withdrawn => "withdrawn",
        CertificateStatus::Unknown => "unknown",
    }
}

fn picture(image: &entity::catalog::product_image::Model) -> Picture {
    Picture {
        url: files::url(&image.file_key),
        alt: image.alt.clone(),
        width: image.width,
        height: image.height,
    }
}

fn breadcrumbs(facts: &Facts, language: Language) -> Vec<Breadcrumb> {
    let crumb = |category: &entity::catalog::category::Model| Breadcrumb {
        slug: category.slug.clone(),
        name: language
            .pick(&category.name_vi, &category.name_en)
            .to_owned(),
    };
    facts.categories.iter().map(crumb).collect()
}

const fn return_class(class: ReturnClass) -> &'static str {
    match class {
        ReturnClass::Perishable => "perishable",
        ReturnClass::Sealed => "sealed",
        ReturnClass::Craft => "craft",
        ReturnClass::Standard => "standard",
    }
}
