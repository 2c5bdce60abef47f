//! The texts of a row's product.

use entity::{accounts::Language, catalog::product_text};
use uuid::Uuid;

use crate::import::ProductRow;

/// Vietnamese always; English where the row has any.
pub(super) fn of(row: &ProductRow, product_id: Uuid) -> Vec<product_text::Model> {
    let vietnamese = product_text::Model {
        product_id,
        language: Language::Vi,
        name: row.name_vi.clone(),
        description: row.description_vi.clone(),
        story: None,
    };
    let has_english = row.name_en.is_some() || row.description_en.is_some();
    let english = has_english.then(|| product_text::Model {
        product_id,
        language: Language::En,
        name: row.name_en.as_ref().unwrap_or(&row.name_vi).clone(),
        description: row.description_en.clone(),
        story: None,
    });
    [Some(vietnamese), english].into_iter().flatten().collect()
}
