//! Releasing, paying out, stating and auditing.

use chrono::TimeDelta;
use market::{
    Failure, Language,
    page::PageRequest,
    settlement::{self, LineKind, PayoutState, Period, RunProblem, SettlementError},
};
use uuid::Uuid;

use crate::{
    sale::Part,
    trade::{Trade, money, settle},
};

const NET: i64 = 242_190;

fn whole_list() -> PageRequest {
    PageRequest::new(100, None).expect("a page")
}

#[tokio::test]
async fn nothing_is_released_inside_the_return_window() {
    let trade = Trade::open().await;
    let seller_id = trade.seller().await;
    let bought = trade.buy(true, &[Part::example(seller_id)]).await;
    trade.deliver(&bought, bought.orders[0]).await;
    trade.app.clock().advance(TimeDelta::days(6));

    let report = trade.settle().await;

    assert_eq!(report.released, 0);
    assert!(report.payouts.is_empty());
    let balance = trade.balance(seller_id).await;
    assert_eq!([balance.held, balance.available], [money(NET), money(0)]);
}

#[tokio::test]
async fn the_last_released_order_completes_its_purchase() {
    let trade = Trade::open().await;
    let [first, second, third] = [
        trade.seller().await,
        trade.seller().await,
        trade.seller().await,
    ];
    let parts = [first, second, third].map(Part::example);
    let bought = trade.buy(true, &parts).await;
    let completed = "SELECT COUNT(*) FROM purchase WHERE state = 'completed'";

    trade.deliver(&bought, bought.orders[0]).await;
    trade.cancel(&bought, bought.orders[1]).await;
    trade.app.clock().advance(TimeDelta::days(8));
    trade.settle().await;
    assert_eq!(trade.number(completed).await, 0);
    trade.deliver(&bought, bought.orders[2]).await;
    trade.app.clock().advance(TimeDelta::days(8));
    trade.settle().await;

    assert_eq!(trade.number(completed).await, 1);
    let steps = "SELECT COUNT(*) FROM order_event WHERE to_state = 'completed'";
    assert_eq!(trade.number(steps).await, 2);
    trade.assert_clean().await;
}

#[tokio::test]
async fn a_run_pays_every_seller_what_is_released() {
    let trade = Trade::open().await;
    let [one, other] = [trade.seller().await, trade.seller().await];
    trade.earn(one).await;
    trade.earn(one).await;
    trade.earn(other).await;

    let report = trade.settle().await;

    let mut paid: Vec<(Uuid, i64, usize)> = report
        .payouts
        .iter()
        .map(|paid| (paid.seller.id, paid.amount.dong(), paid.orders.len()))
        .collect();
    paid.sort_unstable();
    assert_eq!(paid, [(one, 2 * NET, 2), (other, NET, 1)]);
    assert!(report.problems.is_empty());
    assert!(trade.settle().await.payouts.is_empty());
    assert_eq!(trade.balance(one).await.in_transit, money(2 * NET));
    trade.assert_clean().await;
}

#[tokio::test]
async fn two_runs_at_once_pay_once() {
    let trade = Trade::open().await;
    let seller_id = trade.seller().await;
    let other = trade.other_process().await;

    for _ in 0..5 {
        trade.earn(seller_id).await;
        trade.earn(seller_id).await;
        let (here, there) = tokio::join!(settle(&trade.app), settle(&other));

        let all = here.payouts.iter().chain(&there.payouts);
        let orders: usize = all.clone().map(|paid| paid.orders.len()).sum();
        let amount: i64 = all.map(|paid| paid.amount.dong()).sum();
        let rest = trade.settle().await;
        let rest: i64 = rest.payouts.iter().map(|paid| paid.amount.dong()).sum();
        assert!(orders <= 2);
        assert_eq!(amount + rest, 2 * NET);
        assert!(here.problems.is_empty() && there.problems.is_empty());
    }
    trade.assert_clean().await;
}

#[tokio::test]
async fn a_payout_is_completed_once_with_one_reference() {
    let trade = Trade::open().await;
    let seller_id = trade.seller().await;
    trade.earn(seller_id).await;
    let payout_id = trade.settle().await.payouts[0].payout_id;
    let complete = |reference: &'static str| {
        settlement::complete(&trade.app, &trade.finance, payout_id, reference)
    };

    let paid = complete(" FT26325 ").await.expect("completed");
    let again = complete("FT26325").await.expect("the same answer");
    let other = complete("FT99999").await;
    let failed = settlement::fail(&trade.app, &trade.finance, payout_id, "wrong number").await;

    assert_eq!(paid.state, PayoutState::Paid);
    assert_eq!(again.bank_reference.as_deref(), Some("FT26325"));
    for refused in [other, failed] {
        let error = refused.expect_err("the payout has ended");
        assert_eq!(error.code(), "payout_closed");
        assert_eq!(error.facts().expect("facts")["bank_reference"], "FT26325");
    }
    assert_eq!(trade.balance_of("bank:main").await, -NET);
    let balance = trade.balance(seller_id).await;
    assert_eq!(
        [balance.in_transit, balance.paid_out],
        [money(0), money(NET)]
    );
    trade.assert_clean().await;
}

#[tokio::test]
async fn what_a_failed_payout_owed_is_paid_by_the_next_run() {
    let trade = Trade::open().await;
    let seller_id = trade.seller().await;
    trade.earn(seller_id).await;
    let failed_id = trade.settle().await.payouts[0].payout_id;

    let fail = || settlement::fail(&trade.app, &trade.finance, failed_id, "no such account");
    fail().await.expect("failed");
    fail().await.expect("the same answer");
    trade.assert_clean().await;
    let next = trade.settle().await;

    assert_eq!(next.payouts[0].amount, money(NET));
    assert_ne!(next.payouts[0].payout_id, failed_id);
    let completed = settlement::complete(&trade.app, &trade.finance, failed_id, "FT1").await;
    assert!(matches!(
        completed,
        Err(SettlementError::PayoutClosed { .. })
    ));
    trade.assert_clean().await;
}

#[tokio::test]
async fn an_unknown_payout_or_an_empty_reference_is_refused() {
    let trade = Trade::open().await;

    let unknown = settlement::complete(&trade.app, &trade.finance, Uuid::nil(), "FT1").await;
    let empty = settlement::complete(&trade.app, &trade.finance, Uuid::nil(), " ").await;

    assert!(matches!(unknown, Err(SettlementError::PayoutNotFound)));
    assert!(matches!(empty, Err(SettlementError::BankReferenceUnusable)));
}

#[tokio::test]
async fn a_suspended_seller_is_told_of_and_not_paid() {
    let trade = Trade::open().await;
    let seller_id = trade.seller().await;
    trade.earn(seller_id).await;
    trade
        .run("UPDATE seller SET state = 'suspended'", [])
        .await
        .expect("suspended");

    let report = trade.settle().await;

    assert!(report.payouts.is_empty());
    assert!(matches!(
        report.problems[..],
        [RunProblem::Suspended { .. }]
    ));
    assert_eq!(trade.balance(seller_id).await.available, money(NET));
}

#[tokio::test]
async fn a_balance_that_is_not_its_orders_is_told_of_and_not_paid() {
    let trade = Trade::open().await;
    let seller_id = trade.seller().await;
    trade.earn(seller_id).await;
    settlement::release_due(&trade.app, trade.app.clock().now())
        .await
        .expect("released");
    trade
        .run(
            "UPDATE ledger_account SET balance = balance - 1 WHERE code LIKE 'available:%'",
            [],
        )
        .await
        .expect("tampered with");

    let report = trade.settle().await;

    assert!(report.payouts.is_empty());
    assert!(matches!(
        report.problems[..],
        [RunProblem::BalanceDiffers { .. }]
    ));
}

#[tokio::test]
async fn a_statement_runs_from_the_balance_before_to_the_balance_after() {
    let trade = Trade::open().await;
    let seller_id = trade.seller().await;
    let staff = trade.acting_for(seller_id).await;
    let now = || trade.app.clock().today().format("%Y-%m").to_string();
    let first_month = now();
    trade.earn(seller_id).await;
    let payout_id = trade.settle().await.payouts[0].payout_id;
    settlement::fail(&trade.app, &trade.finance, payout_id, "no such account")
        .await
        .expect("failed");
    trade.app.clock().advance(TimeDelta::days(40));
    let second_month = now();
    trade.earn(seller_id).await;
    trade.settle().await;
    let last_month = now();

    let mut owed = money(0);
    let mut kinds = Vec::new();
    let mut month = Period::parse(&first_month).expect("a month");
    loop {
        let statement = settlement::statement(&trade.app, &staff, month)
            .await
            .expect("a statement");
        assert_eq!(statement.opening, owed);
        kinds.extend(statement.lines.iter().map(|line| line.kind));
        owed = statement.closing;
        let csv = statement.sheet(Language::Vi).expect("a table").csv();
        assert!(csv.starts_with("\u{feff}Ngày,".as_bytes()));
        if month.name() == last_month {
            break;
        }
        month = month.next();
    }

    let balance = trade.balance(seller_id).await;
    assert_eq!(owed, balance.held.plus(balance.available).expect("a sum"));
    let sale = [
        LineKind::Sale,
        LineKind::SellerVoucher,
        LineKind::Commission,
        LineKind::CommissionVat,
        LineKind::WithheldVat,
        LineKind::WithheldPit,
    ];
    let mut expected = sale.to_vec();
    expected.extend([LineKind::Payout, LineKind::PayoutReturned]);
    expected.extend(sale);
    expected.push(LineKind::Payout);
    assert_eq!(kinds, expected);
    assert_ne!(first_month, second_month);
}

#[tokio::test]
async fn a_seller_sees_its_own_entries_and_payouts_only() {
    let trade = Trade::open().await;
    let [own, other] = [trade.seller().await, trade.seller().await];
    trade.earn(own).await;
    trade.earn(other).await;
    trade.settle().await;
    let staff = trade.acting_for(own).await;

    let (payouts, _) = settlement::payouts_of(&trade.app, &staff, whole_list())
        .await
        .expect("payouts");
    let (lines, _) = settlement::book_lines(&trade.app, &staff, whole_list())
        .await
        .expect("entries");

    assert_eq!(payouts.len(), 1);
    assert_eq!(payouts[0].seller.id, own);
    assert_eq!(payouts[0].order_count, 1);
    assert_eq!(payouts[0].beneficiary.account.as_deref(), Some("0011"));
    let sum: i64 = lines.iter().map(|line| line.amount.dong()).sum();
    assert_eq!(sum, NET, "what is in transit is still owed");
    assert_eq!(lines.len(), 10);
}

#[tokio::test]
async fn the_audit_names_what_is_broken() {
    let trade = Trade::open().await;
    let seller_id = trade.seller().await;
    trade.earn(seller_id).await;
    trade.settle().await;
    assert!(trade.audit().await.clean);
    for tampering in [
        "UPDATE ledger_account SET balance = balance + 7 WHERE code = 'shipping_clearing'",
        "UPDATE payout SET amount = amount + 1",
        "UPDATE stock SET on_hand = on_hand - 1",
        "UPDATE payment SET captured = captured - 1",
    ] {
        trade.run(tampering, []).await.expect("tampered with");
    }

    let report = trade.audit().await;

    assert!(!report.clean);
    let broken: Vec<&str> = report
        .invariants
        .iter()
        .filter(|finding| !finding.ok)
        .map(|finding| finding.name.as_ref())
        .collect();
    assert_eq!(
        broken,
        [
            "balances_are_sums_of_entries",
            "balances_sum_to_zero",
            "captured_payments_are_posted",
            "paid_payments_brought_what_was_asked",
            "payouts_are_posted",
            "payout_transit_ends_at_zero",
            "stock_is_the_sum_of_its_movements",
        ]
    );
    let balances = &report.invariants[2];
    assert_eq!(
        balances.detail,
        "1 broken; shipping_clearing: expected -30000, found -29993"
    );
    assert_eq!(balances.checked, 11);
}
