//! Goods to buy: sellers with somebody who acts for them, products, packs, stock and fees.

use entity::{
    accounts::Language,
    catalog::{
        MovementReason, ProductState, ReturnClass, product, product_text, stock, stock_movement,
        variant,
    },
    settlement::fee_plan,
};
use market::{
    ledger::{FeeComponent, FeePer},
    token::new_id,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{Caller, Market};

/// A seller, and a person who acts for it.
#[derive(Clone)]
pub struct Shop {
    /// The seller.
    pub id: Uuid,
    /// The person.
    pub member: Caller,
}

/// Something in a shop that can be put in a cart.
#[derive(Clone, Copy, Debug)]
pub struct Goods {
    /// Who sells it.
    pub seller_id: Uuid,
    /// The product.
    pub product_id: Uuid,
    /// Its only pack.
    pub variant_id: Uuid,
    /// Đồng for one unit.
    pub price: i64,
}

impl Market {
    /// An open shop with a member.
    pub async fn shop(&self, name: &str) -> Shop {
        let id = self.seller(name).await;
        let member = self.member_of(id).await;
        Shop { id, member }
    }

    /// A published product of a shop with one pack of half a kilo, at a price in đồng, and so
    /// many units of it.
    pub async fn product(&self, shop: &Shop, price: i64, units: i64) -> Goods {
        self.product_of(shop.id, price, units).await
    }

    /// As [`Market::product`], of a seller that nobody acts for.
    ///
    /// # Panics
    ///
    /// When there is no such seller.
    pub async fn product_of(&self, seller_id: Uuid, price: i64, units: i64) -> Goods {
        let goods = Goods {
            seller_id,
            product_id: new_id(),
            variant_id: new_id(),
            price,
        };
        self.insert_product(goods).await;
        self.insert_variant(goods).await;
        self.insert_stock(goods, units).await;
        goods
    }

    async fn insert_product(&self, goods: Goods) {
        let now = self.app().clock().now();
        let row = product::ActiveModel {
            id: Set(goods.product_id),
            seller_id: Set(goods.seller_id),
            slug: Set(format!("product-{}", goods.product_id.simple())),
            state: Set(ProductState::Published),
            return_class: Set(ReturnClass::Standard),
            created_at: Set(now),
            updated_at: Set(now),
            published_at: Set(Some(now)),
            version: Set(1),
            ..Default::default()
        };
        let text = product_text::ActiveModel {
            product_id: Set(goods.product_id),
            language: Set(Language::Vi),
            name: Set("Mắm ba khía".to_owned()),
            description: Set(None),
            story: Set(None),
        };
        let db = self.database().write();
        let inserted = product::Entity::insert(row).exec_without_returning(db);
        inserted.await.expect("a product");
        let inserted = product_text::Entity::insert(text).exec_without_returning(db);
        inserted.await.expect("a name");
    }

    async fn insert_variant(&self, goods: Goods) {
        let row = variant::ActiveModel {
            id: Set(goods.variant_id),
            product_id: Set(goods.product_id),
            name: Set("Hũ 500 g".to_owned()),
            net_weight_g: Set(Some(500)),
            price: Set(Some(goods.price)),
            sample: Set(false),
            position: Set(1),
            version: Set(1),
            ..Default::default()
        };
        variant::Entity::insert(row)
            .exec_without_returning(self.database().write())
            .await
            .expect("a pack");
    }

    async fn insert_stock(&self, goods: Goods, units: i64) {
        let db = self.database().write();
        let shelf = stock::ActiveModel {
            variant_id: Set(goods.variant_id),
            on_hand: Set(units),
        };
        let inserted = stock::Entity::insert(shelf).exec_without_returning(db);
        inserted.await.expect("a shelf");
        if units == 0 {
            return;
        }
        let counted = stock_movement::ActiveModel {
            id: Set(new_id()),
            variant_id: Set(goods.variant_id),
            delta: Set(units),
            reason: Set(MovementReason::Count),
            reference_id: Set(None),
            actor: Set("test".to_owned()),
            created_at: Set(self.app().clock().now()),
        };
        stock_movement::Entity::insert(counted)
            .exec_without_returning(db)
            .await
            .expect("a movement");
    }

    /// Units on the shelf, held ones among them.
    ///
    /// # Panics
    ///
    /// When it has no shelf.
    pub async fn on_hand(&self, goods: Goods) -> i64 {
        let shelf = stock::Entity::find_by_id(goods.variant_id).one(self.database().read());
        shelf.await.expect("readable").expect("a shelf").on_hand
    }

    /// Sets what one unit costs from now on, in đồng.
    ///
    /// # Panics
    ///
    /// When the database fails.
    pub async fn reprice(&self, goods: Goods, price: i64) {
        let changed = variant::ActiveModel {
            price: Set(Some(price)),
            ..Default::default()
        };
        variant::Entity::update_many()
            .set(changed)
            .filter(variant::Column::Id.eq(goods.variant_id))
            .exec(self.database().write())
            .await
            .expect("a price");
    }

    /// Sets what the market takes of orders from now on, in basis points: commission, and
    /// VAT on it.
    ///
    /// # Panics
    ///
    /// When the fees were set today already.
    pub async fn charge(&self, commission_bp: i32, commission_vat_bp: i32) {
        let commission = FeeComponent {
            code: "commission".to_owned(),
            name_vi: "Phí bán hàng".to_owned(),
            name_en: "Commission".to_owned(),
            rate_bp: commission_bp,
            fixed: 0,
            per: FeePer::Line,
            min: 0,
            max: None,
        };
        let now = self.app().clock().now();
        let plan = fee_plan::ActiveModel {
            id: Set(new_id()),
            components: Set(serde_json::to_string(&[commission]).expect("JSON")),
            base_vat_bp: Set(0),
            commission_vat_bp: Set(Some(commission_vat_bp)),
            valid_from: Set(self.app().clock().today()),
            announced_at: Set(now),
            source: Set("A test".to_owned()),
        };
        fee_plan::Entity::insert(plan)
            .exec_without_returning(self.database().write())
            .await
            .expect("a fee plan");
    }

    /// Fails the test when the audit finds anything.
    ///
    /// # Panics
    ///
    /// With what it found.
    pub async fn audit_is_clean(&self) {
        let report = market::settlement::audit(self.app())
            .await
            .expect("the audit runs");
        let broken: Vec<_> = report.invariants.iter().filter(|one| !one.ok).collect();
        assert!(report.clean && broken.is_empty(), "{broken:#?}");
    }
}
