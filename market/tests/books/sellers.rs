//! Sellers with something to sell, written straight into the tables.

use market::token;
use sea_orm::Value;
use uuid::Uuid;

use crate::trade::Trade;

/// Units of everything on every shelf.
const STOCK: i64 = 1_000_000;

impl Trade {
    pub(crate) async fn seller(&self) -> Uuid {
        let id = token::new_id();
        let now: Value = self.app.clock().now().into();
        let slug = format!("seller-{}", id.simple());
        self.run(
            "INSERT INTO seller (id, slug, name, state, tax_kind, bank_bin, bank_account,
                                 bank_account_name, created_at, updated_at)
             VALUES ($1, $2, 'Hộ bà Chè', 'open', 'household', '970436', '0011', 'BA CHE', $3,
                     $3)",
            [id.into(), slug.clone().into(), now.clone()],
        )
        .await
        .expect("a seller");
        self.run(
            "INSERT INTO membership VALUES ($1, $2, 'owner', $3)",
            [id.into(), self.actor.account_id().into(), now.clone()],
        )
        .await
        .expect("a membership");
        self.run(
            "INSERT INTO product (id, seller_id, slug, state, return_class, created_at, updated_at)
             VALUES ($1, $1, $2, 'published', 'standard', $3, $3)",
            [id.into(), slug.into(), now.clone()],
        )
        .await
        .expect("a product");
        self.run(
            "INSERT INTO variant (id, product_id, name, position) VALUES ($1, $1, 'Túi', 1)",
            [id.into()],
        )
        .await
        .expect("a variant");
        self.run("INSERT INTO stock VALUES ($1, 0)", [id.into()])
            .await
            .expect("stock");
        self.move_stock(id, STOCK, "import").await;
        id
    }

    pub(crate) async fn move_stock(&self, variant_id: Uuid, delta: i64, reason: &str) {
        self.run(
            "INSERT INTO stock_movement (id, variant_id, delta, reason, actor, created_at)
             VALUES ($1, $2, $3, $4, 'test', $5)",
            [
                token::new_id().into(),
                variant_id.into(),
                delta.into(),
                reason.into(),
                self.app.clock().now().into(),
            ],
        )
        .await
        .expect("a movement");
        self.run(
            "UPDATE stock SET on_hand = on_hand + $1 WHERE variant_id = $2",
            [delta.into(), variant_id.into()],
        )
        .await
        .expect("stock");
    }
}
