//! What every fake lets a test do and see behind the stage.

use tests::fakes::{Fake, Fault, StripeFake, Told};

/// A fake, whatever it stands in for. Names are those that the provider gives attempts.
pub(super) trait Backstage {
    /// How many orders there are.
    fn orders(&self) -> usize;
    /// How many calls came in.
    fn calls(&self) -> u64;
    /// What an order is about, in đồng.
    fn amount(&self, name: &str) -> i64;
    /// What of an order has gone back, in đồng.
    fn refunded(&self, name: &str) -> i64;
    /// The provider's number of the payment of an order.
    fn number(&self, name: &str) -> String;
    /// Breaks the next calls in these ways, one after the other.
    fn break_next(&self, faults: &[Fault]);
    /// Stops breaking calls.
    fn heal(&self);
    /// The shopper opens a page.
    fn visit(&self, url: &str);
    /// The shopper pays.
    fn pay(&self, name: &str);
    /// The signed notification about an order as it is now.
    fn tell(&self, name: &str) -> Told;
}

impl Backstage for Fake {
    fn orders(&self) -> usize {
        self.book.orders()
    }

    fn calls(&self) -> u64 {
        self.book.calls()
    }

    fn amount(&self, name: &str) -> i64 {
        self.book.order(name).amount
    }

    fn refunded(&self, name: &str) -> i64 {
        self.book.order(name).refunded()
    }

    fn number(&self, name: &str) -> String {
        self.book.order(name).number.to_string()
    }

    fn break_next(&self, faults: &[Fault]) {
        self.book.break_next(faults.iter().copied());
    }

    fn heal(&self) {
        self.book.heal();
    }

    fn visit(&self, url: &str) {
        Self::visit(self, url);
    }

    fn pay(&self, name: &str) {
        self.book.pay(name);
    }

    fn tell(&self, name: &str) -> Told {
        Self::tell(self, name)
    }
}

impl Backstage for StripeFake {
    fn orders(&self) -> usize {
        self.count("checkout.session")
    }

    fn calls(&self) -> u64 {
        u64::try_from(Self::calls(self)).expect("few calls")
    }

    fn amount(&self, name: &str) -> i64 {
        let amount = self.object(name)["amount_total"].as_i64();
        amount.expect("an amount")
    }

    fn refunded(&self, name: &str) -> i64 {
        let intent = self.object(&self.number(name));
        let charge = intent["latest_charge"].as_str().expect("a charge");
        let refunded = self.object(charge)["amount_refunded"].as_i64();
        refunded.expect("an amount")
    }

    fn number(&self, name: &str) -> String {
        let session = self.object(name);
        let intent = session["payment_intent"].as_str();
        intent.expect("a payment").to_owned()
    }

    fn break_next(&self, faults: &[Fault]) {
        Self::break_next(self, faults.iter().copied());
    }

    fn heal(&self) {
        Self::heal(self);
    }

    fn visit(&self, _: &str) {}

    fn pay(&self, name: &str) {
        Self::pay(self, name);
    }

    fn tell(&self, name: &str) -> Told {
        let intent = self.number(name);
        let events = self.events();
        let event = events.iter().find(|event| {
            event["type"] == "payment_intent.succeeded" && event["data"]["object"]["id"] == intent
        });
        self.sign(event.expect("money"), tests::fakes::STRIPE_WEBHOOK_SECRET)
    }
}
