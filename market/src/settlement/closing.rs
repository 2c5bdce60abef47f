//! How a payout ends: the bank paid it, refused it, or sent the money back.

use entity::settlement::{PayoutMethod, PayoutState, payout};
use money::Money;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::{
    Payout, SettlementError,
    payouts::payout_by_id,
    step::{Doer, locked, movement, step},
    transition::PayoutCommand,
};
use crate::{
    App,
    accounts::Staff,
    ledger,
    sellers::{self, Notice},
    text,
};

/// Characters of a bank's reference; the longest in use here have about 50.
const BANK_REFERENCE_CHARS_MAX: usize = 100;
/// Characters of the reason why a payout failed.
const REASON_CHARS_MAX: usize = 500;

/// The bank's word that it paid.
#[derive(Clone, Debug)]
pub struct BankPaid {
    /// The bank's reference.
    pub reference: String,
    /// What the bank took for it, in đồng.
    pub fee: Money,
}

impl From<&str> for BankPaid {
    fn from(reference: &str) -> Self {
        Self {
            reference: reference.to_owned(),
            fee: Money::ZERO,
        }
    }
}

impl From<&String> for BankPaid {
    fn from(reference: &String) -> Self {
        Self::from(reference.as_str())
    }
}

/// Records that the bank paid, with its reference. A payout that nobody had submitted was
/// taken to the bank by hand. Told again with the same reference it changes nothing.
///
/// # Errors
///
/// [`SettlementError::PayoutNotFound`]; [`SettlementError::PayoutClosed`] when it waits for
/// approval, has failed, or was paid under another reference;
/// [`SettlementError::BankReferenceUnusable`], [`SettlementError::BankFeeUnusable`].
pub async fn complete(
    app: &App,
    staff: &Staff,
    id: Uuid,
    paid: impl Into<BankPaid>,
) -> Result<Payout, SettlementError> {
    let paid = paid.into();
    let reference = text::line(&paid.reference, BANK_REFERENCE_CHARS_MAX)
        .ok_or(SettlementError::BankReferenceUnusable)?;
    if paid.fee < Money::ZERO {
        return Err(SettlementError::BankFeeUnusable);
    }
    let txn = app.database().begin().await?;
    let row = locked(&txn, id).await?;
    let is_same = row.bank_reference.as_deref() == Some(reference.as_str());
    if row.state != PayoutState::Paid || !is_same {
        let paid = BankPaid { reference, ..paid };
        confirm(&txn, app, (row, staff.label()), paid).await?;
        txn.commit().await?;
    }
    payout_by_id(app.database().read(), id).await
}

/// Confirms a locked payout in the caller's transaction.
pub(super) async fn confirm(
    txn: &DatabaseTransaction,
    app: &App,
    (row, actor): (payout::Model, &str),
    paid: BankPaid,
) -> Result<(), SettlementError> {
    let doer = Doer {
        actor,
        reason: None,
    };
    let row = by_hand(txn, app, row, doer).await?;
    let row = step(txn, app, row, (PayoutCommand::Confirm, doer), |row| {
        row.bank_reference = Some(paid.reference);
    })
    .await?;
    ledger::payout_paid(txn, app, movement(&row, actor)?, paid.fee).await?;
    tell(txn, app, &row, "payout_paid").await
}

/// Records that the bank refused, and why. The money is owed again and part of the next
/// payout. Told again with the same reason it changes nothing.
///
/// # Errors
///
/// [`SettlementError::PayoutNotFound`]; [`SettlementError::PayoutClosed`] when it was paid
/// or failed for another reason; [`SettlementError::ReasonUnusable`].
pub async fn fail(
    app: &App,
    staff: &Staff,
    id: Uuid,
    reason: &str,
) -> Result<Payout, SettlementError> {
    let reason = usable(reason)?;
    let txn = app.database().begin().await?;
    let row = locked(&txn, id).await?;
    let is_same = row.failure.as_deref() == Some(reason.as_str());
    if row.state != PayoutState::Failed || !is_same {
        refuse(&txn, app, (row, staff.label()), &reason).await?;
        txn.commit().await?;
    }
    payout_by_id(app.database().read(), id).await
}

/// Fails a locked payout in the caller's transaction.
pub(super) async fn refuse(
    txn: &DatabaseTransaction,
    app: &App,
    (row, actor): (payout::Model, &str),
    reason: &str,
) -> Result<(), SettlementError> {
    let doer = Doer {
        actor,
        reason: Some(reason),
    };
    let row = by_hand(txn, app, row, doer).await?;
    let row = step(txn, app, row, (PayoutCommand::Fail, doer), |row| {
        row.failure = Some(reason.to_owned());
    })
    .await?;
    ledger::payout_failed(txn, app, movement(&row, actor)?).await?;
    tell(txn, app, &row, "payout_failed").await
}

/// Records that the money came back after the bank had paid. It is owed again and part of the
/// next payout. Told again with the same reason it changes nothing.
///
/// # Errors
///
/// [`SettlementError::PayoutNotFound`]; [`SettlementError::PayoutClosed`] when it was not
/// paid, or came back for another reason; [`SettlementError::ReasonUnusable`].
pub async fn give_back(
    app: &App,
    staff: &Staff,
    id: Uuid,
    reason: &str,
) -> Result<Payout, SettlementError> {
    let reason = usable(reason)?;
    let txn = app.database().begin().await?;
    let row = locked(&txn, id).await?;
    let is_same = row.failure.as_deref() == Some(reason.as_str());
    if row.state != PayoutState::Returned || !is_same {
        let doer = Doer {
            actor: staff.label(),
            reason: Some(&reason),
        };
        let row = step(&txn, app, row, (PayoutCommand::Return, doer), |row| {
            row.failure = Some(reason.clone());
        })
        .await?;
        ledger::payout_returned(&txn, app, movement(&row, staff.label())?).await?;
        tell(&txn, app, &row, "payout_returned").await?;
        txn.commit().await?;
    }
    payout_by_id(app.database().read(), id).await
}

/// What the bank tells of an approved payout says that somebody took it there by hand.
async fn by_hand(
    txn: &DatabaseTransaction,
    app: &App,
    row: payout::Model,
    doer: Doer<'_>,
) -> Result<payout::Model, SettlementError> {
    if row.state != PayoutState::Approved {
        return Ok(row);
    }
    let now = app.clock().now();
    let doer = Doer {
        reason: None,
        ..doer
    };
    step(txn, app, row, (PayoutCommand::Submit, doer), |row| {
        row.method = Some(PayoutMethod::Manual);
        row.submitted_at = Some(now);
    })
    .await
}

/// Tells the seller how its payout ended.
async fn tell(
    txn: &DatabaseTransaction,
    app: &App,
    row: &payout::Model,
    kind: &'static str,
) -> Result<(), SettlementError> {
    let notice = Notice {
        seller_id: row.seller_id,
        kind,
        detail: serde_json::json!({
            "payout_id": row.id, "amount": row.amount, "reason": row.failure,
        }),
    };
    Ok(sellers::tell(txn, app.clock().now(), notice).await?)
}

/// A reason that people can read.
pub(super) fn usable(reason: &str) -> Result<String, SettlementError> {
    text::line(reason, REASON_CHARS_MAX).ok_or(SettlementError::ReasonUnusable)
}
