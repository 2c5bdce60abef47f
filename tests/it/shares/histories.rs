//! Whatever people do, in whatever order: every answer is a yes or a refusal, and the books
//! are right.

use chrono::TimeDelta;
use market::{
    accounts::StaffRole,
    page::PageRequest,
    settlement::{self, PayoutRun, PayoutState},
};
use proptest::{collection::vec, prelude::Just, prop_oneof, strategy::Strategy};
use serde_json::json;
use tests::{Answer, Bought, Cart, Goods};

use super::{Fair, holds};
use crate::orders::act;

/// Something that somebody does.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// The seller of an order takes a step.
    Seller(usize, &'static str),
    /// The seller of an order takes every step up to the door.
    SellerDelivers(usize),
    /// The shopper cancels an order.
    CancelOrder(usize),
    /// The shopper cancels everything.
    CancelAll,
    /// The shopper pays again, and the sandbox behaves so.
    PayAgain(&'static str),
    /// Minutes pass.
    Wait(i64),
    /// The worker works.
    Jobs,
    /// Finance pays sellers.
    Settle,
    /// The bank pays what was sent, or refuses it.
    Bank(bool),
}

#[test]
fn the_books_are_right_after_any_history() {
    let lines = vec((0..3usize, 1..500_000i64, 1..=3i64), 1..=4);
    let beginning = prop_oneof![
        Just(None),
        prop_oneof![
            Just("success"),
            Just("refusal"),
            Just("late"),
            Just("never")
        ]
        .prop_map(Some),
    ];
    let acts = vec(act_to_try(), 1..=14);

    holds(&(lines, beginning, acts), async |fair, case| {
        let (lines, beginning, acts) = case;
        let mut wanted = Vec::new();
        for (shop, price, quantity) in lines {
            wanted.push((fair.goods(shop, price, 5).await, quantity));
        }
        let cart = Cart::ready(&fair.market.guest(), &wanted).await;
        let bought = match beginning {
            None => cart.buy("cod").await,
            Some(outcome) => cart.buy_by_sandbox(outcome).await,
        };
        let story = Story {
            fair,
            bought,
            wanted,
        };
        for act in acts {
            story.happen(act).await;
        }
        story.ends_well().await;
    });
}

fn act_to_try() -> impl Strategy<Value = Act> {
    let order = 0..3usize;
    let steps = ["confirm", "pack", "ship", "deliver", "cancel"];
    let step = (0..steps.len()).prop_map(move |position| steps[position]);
    let outcome = prop_oneof![
        Just("success"),
        Just("refusal"),
        Just("late"),
        Just("never")
    ];
    prop_oneof![
        4 => (order.clone(), step).prop_map(|(order, step)| Act::Seller(order, step)),
        3 => order.clone().prop_map(Act::SellerDelivers),
        2 => order.prop_map(Act::CancelOrder),
        1 => Just(Act::CancelAll),
        2 => outcome.prop_map(Act::PayAgain),
        2 => prop_oneof![Just(1), Just(20), Just(8 * 24 * 60)].prop_map(Act::Wait),
        2 => Just(Act::Jobs),
        1 => Just(Act::Settle),
        1 => prop_oneof![Just(true), Just(false)].prop_map(Act::Bank),
    ]
}

/// One purchase and what is done to it.
struct Story<'a> {
    fair: &'a Fair,
    bought: Bought,
    wanted: Vec<(Goods, i64)>,
}

impl Story<'_> {
    async fn happen(&self, act: Act) {
        match act {
            Act::Seller(order, step) => decided(&self.seller_does(order, step).await),
            Act::SellerDelivers(order) => {
                for step in ["confirm", "pack", "ship", "deliver"] {
                    decided(&self.seller_does(order, step).await);
                }
            }
            Act::CancelOrder(order) => {
                let (id, _) = self.order(order);
                let path = format!("/v1/store/orders/{id}/cancel");
                decided(&self.bought.shopper.post(&path, json!({})).await);
            }
            Act::CancelAll => decided(&self.bought.cancel().await),
            Act::PayAgain(outcome) => decided(&self.bought.pay_again(outcome).await),
            Act::Wait(minutes) => self.fair.market.advance(TimeDelta::minutes(minutes)),
            Act::Jobs => self.fair.market.settle_jobs().await,
            Act::Settle => self.settle().await,
            Act::Bank(pays) => self.bank(pays).await,
        }
    }

    async fn seller_does(&self, order: usize, step: &str) -> Answer {
        let (id, seller_id) = self.order(order);
        let shop = self
            .fair
            .shops
            .iter()
            .find(|shop| shop.id.to_string() == seller_id);
        act(&shop.expect("a shop").member, &id, step).await
    }

    /// The id of an order of the purchase, and of its seller.
    fn order(&self, position: usize) -> (String, String) {
        let orders = self.bought.answer["orders"].as_array().expect("orders");
        let order = &orders[position % orders.len()];
        let text = |value: &serde_json::Value| value.as_str().expect("an id").to_owned();
        (text(&order["id"]), text(&order["seller"]["id"]))
    }

    async fn settle(&self) {
        let run = PayoutRun {
            as_of: None,
            actor: "test".to_owned(),
        };
        let report = settlement::settle(self.fair.market.app(), run).await;
        let report = report.expect("a payout run");
        assert!(report.problems.is_empty(), "{report:?}");
    }

    /// Ends every payout that is under way.
    async fn bank(&self, pays: bool) {
        let market = &self.fair.market;
        let finance = market.actor(&market.staff(StaffRole::Finance).await).await;
        let finance = finance.staff(StaffRole::Finance).expect("finance");
        let page = PageRequest::new(100, None).expect("a page");
        let sent = Some(PayoutState::Approved);
        let sent = settlement::payouts(market.app(), &finance, sent, page).await;
        for payout in sent.expect("payouts").0 {
            let ended = if pays {
                settlement::complete(market.app(), &finance, payout.id, "FT1").await
            } else {
                settlement::fail(market.app(), &finance, payout.id, "Sai số tài khoản").await
            };
            ended.expect("it was under way");
        }
    }

    /// No job is left over, the books are right, and every unit is on the shelf or sold.
    async fn ends_well(&self) {
        let market = &self.fair.market;
        market.settle_jobs().await;
        market.audit_is_clean().await;
        let view = self.bought.view().await;
        for (goods, quantity) in &self.wanted {
            let orders = view["orders"].as_array().expect("orders");
            let order = orders
                .iter()
                .find(|order| order["id"] == self.bought.order_of(*goods).as_str());
            let is_placed = !view["placed_at"].is_null();
            let is_sold = is_placed && order.expect("an order")["state"] != "cancelled";
            let sold = if is_sold { *quantity } else { 0 };
            assert_eq!(market.on_hand(*goods).await, 5 - sold, "{view}");
        }
    }
}

/// A yes, or a refusal by the rules.
#[track_caller]
fn decided(answer: &Answer) {
    if answer.is_success() {
        return;
    }
    assert!([404, 409].contains(&answer.status), "{answer}");
    assert_ne!(answer.json()["code"], "not_found", "{answer}");
}
