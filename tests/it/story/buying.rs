//! How shoppers buy and pay, and how parcels reach them.

use serde_json::json;
use tests::{
    Bought, Cart, Goods, dong,
    fakes::{self, BankNotice, Told},
};

use super::{
    Story,
    opening::{Balances, balances, text},
};
use crate::hooks::told;

/// How a shopper pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Cash,
    Card,
    Transfer,
}

impl Way {
    const fn method(self) -> &'static str {
        match self {
            Self::Cash => "cod",
            Self::Card => "stripe",
            Self::Transfer => "vietqr",
        }
    }
}

/// A purchase: which stalls it is from, in order, and the name of its payment at Stripe.
pub(super) struct Purchase {
    way: Way,
    bought: Bought,
    goods: Vec<(usize, Goods)>,
    intent: Option<String>,
}

impl Purchase {
    /// The order of a stall.
    pub(super) fn order(&self, stall: usize) -> String {
        let (_, goods) = self
            .goods
            .iter()
            .find(|(from, _)| *from == stall)
            .expect("it sold");
        self.bought.order_of(*goods)
    }

    /// The only line of a stall's order.
    pub(super) fn line(&self, stall: usize) -> String {
        let order = self.order(stall);
        let orders = self.bought.answer["orders"].as_array().expect("orders");
        let order = orders.iter().find(|one| one["id"] == order.as_str());
        text(&order.expect("the order")["lines"][0]["id"])
    }

    /// The payment at Stripe.
    pub(super) fn intent(&self) -> String {
        self.intent.clone().expect("it was paid by card")
    }

    /// The parcel's name at the carrier.
    pub(super) fn tracking_code(&self, stall: usize) -> String {
        let order = self.order(stall).replace('-', "");
        format!("GHN{}", order[20..].to_uppercase())
    }

    /// What is to be paid at the door of a stall's order.
    pub(super) fn total(&self) -> i64 {
        dong(&self.bought.answer["totals"]["total"])
    }
}

impl Story {
    /// A card pays 594,000: 200,000 for two of the household's units after its own voucher,
    /// 200,000 and 160,000 of the others, less the province's 56,000, and three deliveries.
    pub(super) async fn buys_by_card(&self) -> Purchase {
        let wanted = [(0, 2), (1, 1), (2, 1)];
        let card = self.buys(Way::Card, &wanted, &["BACHIN", "TINH"]).await;
        assert_eq!(card.total(), 560_000 - 56_000 + 90_000);
        card
    }

    /// A transfer pays 340,000: two units of the company's, less the market's 10,000.
    pub(super) async fn buys_by_transfer(&self) -> Purchase {
        let transfer = self.buys(Way::Transfer, &[(2, 2)], &["CHOSAO"]).await;
        assert_eq!(transfer.total(), 340_000);
        transfer
    }

    /// Somebody buys units of stalls with these vouchers and pays.
    pub(super) async fn buys(
        &self,
        way: Way,
        wanted: &[(usize, i64)],
        vouchers: &[&str],
    ) -> Purchase {
        let units: Vec<(Goods, i64)> = wanted
            .iter()
            .map(|(stall, units)| (self.stalls[*stall].goods, *units))
            .collect();
        let cart = Cart::ready(&self.market.guest(), &units).await;
        for code in vouchers {
            let body = json!({ "code": code });
            cart.guest
                .post(&cart.path("/vouchers"), body)
                .await
                .expect(201);
        }
        let bought = cart.buy(way.method()).await;
        let stalls = wanted.iter().map(|(stall, _)| *stall);
        let mut purchase = Purchase {
            way,
            bought,
            goods: stalls
                .zip(units.into_iter().map(|(goods, _)| goods))
                .collect(),
            intent: None,
        };
        self.is_paid(&mut purchase).await;
        purchase
    }

    async fn is_paid(&self, purchase: &mut Purchase) {
        match purchase.way {
            Way::Cash => return,
            Way::Card => {
                let session = text(&self.stripe.newest("checkout.session")["id"]);
                purchase.intent = Some(self.stripe.pay(&session));
                self.stripe_tells("checkout.session.completed").await;
                self.stripe_tells("payment_intent.succeeded").await;
            }
            Way::Transfer => self.transfers(purchase).await,
        }
        let view = purchase.bought.view().await;
        assert_eq!(view["state"], "placed", "{view}");
        assert_eq!(view["payment"]["captured"], view["totals"]["total"]);
    }

    /// The shopper transfers all of it, and the bank's watcher tells.
    async fn transfers(&self, purchase: &Purchase) {
        let transfer = &purchase.bought.answer["payment"]["next_action"]["transfer"];
        let notice = fakes::sepay(&BankNotice {
            id: 1,
            amount: purchase.total(),
            content: format!("MBVCB.1.{}.CT", text(&transfer["reference"])),
            sent_at: self.market.app().clock().now().timestamp(),
        });
        self.hears("bank-transfers/sepay", &notice).await;
    }

    /// Stripe tells its last event of a kind.
    pub(super) async fn stripe_tells(&self, kind: &str) {
        let now = self.market.app().clock().now().timestamp();
        self.stripe.stand_at(now);
        self.hears("payments/stripe", &self.stripe.told_last(kind))
            .await;
    }

    /// Whatever is told is told twice, as providers do.
    async fn hears(&self, door: &str, what: &Told) {
        for _ in 0..2 {
            told(&self.market.guest(), door, what).await.expect(200);
        }
        self.market.settle_jobs().await;
    }

    /// Every order of a purchase is confirmed, packed, shipped and delivered.
    pub(super) async fn delivers(&self, purchase: &Purchase) {
        for (stall, _) in &purchase.goods {
            let code = purchase.tracking_code(*stall);
            let ship = json!({"carrier": "ghn", "tracking_code": code});
            for step in ["confirm", "pack", "ship", "deliver"] {
                let body = if step == "ship" {
                    ship.clone()
                } else {
                    json!({})
                };
                let path = format!("/v1/seller/orders/{}/{step}", purchase.order(*stall));
                let member = &self.stalls[*stall].member;
                member.post(&path, body).await.expect(200);
            }
        }
    }

    /// Days pass, and the worker works.
    pub(super) async fn days_pass(&self, days: i64) {
        self.market.advance(chrono::TimeDelta::days(days));
        self.market.settle_jobs().await;
    }

    /// Every seller sees these amounts held and available, and nothing is broken.
    #[track_caller]
    pub(super) fn balances(&self, expected: Balances) -> impl Future<Output = ()> + '_ {
        let caller = std::panic::Location::caller();
        async move {
            self.market.settle_jobs().await;
            assert_eq!(balances(&self.stalls).await, expected, "at {caller}");
            self.market.audit_is_clean().await;
        }
    }
}
