//! The life of one purchase: how it is bought and paid, and what happens next.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{Bought, Cart, Shop, dong, fakes::BankNotice};

use super::{
    dice::Dice,
    fair::{Fair, decided, text},
};

/// How the shopper pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Cash,
    Card,
    Transfer,
}

/// What can happen next.
#[derive(Clone, Copy, Debug)]
enum Act {
    Hears,
    Pays,
    SellerStep,
    Delivers,
    Detour,
    Cancels,
    CancelsUnit,
    Returns,
    Refunds,
    Claims,
    Disputes,
    Lapses,
    Waits,
    Expires,
    Remits,
    StripeSettles,
    PaysSellers,
    PaysRefunds,
}

/// What happens often is here several times.
const ACTS: [Act; 29] = [
    Act::Hears,
    Act::Hears,
    Act::Hears,
    Act::Pays,
    Act::SellerStep,
    Act::SellerStep,
    Act::Delivers,
    Act::Delivers,
    Act::Delivers,
    Act::Delivers,
    Act::Detour,
    Act::Cancels,
    Act::CancelsUnit,
    Act::Returns,
    Act::Returns,
    Act::Refunds,
    Act::Refunds,
    Act::Claims,
    Act::Disputes,
    Act::Disputes,
    Act::Lapses,
    Act::Waits,
    Act::Waits,
    Act::Expires,
    Act::Remits,
    Act::Remits,
    Act::StripeSettles,
    Act::PaysSellers,
    Act::PaysRefunds,
];

/// One purchase, and what was done so far.
pub(super) struct Life {
    pub(super) bought: Bought,
    way: Way,
    session: Option<String>,
    /// The payment at Stripe, once the shopper paid.
    pub(super) intent: Option<String>,
    /// The dispute at Stripe that is not over.
    pub(super) dispute: Option<String>,
    /// The claim of the shopper.
    pub(super) claim: Option<String>,
    story: Vec<String>,
}

impl Life {
    pub(super) async fn begins(fair: &mut Fair, dice: &mut Dice) -> Self {
        let way = dice.one_of(&[Way::Card, Way::Card, Way::Transfer, Way::Cash]);
        let mut wanted: Vec<_> = fair.goods.clone();
        dice.shuffle(&mut wanted);
        wanted.truncate(usize::try_from(dice.between(1, 4)).expect("a small number"));
        let wanted: Vec<_> = wanted
            .into_iter()
            .map(|goods| (goods, dice.between(1, 3)))
            .collect();
        let cart = Cart::ready(&fair.market.guest(), &wanted).await;
        let codes = ["OWN0", "OWN1", "OWN2", "MARKET", "BUDGET"];
        for code in codes.into_iter().filter(|_| dice.percent(30)) {
            let body = json!({ "code": code });
            let added = cart.guest.post(&cart.path("/vouchers"), body).await;
            // One that takes nothing off blocks the cart until it is out again.
            let discounts = added.json()["discounts"].as_array().cloned();
            let mut discounts = discounts.unwrap_or_default().into_iter();
            if decided(&added) && discounts.any(|one| one["problem"].is_object()) {
                let path = cart.path(&format!("/vouchers/{code}"));
                cart.guest.delete(&path).await.expect(200);
            }
        }
        let method = match way {
            Way::Cash => "cod",
            Way::Card => "stripe",
            Way::Transfer => "vietqr",
        };
        let bought = cart.buy(method).await;
        let session =
            (way == Way::Card).then(|| text(&fair.stripe.newest("checkout.session")["id"]));
        let mut life = Self {
            story: vec![format!(
                "{way:?} {}",
                bought.answer["totals"]["total"]["amount"]
            )],
            bought,
            way,
            session,
            intent: None,
            dispute: None,
            claim: None,
        };
        if dice.percent(90) {
            life.pays(fair, dice).await;
        }
        if dice.percent(80) {
            fair.hears(dice).await;
        }
        life
    }

    /// What happened, in a line.
    pub(super) fn story(&self) -> String {
        self.story.join(", ")
    }

    pub(super) fn tells(&mut self, what: impl Into<String>) {
        self.story.push(what.into());
    }

    pub(super) async fn goes_on(&mut self, fair: &mut Fair, dice: &mut Dice) {
        let act = dice.one_of(&ACTS);
        self.tells(format!("{act:?}"));
        match act {
            Act::Hears => fair.hears(dice).await,
            Act::Pays => self.pays(fair, dice).await,
            Act::SellerStep => self.seller_steps(fair, dice).await,
            Act::Delivers => self.delivers(fair, dice).await,
            Act::Detour => self.detours(fair, dice).await,
            Act::Cancels => self.cancels(fair, dice).await,
            Act::CancelsUnit => self.cancels_a_unit(fair, dice).await,
            Act::Returns => self.returns(fair, dice).await,
            Act::Refunds => self.refunds(fair, dice).await,
            Act::Claims => self.claims(fair, dice).await,
            Act::Disputes => self.disputes(fair, dice).await,
            Act::Lapses => self.lapses(fair),
            Act::Waits => fair.waits(TimeDelta::days(dice.between(1, 9))).await,
            Act::Expires => fair.waits(TimeDelta::minutes(20)).await,
            Act::Remits => fair.remits(dice).await,
            Act::StripeSettles => fair.stripe_settles().await,
            Act::PaysSellers => fair.pays_sellers(dice).await,
            Act::PaysRefunds => fair.pays_refunds_by_hand(dice).await,
        }
    }

    /// The shopper pays: by card on Stripe's page, by a transfer that may be too much, too
    /// little or late, or at the door.
    async fn pays(&mut self, fair: &mut Fair, dice: &mut Dice) {
        match self.way {
            Way::Cash => {}
            Way::Card => {
                let session = self.session.as_ref().expect("a page to pay on");
                if self.intent.is_none() && fair.stripe.object(session)["status"] == "open" {
                    self.intent = Some(fair.stripe.pay(session));
                }
            }
            Way::Transfer => {
                let total = dong(&self.bought.answer["totals"]["total"]);
                let transfer = &self.bought.answer["payment"]["next_action"]["transfer"];
                let amount = match dice.between(0, 9) {
                    0 => total / 2 + 1,
                    1 => total + 11_111,
                    _ => total,
                };
                let id = fair.number();
                fair.transfers.push(BankNotice {
                    id,
                    amount,
                    content: format!("MBVCB.{id}.{}.CT", text(&transfer["reference"])),
                    sent_at: 0,
                });
            }
        }
    }

    /// The shopper's bank lets go what it has promised and nobody took.
    fn lapses(&self, fair: &Fair) {
        if let Some(intent) = &self.intent
            && fair.stripe.object(intent)["status"] == "requires_capture"
        {
            fair.stripe.lapse(intent);
        }
    }

    /// An order of the purchase as it is now, and its seller.
    pub(super) async fn order(&self, fair: &Fair, dice: &mut Dice) -> (Value, Shop) {
        let view = self.bought.view().await;
        let orders = view["orders"].as_array().expect("orders");
        let order = orders[dice.below(orders.len())].clone();
        let seller_id = text(&order["seller"]["id"]);
        let shop = fair
            .shops
            .iter()
            .find(|shop| shop.id.to_string() == seller_id);
        (order, shop.expect("a shop").clone())
    }

    async fn cancels(&mut self, fair: &Fair, dice: &mut Dice) {
        if dice.percent(30) {
            decided(&self.bought.cancel().await);
            return;
        }
        let (order, shop) = self.order(fair, dice).await;
        let id = text(&order["id"]);
        let cancelled = if dice.percent(50) {
            let path = format!("/v1/seller/orders/{id}/cancel");
            shop.member.post(&path, json!({"reason": "Hết hàng"})).await
        } else {
            let path = format!("/v1/store/orders/{id}/cancel");
            self.bought.shopper.post(&path, json!({})).await
        };
        decided(&cancelled);
    }

    async fn cancels_a_unit(&mut self, fair: &Fair, dice: &mut Dice) {
        let (order, _) = self.order(fair, dice).await;
        let path = format!("/v1/store/orders/{}/cancel", text(&order["id"]));
        let body = json!({"lines": [{"line_id": line_of(&order, dice)["id"], "quantity": 1}]});
        decided(&self.bought.shopper.post(&path, body).await);
    }
}

/// One of an order's lines.
pub(super) fn line_of(order: &Value, dice: &mut Dice) -> Value {
    let lines = order["lines"].as_array().expect("lines");
    lines[dice.below(lines.len())].clone()
}
