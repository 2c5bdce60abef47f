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

use buying::Way;
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

    // The first: three purchases, each by another way to pay.
    let card = story.buys_by_card().await;
    let cash = story.buys(Way::Cash, &[(0, 1), (1, 1)], &[]).await;
    let transfer = story.buys_by_transfer().await;
    story.balances([[0, 0]; 3]).await;
    for purchase in [&card, &cash, &transfer] {
        story.delivers(purchase).await;
    }
    story
        .balances([
            [179_400 + 107_640, 0],
            [182_400 + 182_400, 0],
            [145_920 + 291_840, 0],
        ])
        .await;

    // The second: the carrier hands the cash over, and one of two units comes back.
    story.days_pass(1).await;
    story.carrier_remits(&cash).await;
    let unit = json!({"line_id": card.line(0), "quantity": 1});
    let refund = story.desk.refunds(&card.order(0), unit).await;
    // Half of 200,000, of which the budget had paid 10,000.
    assert_eq!(dong(&refund["amount"]), 90_000);
    // Half of the commission, its VAT and both taxes come back to the seller.
    let left = 179_400 - 100_000 + 8_000 + 800 + 1_000 + 500;
    assert_eq!(left, 89_700);
    story
        .balances([[left + 107_640, 0], [364_800, 0], [437_760, 0]])
        .await;

    // The ninth: Stripe settles what it holds, the windows are over, everybody is paid.
    story.days_pass(7).await;
    story.stripe_settles().await;
    story.pays(&[197_340, 364_800, 437_760], "FTA").await;
    story.balances([[0, 0]; 3]).await;

    // The tenth: a quarter of the cooperative's sale by card goes back after all.
    story.days_pass(1).await;
    let part = json!({"line_id": card.line(1), "amount": {"amount": 45_000, "currency": "VND"}});
    story.desk.refunds(&card.order(1), part).await;
    // 45,000 to the shopper and 5,000 to the budget, less 4,000 commission and 400 VAT.
    story.balances([[0, 0], [0, -45_600], [0, 0]]).await;
    assert_eq!(story.desk.account("psp:stripe").await, -45_000);

    // The eleventh: the shopper's bank takes back all that is left of the payment.
    story.days_pass(1).await;
    let dispute = story.stripe.dispute(&card.intent(), 594_000 - 135_000);
    story.stripe_tells("charge.dispute.funds_withdrawn").await;
    // What could still go back of each sale is set aside.
    story
        .balances([[0, -100_000], [0, -45_600 - 150_000], [0, -160_000]])
        .await;
    assert_eq!(
        story.desk.account("psp:stripe").await,
        -45_000 - 459_000 - 380_000
    );
    story.stripe.lose(&dispute);
    story.stripe_tells("charge.dispute.closed").await;
    // Each owes what the sale by card had brought; delivery is the market's loss.
    story
        .balances([[0, -89_700], [0, -45_600 - 136_800], [0, -145_920]])
        .await;
    assert_eq!(story.desk.account("expense:chargeback").await, 90_000);
    story.pays(&[], "FTB").await;

    // The next sale fills the holes before anything is paid.
    let next = story.buys(Way::Card, &[(0, 2), (1, 1)], &[]).await;
    story.delivers(&next).await;
    story
        .balances([
            [215_280, -89_700],
            [182_400, -45_600 - 136_800],
            [0, -145_920],
        ])
        .await;
    story.days_pass(8).await;
    story.pays(&[215_280 - 89_700], "FTC").await;
    story.balances([[0, 0], [0, 0], [0, -145_920]]).await;

    // The month is over: taxes, statements, the bank, the books.
    story.month_ends().await;
    story.taxes_are_declared().await;
    story.statements_agree().await;
    story.bank_agrees().await;
    story.books_are_right().await;
}
