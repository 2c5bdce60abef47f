//! Open storefronts, as shoppers see them.

use entity::sellers::{SellerKind, SellerState, seller};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::{
    browse::{Allowed, BrowseError},
    documents::{self, Place},
};
use crate::{App, Language, language::Bilingual, limits, page::PageRequest, places::Gazetteer};

/// Which storefronts are asked for.
#[derive(Clone, Debug)]
pub struct StorefrontAsk {
    /// The language of the answer.
    pub language: Language,
    /// Words that the name has, with or without marks.
    pub q: Option<String>,
    /// Code of a province of today.
    pub province: Option<String>,
    /// Slug of a region.
    pub region: Option<String>,
    /// The legal form.
    pub kind: Option<SellerKind>,
    /// Which page.
    pub page: PageRequest,
}

/// An open storefront.
#[derive(Clone, Debug)]
pub struct Storefront {
    /// The seller.
    pub id: Uuid,
    /// Its address part.
    pub slug: String,
    /// The name shoppers read.
    pub name: String,
    /// Its legal form, where known.
    pub kind: Option<SellerKind>,
    /// Where it is.
    pub place: Place,
    /// What it says of itself.
    pub description: Option<String>,
    /// How many of its products are public.
    pub products: usize,
}

/// One page of open storefronts, oldest first, and where the next begins.
///
/// # Errors
///
/// [`BrowseError::Filter`] for a place that does not exist.
pub async fn list(
    app: &App,
    ask: StorefrontAsk,
) -> Result<(Vec<Storefront>, Option<String>), BrowseError> {
    documents::be_current(app).await?;
    let mut open = open_ones().order_by_asc(seller::Column::Id);
    if let Some(provinces) = provinces(&ask)? {
        open = open.filter(seller::Column::ProvinceCode.is_in(provinces));
    }
    if let Some(kind) = ask.kind {
        open = open.filter(seller::Column::Kind.eq(kind));
    }
    if let Some(after) = ask.page.after {
        open = open.filter(seller::Column::Id.gt(after));
    }
    let words = ask
        .q
        .as_deref()
        .map(words)
        .filter(|words| !words.is_empty());
    if words.is_none() {
        open = open.limit(ask.page.rows + 1);
    }
    let mut sellers = open.all(app.database().read()).await?;
    if let Some(words) = words {
        // Databases do not fold Vietnamese marks, so names are compared here.
        sellers.retain(|seller| has_words(&seller.name, &words));
    }
    let (sellers, next_cursor) = ask.page.cut(sellers, |seller| seller.id);
    let storefronts = sellers
        .into_iter()
        .map(|seller| storefront(app, seller, ask.language));
    Ok((storefronts.collect(), next_cursor))
}

/// The open storefront at an address.
///
/// # Errors
///
/// [`BrowseError::SellerNotFound`], also for suspended sellers.
pub async fn find(app: &App, slug: &str, language: Language) -> Result<Storefront, BrowseError> {
    documents::be_current(app).await?;
    // No slug has NUL, and PostgreSQL refuses it.
    let seller = open_ones()
        .filter(seller::Column::Slug.eq(slug.replace('\0', "")))
        .one(app.database().read())
        .await?
        .ok_or(BrowseError::SellerNotFound)?;
    Ok(storefront(app, seller, language))
}

fn open_ones() -> Select<seller::Entity> {
    seller::Entity::find().filter(seller::Column::State.eq(SellerState::Open))
}

fn storefront(app: &App, seller: seller::Model, language: Language) -> Storefront {
    let in_vietnamese = seller.description_vi.unwrap_or_default();
    let in_english = seller.description_en.as_deref().unwrap_or(&in_vietnamese);
    let description = language.pick(&in_vietnamese, in_english);
    let origin = (
        seller.province_code.as_deref(),
        seller.commune_code.as_deref(),
    );
    Storefront {
        id: seller.id,
        products: documents::products_of(app, &seller.slug),
        place: documents::place(origin, language),
        description: (!description.is_empty()).then(|| description.to_owned()),
        slug: seller.slug,
        name: seller.name,
        kind: seller.kind,
    }
}

/// The provinces that both filters allow; none without such a filter.
fn provinces(ask: &StorefrontAsk) -> Result<Option<Vec<String>>, BrowseError> {
    let gazetteer = Gazetteer::shared();
    let refuse = |parameter, value: &str, allowed| BrowseError::Filter {
        parameter,
        value: value.chars().take(40).collect(),
        allowed,
    };
    let own = ask.province.as_deref().map(|code| {
        let province = gazetteer.province(code);
        let province = province.ok_or_else(|| refuse("province", code, Allowed::Provinces))?;
        Ok::<_, BrowseError>(vec![province.code.clone()])
    });
    let of_region = ask.region.as_deref().map(|slug| {
        let region = gazetteer.region(slug);
        let region = region.ok_or_else(|| refuse("region", slug, Allowed::Regions))?;
        Ok::<_, BrowseError>(region.province_codes.clone())
    });
    Ok(match (own.transpose()?, of_region.transpose()?) {
        (Some(mut own), Some(of_region)) => {
            own.retain(|code| of_region.contains(code));
            Some(own)
        }
        (own, of_region) => own.or(of_region),
    })
}

/// A text as folded words.
fn words(text: &str) -> Vec<String> {
    let text: String = text.chars().take(limits::SEARCH_CHARS_MAX).collect();
    let folded = search::fold(&text);
    folded.split_whitespace().map(str::to_owned).collect()
}

/// Whether a name has words that begin like these.
fn has_words(name: &str, words: &[String]) -> bool {
    let folded = search::fold(name);
    words.iter().all(|word| {
        folded
            .split_whitespace()
            .any(|own| own.starts_with(word.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_without_marks_and_by_the_beginnings_of_words() {
        let name = "HTX Dịch vụ Nông nghiệp Đồng Tâm";

        assert!(has_words(name, &words("dong tâm nông")));
        assert!(has_words(name, &words("htx ngh")));
        assert!(!has_words(name, &words("tam dong xanh")));
    }
}
