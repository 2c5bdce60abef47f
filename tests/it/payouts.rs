//! Payouts: once to each seller, to the right account, seen through to the bank and back.

mod approval;
mod bank;
mod calendar;
mod hand;
mod netting;
mod proof;
mod provider;
mod races;
mod slips;
mod statements;

use std::time::Duration;

use chrono::TimeDelta;
use market::{Settings, accounts::StaffRole};
use serde_json::{Value, json};
use tests::{Caller, Market, Sending};
use uuid::Uuid;

use crate::orders::Placed;

/// What one sold order leaves the seller without fees: two at 50,000 đồng.
const EARNED: i64 = 100_000;

/// A finance person and a seller whose first order was delivered and is past its window.
struct Owed {
    market: Market,
    finance: Caller,
    placed: Placed,
}

impl Owed {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// The same in a market that runs differently.
    async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let market = Market::start_with(|settings| {
            // These tests last for months.
            settings.session_ttl = Duration::from_secs(400 * 24 * 3600);
            change(settings);
        });
        Self::of(market.await).await
    }

    async fn of(market: Market) -> Self {
        let finance = market.staff(StaffRole::Finance).await;
        let placed = Placed::new(&market, "cod").await;
        placed.bring_to("delivered").await;
        market.advance(TimeDelta::days(8));
        Self {
            market,
            finance,
            placed,
        }
    }

    /// Sells and delivers another order of the same seller; its window passes.
    async fn earn_more(&self) {
        let shop = tests::Shop {
            id: self.seller(),
            member: self.member().clone(),
        };
        let more = Placed::of(&self.market, shop, "cod").await;
        more.bring_to("delivered").await;
        self.market.advance(TimeDelta::days(8));
    }

    fn seller(&self) -> Uuid {
        self.placed.shop.id
    }

    fn member(&self) -> &Caller {
        &self.placed.shop.member
    }

    /// Makes the payouts that are due.
    async fn run(&self) -> Value {
        let runs = "/v1/desk/payout-runs";
        self.finance.post(runs, json!({})).await.expect(201)
    }

    /// Makes the one payout that is due.
    async fn pay(&self) -> String {
        let run = self.run().await;
        assert_eq!(
            run["payouts"].as_array().expect("payouts").len(),
            1,
            "{run}"
        );
        run["payouts"][0]["id"].as_str().expect("an id").to_owned()
    }

    fn end(&self, id: &str, how: &str, body: Value) -> Sending {
        self.finance
            .post(&format!("/v1/desk/payouts/{id}/{how}"), body)
    }

    async fn payout(&self, id: &str) -> Value {
        let found = self.finance.get(&format!("/v1/desk/payouts/{id}"));
        found.await.expect(200)["payout"].clone()
    }

    async fn available(&self) -> i64 {
        let balance = self.member().get("/v1/seller/balance").await.expect(200);
        balance["available"]["amount"].as_i64().expect("an amount")
    }

    /// Changes the seller's balance by hand, with two people.
    async fn correct(&self, debit: &str, credit: &str, amount: i64) {
        let other = self.market.staff(StaffRole::Finance).await;
        let entry = json!({"kind": "correction", "debit": debit, "credit": credit,
                           "amount": amount});
        let body = json!({"seller_id": self.seller(), "entry": entry, "reason": "Sai giá"});
        let proposed = self.finance.post("/v1/desk/manual-journals", body).await;
        let id = proposed.expect(201)["id"]
            .as_str()
            .expect("an id")
            .to_owned();
        let path = format!("/v1/desk/manual-journals/{id}/post");
        other.post(&path, json!({})).await.expect(200);
    }

    /// Gives the seller a bank account, for the first time or another.
    async fn name_account(&self, number: &str) {
        let account = json!({"bin": "970436", "number": number, "holder": "HTX Chè Đèo Gió"});
        let profile = self.member().get("/v1/seller/profile").await;
        let etag = profile.header("etag").unwrap_or("*").to_owned();
        self.member()
            .patch("/v1/seller/profile", json!({ "bank_account": account }))
            .header("If-Match", &etag)
            .await
            .expect(200);
    }
}
