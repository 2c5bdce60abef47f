//! One guest's way from an empty cart to a purchase.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::goods::{Goods, Pack};
use crate::{
    error::BenchError,
    http::{self, Connection},
};

/// A guest with one connection and one cart at a time.
pub(crate) struct Shopper {
    connection: Connection,
    cart: String,
    token: String,
    method: &'static str,
}

/// How long a purchase took.
pub(crate) struct Bought {
    /// From the empty cart to the answer of the completing call.
    pub(crate) whole: Duration,
    /// The completing call alone.
    pub(crate) last: Duration,
    /// Its answer.
    pub(crate) purchase: Value,
}

impl Shopper {
    /// One who pays by a method.
    pub(crate) const fn new(connection: Connection, method: &'static str) -> Self {
        Self {
            connection,
            cart: String::new(),
            token: String::new(),
            method,
        }
    }

    pub(crate) async fn open_cart(&mut self) -> Result<(), BenchError> {
        let request = http::send("POST", "/v1/store/carts", "", &json!({}));
        let cart = self.connection.json(201, &request).await?;
        let (Some(id), Some(token)) = (cart["id"].as_str(), cart["token"].as_str()) else {
            return Err(BenchError::Incomplete {
                request: "POST /v1/store/carts".to_owned(),
                missing: "id or token",
            });
        };
        self.cart = format!("/v1/store/carts/{id}");
        self.token = token.to_owned();
        Ok(())
    }

    /// Adds one unit.
    pub(crate) async fn add(&mut self, pack: &Pack) -> Result<(), BenchError> {
        let body = json!({"variant_id": pack.variant_id, "quantity": 1});
        self.send("POST", "/lines", (201, &body)).await
    }

    /// Buys one unit of each: cart, lines, address, delivery of each parcel, checkout.
    pub(crate) async fn buy(
        &mut self,
        pair: [&Pack; 2],
        goods: &Goods,
        key: &str,
    ) -> Result<Bought, BenchError> {
        let start = Instant::now();
        self.open_cart().await?;
        for pack in pair {
            self.add(pack).await?;
        }
        self.send("PUT", "/address", (200, &goods.address)).await?;
        self.choose_delivery().await?;
        let before = Instant::now();
        let purchase = self.check_out(key).await?;
        Ok(Bought {
            whole: start.elapsed(),
            last: before.elapsed(),
            purchase,
        })
    }

    /// Takes the first option of every parcel.
    async fn choose_delivery(&mut self) -> Result<(), BenchError> {
        let path = format!("{}/delivery-options", self.cart);
        let offers = self
            .connection
            .json(200, &http::get_with(&path, &self.token))
            .await?;
        let sellers = offers["sellers"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let choices: Vec<Value> = sellers
            .iter()
            .map(|offer| {
                let (seller, option) = (&offer["seller"]["id"], &offer["options"][0]["id"]);
                json!({"seller_id": seller, "option_id": option})
            })
            .collect();
        let body = json!({"choices": choices});
        self.send("PUT", "/delivery-choices", (200, &body)).await
    }

    async fn check_out(&mut self, key: &str) -> Result<Value, BenchError> {
        let path = format!("{}/checkout", self.cart);
        let headers = format!("cart-token: {}\r\nidempotency-key: {key}\r\n", self.token);
        let body = json!({
            "payment_method": self.method,
            "contact": {"name": "Nguyễn Thị Sao", "phone": "0912345678"},
        });
        let request = http::send("POST", &path, &headers, &body);
        self.connection.json(201, &request).await
    }

    /// Sends a body to a part of the cart, to be answered with a status.
    async fn send(
        &mut self,
        method: &str,
        part: &str,
        (status, body): (u16, &Value),
    ) -> Result<(), BenchError> {
        let path = format!("{}{part}", self.cart);
        let headers = format!("cart-token: {}\r\n", self.token);
        let request = http::send(method, &path, &headers, body);
        self.connection.expect(status, &request).await?;
        Ok(())
    }
}
