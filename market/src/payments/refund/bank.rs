//! Where shoppers want the money that its method cannot carry back: asked for when needed,
//! and forgotten afterwards.

use chrono::TimeDelta;
use entity::payments::{RefundState, refund, refund_bank_account};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{OnConflict, Query},
};
use uuid::Uuid;

use super::{PaymentError, Refund, lock};
use crate::{App, sellers::BankAccount};

/// How long after a transfer the account is kept: a bank sends one that cannot be delivered
/// back within days.
const KEPT_AFTER_TRANSFER: TimeDelta = TimeDelta::days(30);
/// Accounts forgotten in one turn.
const FORGET_MOST: u64 = 500;

/// Whether a transfer by hand is still ahead.
const fn awaits_account(state: RefundState) -> bool {
    matches!(
        state,
        RefundState::Approved | RefundState::Failed | RefundState::Manual | RefundState::Reversed
    )
}

/// Keeps where a refund of this purchase shall be transferred. Whose purchase it is, is for
/// the caller to know.
///
/// # Errors
///
/// [`PaymentError::AccountNotNeeded`] when nothing is left to transfer.
pub(crate) async fn set_bank_account(
    app: &App,
    purchase_id: Uuid,
    refund_id: Uuid,
    account: BankAccount,
) -> Result<Refund, PaymentError> {
    let account = account.checked()?;
    let txn = app.database().begin().await?;
    let refund = lock(&txn, refund_id).await?;
    if refund.purchase_id != purchase_id {
        return Err(PaymentError::RefundNotFound);
    }
    if !awaits_account(refund.state) {
        return Err(PaymentError::AccountNotNeeded);
    }
    let latest_counts = OnConflict::column(refund_bank_account::Column::RefundId)
        .update_columns([
            refund_bank_account::Column::Bin,
            refund_bank_account::Column::Number,
            refund_bank_account::Column::Holder,
            refund_bank_account::Column::CreatedAt,
        ])
        .to_owned();
    refund_bank_account::Entity::insert(refund_bank_account::ActiveModel {
        refund_id: Set(refund.id),
        bin: Set(account.bin),
        number: Set(account.number),
        holder: Set(account.holder),
        created_at: Set(app.clock().now()),
    })
    .on_conflict(latest_counts)
    .exec_without_returning(&txn)
    .await?;
    txn.commit().await?;
    Ok(refund)
}

/// Removes the accounts of refunds that were paid long enough ago.
///
/// # Errors
///
/// When the database fails.
pub async fn forget_bank_accounts(app: &App) -> Result<(), PaymentError> {
    let paid = Query::select()
        .column(refund::Column::Id)
        .from(refund::Entity)
        .and_where(refund::Column::State.eq(RefundState::Succeeded))
        .and_where(refund::Column::UpdatedAt.lt(app.clock().now() - KEPT_AFTER_TRANSFER))
        .to_owned();
    let due: Vec<Uuid> = refund_bank_account::Entity::find()
        .select_only()
        .column(refund_bank_account::Column::RefundId)
        .filter(refund_bank_account::Column::RefundId.in_subquery(paid))
        .limit(FORGET_MOST)
        .into_tuple()
        .all(app.database().read())
        .await?;
    if due.is_empty() {
        return Ok(());
    }
    refund_bank_account::Entity::delete_many()
        .filter(refund_bank_account::Column::RefundId.is_in(due))
        .exec(app.database().write())
        .await?;
    Ok(())
}
