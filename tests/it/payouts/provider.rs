//! Payouts through a provider that answers late, twice or not at all.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use chrono::TimeDelta;
use payments::{PayoutAnswer, PayoutFuture, PayoutOrder, PayoutPort, PayoutUnknown};
use serde_json::json;
use uuid::Uuid;

use super::{EARNED, Owed};

/// A provider that remembers what it was told, and can lose its answers.
#[derive(Debug, Default)]
struct Bank {
    told: Mutex<BTreeMap<Uuid, (PayoutOrder, u32)>>,
    answer: Mutex<Option<PayoutAnswer>>,
}

impl Bank {
    fn will(&self, answer: Option<PayoutAnswer>) {
        *self.answer.lock().expect("a lock") = answer;
    }

    fn say(&self) -> Result<PayoutAnswer, PayoutUnknown> {
        let answer = self.answer.lock().expect("a lock").clone();
        answer.ok_or_else(|| PayoutUnknown("the line went dead".to_owned()))
    }
}

impl PayoutPort for Bank {
    fn name(&self) -> &'static str {
        "testbank"
    }

    fn send(&self, order: PayoutOrder) -> PayoutFuture<'_> {
        let mut told = self.told.lock().expect("a lock");
        told.entry(order.id).or_insert((order, 0)).1 += 1;
        let answer = self.say();
        Box::pin(async { answer })
    }

    fn query(&self, id: Uuid) -> PayoutFuture<'_> {
        let is_known = self.told.lock().expect("a lock").contains_key(&id);
        let answer = if is_known {
            self.say()
        } else {
            Ok(PayoutAnswer::NotKnown)
        };
        Box::pin(async { answer })
    }
}

async fn with_bank() -> (Owed, Arc<Bank>) {
    let bank = Arc::new(Bank::default());
    let port = bank.clone();
    let owed = Owed::with(|settings| settings.payout_port = Some(port)).await;
    owed.name_account("0071000111").await;
    (owed, bank)
}

#[tokio::test]
async fn an_unknown_answer_is_asked_for_and_never_sent_twice() {
    let (owed, bank) = with_bank().await;
    let id = owed.pay().await;

    bank.will(None);
    owed.end(&id, "submit", json!({})).await.expect(200);
    owed.market.run_jobs().await;
    assert_eq!(owed.payout(&id).await["state"], "submitted");
    bank.will(Some(PayoutAnswer::Pending));
    owed.market.advance(TimeDelta::minutes(2));
    owed.market.run_jobs().await;
    assert_eq!(owed.payout(&id).await["state"], "submitted");
    let reference = "PO-77".to_owned();
    bank.will(Some(PayoutAnswer::Paid { reference }));
    owed.market.advance(TimeDelta::minutes(2));
    owed.market.run_jobs().await;

    let paid = owed.payout(&id).await;
    assert_eq!(paid["state"], "paid");
    assert_eq!(paid["bank_reference"], "PO-77");
    let told = bank.told.lock().expect("a lock");
    let (order, times) = told.values().next().expect("an order");
    assert_eq!((told.len(), *times), (1, 1));
    assert_eq!(order.amount.dong(), EARNED);
    assert_eq!(order.holder, "HTX CHE DEO GIO");
}

#[tokio::test]
async fn what_the_provider_refuses_is_owed_again() {
    let (owed, bank) = with_bank().await;
    let id = owed.pay().await;
    let reason = "Account closed".to_owned();
    bank.will(Some(PayoutAnswer::Refused { reason }));

    owed.end(&id, "submit", json!({})).await.expect(200);
    let twice = owed.end(&id, "submit", json!({})).await;
    owed.market.settle_jobs().await;

    twice.problem(409, "payout_closed");
    let failed = owed.payout(&id).await;
    assert_eq!(failed["state"], "failed");
    assert_eq!(failed["failure"], "Account closed");
    assert_eq!(owed.available().await, EARNED);
    owed.market.audit_is_clean().await;
}
