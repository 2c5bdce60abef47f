//! Rules 18 to 19 and corrections: what the market decides about its books, by people or by
//! the passing of time.

use money::Money;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Cause, record, transfer};
use crate::{
    App,
    ledger::{Account, ByHand, LedgerError, Posting, TaxPaid},
};

/// Rule 18: a balance below zero for too long becomes a debt to collect. Key
/// `debt:{seller}:{month}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn debt_moved<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    seller_id: Uuid,
    amount: Money,
) -> Result<(), LedgerError> {
    let month = app.clock().today().format("%Y-%m");
    let cause = Cause {
        kind: "debt_moved",
        key: format!("debt:{seller_id}:{month}"),
        source: ("seller", seller_id),
        actor: "market",
    };
    let [debt, available] = [
        Account::SellerDebt(seller_id),
        Account::Available(seller_id),
    ];
    record(
        txn,
        app,
        cause,
        transfer(debt, available, amount, None).into(),
    )
    .await
}

/// Rule 18b: nobody will pay the debt. Key `writeoff:{proposal}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post); [`LedgerError::Insufficient`] when the debt is smaller.
pub async fn debt_written_off<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    by: ByHand<'_>,
    (seller_id, amount): (Uuid, Money),
) -> Result<(), LedgerError> {
    let debt = Account::SellerDebt(seller_id);
    let postings = transfer(Account::ExpenseBadDebt, debt, amount, None);
    let cause = cause(by, "debt_written_off", "writeoff");
    record(txn, app, cause, postings.into()).await
}

/// Rule 18b: the seller paid its debt to the bank. Key `debtpaid:{proposal}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post); [`LedgerError::Insufficient`] when the debt is smaller.
pub async fn debt_repaid<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    by: ByHand<'_>,
    (seller_id, amount): (Uuid, Money),
) -> Result<(), LedgerError> {
    let debt = Account::SellerDebt(seller_id);
    let postings = transfer(Account::Bank, debt, amount, None);
    record(
        txn,
        app,
        cause(by, "debt_repaid", "debtpaid"),
        postings.into(),
    )
    .await
}

/// Rule 19: tax goes to the state, less the VAT that the market itself was charged. Key
/// `taxpay:{period}`, so that a period is paid once.
///
/// # Errors
///
/// As [`post`](crate::ledger::post); [`LedgerError::Insufficient`] when less is owed.
pub async fn tax_paid<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    by: ByHand<'_>,
    paid: &TaxPaid,
) -> Result<(), LedgerError> {
    let owed = Money::total([paid.withheld_vat, paid.withheld_pit, paid.vat_output])?;
    let postings = [
        (Account::WithheldVat, paid.withheld_vat),
        (Account::WithheldPit, paid.withheld_pit),
        (Account::VatOutput, paid.vat_output),
        (Account::VatInput, -paid.vat_input),
        (Account::Bank, -owed.minus(paid.vat_input)?),
    ];
    let cause = Cause {
        key: format!("taxpay:{}", paid.period),
        ..cause(by, "tax_paid", "taxpay")
    };
    record(txn, app, cause, postings.map(on_no_order).into()).await
}

/// A correction that two people agreed on. Key `correction:{proposal}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn corrected<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    by: ByHand<'_>,
    (debit, credit, amount): (Account, Account, Money),
) -> Result<(), LedgerError> {
    let postings = transfer(debit, credit, amount, None);
    record(
        txn,
        app,
        cause(by, "corrected", "correction"),
        postings.into(),
    )
    .await
}

fn on_no_order((account, amount): (Account, Money)) -> Posting {
    Posting {
        account,
        amount,
        order_id: None,
    }
}

fn cause<'a>(by: ByHand<'a>, kind: &'static str, key: &str) -> Cause<'a> {
    Cause {
        kind,
        key: format!("{key}:{}", by.proposal_id),
        source: ("manual_journal", by.proposal_id),
        actor: by.actor,
    }
}
