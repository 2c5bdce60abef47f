//! Money that comes while the shopper returns from the page, in two processes: exactly one wins.

use futures_util::join;
use market::{accounts::StaffRole, jobs};
use serde_json::json;
use tests::{Bought, Caller, Market, dong, fakes::StripeFake};

use super::purchases::{DOOR, bought, market};
use crate::{hooks::told, remittances::given::balance};

/// A purchase whose shopper has just paid on Stripe's page, and two processes.
struct Moment {
    market: Market,
    fake: StripeFake,
    bought: Bought,
    here: Caller,
    there: Caller,
}

impl Moment {
    async fn begins() -> Self {
        let (market, fake) = market().await;
        let (bought, session) = bought(&market, &fake).await;
        fake.pay(&session);
        // Both processes are due to ask.
        market.advance(chrono::TimeDelta::seconds(10));
        fake.stand_at(market.app().clock().now().timestamp());
        let there = market.guest_next_door().await;
        Self {
            here: market.guest(),
            market,
            fake,
            bought,
            there,
        }
    }

    /// The webhook reaches one process, and the other asks.
    async fn money_comes(&self) {
        let webhook = self.fake.told_last("payment_intent.succeeded");
        let asking = self.market.second_process().await;
        let (first, second, asked) = join!(
            told(&self.here, DOOR, &webhook),
            told(&self.there, DOOR, &webhook),
            jobs::run_until_idle(&asking),
        );
        for answer in [first, second] {
            assert_eq!(answer.status, 200, "{answer}");
        }
        asked.expect("the worker reaches its work");
    }

    /// What the market keeps of all attempts to pay.
    async fn kept(&self) -> i64 {
        self.market.advance(chrono::TimeDelta::minutes(1));
        self.market.settle_jobs().await;
        self.market.audit_is_clean().await;
        let finance = self.market.staff(StaffRole::Finance).await;
        -balance(&finance, "orders").await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn money_counts_once_while_the_shopper_returns() {
    for _ in 0..3 {
        let moment = Moment::begins().await;

        let shopper = moment.bought.shopper.at(&moment.there);
        let returned = shopper.get(&moment.bought.path(""));
        let (returned, ()) = join!(async { returned.await }, moment.money_comes());

        returned.expect(200);
        let total = dong(&moment.bought.answer["totals"]["total"]);
        assert_eq!(moment.kept().await, total);
        let view = moment.bought.view().await;
        assert_eq!(view["state"], "placed");
        assert_eq!(dong(&view["payment"]["captured"]), total);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_shopper_who_pays_again_at_that_moment_pays_once() {
    for _ in 0..3 {
        let moment = Moment::begins().await;

        let shopper = moment.bought.shopper.at(&moment.there);
        let again = json!({"payment_method": "sandbox", "sandbox_outcome": "success"});
        let again = shopper.post(&moment.bought.path("/payments"), again);
        let (again, ()) = join!(async { again.await }, moment.money_comes());

        assert!(again.is_success() || again.status == 409, "{again}");
        let total = dong(&moment.bought.answer["totals"]["total"]);
        assert_eq!(moment.kept().await, total, "{again}");
        assert_eq!(moment.bought.view().await["state"], "placed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_shopper_who_cancels_at_that_moment_has_all_or_is_refused() {
    for _ in 0..3 {
        let moment = Moment::begins().await;

        let shopper = moment.bought.shopper.at(&moment.there);
        let cancelled = shopper.post(&moment.bought.path("/cancel"), json!({}));
        let (cancelled, ()) = join!(async { cancelled.await }, moment.money_comes());

        let kept = moment.kept().await;
        let view = moment.bought.view().await;
        if cancelled.is_success() {
            assert_eq!((kept, &view["state"]), (0, &json!("cancelled")));
            assert_eq!(view["payment"]["refunded"], view["payment"]["captured"]);
        } else {
            let total = dong(&moment.bought.answer["totals"]["total"]);
            assert_eq!((kept, &view["state"]), (total, &json!("placed")));
            assert_eq!(cancelled.status, 409, "{cancelled}");
        }
    }
}
