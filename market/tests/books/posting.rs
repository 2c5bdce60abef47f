//! Posting journals.

use market::ledger::{self, Account, Journal, LedgerError, Posting};
use uuid::Uuid;

use crate::{
    sale::Part,
    trade::{Trade, money},
};

fn transfer(trade: &Trade, key: &str, amounts: [i64; 2]) -> Journal {
    let accounts = [
        Account::CarrierCod("ghn".to_owned()),
        Account::ShippingClearing,
    ];
    Journal {
        kind: "captured",
        key: key.to_owned(),
        source_type: "payment",
        source_id: Uuid::nil(),
        actor: "test".to_owned(),
        occurred_at: trade.app.clock().now(),
        postings: accounts
            .into_iter()
            .zip(amounts)
            .map(|(account, dong)| Posting {
                account,
                amount: money(dong),
                order_id: None,
            })
            .collect(),
    }
}

async fn post(trade: &Trade, journal: Journal) -> Result<(), LedgerError> {
    let txn = trade.begin().await;
    ledger::post(&txn, &trade.app, journal).await?;
    txn.commit().await?;
    Ok(())
}

#[tokio::test]
async fn a_journal_that_does_not_balance_is_refused() {
    let trade = Trade::open().await;

    let lopsided = post(&trade, transfer(&trade, "a", [10, -9])).await;
    let empty = post(&trade, transfer(&trade, "b", [0, 0])).await;

    assert!(matches!(lopsided, Err(LedgerError::Unbalanced { .. })));
    assert!(matches!(empty, Err(LedgerError::Empty { .. })));
    assert_eq!(trade.number("SELECT COUNT(*) FROM ledger_journal").await, 0);
}

#[tokio::test]
async fn posting_the_same_twice_changes_nothing() {
    let trade = Trade::open().await;
    post(&trade, transfer(&trade, "a", [10, -10]))
        .await
        .expect("posted");

    post(&trade, transfer(&trade, "a", [10, -10]))
        .await
        .expect("posted before");

    assert_eq!(trade.balance_of("carrier_cod:ghn").await, 10);
    assert_eq!(trade.number("SELECT COUNT(*) FROM ledger_entry").await, 2);
}

#[tokio::test]
async fn the_same_key_with_other_content_is_refused() {
    let trade = Trade::open().await;
    post(&trade, transfer(&trade, "a", [10, -10]))
        .await
        .expect("posted");

    let refused = post(&trade, transfer(&trade, "a", [11, -11])).await;

    assert!(matches!(refused, Err(LedgerError::KeyConflict { .. })));
    assert_eq!(trade.balance_of("carrier_cod:ghn").await, 10);
}

#[tokio::test]
async fn a_balance_keeps_its_bounds_whether_its_account_is_new_or_not() {
    let trade = Trade::open().await;

    let new = post(&trade, transfer(&trade, "a", [-1, 1])).await;
    post(&trade, transfer(&trade, "b", [10, -10]))
        .await
        .expect("posted");
    let old = post(&trade, transfer(&trade, "c", [-11, 11])).await;

    for refused in [new, old] {
        let Err(LedgerError::Insufficient { account }) = refused else {
            panic!("not refused");
        };
        assert_eq!(account, "carrier_cod:ghn");
    }
    assert_eq!(trade.balance_of("carrier_cod:ghn").await, 10);
    assert_eq!(trade.number("SELECT COUNT(*) FROM ledger_journal").await, 1);
}

#[tokio::test]
async fn nobody_changes_or_removes_a_posting() {
    let trade = Trade::open().await;
    post(&trade, transfer(&trade, "a", [10, -10]))
        .await
        .expect("posted");

    for attempt in [
        "UPDATE ledger_entry SET amount = amount + 1",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_journal SET actor = 'somebody else'",
        "DELETE FROM ledger_journal",
    ] {
        let refused = trade.run(attempt, []).await;
        let error = refused.expect_err(attempt).to_string();
        assert!(error.contains("append-only"), "{attempt}: {error}");
    }
}

#[tokio::test]
async fn postgres_commits_no_journal_that_does_not_balance() {
    let trade = Trade::open().await;
    if !trade.database.is_postgres() {
        return;
    }
    post(&trade, transfer(&trade, "a", [10, -10]))
        .await
        .expect("posted");

    let refused = trade
        .run(
            "INSERT INTO ledger_entry (id, journal_id, line_no, account_id, amount)
             SELECT journal_id, journal_id, 3, account_id, 5 FROM ledger_entry
             WHERE line_no = 1",
            [],
        )
        .await;

    let error = refused.expect_err("refused").to_string();
    assert!(error.contains("does not balance"), "{error}");
}

#[tokio::test]
async fn a_delivered_order_is_posted_as_the_design_works_it_out() {
    let trade = Trade::open().await;
    let seller_id = trade.seller().await;
    let bought = trade.buy(true, &[Part::example(seller_id)]).await;
    let order = bought.orders[0];

    assert!(trade.deliver(&bought, order).await);

    let escrow = format!("orders:{}", bought.purchase_id);
    let held = format!("held:{}", order.order_id);
    for (account, balance) in [
        ("psp:sandbox", 280_000),
        (&escrow, 0),
        ("expense:voucher", 20_000),
        ("expense:shipping_subsidy", 0),
        (&held, -242_190),
        ("shipping_clearing", -30_000),
        ("income:commission", -21_600),
        ("vat_output", -2_160),
        ("withheld_vat", -2_700),
        ("withheld_pit", -1_350),
    ] {
        assert_eq!(trade.balance_of(account).await, balance, "{account}");
    }
    trade.assert_clean().await;
}

#[tokio::test]
async fn cash_at_the_door_is_owed_by_the_carrier() {
    let trade = Trade::open().await;
    let seller_id = trade.seller().await;
    let bought = trade.buy(false, &[Part::example(seller_id)]).await;

    assert!(trade.deliver(&bought, bought.orders[0]).await);

    assert_eq!(trade.balance_of("carrier_cod:ghn").await, 280_000);
    trade.assert_clean().await;
}

#[tokio::test]
async fn a_cancelled_order_goes_back_to_the_shopper() {
    let trade = Trade::open().await;
    let [kept, dropped] = [trade.seller().await, trade.seller().await];
    let bought = trade
        .buy(true, &[Part::example(kept), Part::example(dropped)])
        .await;

    let order = bought.orders[1];
    let refund_id = trade.cancel(&bought, order).await.expect("a refund");
    let due = format!("refunds_due:{refund_id}");
    assert_eq!(trade.balance_of(&due).await, -280_000);
    trade.pay_refund(&bought, refund_id, order.total).await;
    trade.pay_refund(&bought, refund_id, order.total).await;

    assert_eq!(trade.balance_of(&due).await, 0);
    assert_eq!(trade.balance_of("psp:sandbox").await, 280_000);
    trade.assert_clean().await;
}
