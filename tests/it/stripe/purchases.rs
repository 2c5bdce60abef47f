//! A purchase by card, from checkout to its refund, through the whole market.

use chrono::TimeDelta;
use payments::{Capture, Secrets};
use serde_json::{Value, json};
use tests::{
    Bought, Cart, Market, dong,
    fakes::{STRIPE_KEY, STRIPE_WEBHOOK_SECRET, StripeFake, shuffled_twice},
};

use super::stage::config;
use crate::hooks::told;

/// Where Stripe's webhooks arrive.
pub(super) const DOOR: &str = "payments/stripe";

/// A market that takes cards, and the Stripe behind it.
pub(super) async fn market() -> (Market, StripeFake) {
    market_with(Capture::Automatic).await
}

/// A market that charges cards at once or only authorises them, and the Stripe behind it.
pub(super) async fn market_with(capture: Capture) -> (Market, StripeFake) {
    let fake = StripeFake::start().await;
    let keys = config(&fake, STRIPE_KEY, Secrets::one(STRIPE_WEBHOOK_SECRET));
    let market = Market::start_with(|settings| {
        settings.payments = keys;
        settings.stripe_capture = capture;
    });
    let market = market.await;
    fake.stand_at(market.app().clock().now().timestamp());
    (market, fake)
}

/// Two units at 50,000 đồng, bought by card, and the session in which they are to be paid.
pub(super) async fn bought(market: &Market, fake: &StripeFake) -> (Bought, String) {
    let seller = market.seller("HTX A").await;
    let goods = market.product_of(seller, 50_000, 10).await;
    let cart = Cart::ready(&market.guest(), &[(goods, 2)]).await;
    let bought = cart.buy("stripe").await;
    let session = fake.newest("checkout.session");
    let page = &bought.answer["payment"]["next_action"]["url"];
    assert_eq!(*page, session["url"], "{}", bought.answer["payment"]);
    let total = dong(&bought.answer["totals"]["total"]);
    assert_eq!(session["amount_total"], total);
    let session = session["id"].as_str().expect("a name").to_owned();
    (bought, session)
}

pub(super) async fn asked(market: &Market, bought: &Bought) -> Value {
    market.advance(TimeDelta::minutes(1));
    market.settle_jobs().await;
    bought.view().await
}

#[tokio::test]
async fn a_purchase_by_card_is_placed_once_it_is_paid_and_refunded_when_called_off() {
    let (market, fake) = market().await;
    let (bought, session) = bought(&market, &fake).await;
    fake.decline(&session);
    assert_eq!(asked(&market, &bought).await["state"], "awaiting_payment");

    let intent = fake.pay(&session);
    let placed = asked(&market, &bought).await;
    bought.cancel().await.expect(200);
    let ended = asked(&market, &bought).await;

    assert_eq!(placed["state"], "placed");
    assert_eq!(placed["payment"]["captured"], placed["totals"]["total"]);
    assert_eq!(ended["payment"]["refunded"], placed["totals"]["total"]);
    let intent = fake.object(&intent);
    let charge = fake.object(intent["latest_charge"].as_str().expect("a charge"));
    assert_eq!(charge["refunded"], true);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_webhook_places_the_purchase_and_counts_once_however_often_it_comes() {
    let (market, fake) = market().await;
    let (bought, session) = bought(&market, &fake).await;
    fake.pay(&session);
    let forger = fake.sign(&fake.events()[0], "whsec_FORGED");
    assert_eq!(told(&market.guest(), DOOR, &forger).await.status, 400);
    assert_eq!(bought.view().await["state"], "awaiting_payment");

    for webhook in shuffled_twice(&fake.told(), 7) {
        let answer = told(&market.guest(), DOOR, &webhook).await;
        assert_eq!(answer.status, 200);
    }

    market.settle_jobs().await;
    let placed = bought.view().await;
    assert_eq!(placed["state"], "placed");
    assert_eq!(placed["payment"]["captured"], placed["totals"]["total"]);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_webhook_that_cannot_be_read_makes_us_ask() {
    let (market, fake) = market().await;
    let (bought, session) = bought(&market, &fake).await;
    fake.pay(&session);
    let mut event = fake.events().pop().expect("an event");
    event["data"]["object"]["status"] = json!(7);
    event["data"]["object"]["payment_method_types"] = json!("none");

    let webhook = fake.sign(&event, STRIPE_WEBHOOK_SECRET);
    let answer = told(&market.guest(), DOOR, &webhook).await;

    assert_eq!(answer.status, 200);
    market.settle_jobs().await;
    assert_eq!(bought.view().await["state"], "placed");
    market.audit_is_clean().await;
}
