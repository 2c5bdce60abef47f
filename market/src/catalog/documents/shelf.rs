//! What every list is made from: the cards of all public products, in memory.

use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use uuid::Uuid;

use super::{
    PerLanguage,
    label::{self, SellerLabel},
    render::Rendered,
};
use crate::Language;

/// The cards of all public products, and who sells them.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    products: HashMap<Uuid, Product>,
    by_slug: HashMap<Arc<str>, Uuid>,
    sellers: HashMap<Arc<str>, Seller>,
    /// The number of the newest document put here.
    seq: i64,
}

/// A public product.
#[derive(Clone, Debug)]
pub(super) struct Product {
    pub(super) id: Uuid,
    /// The number of its document.
    pub(super) seq: i64,
    slug: Arc<str>,
    seller: Arc<str>,
    card: PerLanguage<Bytes>,
}

/// A seller who has public products.
#[derive(Debug)]
struct Seller {
    name: String,
    products: usize,
}

impl Product {
    pub(super) fn card(&self, language: Language) -> &Bytes {
        self.card.get(language)
    }
}

impl Shelf {
    /// The number of the newest document put here.
    pub(super) const fn seq(&self) -> i64 {
        self.seq
    }

    /// Notes that everything up to this number was put here.
    pub(super) fn has_all_through(&mut self, seq: i64) {
        self.seq = self.seq.max(seq);
    }

    /// Puts a document with its number on the shelf, or takes the product off.
    pub(super) fn put(&mut self, rendered: Rendered, seq: i64) {
        self.remove(rendered.product_id);
        self.has_all_through(seq);
        let Some(documents) = rendered.shown else {
            return;
        };
        let Some(label) = label::read(documents.card.vi.as_bytes()) else {
            return;
        };
        let product = Product {
            id: rendered.product_id,
            seq,
            slug: rendered.slug.into(),
            seller: self.add_seller(label.seller),
            card: documents.card.map(Bytes::from),
        };
        self.by_slug.insert(Arc::clone(&product.slug), product.id);
        self.products.insert(product.id, product);
    }

    fn add_seller(&mut self, label: SellerLabel) -> Arc<str> {
        let slug: Arc<str> = match self.sellers.get_key_value(label.slug.as_str()) {
            Some((slug, _)) => Arc::clone(slug),
            None => label.slug.into(),
        };
        let seller = self
            .sellers
            .entry(Arc::clone(&slug))
            .or_insert_with(|| Seller {
                name: String::new(),
                products: 0,
            });
        seller.name = label.name;
        seller.products += 1;
        slug
    }

    fn remove(&mut self, id: Uuid) {
        let Some(product) = self.products.remove(&id) else {
            return;
        };
        // Another product may have taken over the address meanwhile.
        if self.by_slug.get(&product.slug) == Some(&id) {
            self.by_slug.remove(&product.slug);
        }
        if let Some(seller) = self.sellers.get_mut(&product.seller) {
            seller.products -= 1;
            if seller.products == 0 {
                self.sellers.remove(&product.seller);
            }
        }
    }

    pub(super) fn get(&self, id: Uuid) -> Option<&Product> {
        self.products.get(&id)
    }

    pub(super) fn find(&self, slug: &str) -> Option<&Product> {
        self.products.get(self.by_slug.get(slug)?)
    }

    /// The name of a seller who has public products.
    pub(super) fn seller_name(&self, slug: &str) -> Option<&str> {
        self.sellers.get(slug).map(|seller| seller.name.as_str())
    }

    /// How many public products a seller has.
    pub(super) fn products_of(&self, seller: &str) -> usize {
        self.sellers.get(seller).map_or(0, |seller| seller.products)
    }

    pub(super) fn len(&self) -> usize {
        self.products.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::render::Documents, *};

    fn rendered(id: u128, slug: &str, seller: &str) -> Rendered {
        let card = format!(
            r#"{{"id":"{}","slug":"{slug}","name":"Tôm khô","seller":{{"slug":"{seller}","name":"HTX"}},
                "place":{{"province_code":null}},"product_set":null}}"#,
            Uuid::from_u128(id)
        );
        Rendered {
            product_id: Uuid::from_u128(id),
            slug: slug.to_owned(),
            shown: Some(Documents {
                card: PerLanguage {
                    vi: card.clone(),
                    en: card,
                },
                ..Documents::default()
            }),
            next_change_on: None,
        }
    }

    fn hidden(id: u128) -> Rendered {
        Rendered {
            shown: None,
            ..rendered(id, "", "")
        }
    }

    #[test]
    fn a_product_taken_off_leaves_nothing_behind() {
        let mut shelf = Shelf::default();
        shelf.put(rendered(1, "tom-kho", "dam"), 1);

        shelf.put(hidden(1), 2);

        assert!(shelf.find("tom-kho").is_none());
        assert_eq!(shelf.seller_name("dam"), None);
        assert_eq!((shelf.len(), shelf.seq()), (0, 2));
    }

    #[test]
    fn an_address_can_pass_to_another_product() {
        let mut shelf = Shelf::default();
        shelf.put(rendered(1, "tom-kho", "dam"), 1);
        shelf.put(rendered(2, "tom-kho", "dam"), 2);

        shelf.put(rendered(1, "tom-kho-cu", "dam"), 3);

        let id_of = |slug| shelf.find(slug).map(|product| product.id.as_u128());
        assert_eq!(id_of("tom-kho"), Some(2));
        assert_eq!(id_of("tom-kho-cu"), Some(1));
        assert_eq!(shelf.products_of("dam"), 2);
    }
}
