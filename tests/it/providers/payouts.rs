//! Paying sellers through payOS: once, whatever gets lost.

use money::Money;
use payments::{
    Config, ProviderError, Providers, Secret, Secrets,
    payout::{PayOsPayoutConfig, PayoutOrder, PayoutOutcome},
};
use tests::fakes::{self, Fake, Fault, SECRET};
use uuid::Uuid;

use super::stage::CALLS;

async fn payer(secret: &str) -> (Fake, Providers) {
    let fake = fakes::payouts().await;
    let config = Config {
        payouts: Some(PayOsPayoutConfig {
            client_id: "client".to_owned(),
            api_key: Secret::new("key"),
            checksum_keys: Secrets::one(secret),
            api: fake.url().parse().expect("an address"),
        }),
        calls: CALLS,
        ..Config::default()
    };
    (fake, Providers::new(&config))
}

fn order(number: u128) -> PayoutOrder {
    PayoutOrder {
        id: Uuid::from_u128(number),
        amount: Money::price(1_250_000).expect("a price"),
        description: "Chợ Sao trả tiền tháng 11".to_owned(),
        bank_bin: "970405".to_owned(),
        account: "1500201234567".to_owned(),
    }
}

#[tokio::test]
async fn a_payout_whose_answer_was_lost_pays_once() {
    let (fake, providers) = payer(SECRET).await;
    let payouts = providers.payouts().expect("a payer");

    for (number, fault) in (1..).zip(Fault::ALL) {
        let order = order(number);
        assert_eq!(payouts.query(&order).await, Ok(PayoutOutcome::NotSeen));
        fake.book.break_next([fault; 3]);

        let unknown = payouts.send(&order).await;
        fake.book.heal();
        let sent = payouts.send(&order).await;
        let known = payouts.query(&order).await;

        assert!(
            matches!(unknown, Err(ProviderError::Unknown(_))),
            "{fault:?}"
        );
        assert_eq!(sent, known, "{fault:?}");
        assert!(
            matches!(sent, Ok(PayoutOutcome::Pending { .. })),
            "{fault:?}: {sent:?}"
        );
        let orders = u128::try_from(fake.book.orders()).expect("few orders");
        assert_eq!(orders, number, "{fault:?}");
    }
}

#[tokio::test]
async fn the_end_of_a_payout_is_learnt_by_asking() {
    let (fake, providers) = payer(SECRET).await;
    let payouts = providers.payouts().expect("a payer");
    for number in [1, 2] {
        payouts.send(&order(number)).await.expect("sent");
    }

    fake.book.pay(&order(1).id.simple().to_string());
    fake.book.cancel(&order(2).id.simple().to_string());

    let paid = payouts.query(&order(1)).await.expect("an answer");
    let failed = payouts.query(&order(2)).await.expect("an answer");
    let PayoutOutcome::Succeeded {
        bank_reference,
        account_name,
        ..
    } = paid
    else {
        panic!("not paid: {paid:?}");
    };
    assert!(bank_reference.is_some());
    assert_eq!(account_name.as_deref(), Some("HTX CHE TAN CUONG"));
    assert!(matches!(failed, PayoutOutcome::Failed { .. }), "{failed:?}");
}

#[tokio::test]
async fn the_same_key_cannot_pay_somebody_else() {
    let (fake, providers) = payer(SECRET).await;
    let payouts = providers.payouts().expect("a payer");
    payouts.send(&order(1)).await.expect("sent");

    let elsewhere = PayoutOrder {
        account: "9999999999".to_owned(),
        ..order(1)
    };
    let refused = payouts.send(&elsewhere).await;

    assert!(
        matches!(refused, Err(ProviderError::Refused { .. })),
        "{refused:?}"
    );
    assert_eq!(fake.book.orders(), 1);
}

#[tokio::test]
async fn a_wrong_key_pays_nobody() {
    let (fake, providers) = payer("another key").await;
    let payouts = providers.payouts().expect("a payer");

    let refused = payouts.send(&order(1)).await;

    assert!(
        matches!(refused, Err(ProviderError::Refused { .. })),
        "{refused:?}"
    );
    assert_eq!(fake.book.orders(), 0);
}
