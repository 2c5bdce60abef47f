//! The shop's own categories, a tree apart from the OCOP product sets.

use std::sync::Arc;

pub use entity::catalog::category::Model as Category;
use sea_orm::{DbErr, EntityTrait, QueryOrder};

use super::{browse::BrowseError, documents};
use crate::App;

/// All categories, in the order in which shops show them.
///
/// # Errors
///
/// [`BrowseError::Feed`] when they cannot be read.
pub async fn all(app: &App) -> Result<Arc<Vec<Category>>, BrowseError> {
    documents::be_current(app).await?;
    Ok(known(app))
}

/// All categories as this process last read them.
pub(super) fn known(app: &App) -> Arc<Vec<Category>> {
    app.catalogue().categories()
}

/// Reads the categories.
pub(super) async fn read(app: &App) -> Result<Vec<Category>, DbErr> {
    entity::catalog::category::Entity::find()
        .order_by_asc(entity::catalog::category::Column::Position)
        .order_by_asc(entity::catalog::category::Column::Slug)
        .all(app.database().read())
        .await
}

/// These categories and all below them.
pub(super) fn with_those_below(categories: &[Category], mut slugs: Vec<String>) -> Vec<String> {
    // Grows while it is walked through; each category is added once, so it ends.
    let mut at = 0;
    while let Some(above) = slugs.get(at).cloned() {
        let below = categories.iter().filter(|category| {
            category.parent_slug.as_ref() == Some(&above) && !slugs.contains(&category.slug)
        });
        let below: Vec<String> = below.map(|category| category.slug.clone()).collect();
        slugs.extend(below);
        at += 1;
    }
    slugs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(slug: &str, parent: Option<&str>) -> Category {
        Category {
            slug: slug.to_owned(),
            parent_slug: parent.map(str::to_owned),
            name_vi: String::new(),
            name_en: String::new(),
            position: 0,
        }
    }

    #[test]
    fn a_category_includes_those_below_it() {
        let tree = [
            category("thuc-pham", None),
            category("hai-san", Some("thuc-pham")),
            category("tom", Some("hai-san")),
            category("du-lich", None),
        ];

        let found = with_those_below(&tree, vec!["thuc-pham".to_owned()]);

        assert_eq!(found, ["thuc-pham", "hai-san", "tom"]);
        assert_eq!(with_those_below(&tree, Vec::new()), Vec::<String>::new());
    }
}
