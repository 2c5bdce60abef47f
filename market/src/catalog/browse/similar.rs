//! What else a shopper who looks at a product may like.

use search::{Filters, Query};
use uuid::Uuid;

use super::{BrowseError, list};
use crate::{
    App, Language,
    catalog::{
        documents::{self, Answer, Label},
        ranking,
    },
    limits,
};

/// Products like one: what can be bought now, of its product set and province first, then of its
/// set, its seller, its province; after those, in the same circles, what is sold out. Within a
/// circle, what has words of its name comes first.
///
/// # Errors
///
/// [`BrowseError::ProductNotFound`].
pub async fn similar(app: &App, slug: &str, language: Language) -> Result<Answer, BrowseError> {
    documents::be_current(app).await?;
    let product = documents::label_at(app, slug, language).ok_or(BrowseError::ProductNotFound)?;
    let ranking = ranking::weights(app).await?;
    let mut similar: Vec<Uuid> = Vec::new();
    let circles = circles(&product);
    let in_stock = circles.iter().map(|circle| (circle, true));
    let all = circles.iter().map(|circle| (circle, false));
    for (circle, in_stock) in in_stock.chain(all) {
        if similar.len() >= limits::SIMILAR_PRODUCTS {
            break;
        }
        let query = Query {
            hint: Some(product.name.clone()),
            filters: Filters {
                in_stock,
                ..circle.clone()
            },
            ranking,
            limit: limits::SIMILAR_PRODUCTS + 1 + similar.len(),
            ..Query::default()
        };
        let found = list::search_here(app, &query).await?;
        for hit in found.hits {
            if hit != product.id && !similar.contains(&hit) {
                similar.push(hit);
            }
        }
    }
    similar.truncate(limits::SIMILAR_PRODUCTS);
    Ok(list::of_cards(app, &similar, language))
}

/// Ever wider circles around a product.
fn circles(product: &Label) -> Vec<Filters> {
    let product_sets: Vec<u8> = product.product_set.into_iter().collect();
    let provinces: Vec<String> = product.place.province_code.clone().into_iter().collect();
    let of_set = Filters {
        product_sets,
        ..Filters::default()
    };
    let of_province = Filters {
        provinces,
        ..Filters::default()
    };
    let of_seller = Filters {
        sellers: vec![product.seller.slug.clone()],
        ..Filters::default()
    };
    let of_both = Filters {
        provinces: of_province.provinces.clone(),
        ..of_set.clone()
    };
    let mut circles = vec![of_both, of_set, of_seller, of_province];
    // A product without a set or a place has no such circle, and must not get everything.
    circles.retain(|circle| *circle != Filters::default());
    circles
}
