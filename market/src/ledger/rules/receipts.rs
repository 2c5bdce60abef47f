//! Bank transfers of shoppers: seen, matched, sent back.

use money::Money;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Account, App, Cause, LedgerError, Posting, record, transfer};

/// Money seen on the bank account.
#[derive(Clone, Copy, Debug)]
pub struct ReceiptSeen<'a> {
    /// The receipt.
    pub receipt_id: Uuid,
    /// Who saw it.
    pub sender: &'a str,
    /// How much, in đồng.
    pub amount: Money,
}

/// A receipt whose purchase is known.
#[derive(Clone, Copy, Debug)]
pub struct ReceiptMatched<'a> {
    /// The receipt.
    pub receipt_id: Uuid,
    /// What it pays.
    pub purchase_id: Uuid,
    /// How much of it pays, in đồng.
    pub applied: Money,
    /// Who matched it.
    pub actor: &'a str,
}

/// Money of a receipt that goes back.
#[derive(Clone, Copy, Debug)]
pub struct ReceiptReturned<'a> {
    /// The way back.
    pub return_id: Uuid,
    /// How much, in đồng.
    pub amount: Money,
    /// Who decided or did it.
    pub actor: &'a str,
}

/// Rule 2: the bank has more, and nobody knows yet what for. Key `bankin:{receipt}`.
///
/// # Errors
///
/// As [`super::super::post`].
pub async fn receipt_seen<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: ReceiptSeen<'_>,
) -> Result<(), LedgerError> {
    let accounts = (Account::Bank, Account::UnidentifiedReceipts);
    let postings = transfer(accounts.0, accounts.1, fact.amount, None);
    let cause = Cause {
        kind: "receipt_seen",
        key: format!("bankin:{}", fact.receipt_id),
        source: ("bank_receipt", fact.receipt_id),
        actor: &format!("provider:{}", fact.sender),
    };
    record(txn, app, cause, postings.into()).await
}

/// Rule 2b: the money belongs to a purchase. Key `match:{receipt}`.
///
/// # Errors
///
/// As [`super::super::post`].
pub async fn receipt_matched<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: ReceiptMatched<'_>,
) -> Result<(), LedgerError> {
    let postings: [Posting; 2] = transfer(
        Account::UnidentifiedReceipts,
        Account::Escrow(fact.purchase_id),
        fact.applied,
        None,
    );
    let cause = Cause {
        kind: "receipt_matched",
        key: format!("match:{}", fact.receipt_id),
        source: ("bank_receipt", fact.receipt_id),
        actor: fact.actor,
    };
    record(txn, app, cause, postings.into()).await
}

/// Rule 2b, the excess, and what is nobody's: promised back to the payer. Key
/// `bankreturn:{return}`.
///
/// # Errors
///
/// As [`super::super::post`].
pub async fn receipt_returned<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: ReceiptReturned<'_>,
) -> Result<(), LedgerError> {
    let due = Account::RefundsDue(fact.return_id);
    let postings = transfer(Account::UnidentifiedReceipts, due, fact.amount, None);
    let cause = Cause {
        kind: "receipt_returned",
        key: format!("bankreturn:{}", fact.return_id),
        source: ("bank_return", fact.return_id),
        actor: fact.actor,
    };
    record(txn, app, cause, postings.into()).await
}

/// Rule 12 by transfer: the payer has it back. Key `bankreturnpaid:{return}`.
///
/// # Errors
///
/// As [`super::super::post`].
pub async fn return_paid<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: ReceiptReturned<'_>,
) -> Result<(), LedgerError> {
    let due = Account::RefundsDue(fact.return_id);
    let postings = transfer(due, Account::Bank, fact.amount, None);
    let cause = Cause {
        kind: "return_paid",
        key: format!("bankreturnpaid:{}", fact.return_id),
        source: ("bank_return", fact.return_id),
        actor: fact.actor,
    };
    record(txn, app, cause, postings.into()).await
}
