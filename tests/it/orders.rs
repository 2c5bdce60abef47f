//! Orders between the seller's confirmation and the shopper's door.

mod cancel;
mod steps;
mod strangers;

use serde_json::{Value, json};
use tests::{Answer, Bought, Caller, Cart, Goods, Market, Sending, Shop};

/// A shop's order for two of ten units at 50,000 đồng, just placed.
pub(crate) struct Placed {
    pub(crate) shop: Shop,
    pub(crate) goods: Goods,
    pub(crate) bought: Bought,
    /// The order's id.
    pub(crate) order: String,
}

impl Placed {
    pub(crate) async fn new(market: &Market, method: &str) -> Self {
        let shop = market.shop("HTX A").await;
        Self::of(market, shop, method).await
    }

    /// Another order of the same shop, for other goods.
    pub(crate) async fn of(market: &Market, shop: Shop, method: &str) -> Self {
        let goods = market.product(&shop, 50_000, 10).await;
        let cart = Cart::ready(&market.guest(), &[(goods, 2)]).await;
        let bought = cart.buy(method).await;
        Self {
            order: bought.order_of(goods),
            shop,
            goods,
            bought,
        }
    }

    /// The seller does something with the order.
    pub(crate) fn seller_does(&self, step: &str) -> Sending {
        act(&self.shop.member, &self.order, step)
    }

    /// Takes the order this far.
    pub(crate) async fn bring_to(&self, state: &str) {
        for (step, reached) in STEPS {
            if state == "pending" {
                return;
            }
            self.seller_does(step).await.expect(200);
            if reached == state {
                return;
            }
        }
    }

    /// The shopper cancels the order alone.
    pub(crate) fn shopper_cancels(&self) -> Sending {
        let path = format!("/v1/store/orders/{}/cancel", self.order);
        self.bought.shopper.post(&path, json!({}))
    }

    /// The order as the seller sees it.
    pub(crate) async fn view(&self) -> Value {
        let path = format!("/v1/seller/orders/{}", self.order);
        self.shop.member.get(&path).await.expect(200)
    }
}

/// What a seller does, in turn, and where it leads.
pub(crate) const STEPS: [(&str, &str); 4] = [
    ("confirm", "confirmed"),
    ("pack", "packed"),
    ("ship", "shipped"),
    ("deliver", "delivered"),
];

/// A seller's step.
pub(crate) fn act(member: &Caller, order: &str, step: &str) -> Sending {
    let body = match step {
        "ship" => json!({"carrier": "GHN", "tracking_code": "GHN123"}),
        _ => json!({}),
    };
    member.post(&format!("/v1/seller/orders/{order}/{step}"), body)
}

/// What a refused step says could be done instead.
pub(crate) fn possible(answer: &Answer, state: &str) -> Vec<String> {
    let problem = answer.problem(409, "illegal_transition");
    assert_eq!(problem["state"], state, "{answer}");
    let steps = problem["possible"].as_array().expect("what is possible");
    steps
        .iter()
        .map(|step| step.as_str().expect("a step").to_owned())
        .collect()
}
