//! What comes back: returns, refunds, claims and card disputes.

use serde_json::{Value, json};

use super::{
    dice::Dice,
    fair::{Fair, decided, text},
    life::{Life, line_of},
};

impl Life {
    /// A unit is sent back, as far as both sides go.
    pub(super) async fn returns(&mut self, fair: &mut Fair, dice: &mut Dice) {
        let (order, shop) = self.order(fair, dice).await;
        let shopper = &self.bought.shopper;
        let line = line_of(&order, dice);
        let reason = dice.one_of(&["changed_mind", "not_as_described", "changed_mind"]);
        let body = json!({"lines": [{"line_id": line["id"], "quantity": 1}], "reason": reason,
            "wish": "refund", "note": "Không vừa ý", "photo_ids": []});
        let path = format!("/v1/store/orders/{}/returns", text(&order["id"]));
        let asked = shopper.post(&path, body).await;
        if !decided(&asked) {
            return;
        }
        let id = text(&asked.json()["id"]);
        let seller = format!("/v1/seller/returns/{id}");
        let send = json!({"carrier": "GHN", "tracking_code": "R1"});
        let steps = [
            (&shop.member, format!("{seller}/approve"), json!({})),
            (shopper, format!("/v1/store/returns/{id}/send"), send),
            (&shop.member, format!("{seller}/receive"), json!({})),
            (&shop.member, format!("{seller}/refund"), json!({})),
        ];
        for (who, path, body) in steps {
            if dice.percent(85) {
                decided(&who.post(&path, body).await);
            }
        }
    }

    /// The desk pays back units, an amount or all that is left, with or without delivery.
    pub(super) async fn refunds(&mut self, fair: &mut Fair, dice: &mut Dice) {
        let (order, _) = self.order(fair, dice).await;
        let path = format!("/v1/desk/orders/{}/refunds", text(&order["id"]));
        let mut body = json!({"lines": [part(&order, dice)], "reason": "Hàng bị móp"});
        if dice.percent(20) {
            body["delivery"] = json!(dice.one_of(&["platform", "seller"]));
        }
        decided(&fair.finance.post(&path, body).await);
    }

    /// The shopper claims something, or the claim goes on: the seller answers or agrees, the
    /// desk rules.
    pub(super) async fn claims(&mut self, fair: &mut Fair, dice: &mut Dice) {
        let (order, shop) = self.order(fair, dice).await;
        let Some(claim) = &self.claim else {
            let path = format!("/v1/store/orders/{}/claims", text(&order["id"]));
            let body = json!({"reason": "not_as_described", "note": "Không đúng như mô tả"});
            let claimed = self.bought.shopper.post(&path, body).await;
            if decided(&claimed) {
                self.claim = Some(text(&claimed.json()["id"]));
            }
            return;
        };
        let seller = format!("/v1/seller/disputes/{claim}");
        if dice.percent(60) {
            let body = json!({"note": "Hàng đúng nhãn"});
            decided(&shop.member.post(&format!("{seller}/evidence"), body).await);
        } else if dice.percent(30) {
            let body = json!({"lines": [part(&order, dice)]});
            decided(&shop.member.post(&format!("{seller}/accept"), body).await);
        }
        let lines = if dice.percent(50) {
            json!([part(&order, dice)])
        } else {
            json!([])
        };
        let path = format!("/v1/desk/disputes/{claim}/rule");
        let body = json!({"lines": lines, "note": "Theo chứng cứ"});
        if decided(&fair.finance.post(&path, body).await) {
            self.claim = None;
        }
    }

    /// The shopper's bank disputes what is left of a card payment, or decides.
    pub(super) async fn disputes(&mut self, fair: &mut Fair, dice: &mut Dice) {
        if let Some(dispute) = &self.dispute {
            match dice.between(0, 5) {
                0 => fair.stripe.answer(dispute),
                1 | 2 => {
                    fair.stripe.win(dispute);
                    self.dispute = None;
                }
                _ => {
                    fair.stripe.lose(dispute);
                    self.dispute = None;
                }
            }
            return;
        }
        let Some(intent) = &self.intent else { return };
        let intent_seen = fair.stripe.object(intent);
        let charge = fair.stripe.object(&text(&intent_seen["latest_charge"]));
        let number = |field: &str| charge[field].as_i64().unwrap_or(0);
        let left = number("amount_captured") - number("amount_refunded");
        if left > 0 && charge["disputed"] != json!(true) {
            let amount = if dice.percent(60) {
                left
            } else {
                dice.between(1, left)
            };
            self.dispute = Some(fair.stripe.dispute(intent, amount));
        }
    }
}

/// A part of an order: a unit, or an amount.
fn part(order: &Value, dice: &mut Dice) -> Value {
    let line = line_of(order, dice);
    if dice.percent(50) {
        return json!({"line_id": line["id"], "quantity": dice.between(1, 2)});
    }
    let amount = json!({"amount": dice.between(1, 60_000), "currency": "VND"});
    json!({"line_id": line["id"], "amount": amount})
}
