//! A second person looks at a large payout: lets it go, or calls it off.

use entity::{
    sellers::seller,
    settlement::{PayoutState, payout},
};
use money::Money;
use sea_orm::{DatabaseTransaction, EntityTrait};
use uuid::Uuid;

use super::{
    Payout, SettlementError,
    payouts::payout_by_id,
    standing,
    step::{Doer, claim_instruction, locked, movement, release_lines, step},
    transition::PayoutCommand,
};
use crate::{
    App,
    accounts::Staff,
    ledger::{self, Account},
};

/// Lets a draft go: posts rule 10, and freezes where the money goes as the seller has it now.
///
/// # Errors
///
/// [`SettlementError::PayoutNotFound`]; [`SettlementError::PayoutClosed`] when it is no draft;
/// [`SettlementError::SecondPersonNeeded`] when the same person made it;
/// [`SettlementError::NotPayable`] when the seller may not be paid now;
/// [`SettlementError::BalanceSank`] when refunds have taken some of the money since.
pub async fn approve(app: &App, staff: &Staff, id: Uuid) -> Result<Payout, SettlementError> {
    let txn = app.database().begin().await?;
    let row = locked(&txn, id).await?;
    if row.state == PayoutState::Draft {
        check(&txn, app, staff, &row).await?;
    }
    let seller = seller_of(&txn, row.seller_id).await?;
    let doer = Doer {
        actor: staff.label(),
        reason: None,
    };
    let row = step(&txn, app, row, (PayoutCommand::Approve, doer), |row| {
        row.approved_by = Some(staff.label().to_owned());
        row.bank_bin = seller.bank_bin;
        row.bank_account = seller.bank_account;
        row.bank_account_name = seller.bank_account_name;
    })
    .await?;
    ledger::payout_instructed(&txn, app, movement(&row, staff.label())?).await?;
    claim_instruction(&txn, &row).await?;
    txn.commit().await?;
    payout_by_id(app.database().read(), id).await
}

async fn check(
    txn: &DatabaseTransaction,
    app: &App,
    staff: &Staff,
    row: &payout::Model,
) -> Result<(), SettlementError> {
    if row.created_by == staff.label() {
        return Err(SettlementError::SecondPersonNeeded);
    }
    let seller = seller_of(txn, row.seller_id).await?;
    if let Some(problem) = standing::against(app, &seller) {
        return Err(SettlementError::NotPayable(Box::new(problem)));
    }
    let available = available(txn, row.seller_id).await?;
    let amount = Money::new(row.amount)?;
    if available < amount {
        return Err(SettlementError::BalanceSank { available, amount });
    }
    Ok(())
}

async fn seller_of(txn: &DatabaseTransaction, id: Uuid) -> Result<seller::Model, SettlementError> {
    seller::Entity::find_by_id(id)
        .one(txn)
        .await?
        .ok_or(SettlementError::SellerGone)
}

/// What the ledger says a seller can be paid; locked until the transaction ends.
async fn available(txn: &DatabaseTransaction, seller_id: Uuid) -> Result<Money, SettlementError> {
    Ok(-ledger::balance_of(txn, &Account::Available(seller_id)).await?)
}

/// Calls a payout off before the bank was told; what it would have paid is owed again.
///
/// # Errors
///
/// [`SettlementError::PayoutNotFound`]; [`SettlementError::PayoutClosed`] once the bank was
/// told; [`SettlementError::ReasonUnusable`].
pub async fn cancel(
    app: &App,
    staff: &Staff,
    id: Uuid,
    reason: &str,
) -> Result<Payout, SettlementError> {
    let reason = super::closing::usable(reason)?;
    let txn = app.database().begin().await?;
    let row = locked(&txn, id).await?;
    let was = row.state;
    let doer = Doer {
        actor: staff.label(),
        reason: Some(&reason),
    };
    let row = step(&txn, app, row, (PayoutCommand::Cancel, doer), |row| {
        row.failure = Some(reason.clone());
    })
    .await?;
    if was == PayoutState::Draft {
        release_lines(&txn, id).await?;
    } else {
        ledger::payout_cancelled(&txn, app, movement(&row, staff.label())?).await?;
    }
    txn.commit().await?;
    payout_by_id(app.database().read(), id).await
}
