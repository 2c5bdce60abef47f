//! Products to browse, put straight into the tables.

use chrono::NaiveDate;
use entity::{
    accounts::Language,
    catalog::{ProductState, ReturnClass, product, product_text, stock, variant},
    certification::{CertificateState, certificate},
};
use market::outbox::{self, Event};
use sea_orm::{ActiveValue::Set, EntityTrait};
use tests::Market;
use uuid::Uuid;

/// A product to be put up. Without a price it cannot be seen.
pub(super) struct Given {
    pub(super) name: &'static str,
    pub(super) slug: &'static str,
    pub(super) seller_id: Uuid,
    pub(super) price: Option<i64>,
    pub(super) stock: i64,
    /// Stars, and the last day of the certificate.
    pub(super) stars: Option<(i32, NaiveDate)>,
}

impl Given {
    /// A published product at 100,000 ₫ with ten units in stock.
    pub(super) fn product(seller_id: Uuid, name: &'static str, slug: &'static str) -> Self {
        Self {
            name,
            slug,
            seller_id,
            price: Some(100_000),
            stock: 10,
            stars: None,
        }
    }

    pub(super) fn price(mut self, price: Option<i64>) -> Self {
        self.price = price;
        self
    }

    pub(super) fn stock(mut self, stock: i64) -> Self {
        self.stock = stock;
        self
    }

    pub(super) fn stars(mut self, stars: i32, last_day: NaiveDate) -> Self {
        self.stars = Some((stars, last_day));
        self
    }

    /// Puts the product up; the public sees it once the jobs have run. Answers its variant.
    pub(super) async fn put_up(self, market: &Market) -> (Uuid, Uuid) {
        let (product_id, variant_id) = (market::token::new_id(), market::token::new_id());
        let db = market.database().write();
        product::Entity::insert(self.product_row(market, product_id))
            .exec_without_returning(db)
            .await
            .expect("a product");
        let text = product_text::ActiveModel {
            product_id: Set(product_id),
            language: Set(Language::Vi),
            name: Set(self.name.to_owned()),
            description: Set(None),
            story: Set(None),
        };
        product_text::Entity::insert(text)
            .exec_without_returning(db)
            .await
            .expect("its name");
        variant::Entity::insert(self.variant_row(product_id, variant_id))
            .exec_without_returning(db)
            .await
            .expect("its pack");
        let stock = stock::ActiveModel {
            variant_id: Set(variant_id),
            on_hand: Set(self.stock),
        };
        stock::Entity::insert(stock)
            .exec_without_returning(db)
            .await
            .expect("its stock");
        if let Some(certificate) = self.certificate_row(market, product_id) {
            certificate::Entity::insert(certificate)
                .exec_without_returning(db)
                .await
                .expect("its certificate");
        }
        changed(market, product_id).await;
        (product_id, variant_id)
    }

    fn product_row(&self, market: &Market, id: Uuid) -> product::ActiveModel {
        let now = market.app().clock().now();
        product::ActiveModel {
            id: Set(id),
            seller_id: Set(self.seller_id),
            slug: Set(self.slug.to_owned()),
            state: Set(ProductState::Published),
            industry: Set(Some(1)),
            product_set: Set(Some(8)),
            category_slug: Set(Some("hai-san-kho".to_owned())),
            return_class: Set(ReturnClass::Sealed),
            created_at: Set(now),
            updated_at: Set(now),
            published_at: Set(Some(now)),
            version: Set(1),
            ..Default::default()
        }
    }

    fn variant_row(&self, product_id: Uuid, id: Uuid) -> variant::ActiveModel {
        variant::ActiveModel {
            id: Set(id),
            product_id: Set(product_id),
            name: Set("500 g".to_owned()),
            net_weight_g: Set(Some(500)),
            price: Set(self.price),
            sample: Set(false),
            position: Set(1),
            version: Set(1),
            ..Default::default()
        }
    }

    fn certificate_row(
        &self,
        market: &Market,
        product_id: Uuid,
    ) -> Option<certificate::ActiveModel> {
        let (stars, last_day) = self.stars?;
        Some(certificate::ActiveModel {
            id: Set(market::token::new_id()),
            code: Set(format!("cs-{}", self.slug)),
            product_id: Set(product_id),
            stars: Set(stars),
            expires_on: Set(Some(last_day)),
            state: Set(CertificateState::Verified),
            created_at: Set(market.app().clock().now()),
            ..Default::default()
        })
    }
}

/// Says that what the public sees of a product changed.
pub(super) async fn changed(market: &Market, product_id: Uuid) {
    let event = Event::ProductsChanged {
        product_ids: vec![product_id],
    };
    say(market, event).await;
}

/// Writes an event down.
pub(super) async fn say(market: &Market, event: Event) {
    let now = market.app().clock().now();
    outbox::enqueue(market.database().write(), now, [event])
        .await
        .expect("the outbox");
}
