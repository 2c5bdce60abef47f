//! What a product is and where it is from, checked against the lists of the market.

use entity::catalog::{category, product};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::CatalogError;
use crate::{
    change::Change,
    places::Gazetteer,
    product_sets::{self, Industry},
};

/// Sets the product set and, with it, the industry it belongs to.
pub(super) fn classify(product: &mut product::Model, set: Change<i32>) -> Result<(), CatalogError> {
    match set {
        Change::Keep => {}
        Change::Clear => {
            product.product_set = None;
            product.industry = None;
        }
        Change::To(number) => {
            let known = u8::try_from(number).ok().and_then(product_sets::find);
            let set = known.ok_or(CatalogError::ProductSetUnknown)?;
            product.product_set = Some(number);
            product.industry = industry_number(set.industry);
        }
    }
    Ok(())
}

/// Industries count from I, which is 1.
fn industry_number(industry: Industry) -> Option<i32> {
    let at = Industry::ALL.iter().position(|known| *known == industry)?;
    i32::try_from(at + 1).ok()
}

/// Refuses a category that the market does not have.
pub(super) async fn check_category<C: ConnectionTrait>(
    connection: &C,
    slug: Option<&String>,
) -> Result<(), CatalogError> {
    let Some(slug) = slug else {
        return Ok(());
    };
    // PostgreSQL cannot even look for NUL.
    let is_slug = slug
        .bytes()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == b'-');
    if !is_slug {
        return Err(CatalogError::CategoryUnknown);
    }
    category::Entity::find_by_id(slug.clone())
        .one(connection)
        .await?
        .map(|_| ())
        .ok_or(CatalogError::CategoryUnknown)
}

/// Refuses a place that is not a province of today, or a commune of another one.
pub(super) fn check_place(product: &product::Model) -> Result<(), CatalogError> {
    let places = Gazetteer::shared();
    let is_place = match (&product.province_code, &product.commune_code) {
        (None, None) => true,
        (Some(province), None) => places.province(province).is_some(),
        (Some(province), Some(commune)) => places.is_commune_of(commune, province),
        (None, Some(_)) => false,
    };
    is_place.then_some(()).ok_or(CatalogError::PlaceUnknown)
}
