//! Buying, step by step: a guest's cart, checkout, and the purchase that comes of it.

use serde_json::{Value, json};

use crate::{Answer, Caller, Goods, Sending};

/// A guest's cart, and whoever has its token.
#[derive(Clone)]
pub struct Cart {
    /// The cart's id.
    pub id: String,
    /// The guest, who sends the cart's token with every request.
    pub guest: Caller,
}

/// What was bought, and whoever has its token.
#[derive(Clone)]
pub struct Bought {
    /// The purchase as checkout answered it.
    pub answer: Value,
    /// The shopper, who sends the purchase's token with every request.
    pub shopper: Caller,
}

impl Cart {
    /// An empty cart.
    pub async fn open(guest: &Caller) -> Self {
        let cart = guest.post("/v1/store/carts", json!({})).await.expect(201);
        let guest = match cart["token"].as_str() {
            Some(token) => guest.with("Cart-Token", token),
            None => guest.clone(),
        };
        Self {
            id: text(&cart["id"]),
            guest,
        }
    }

    /// A cart with these goods in it, that knows where it goes and how.
    pub async fn ready(guest: &Caller, wanted: &[(Goods, i64)]) -> Self {
        let cart = Self::open(guest).await;
        for (goods, quantity) in wanted {
            cart.add(*goods, *quantity).await.expect(201);
        }
        cart.put_address(&home()).await.expect(200);
        cart.choose("Giao tiêu chuẩn").await;
        cart
    }

    /// The same cart, asked for at another door.
    #[must_use]
    pub fn at(&self, door: &Caller) -> Self {
        Self {
            id: self.id.clone(),
            guest: self.guest.at(door),
        }
    }

    /// The path of the cart or of something in it.
    #[must_use]
    pub fn path(&self, rest: &str) -> String {
        format!("/v1/store/carts/{}{rest}", self.id)
    }

    /// Puts goods in.
    pub fn add(&self, goods: Goods, quantity: i64) -> Sending {
        let line = json!({"variant_id": goods.variant_id, "quantity": quantity});
        self.guest.post(&self.path("/lines"), line)
    }

    /// Says where it goes.
    pub fn put_address(&self, address: &Value) -> Sending {
        self.guest.put(&self.path("/address"), address.clone())
    }

    /// Chooses the delivery of this Vietnamese name for every seller.
    ///
    /// # Panics
    ///
    /// When a seller does not offer it.
    pub async fn choose(&self, name: &str) -> Value {
        let offers = self.guest.get(&self.path("/delivery-options"));
        let offers = offers.await.expect(200);
        let choice = |offer: &Value| {
            let options = offer["options"].as_array().expect("options");
            let option = options.iter().find(|option| option["name"] == name);
            let option = option.expect("the option is offered");
            json!({"seller_id": offer["seller"]["id"], "option_id": option["id"]})
        };
        let sellers = offers["sellers"].as_array().expect("sellers");
        let choices: Vec<Value> = sellers.iter().map(choice).collect();
        let choices = json!({ "choices": choices });
        self.guest
            .put(&self.path("/delivery-choices"), choices)
            .await
            .expect(200)
    }

    /// The cart as it stands.
    pub async fn view(&self) -> Value {
        self.guest.get(&self.path("")).await.expect(200)
    }

    /// Buys it by this method.
    pub fn check_out(&self, method: &str) -> Sending {
        self.check_out_with(how_to_pay(method))
    }

    /// Buys it by the sandbox, which behaves as told.
    pub fn check_out_by_sandbox(&self, outcome: &str) -> Sending {
        let mut body = how_to_pay("sandbox");
        body["sandbox_outcome"] = json!(outcome);
        self.check_out_with(body)
    }

    /// Buys it with this body.
    pub fn check_out_with(&self, body: Value) -> Sending {
        self.guest.post(&self.path("/checkout"), body)
    }

    /// Buys it and keeps the purchase's token.
    pub async fn buy(&self, method: &str) -> Bought {
        self.bought(&self.check_out(method).await)
    }

    /// Buys it by the sandbox, which behaves as told, and keeps the purchase's token.
    pub async fn buy_by_sandbox(&self, outcome: &str) -> Bought {
        self.bought(&self.check_out_by_sandbox(outcome).await)
    }

    /// What an answer of checkout bought.
    ///
    /// # Panics
    ///
    /// When it bought nothing.
    #[must_use]
    #[track_caller]
    pub fn bought(&self, answer: &Answer) -> Bought {
        let answer = answer.expect(201);
        let shopper = match answer["token"].as_str() {
            Some(token) => self.guest.with("Purchase-Token", token),
            None => self.guest.clone(),
        };
        Bought { answer, shopper }
    }
}

impl Bought {
    /// The purchase's id.
    #[must_use]
    pub fn id(&self) -> String {
        text(&self.answer["id"])
    }

    /// The path of the purchase or of something of it.
    #[must_use]
    pub fn path(&self, rest: &str) -> String {
        format!("/v1/store/purchases/{}{rest}", self.id())
    }

    /// The purchase as it stands.
    pub async fn view(&self) -> Value {
        self.shopper.get(&self.path("")).await.expect(200)
    }

    /// The id of the order of this seller's goods.
    ///
    /// # Panics
    ///
    /// When it has none.
    #[must_use]
    pub fn order_of(&self, goods: Goods) -> String {
        let seller_id = goods.seller_id.to_string();
        let orders = self.answer["orders"].as_array().expect("orders");
        let order = orders
            .iter()
            .find(|order| order["seller"]["id"] == seller_id.as_str());
        text(&order.expect("an order of that seller")["id"])
    }

    /// Ends it.
    pub fn cancel(&self) -> Sending {
        self.shopper.post(&self.path("/cancel"), json!({}))
    }

    /// Pays again by the sandbox, which behaves as told.
    pub fn pay_again(&self, outcome: &str) -> Sending {
        let body = json!({"payment_method": "sandbox", "sandbox_outcome": outcome});
        self.shopper.post(&self.path("/payments"), body)
    }
}

/// An address in Cà Mau that can be used.
#[must_use]
pub fn home() -> Value {
    json!({
        "name": "Trần Thị Lan", "phone": "0912345678",
        "province_code": "96", "commune_code": "31825", "line": "12 Lý Bôn",
    })
}

/// A checkout's body: a method, and whom to reach.
#[must_use]
pub fn how_to_pay(method: &str) -> Value {
    json!({"payment_method": method, "contact": {"name": "Lan", "phone": "0912345678"}})
}

/// The đồng of an amount on the wire.
///
/// # Panics
///
/// When it is none.
#[must_use]
#[track_caller]
pub fn dong(money: &Value) -> i64 {
    assert_eq!(money["currency"], "VND", "{money}");
    money["amount"].as_i64().expect("a whole amount")
}

/// A text on the wire.
fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
