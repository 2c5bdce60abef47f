//! Payouts through payOS, which answers late, twice or not at all.

use chrono::TimeDelta;
use market::payments::{Secret, Secrets, payout::PayOsPayoutConfig};
use serde_json::json;
use tests::fakes::{self, Fake, Fault, SECRET};

use super::{EARNED, Owed};

async fn with_payos() -> (Owed, Fake) {
    let fake = fakes::payouts().await;
    let config = PayOsPayoutConfig {
        client_id: "client".to_owned(),
        api_key: Secret::new("key"),
        checksum_keys: Secrets::one(SECRET),
        api: fake.url().parse().expect("an address"),
    };
    let owed = Owed::with(|settings| settings.payments.payouts = Some(config)).await;
    owed.name_account("0071000111").await;
    (owed, fake)
}

#[tokio::test]
async fn an_unknown_answer_is_asked_for_and_never_sent_twice() {
    let (owed, payos) = with_payos().await;
    let id = owed.pay().await;

    payos.book.break_next([Fault::FailsAfter; 12]);
    owed.end(&id, "submit", json!({})).await.expect(200);
    owed.market.run_jobs().await;
    assert_eq!(owed.payout(&id).await["state"], "submitted");
    payos.book.heal();
    owed.market.advance(TimeDelta::minutes(2));
    owed.market.run_jobs().await;
    assert_eq!(owed.payout(&id).await["state"], "submitted");
    let reference = payos.book.only_reference();
    payos.book.pay(&reference);
    owed.market.advance(TimeDelta::minutes(2));
    owed.market.run_jobs().await;

    let paid = owed.payout(&id).await;
    assert_eq!(paid["state"], "paid");
    let order = payos.book.order(&reference);
    assert_eq!(paid["bank_reference"], order.number.to_string());
    assert_eq!(order.amount, EARNED);
}

#[tokio::test]
async fn what_the_provider_refuses_is_owed_again() {
    let (owed, payos) = with_payos().await;
    let id = owed.pay().await;

    owed.end(&id, "submit", json!({})).await.expect(200);
    let twice = owed.end(&id, "submit", json!({})).await;
    owed.market.settle_jobs().await;
    payos.book.cancel(&payos.book.only_reference());
    owed.market.advance(TimeDelta::minutes(2));
    owed.market.settle_jobs().await;

    twice.problem(409, "payout_closed");
    let failed = owed.payout(&id).await;
    assert_eq!(failed["state"], "failed");
    assert_eq!(failed["failure"], "no such account");
    assert_eq!(owed.available().await, EARNED);
    owed.market.audit_is_clean().await;
}
