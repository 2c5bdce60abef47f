//! Whole stories, from an empty cart to the bank.

use chrono::TimeDelta;
use market::{
    accounts::{Staff, StaffRole},
    settlement::{self, PayoutRun, Period, SettleReport},
};
use serde_json::{Value, json};
use tests::{Bought, Caller, Cart, Goods, Market, Shop};

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

    /// Đồng of each shop's goods: 3 × 33,333 + 7 × 1,001, and 77,777.
    const SALES: [i64; 2] = [107_006, 77_777];
    /// What is left of them after 8 % commission and 10 % VAT on it, each rounded once.
    const NET: [i64; 2] = [107_006 - 8_560 - 856, 77_777 - 6_222 - 622];

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
        market.settle_jobs().await;
        market.audit_is_clean().await;
        let early = settle(market).await;
        assert!(early.payouts.is_empty(), "{early:?}");
        let window = market.app().settings().return_window;
        market.advance(TimeDelta::from_std(window).expect("a week"));

        let run = settle(market).await;
        let again = settle(market).await;

        assert!(again.payouts.is_empty(), "{again:?}");
        for (shop, net) in self.shops.iter().zip(Self::NET) {
            let paid = run.payouts.iter().find(|paid| paid.seller.id == shop.id);
            assert_eq!(paid.expect("a payout").amount.dong(), net);
        }
        market.audit_is_clean().await;
        let end = bought.view().await;
        assert_eq!(end["state"], "completed");
        assert_eq!(end["payment"]["state"], payment_state);
        assert_eq!(end["payment"]["captured"], end["totals"]["total"]);
        self.bank_pays(market, &run).await;
    }

    async fn bank_pays(&self, market: &Market, run: &SettleReport) {
        let finance = finance(market).await;
        for (position, paid) in run.payouts.iter().enumerate() {
            let reference = format!("FT{position}");
            let done = settlement::complete(market.app(), &finance, paid.payout_id, &reference);
            assert_eq!(
                done.await.expect("paid").bank_reference.as_deref(),
                Some(reference.as_str())
            );
        }
        for (position, shop) in self.shops.iter().enumerate() {
            self.statement_is_right(market, shop, position).await;
        }
        market.audit_is_clean().await;
    }

    /// What was sold, less fees, less the payout, leaves nothing owed.
    async fn statement_is_right(&self, market: &Market, shop: &Shop, position: usize) {
        let month = market.app().clock().today().format("%Y-%m").to_string();
        let period = Period::parse(&month).expect("a month");
        let actor = market.actor(&shop.member).await;
        let staff = market::sellers::staff_of(market.app(), &actor, None).await;
        let staff = staff.expect("a member");

        let statement = settlement::statement(market.app(), &staff, period).await;

        let statement = statement.expect("a statement");
        let moved: i64 = statement.lines.iter().map(|line| line.amount.dong()).sum();
        assert_eq!(statement.closing.dong(), 0);
        assert_eq!(statement.opening.dong() + moved, 0);
        let payout = statement.lines.last().expect("a line");
        assert_eq!(payout.amount.dong(), -Self::NET[position]);
        // A window that began last month leaves the sale on that month's statement.
        if statement.opening.dong() == 0 {
            assert_eq!(
                statement.lines[0].amount.dong(),
                Self::SALES[position],
                "{statement:?}"
            );
        }
    }
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

async fn settle(market: &Market) -> SettleReport {
    let run = PayoutRun {
        as_of: None,
        actor: "test".to_owned(),
    };
    let report = settlement::settle(market.app(), run).await;
    let report = report.expect("a payout run");
    assert!(report.problems.is_empty(), "{report:?}");
    report
}

async fn finance(market: &Market) -> Staff {
    let finance = market.staff(StaffRole::Finance).await;
    let actor = market.actor(&finance).await;
    actor.staff(StaffRole::Finance).expect("finance")
}
