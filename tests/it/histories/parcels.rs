//! What sellers and carriers do with an order.

use serde_json::{Value, json};
use tests::{Answer, Caller, dong};

use super::{
    dice::Dice,
    fair::{Fair, decided, text},
    life::Life,
};

/// The way to the shopper's door.
const STEPS: [&str; 4] = ["confirm", "pack", "ship", "deliver"];

impl Life {
    /// The seller takes one step, possible or not.
    pub(super) async fn seller_steps(&mut self, fair: &mut Fair, dice: &mut Dice) {
        let (order, shop) = self.order(fair, dice).await;
        let step = dice.one_of(&STEPS);
        take_step(fair, &shop.member, (&order, step)).await;
    }

    /// The seller takes every step up to the door.
    pub(super) async fn delivers(&mut self, fair: &mut Fair, dice: &mut Dice) {
        let (order, shop) = self.order(fair, dice).await;
        for step in STEPS {
            take_step(fair, &shop.member, (&order, step)).await;
            // What a card has promised is taken before the parcel leaves.
            if step == "confirm" {
                fair.works().await;
            }
        }
    }

    /// A parcel is refused, tried again, brought back, or lost.
    pub(super) async fn detours(&mut self, fair: &mut Fair, dice: &mut Dice) {
        let (order, shop) = self.order(fair, dice).await;
        let id = text(&order["id"]);
        for step in &STEPS[..3] {
            take_step(fair, &shop.member, (&order, step)).await;
        }
        let why = json!({"reason": "Khách không nhận"});
        if dice.percent(20) {
            let path = format!("/v1/desk/orders/{id}/lose");
            let body = json!({"reason": "GHN báo mất"});
            decided(&fair.finance.post(&path, body).await);
            return;
        }
        let detour: &[(&str, Value)] = if dice.percent(40) {
            &[("fail-delivery", why), ("reship", json!({}))]
        } else {
            let is_fine = json!({"can_be_sold": dice.percent(70)});
            &[
                ("fail-delivery", why),
                ("turn-back", json!({})),
                ("receive-back", is_fine),
            ]
        };
        for (step, body) in detour {
            if dice.percent(90) {
                decided(&act(&shop.member, (&id, step), body.clone()).await);
            }
        }
    }
}

async fn act(member: &Caller, (order, step): (&str, &str), body: Value) -> Answer {
    let path = format!("/v1/seller/orders/{order}/{step}");
    member.post(&path, body).await
}

/// A step of the seller's; cash that is collected will be handed over.
async fn take_step(fair: &mut Fair, member: &Caller, (order, step): (&Value, &str)) {
    let id = text(&order["id"]);
    let body = match step {
        "ship" => json!({"carrier": "ghn", "tracking_code": format!("G{}", fair.number())}),
        _ => json!({}),
    };
    let taken = act(member, (&id, step), body).await;
    if decided(&taken) && step == "deliver" {
        let order = member
            .get(&format!("/v1/seller/orders/{id}"))
            .await
            .expect(200);
        let parcel = &order["parcels"][0];
        let cash = dong(&parcel["cod_amount"]);
        if cash > 0 {
            fair.cash.insert(text(&parcel["tracking_code"]), cash);
        }
    }
}
