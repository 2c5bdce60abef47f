//! Cards that are only authorised until the sellers have confirmed, through the whole market.

mod faults;
mod late;
mod lost;
mod races;
mod taken;

use chrono::TimeDelta;
use market::accounts::StaffRole;
use payments::Capture;
use serde_json::{Value, json};
use tests::{Bought, Cart, Goods, Market, Sending, Shop, fakes::StripeFake};

use super::purchases::{DOOR, market_with};
use crate::{hooks, orders::act, remittances::given::balance};

/// What the shopper owes for two units at 50,000 đồng and their delivery …
const HERE: i64 = 130_000;
/// … and for one unit at 70,000 đồng of another seller.
const THERE: i64 = 100_000;

/// A purchase from two sellers, by a card that is only authorised.
struct Case {
    market: Market,
    fake: StripeFake,
    shops: [Shop; 2],
    goods: [Goods; 2],
    bought: Bought,
    session: String,
}

impl Case {
    /// Bought, not paid yet.
    async fn bought() -> Self {
        Self::bought_with(&[]).await
    }

    /// Bought with these vouchers, whose budget the market has.
    async fn bought_with(vouchers: &[&str]) -> Self {
        let (market, fake) = market_with(Capture::Manual).await;
        let shops = [market.shop("HTX A").await, market.shop("HTX B").await];
        let goods = [
            market.product(&shops[0], 50_000, 10).await,
            market.product(&shops[1], 70_000, 10).await,
        ];
        for code in vouchers {
            give(&market, code).await;
        }
        let cart = Cart::ready(&market.guest(), &[(goods[0], 2), (goods[1], 1)]).await;
        for code in vouchers {
            let body = json!({ "code": code });
            let added = cart.guest.post(&cart.path("/vouchers"), body);
            added.await.expect(201);
        }
        let bought = cart.buy("stripe").await;
        let session = text(&fake.newest("checkout.session")["id"]);
        market.settle_jobs().await;
        Self {
            market,
            fake,
            shops,
            goods,
            bought,
            session,
        }
    }

    /// Bought, and the money is promised, which a webhook has told.
    async fn promised() -> Self {
        let case = Self::bought().await;
        case.is_promised().await;
        case
    }

    /// The shopper agrees, and a webhook tells. The payment's name.
    async fn is_promised(&self) -> String {
        let intent = self.fake.pay(&self.session);
        self.hears("payment_intent.amount_capturable_updated").await;
        self.is("placed", "authorized", 0).await;
        intent
    }

    /// Promised and confirmed by both sellers: the money is about to be taken.
    async fn confirmed() -> Self {
        let case = Box::pin(Self::promised()).await;
        for position in [0, 1] {
            case.seller_does(position, "confirm").await.expect(200);
        }
        case.is("placed", "capturing", 0).await;
        case
    }

    fn order(&self, position: usize) -> String {
        self.bought.order_of(self.goods[position])
    }

    fn seller_does(&self, position: usize, step: &str) -> Sending {
        act(&self.shops[position].member, &self.order(position), step)
    }

    fn shopper_cancels(&self, position: usize, body: Value) -> Sending {
        let path = format!("/v1/store/orders/{}/cancel", self.order(position));
        self.bought.shopper.post(&path, body)
    }

    /// An order as its seller sees it.
    async fn seen(&self, position: usize) -> Value {
        let path = format!("/v1/seller/orders/{}", self.order(position));
        self.shops[position].member.get(&path).await.expect(200)
    }

    /// A webhook arrives.
    async fn hears(&self, kind: &str) {
        let webhook = self.fake.told_last(kind);
        let answer = hooks::told(&self.market.guest(), DOOR, &webhook).await;
        assert_eq!(answer.status, 200, "{answer}");
    }

    /// The worker works, and leaves nothing.
    async fn works(&self) {
        self.market.settle_jobs().await;
    }

    /// Time passes, here and at Stripe, and the worker works.
    async fn waits(&self, time: TimeDelta) {
        self.passes(time);
        self.works().await;
    }

    /// Time passes, here and at Stripe.
    fn passes(&self, time: TimeDelta) {
        self.market.advance(time);
        let now = self.market.app().clock().now();
        self.fake.stand_at(now.timestamp());
    }

    /// The shopper sees the purchase and its payment in these states, and this much taken.
    #[track_caller]
    fn is(&self, purchase: &str, payment: &str, captured: i64) -> impl Future<Output = ()> {
        let at = std::panic::Location::caller();
        async move {
            let view = self.bought.view().await;
            let found = (
                &view["state"],
                &view["payment"]["state"],
                &view["payment"]["captured"]["amount"],
            );
            let expected = (&json!(purchase), &json!(payment), &json!(captured));
            assert_eq!(found, expected, "{at}");
        }
    }

    /// The states of the orders and why they ended, by seller.
    async fn orders(&self) -> Vec<(String, Value)> {
        let view = self.bought.view().await;
        let orders = view["orders"].as_array().expect("orders");
        let one = |goods: &Goods| {
            let id = self.bought.order_of(*goods);
            let order = orders.iter().find(|order| order["id"] == id.as_str());
            let order = order.expect("the order");
            (text(&order["state"]), order["cancel_reason"].clone())
        };
        self.goods.iter().map(one).collect()
    }

    /// What an account of the books holds.
    async fn balance(&self, code: &str) -> i64 {
        let finance = self.market.staff(StaffRole::Finance).await;
        balance(&finance, code).await
    }

    /// The payment at Stripe: its state, and what was taken of it.
    fn at_stripe(&self) -> (String, i64) {
        let intent = self.fake.newest("payment_intent");
        let taken = intent["amount_received"].as_i64();
        (text(&intent["status"]), taken.expect("an amount"))
    }

    /// How often Stripe was asked to take the money, under one key.
    fn captures(&self) -> usize {
        let key = format!("capture:{}", text(&self.bought.answer["payment"]["id"]));
        let captures = self.fake.keys().into_iter();
        let captures: Vec<_> = captures.filter(|key| key.starts_with("capture:")).collect();
        assert!(captures.iter().all(|used| *used == key), "{captures:?}");
        captures.len()
    }

    async fn is_clean(&self) {
        self.works().await;
        self.market.audit_is_clean().await;
    }
}

/// A voucher of 20,000 đồng that a budget pays.
async fn give(market: &Market, code: &str) {
    let promoter = market.staff(StaffRole::Promoter).await;
    let money = |amount: i64| json!({"amount": amount, "currency": "VND"});
    let budget = json!({"name": "Tuần hàng OCOP", "holder": "Sở Công Thương",
        "ceiling": money(20_000), "source": "Quyết định 5/QĐ"});
    let budget = promoter.post("/v1/desk/budgets", budget).await.expect(201);
    let now = market.app().clock().now();
    let voucher = json!({"code": code, "title": "Giảm giá", "benefit": "amount",
        "amount": money(20_000), "starts_at": now.to_rfc3339(), "uses_max": 1,
        "ends_at": (now + TimeDelta::days(30)).to_rfc3339(), "budget_id": budget["id"]});
    promoter
        .post("/v1/desk/vouchers", voucher)
        .await
        .expect(201);
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
