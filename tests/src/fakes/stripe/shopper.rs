//! What a shopper does on Stripe's page.

use serde_json::json;

use super::{
    StripeFake,
    objects::{self, NewIntent},
    vault::Vault,
};

impl StripeFake {
    /// The shopper pays with a card; money is only promised when the merchant captures
    /// later. The name of the payment.
    ///
    /// # Panics
    ///
    /// When the session is not open.
    pub fn pay(&self, session: &str) -> String {
        let mut vault = self.vault();
        let intent = vault.begin(session);
        let is_manual = vault.text(&intent, "capture_method") == "manual";
        let amount = vault.number(&intent, "amount");
        let charge = vault.name("ch");
        let made = objects::charge(&charge, vault.known(&intent), vault.now);
        vault.put(made);
        vault.set(&intent, [("latest_charge", json!(charge))]);
        if is_manual {
            vault.set(
                &intent,
                [
                    ("status", json!("requires_capture")),
                    ("amount_capturable", json!(amount)),
                ],
            );
        } else {
            vault.take(&intent, amount);
        }
        let status = if is_manual { "unpaid" } else { "paid" };
        vault.set(
            session,
            [
                ("status", json!("complete")),
                ("payment_status", json!(status)),
            ],
        );
        vault.tell("checkout.session.completed", session);
        vault.tell(
            if is_manual {
                "payment_intent.amount_capturable_updated"
            } else {
                "payment_intent.succeeded"
            },
            &intent,
        );
        intent
    }

    /// The shopper's card is refused; the page stays open for another.
    ///
    /// # Panics
    ///
    /// When the session is not open.
    pub fn decline(&self, session: &str) {
        let mut vault = self.vault();
        let intent = vault.begin(session);
        let error = json!({"type": "card_error", "code": "card_declined",
            "decline_code": "insufficient_funds", "message": "Your card has insufficient funds."});
        vault.set(&intent, [("last_payment_error", error)]);
        vault.tell("payment_intent.payment_failed", &intent);
    }

    /// The shopper goes away, and the page closes.
    ///
    /// # Panics
    ///
    /// When the session is not open.
    pub fn abandon(&self, session: &str) {
        let mut vault = self.vault();
        assert_eq!(vault.text(session, "status"), "open");
        vault.abandon(session);
    }

    /// The shopper pays in a way that takes days.
    ///
    /// # Panics
    ///
    /// When the session is not open.
    pub fn promise(&self, session: &str) {
        let mut vault = self.vault();
        let intent = vault.begin(session);
        vault.set(&intent, [("status", json!("processing"))]);
        vault.set(session, [("status", json!("complete"))]);
        vault.tell("checkout.session.completed", session);
    }

    /// A promise of the shopper's bank comes to nothing.
    ///
    /// # Panics
    ///
    /// When nothing was promised.
    pub fn let_down(&self, session: &str) {
        let mut vault = self.vault();
        let intent = vault.text(session, "payment_intent");
        vault.set(&intent, [("status", json!("requires_payment_method"))]);
        vault.tell("checkout.session.async_payment_failed", session);
    }
}

impl Vault {
    /// The payment of an open session; it is made when the shopper first tries.
    fn begin(&mut self, session: &str) -> String {
        assert_eq!(self.text(session, "status"), "open", "the page is open");
        let known = self.text(session, "payment_intent");
        if !known.is_empty() {
            return known;
        }
        let wanted = self.wanted[session].clone();
        let id = self.name("pi");
        let intent = objects::intent(NewIntent {
            id: &id,
            amount: self.number(session, "amount_total"),
            currency: "vnd",
            capture_method: wanted["capture_method"].as_str().expect("a method"),
            metadata: wanted["metadata"].clone(),
            transfer_group: wanted["transfer_group"].clone(),
            now: self.now,
        });
        self.put(intent);
        self.set(session, [("payment_intent", json!(id))]);
        id
    }

    /// Takes the money of a payment, whose fee Stripe keeps.
    pub(super) fn take(&mut self, intent: &str, amount: i64) {
        self.set(
            intent,
            [
                ("status", json!("succeeded")),
                ("amount_received", json!(amount)),
                ("amount_capturable", json!(0)),
            ],
        );
        let charge = self.text(intent, "latest_charge");
        let moved = self.move_money(("charge", &charge), amount, Self::fee(amount));
        self.set(
            &charge,
            [
                ("captured", json!(true)),
                ("amount_captured", json!(amount)),
                ("balance_transaction", json!(moved)),
            ],
        );
    }

    /// Lets a payment go.
    pub(super) fn let_go(&mut self, intent: &str) {
        self.set(
            intent,
            [
                ("status", json!("canceled")),
                ("amount_capturable", json!(0)),
                ("canceled_at", json!(self.now)),
            ],
        );
        self.tell("payment_intent.canceled", intent);
    }

    /// Closes an open session, and lets its payment go.
    pub(super) fn abandon(&mut self, session: &str) {
        self.set(
            session,
            [("status", json!("expired")), ("url", json!(null))],
        );
        self.tell("checkout.session.expired", session);
        let intent = self.text(session, "payment_intent");
        if !intent.is_empty() {
            self.let_go(&intent);
        }
    }
}
