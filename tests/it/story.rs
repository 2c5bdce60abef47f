//! One story, from an empty market to the end of a month: three sellers, every way to pay,
//! both kinds of voucher, what comes back, and books that are right to the đồng at each stage.
//!
//! Everything is done through HTTP, the command line and the hooks of providers. Every figure
//! was worked out by hand: commission is 8 % of a sale and VAT 10 % of that; 1 % VAT and 0.5 %
//! income tax are withheld from the household; delivery costs the shopper 30,000 a parcel.
//!
//! ```text
//! a sale of        commission   VAT     withheld    the seller gets
//! 120,000  (A)      9,600        960   1,200 + 600      107,640
//! 200,000  (A)     16,000      1,600   2,000 + 1,000    179,400
//! 240,000  (A)     19,200      1,920   2,400 + 1,200    215,280
//! 200,000  (B)     16,000      1,600                    182,400
//! 160,000  (C)     12,800      1,280                    145,920
//! 320,000  (C)     25,600      2,560                    291,840
//! ```

mod bank;
mod buying;
mod desk;
mod opening;

use buying::{Purchase, Way};
use serde_json::json;
use tests::{Market, dong, fakes::StripeFake};

use self::{desk::Desk, opening::Stall};

/// The household, the cooperative and the company, in this order.
type Stalls = [Stall; 3];

/// The market, its desk and its sellers, on the first of a month.
struct Story {
    market: Market,
    stripe: StripeFake,
    desk: Desk,
    stalls: Stalls,
}

#[tokio::test]
async fn a_month_of_a_market_balances_to_the_dong() {
    let story = Story::opens().await;
    let sales = story.sells().await;
    story.is_paid_for(&sales).await;
    story.takes_back(&sales.card).await;
    story.loses_a_dispute(&sales.card).await;
    story.nets_what_is_owed().await;
    story.month_ends().await;
    story.taxes_are_declared().await;
    story.statements_agree().await;
    story.bank_agrees().await;
    story.books_are_right().await;
}

/// The purchases of the first day.
struct Sales {
    card: Purchase,
    cash: Purchase,
}

impl Story {
    /// The first: three purchases, each by another way to pay, and their deliveries.
    async fn sells(&self) -> Sales {
        let card = self.buys_by_card().await;
        let cash = self.buys(Way::Cash, &[(0, 1), (1, 1)], &[]).await;
        let transfer = self.buys_by_transfer().await;
        self.balances([[0, 0]; 3]).await;
        for purchase in [&card, &cash, &transfer] {
            self.delivers(purchase).await;
        }
        self.balances([
            [179_400 + 107_640, 0],
            [182_400 + 182_400, 0],
            [145_920 + 291_840, 0],
        ])
        .await;
        Sales { card, cash }
    }

    /// The second: the carrier hands the cash over, and one of two units comes back. The ninth:
    /// Stripe settles what it holds, the windows are over, everybody is paid.
    async fn is_paid_for(&self, sales: &Sales) {
        self.days_pass(1).await;
        self.carrier_remits(&sales.cash).await;
        let unit = json!({"line_id": sales.card.line(0), "quantity": 1});
        let refund = self.desk.refunds(&sales.card.order(0), unit).await;
        // Half of 200,000, of which the budget had paid 10,000.
        assert_eq!(dong(&refund["amount"]), 90_000);
        // Half of the commission, its VAT and both taxes come back to the seller.
        let left = 179_400 - 100_000 + 8_000 + 800 + 1_000 + 500;
        self.balances([[left + 107_640, 0], [364_800, 0], [437_760, 0]])
            .await;
        self.days_pass(7).await;
        self.stripe_settles().await;
        self.pays(&[89_700 + 107_640, 364_800, 437_760], "FTA")
            .await;
        self.balances([[0, 0]; 3]).await;
    }

    /// The tenth: a quarter of the cooperative's sale by card goes back after all.
    async fn takes_back(&self, card: &Purchase) {
        self.days_pass(1).await;
        let part = json!({"line_id": card.line(1),
            "amount": {"amount": 45_000, "currency": "VND"}});
        self.desk.refunds(&card.order(1), part).await;
        // 45,000 to the shopper and 5,000 to the budget, less 4,000 commission and 400 VAT.
        self.balances([[0, 0], [0, -45_600], [0, 0]]).await;
        assert_eq!(self.desk.account("psp:stripe").await, -45_000);
    }

    /// The eleventh: the shopper's bank takes back all that is left of the payment.
    async fn loses_a_dispute(&self, card: &Purchase) {
        self.days_pass(1).await;
        let dispute = self.stripe.dispute(&card.intent(), 594_000 - 135_000);
        self.stripe_tells("charge.dispute.funds_withdrawn").await;
        // What could still go back of each sale is set aside.
        self.balances([[0, -100_000], [0, -45_600 - 150_000], [0, -160_000]])
            .await;
        let taken = 45_000 + 459_000 + 380_000;
        assert_eq!(self.desk.account("psp:stripe").await, -taken);
        self.stripe.lose(&dispute);
        self.stripe_tells("charge.dispute.closed").await;
        // Each owes what the sale by card had brought; delivery is the market's loss.
        self.balances([[0, -89_700], [0, -45_600 - 136_800], [0, -145_920]])
            .await;
        assert_eq!(self.desk.account("expense:chargeback").await, 90_000);
        self.pays(&[], "FTB").await;
    }

    /// The next sale fills the holes before anything is paid.
    async fn nets_what_is_owed(&self) {
        let next = self.buys(Way::Card, &[(0, 2), (1, 1)], &[]).await;
        self.delivers(&next).await;
        self.balances([
            [215_280, -89_700],
            [182_400, -45_600 - 136_800],
            [0, -145_920],
        ])
        .await;
        self.days_pass(8).await;
        self.pays(&[215_280 - 89_700], "FTC").await;
        self.balances([[0, 0], [0, 0], [0, -145_920]]).await;
    }
}
