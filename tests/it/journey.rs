//! Whole stories, from an empty cart to the bank.

use chrono::TimeDelta;
use market::accounts::StaffRole;
use serde_json::{Value, json};
use tests::{Bought, Caller, Cart, Goods, Market, Shop, dong};

#[tokio::test]
async fn cash_pays_both_cooperatives_to_the_dong() {
    let market = Market::start().await;
    market.charge(800, 1_000).await;
    let stalls = Stalls::open(&market).await;
    let cart = Cart::ready(&market.guest(), &stalls.wanted()).await;

    let bought = cart.buy("cod").await;
    assert_eq!(bought.answer["state"], "placed");
    assert_eq!(bought.answer["payment"]["state"], "cod_due");
    stalls.fulfil(&bought).await;

    stalls.pay_and_prove(&market, &bought, "collected").await;
}

#[tokio::test]
async fn a_prepaid_purchase_pays_both_cooperatives_to_the_dong() {
    let market = Market::start().await;
    market.charge(800, 1_000).await;
    let stalls = Stalls::open(&market).await;
    let cart = Cart::ready(&market.guest(), &stalls.wanted()).await;

    let bought = cart.buy_by_sandbox("success").await;
    assert_eq!(bought.answer["state"], "placed");
    assert_eq!(bought.answer["payment"]["state"], "paid");
    stalls.fulfil(&bought).await;

    stalls.pay_and_prove(&market, &bought, "paid").await;
}

#[tokio::test]
async fn an_account_buys_without_tokens_and_finds_it_in_its_list() {
    let market = Market::start().await;
    let stalls = Stalls::open(&market).await;
    let lan = market.sign_up("Lan").await;

    let cart = Cart::ready(&lan, &stalls.wanted()).await;
    let bought = cart.buy("cod").await;

    assert_eq!(bought.answer["token"], Value::Null);
    assert_eq!(bought.view().await["id"], bought.answer["id"]);
    let list = lan.get("/v1/store/purchases").await.expect(200);
    assert_eq!(list["items"][0]["number"], bought.answer["number"]);
    let others = market.sign_up("Mai").await.get("/v1/store/purchases").await;
    assert_eq!(others.expect(200)["items"], json!([]));
}

/// Two shops whose prices leave something to round.
struct Stalls {
    shops: [Shop; 2],
    goods: [Goods; 3],
}

impl Stalls {
    async fn open(market: &Market) -> Self {
        let shops = [market.shop("HTX A").await, market.shop("HTX B").await];
        let goods = [
            market.product(&shops[0], 33_333, 10).await,
            market.product(&shops[0], 1_001, 10).await,
            market.product(&shops[1], 77_777, 10).await,
        ];
        Self { shops, goods }
    }

    fn wanted(&self) -> [(Goods, i64); 3] {
        [(self.goods[0], 3), (self.goods[1], 7), (self.goods[2], 1)]
    }

    /// What is left of 3 × 33,333 and 7 × 1,001 đồng, and of 77,777, after 8 % commission and
    /// 10 % VAT on it, each rounded once a line.
    const NET: [i64; 2] = [
        (99_999 - 8_000 - 800) + (7_007 - 561 - 56),
        77_777 - 6_222 - 622,
    ];

    /// Every seller confirms, packs, ships and delivers; the shopper follows.
    async fn fulfil(&self, bought: &Bought) {
        for (shop, goods) in self.shops.iter().zip([self.goods[0], self.goods[2]]) {
            let order = bought.order_of(goods);
            for (step, state) in [
                ("confirm", "confirmed"),
                ("pack", "packed"),
                ("ship", "shipped"),
                ("deliver", "delivered"),
            ] {
                let answer = take_step(&shop.member, &order, step).await;
                assert_eq!(answer["state"], state);
                assert_eq!(order_in(&bought.view().await, &order)["state"], state);
            }
            let parcel = order_in(&bought.view().await, &order)["parcels"][0].clone();
            assert_eq!(parcel["tracking_code"], format!("GHN-{order}"));
        }
    }

    /// Nothing is paid inside the return window; after it both shops are, once, and the books
    /// are right at every step.
    async fn pay_and_prove(&self, market: &Market, bought: &Bought, payment_state: &str) {
        let finance = market.staff(StaffRole::Finance).await;
        market.settle_jobs().await;
        market.audit_is_clean().await;
        assert!(pay_sellers(&finance).await.is_empty());
        let window = market.app().settings().return_window;
        market.advance(TimeDelta::from_std(window).expect("a week"));

        let payouts = pay_sellers(&finance).await;
        let again = pay_sellers(&finance).await;

        assert!(again.is_empty(), "{again:?}");
        for (shop, net) in self.shops.iter().zip(Self::NET) {
            let id = shop.id.to_string();
            let paid = payouts.iter().find(|paid| paid["seller"]["id"] == id);
            assert_eq!(dong(&paid.expect("a payout")["amount"]), net);
        }
        market.audit_is_clean().await;
        let end = bought.view().await;
        assert_eq!(end["state"], "completed");
        assert_eq!(end["payment"]["state"], payment_state);
        assert_eq!(end["payment"]["captured"], end["totals"]["total"]);
        self.bank_pays(market, (&finance, &payouts)).await;
    }

    async fn bank_pays(&self, market: &Market, (finance, payouts): (&Caller, &[Value])) {
        for (position, payout) in payouts.iter().enumerate() {
            let id = payout["id"].as_str().expect("an id");
            let path = format!("/v1/desk/payouts/{id}/complete");
            let reference = json!({"bank_reference": format!("FT{position}")});
            let done = finance.post(&path, reference.clone()).await.expect(200);
            assert_eq!(done["state"], "paid");
            assert_eq!(done["bank_reference"], reference["bank_reference"]);
        }
        for (shop, net) in self.shops.iter().zip(Self::NET) {
            statement_is_right(market, shop, net).await;
        }
        market.audit_is_clean().await;
    }
}

/// The statement of this month ends with the payout, after which nothing is owed.
async fn statement_is_right(market: &Market, shop: &Shop, net: i64) {
    let month = market.app().clock().today().format("%Y-%m");
    let path = format!("/v1/seller/statements/{month}.csv");

    let statement = shop.member.get(&path).await;

    statement.expect(200);
    let text = statement.text();
    let rows: Vec<&str> = text.lines().collect();
    let payout = rows[rows.len() - 2];
    assert!(payout.contains("Chi trả"), "{text}");
    assert!(payout.ends_with(&format!(",-{net},0")), "{text}");
    assert!(rows[rows.len() - 1].ends_with(",,0"), "{text}");
    let balance = shop.member.get("/v1/seller/balance").await.expect(200);
    assert_eq!(dong(&balance["paid_out"]), net);
    assert_eq!(dong(&balance["available"]), 0);
}

/// Runs payouts and answers those that were made.
async fn pay_sellers(finance: &Caller) -> Vec<Value> {
    let run = finance.post("/v1/desk/payout-runs", json!({})).await;
    let run = run.expect(201);
    assert_eq!(run["problems"], json!([]), "{run}");
    run["payouts"].as_array().expect("payouts").clone()
}

async fn take_step(member: &Caller, order: &str, step: &str) -> Value {
    let path = format!("/v1/seller/orders/{order}/{step}");
    let body = match step {
        "ship" => json!({"carrier": "GHN", "tracking_code": format!("GHN-{order}")}),
        _ => json!({}),
    };
    member.post(&path, body).await.expect(200)
}

fn order_in(purchase: &Value, id: &str) -> Value {
    let orders = purchase["orders"].as_array().expect("orders");
    let order = orders.iter().find(|order| order["id"] == id);
    order.expect("the order").clone()
}
