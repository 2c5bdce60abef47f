//! What finance does: remittances, refunds, settlements, payouts.

use serde_json::{Value, json};
use tests::{Caller, dong};

use super::{Story, buying::Purchase, opening::text};
use crate::remittances::given::{balance, ghn_file, today, upload};

/// The market's own people.
pub(super) struct Desk {
    pub(super) finance: Caller,
    pub(super) promoter: Caller,
}

impl Desk {
    pub(super) async fn says_tax_code(&self, seller: &str, code: &str) {
        let path = format!("/v1/desk/sellers/{seller}/tax-status");
        let status = json!({"tax_kind": "household", "residency": "resident", "tax_code": code});
        self.finance.put(&path, status).await.expect(200);
    }

    /// Pays back a part of an order.
    pub(super) async fn refunds(&self, order: &str, part: Value) -> Value {
        let path = format!("/v1/desk/orders/{order}/refunds");
        let body = json!({"lines": [part], "reason": "Hàng bị móp"});
        self.finance.post(&path, body).await.expect(201)
    }

    /// What an account of the books holds.
    pub(super) async fn account(&self, code: &str) -> i64 {
        balance(&self.finance, code).await
    }
}

impl Story {
    /// The carrier keeps 22,000 and 25,000 of 150,000 and 230,000.
    pub(super) async fn carrier_remits(&self, cash: &Purchase) {
        assert_eq!(self.desk.account("carrier_cod:ghn").await, 380_000);
        let day = today(&self.market);
        let codes = [cash.tracking_code(0), cash.tracking_code(1)];
        let rows = [
            (codes[0].as_str(), 150_000, 22_000),
            (codes[1].as_str(), 230_000, 25_000),
        ];
        let file = ghn_file("PHIEN2026", &day, &rows);
        let fields = [("carrier", "ghn"), ("received", "333000")];
        let taken = upload(&self.desk.finance, file, &fields).await;
        taken.expect(201);
        assert_eq!(self.desk.account("carrier_cod:ghn").await, 0);
        assert_eq!(self.desk.account("bank:main").await, 340_000 + 333_000);
    }

    /// Stripe pays what it holds: 594,000 less the 90,000 that went back, less its fee.
    pub(super) async fn stripe_settles(&self) {
        let settlement = json!({"provider": "stripe", "reference": "po_20261201",
            "settled_on": today(&self.market), "gross": 504_000, "fee": 15_000,
            "fee_vat": 1_500, "net": 487_500});
        let path = "/v1/desk/provider-settlements";
        self.desk.finance.post(path, settlement).await.expect(201);
        assert_eq!(self.desk.account("psp:stripe").await, 0);
    }

    /// A payout run pays these amounts in the order of the stalls, and the bank confirms them
    /// as FTA1, FTA2, …
    pub(super) async fn pays(&self, amounts: &[i64], name: &str) {
        let finance = &self.desk.finance;
        let run = finance.post("/v1/desk/payout-runs", json!({})).await;
        let run = run.expect(201);
        let payouts = run["payouts"].as_array().expect("payouts");
        assert_eq!(payouts.len(), amounts.len(), "{run}");
        for (position, amount) in amounts.iter().enumerate() {
            let payout = payouts
                .iter()
                .find(|payout| payout["seller"]["id"] == self.stalls[position].id.as_str());
            let payout = payout.expect("a payout");
            assert_eq!(dong(&payout["amount"]), *amount);
            let path = format!("/v1/desk/payouts/{}/complete", text(&payout["id"]));
            let reference = json!({"bank_reference": format!("{name}{}", position + 1)});
            let paid = finance.post(&path, reference).await.expect(200);
            assert_eq!(paid["state"], "paid");
        }
    }
}
