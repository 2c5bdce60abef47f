//! From facts to documents: pure, so that the same facts on the same day give the same bytes.

use chrono::{Days, NaiveDate};
use entity::{
    catalog::{ProductState, product_text},
    sellers::SellerState,
};
use serde::Serialize;
use uuid::Uuid;

use super::{
    PerLanguage,
    card::{Shown, card},
    entry::{StoredEntry, entry},
    facts::Facts,
    page::page,
};
use crate::{Language, certification};

/// The documents of one product on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rendered {
    pub(super) product_id: Uuid,
    pub(super) slug: String,
    /// None when the public may not see the product.
    pub(super) shown: Option<Documents>,
    /// The day from which these documents are wrong, should nothing else change before.
    pub(super) next_change_on: Option<NaiveDate>,
}

/// Documents as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Documents {
    pub(super) card: PerLanguage<String>,
    pub(super) page: PerLanguage<String>,
    pub(super) entry: String,
}

/// Renders a product as it is to be seen on a day of Vietnam.
pub(super) fn render(facts: &Facts, day: NaiveDate) -> Rendered {
    let shown = is_public(facts).then(|| documents(facts, day)).flatten();
    Rendered {
        product_id: facts.product.id,
        slug: facts.product.slug.clone(),
        next_change_on: shown.as_ref().and_then(|_| next_change(facts, day)),
        shown,
    }
}

/// The first day after this one on which a star lapses, or a promotion begins or is over.
fn next_change(facts: &Facts, day: NaiveDate) -> Option<NaiveDate> {
    let lapses = certification::best_in_force(&facts.certificates, day)
        .and_then(|certificate| certificate.expires_on);
    let promotion = facts.promotion.as_ref();
    let last_days = [lapses, promotion.map(|promotion| promotion.ends_on)];
    let over = last_days
        .into_iter()
        .flatten()
        .filter_map(|last| last.checked_add_days(Days::new(1)));
    over.chain(promotion.map(|promotion| promotion.starts_on))
        .filter(|change| *change > day)
        .min()
}

/// Whether shoppers may see a product. It must also have a pack with a price.
fn is_public(facts: &Facts) -> bool {
    facts.product.state == ProductState::Published && facts.seller.state == SellerState::Open
}

/// None without a name or a pack with a price.
fn documents(facts: &Facts, day: NaiveDate) -> Option<Documents> {
    let (card_vi, page_vi, entry) = in_language(facts, Language::Vi, day)?;
    let (card_en, page_en, _) = in_language(facts, Language::En, day)?;
    Some(Documents {
        card: PerLanguage {
            vi: card_vi,
            en: card_en,
        },
        page: PerLanguage {
            vi: page_vi,
            en: page_en,
        },
        entry: json(&entry),
    })
}

fn in_language(
    facts: &Facts,
    language: Language,
    day: NaiveDate,
) -> Option<(String, String, StoredEntry)> {
    let shown = Shown {
        name: name(&facts.texts, language)?,
        cheapest: facts.packs.iter().min_by_key(|pack| pack.price)?,
        in_force: certification::best_in_force(&facts.certificates, day),
        promotion: facts.promotion_on(day),
    };
    let card = card(facts, &shown, language);
    let entry = entry(facts, &shown, &card);
    let card_text = json(&card);
    let page = page(facts, card, language, day);
    Some((card_text, json(&page), entry))
}

/// The name in a language, else in Vietnamese.
fn name(texts: &[product_text::Model], language: Language) -> Option<&str> {
    let in_language = |wanted| texts.iter().find(|text| text.language == wanted);
    let text = in_language(language).or_else(|| in_language(Language::Vi))?;
    Some(&text.name)
}

fn json(document: &impl Serialize) -> String {
    serde_json::to_string(document).expect("documents are plain JSON with text keys")
}
