//! What the shopper's bank does afterwards.

use serde_json::json;

use super::{DISPUTE_FEE, StripeFake, objects, vault::Vault};

impl StripeFake {
    /// The bank disputes a payment and takes the money. The dispute's name.
    ///
    /// # Panics
    ///
    /// When there is no such payment.
    pub fn dispute(&self, intent: &str, amount: i64) -> String {
        let mut vault = self.vault();
        let id = vault.open_dispute(intent, amount);
        vault.tell("charge.dispute.created", &id);
        vault.move_disputed(&id, ("dispute", -amount), DISPUTE_FEE);
        vault.tell("charge.dispute.funds_withdrawn", &id);
        id
    }

    /// The bank lets an authorisation go that nobody captured.
    ///
    /// # Panics
    ///
    /// When there is no such payment, or its money is not waiting.
    pub fn lapse(&self, intent: &str) {
        let mut vault = self.vault();
        assert_eq!(vault.text(intent, "status"), "requires_capture");
        vault.let_go(intent);
    }

    /// The bank only asks about a payment. The dispute's name.
    ///
    /// # Panics
    ///
    /// When there is no such payment.
    pub fn inquire(&self, intent: &str, amount: i64) -> String {
        let mut vault = self.vault();
        let id = vault.open_dispute(intent, amount);
        vault.set(&id, [("status", json!("warning_needs_response"))]);
        vault.tell("charge.dispute.created", &id);
        id
    }

    /// The merchant sends evidence by Stripe's own pages.
    ///
    /// # Panics
    ///
    /// When there is no such dispute.
    pub fn answer(&self, dispute: &str) {
        let mut vault = self.vault();
        vault.set(dispute, [("status", json!("under_review"))]);
        vault.tell("charge.dispute.updated", dispute);
    }

    /// The bank has no more questions.
    ///
    /// # Panics
    ///
    /// When there is no such inquiry.
    pub fn close_inquiry(&self, dispute: &str) {
        let mut vault = self.vault();
        vault.set(dispute, [("status", json!("warning_closed"))]);
        vault.tell("charge.dispute.closed", dispute);
    }

    /// The bank decides for the merchant, and gives the money back; Stripe keeps its fee.
    ///
    /// # Panics
    ///
    /// When there is no such dispute.
    pub fn win(&self, dispute: &str) {
        let mut vault = self.vault();
        let amount = vault.number(dispute, "amount");
        vault.move_disputed(dispute, ("dispute_reversal", amount), 0);
        vault.set(dispute, [("status", json!("won"))]);
        vault.tell("charge.dispute.funds_reinstated", dispute);
        vault.tell("charge.dispute.closed", dispute);
    }

    /// The bank decides for the shopper.
    ///
    /// # Panics
    ///
    /// When there is no such dispute.
    pub fn lose(&self, dispute: &str) {
        let mut vault = self.vault();
        vault.set(dispute, [("status", json!("lost"))]);
        vault.tell("charge.dispute.closed", dispute);
    }

    /// A refund that waited comes to its end.
    ///
    /// # Panics
    ///
    /// When there is no such refund.
    pub fn finish_refund(&self, refund: &str, is_paid: bool) {
        let mut vault = self.vault();
        if is_paid {
            vault.set(refund, [("status", json!("succeeded"))]);
            vault.tell("refund.updated", refund);
            return;
        }
        let charge = vault.text(refund, "charge");
        let amount = vault.number(refund, "amount");
        let left = vault.number(&charge, "amount_refunded") - amount;
        vault.set(
            &charge,
            [("amount_refunded", json!(left)), ("refunded", json!(false))],
        );
        vault.move_money(("refund_failure", refund), amount, 0);
        vault.set(
            refund,
            [
                ("status", json!("failed")),
                ("failure_reason", json!("lost_or_stolen_card")),
            ],
        );
        vault.tell("refund.failed", refund);
    }
}

impl Vault {
    fn open_dispute(&mut self, intent: &str, amount: i64) -> String {
        let charge = self.text(intent, "latest_charge");
        let id = self.name("dp");
        let dispute = objects::dispute(&id, self.known(&charge), (amount, self.now));
        self.put(dispute);
        self.set(&charge, [("disputed", json!(true))]);
        id
    }

    fn move_disputed(&mut self, dispute: &str, (kind, dong): (&str, i64), fee: i64) {
        let moved = self.move_money((kind, dispute), dong, fee);
        let mut all = self.known(dispute)["balance_transactions"].clone();
        let list = all.as_array_mut().expect("a list");
        list.push(self.known(&moved).clone());
        self.set(dispute, [("balance_transactions", all)]);
    }
}
