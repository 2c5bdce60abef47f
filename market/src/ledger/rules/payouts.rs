//! Rules 10 to 10c: money on its way to a seller's bank, and back.

use money::Money;
use sea_orm::ConnectionTrait;

use super::{Cause, record, transfer};
use crate::{
    App,
    ledger::{Account, LedgerError, PayoutMove, Posting, post_new},
};

/// Rule 10: the bank is to be told to pay. Key `payout:{payout}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn payout_instructed<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    payout: PayoutMove<'_>,
) -> Result<(), LedgerError> {
    let (cause, postings) = instruction(payout);
    record(txn, app, cause, postings.into()).await
}

/// Rule 10 for many payouts that were just made, in three statements.
///
/// # Errors
///
/// As [`post_new`].
pub async fn payouts_instructed<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    payouts: &[PayoutMove<'_>],
) -> Result<(), LedgerError> {
    let journals = payouts.iter().map(|payout| {
        let (cause, postings) = instruction(*payout);
        cause.journal(app, postings.into())
    });
    post_new(txn, app, journals.collect()).await
}

fn instruction(payout: PayoutMove<'_>) -> (Cause<'_>, [Posting; 2]) {
    let [available, in_transit] = accounts(payout);
    (
        cause(payout, "payout_instructed", "payout"),
        transfer(available, in_transit, payout.amount, None),
    )
}

/// Rule 10b: the bank has paid, and took a fee of its own. Key `paid:{payout}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn payout_paid<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    payout: PayoutMove<'_>,
    bank_fee: Money,
) -> Result<(), LedgerError> {
    let [_, in_transit] = accounts(payout);
    let [from, to] = transfer(in_transit, Account::Bank, payout.amount, None);
    let [fee, taken] = transfer(Account::ExpenseBankFee, Account::Bank, bank_fee, None);
    let postings = vec![from, to, fee, taken];
    record(txn, app, cause(payout, "payout_paid", "paid"), postings).await
}

/// Rule 10c: the bank refused, the seller is owed again. Key `payfail:{payout}`; a payout
/// fails once, what it owed is paid by another.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn payout_failed<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    payout: PayoutMove<'_>,
) -> Result<(), LedgerError> {
    let [available, in_transit] = accounts(payout);
    let postings = transfer(in_transit, available, payout.amount, None);
    let cause = cause(payout, "payout_failed", "payfail");
    record(txn, app, cause, postings.into()).await
}

/// Rule 10c before the bank was told: somebody called the payout off. Key
/// `paycancel:{payout}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn payout_cancelled<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    payout: PayoutMove<'_>,
) -> Result<(), LedgerError> {
    let [available, in_transit] = accounts(payout);
    let postings = transfer(in_transit, available, payout.amount, None);
    let cause = cause(payout, "payout_cancelled", "paycancel");
    record(txn, app, cause, postings.into()).await
}

/// Rule 10c after the bank had paid: the money came back. Key `payreturn:{payout}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn payout_returned<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    payout: PayoutMove<'_>,
) -> Result<(), LedgerError> {
    let [available, _] = accounts(payout);
    let postings = transfer(Account::Bank, available, payout.amount, None);
    let cause = cause(payout, "payout_returned", "payreturn");
    record(txn, app, cause, postings.into()).await
}

fn accounts(payout: PayoutMove<'_>) -> [Account; 2] {
    let in_transit = Account::PayoutTransit {
        payout_id: payout.payout_id,
        seller_id: payout.seller_id,
    };
    [Account::Available(payout.seller_id), in_transit]
}

fn cause<'a>(payout: PayoutMove<'a>, kind: &'static str, key: &str) -> Cause<'a> {
    Cause {
        kind,
        key: format!("{key}:{}", payout.payout_id),
        source: ("payout", payout.payout_id),
        actor: payout.actor,
    }
}
