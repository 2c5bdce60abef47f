//! Listing products: from a seller's draft past the desk to the shop.

mod desk;
mod goods;
mod refusals;

use market::{
    accounts::StaffRole,
    catalog::documents::{self, Following},
};
use serde_json::{Value, json};
use tests::{Caller, Market};

/// A cooperative's member and a verifier, who list products together.
pub(crate) struct Listing {
    pub(crate) market: Market,
    pub(crate) member: Caller,
    pub(crate) verifier: Caller,
}

impl Listing {
    pub(crate) async fn start() -> Self {
        let market = Market::start().await;
        let seller_id = market.seller("HTX Tôm khô Rạch Gốc").await;
        Self {
            member: market.member_of(seller_id).await,
            verifier: market.staff(StaffRole::Verifier).await,
            market,
        }
    }

    /// A draft with one pack of 500 g for 125,000 đồng, ten of them in stock.
    pub(crate) async fn draft(&self, name: &str) -> Value {
        self.member
            .post("/v1/seller/products", dried_shrimp(name))
            .await
            .expect(201)
    }

    /// The same, in the shop.
    pub(crate) async fn published(&self, name: &str) -> Value {
        let draft = self.draft(name).await;
        let id = text(&draft["id"]);
        self.member
            .post(&format!("/v1/seller/products/{id}/submit"), Value::Null)
            .await
            .expect(200);
        self.verifier
            .post(&format!("/v1/desk/products/{id}/approve"), Value::Null)
            .await
            .expect(200)
    }

    /// Renders what changed, and serves it until the answer is dropped.
    pub(crate) async fn shown(&self) -> Following {
        self.market.settle_jobs().await;
        documents::start(self.market.app())
            .await
            .expect("the catalogue is readable")
    }
}

/// A new product as a cooperative would send it.
pub(crate) fn dried_shrimp(name: &str) -> Value {
    json!({
        "texts": {"vi": {"name": name, "description": "Tôm đất phơi nắng"}},
        "product_set": 8, "category": "hai-san-kho", "province_code": "96",
        "variants": [{
            "pack": {"quantity": "500", "unit": "g"}, "net_weight_g": 500, "sku": "TK500",
            "price": dong(125_000), "on_hand": 10,
        }],
    })
}

pub(crate) fn dong(amount: i64) -> Value {
    json!({"amount": amount, "currency": "VND"})
}

#[track_caller]
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
