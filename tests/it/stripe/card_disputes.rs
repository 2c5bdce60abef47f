//! Card disputes as Stripe's webhooks bring them, through the whole market.

use futures_util::future::join_all;
use market::accounts::StaffRole;
use serde_json::{Value, json};
use tests::{
    Bought, Market, dong,
    fakes::{StripeFake, Told, shuffled_twice},
};

use super::purchases::{DOOR, asked, bought, market};
use crate::{
    hooks::{notices, told},
    orders::act,
    remittances::given::balance,
};

/// What the shopper paid: two units at 50,000 đồng, and delivery.
const TOTAL: i64 = 130_000;

/// A purchase that was paid by card and delivered.
struct Case {
    market: Market,
    fake: StripeFake,
    bought: Bought,
    intent: String,
}

impl Case {
    async fn open() -> Self {
        let (market, fake) = market().await;
        market.charge(800, 1_000).await;
        let (bought, session) = bought(&market, &fake).await;
        let intent = fake.pay(&session);
        assert_eq!(asked(&market, &bought).await["state"], "placed");
        let order = &bought.answer["orders"][0];
        let seller_id = text(&order["seller"]["id"]).parse().expect("a UUID");
        let member = market.member_of(seller_id).await;
        for step in ["confirm", "pack", "ship", "deliver"] {
            act(&member, &text(&order["id"]), step).await.expect(200);
        }
        market.settle_jobs().await;
        Self {
            market,
            fake,
            bought,
            intent,
        }
    }

    async fn hears(&self, webhook: &Told) {
        let answer = told(&self.market.guest(), DOOR, webhook).await;
        assert_eq!(answer.status, 200, "{answer}");
    }

    /// The state of the only dispute, and what was disputed.
    async fn dispute(&self) -> (String, i64) {
        let finance = self.market.staff(StaffRole::Finance).await;
        let list = finance.get("/v1/desk/disputes").await.expect(200);
        let items = list["items"].as_array().expect("disputes");
        assert_eq!(items.len(), 1, "{list}");
        (text(&items[0]["state"]), dong(&items[0]["amount"]))
    }

    /// What an account of the books holds.
    async fn balance(&self, code: &str) -> i64 {
        let finance = self.market.staff(StaffRole::Finance).await;
        balance(&finance, code).await
    }

    async fn is_clean(&self) {
        self.market.settle_jobs().await;
        self.market.audit_is_clean().await;
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

#[tokio::test]
async fn a_dispute_is_opened_answered_and_won_by_webhooks_in_any_order() {
    for seed in [3, 8] {
        let case = Case::open().await;
        let dispute = case.fake.dispute(&case.intent, TOTAL);
        case.hears(&case.fake.told_last("charge.dispute.funds_withdrawn"))
            .await;
        assert_eq!(case.dispute().await, ("open".to_owned(), TOTAL));
        case.is_clean().await;
        case.fake.answer(&dispute);
        case.hears(&case.fake.told_last("charge.dispute.updated"))
            .await;
        assert_eq!(case.dispute().await.0, "evidence_submitted");
        case.fake.win(&dispute);

        for webhook in shuffled_twice(&case.fake.told(), seed) {
            case.hears(&webhook).await;
        }

        assert_eq!(case.dispute().await, ("won".to_owned(), TOTAL));
        // The scheme gives the money back, not its fee.
        assert_eq!(case.balance("psp:stripe").await, TOTAL - 380_000);
        assert_eq!(case.balance("expense:dispute_fee").await, 380_000);
        assert!(notices(&case.market, "parked").await.is_empty());
        case.is_clean().await;
    }
}

#[tokio::test]
async fn a_dispute_lost_is_told_to_two_processes_at_once_and_counts_once() {
    let case = Case::open().await;
    let dispute = case.fake.dispute(&case.intent, TOTAL);
    case.fake.lose(&dispute);
    let here = case.market.guest();
    let there = case.market.guest_next_door().await;

    let webhooks = shuffled_twice(&case.fake.told(), 5);
    let tellings = webhooks.iter().flat_map(|webhook| {
        let doors = [&here, &there];
        doors.map(|door| told(door, DOOR, webhook))
    });
    let answers = join_all(tellings).await;

    for answer in answers {
        assert!(answer.status == 200 || answer.status >= 500, "{answer}");
    }
    // Whatever was not heard in the crowd is sent again.
    for webhook in &webhooks {
        case.hears(webhook).await;
    }
    assert_eq!(case.dispute().await, ("lost".to_owned(), TOTAL));
    // Delivery is the market's loss; the goods are the seller's.
    assert_eq!(case.balance("expense:chargeback").await, 30_000);
    assert_eq!(case.balance("psp:stripe").await, -380_000);
    case.is_clean().await;
}

#[tokio::test]
async fn an_inquiry_moves_no_money_and_keeps_the_order_from_being_released() {
    let case = Case::open().await;
    let inquiry = case.fake.inquire(&case.intent, TOTAL);
    case.hears(&case.fake.told_last("charge.dispute.created"))
        .await;
    case.market.advance(chrono::TimeDelta::days(8));
    case.is_clean().await;
    assert_eq!(case.dispute().await, ("open".to_owned(), TOTAL));
    assert_eq!(case.balance("psp:stripe").await, TOTAL);
    assert_eq!(case.bought.view().await["orders"][0]["state"], "delivered");

    case.fake
        .stand_at(case.market.app().clock().now().timestamp());
    case.fake.close_inquiry(&inquiry);
    case.hears(&case.fake.told_last("charge.dispute.closed"))
        .await;
    case.market.advance(chrono::TimeDelta::minutes(2));
    case.is_clean().await;

    assert_eq!(case.dispute().await, ("won".to_owned(), TOTAL));
    assert_eq!(case.bought.view().await["orders"][0]["state"], "completed");
}

#[tokio::test]
async fn money_that_moves_in_another_currency_stays_before_a_person() {
    let case = Case::open().await;
    case.fake.settle_in_sgd();
    case.fake.dispute(&case.intent, TOTAL);
    let webhook = case.fake.told_last("charge.dispute.funds_withdrawn");

    for _ in 0..2 {
        case.hears(&webhook).await;
        case.hears(&case.fake.told_last("charge.dispute.created"))
            .await;
        let parked = notices(&case.market, "parked").await;
        assert_eq!(parked.len(), 1, "{parked:?}");
        let reason = text(&parked[0]["reason"]);
        assert!(reason.contains("SGD needs a person"), "{reason}");
        assert!(parked[0]["payment_id"].is_string(), "{parked:?}");
    }

    assert_eq!(case.dispute().await, ("open".to_owned(), TOTAL));
    assert_eq!(case.balance("psp:stripe").await, TOTAL);
    case.is_clean().await;
}

#[tokio::test]
async fn a_webhook_about_a_dispute_that_cannot_be_read_makes_us_ask() {
    let case = Case::open().await;
    case.fake.dispute(&case.intent, TOTAL);
    let mut event = case.fake.events().pop().expect("an event");
    event["data"]["object"]["status"] = json!(7);

    let secret = tests::fakes::STRIPE_WEBHOOK_SECRET;
    case.hears(&case.fake.sign(&event, secret)).await;
    case.is_clean().await;

    assert_eq!(case.dispute().await, ("open".to_owned(), TOTAL));
    assert_eq!(case.balance("psp:stripe").await, -380_000);
}

#[tokio::test]
async fn an_answer_that_needs_a_person_is_laid_before_one() {
    let case = Case::open().await;
    case.fake.settle_in_sgd();
    case.fake.dispute(&case.intent, TOTAL);
    let mut event = case.fake.events().pop().expect("an event");
    event["data"]["object"]["status"] = json!(7);

    let secret = tests::fakes::STRIPE_WEBHOOK_SECRET;
    case.hears(&case.fake.sign(&event, secret)).await;
    case.is_clean().await;

    let parked = notices(&case.market, "parked").await;
    assert_eq!(parked.len(), 1, "{parked:?}");
    let asked = text(&parked[0]["path_and_query"]);
    assert!(asked.ends_with(":dispute_withdrawn"), "{asked}");
}
