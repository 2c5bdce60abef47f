//! What becomes of a transfer.

use entity::{
    checkout::purchase,
    payments::{PaymentState, ReceiptState, ReturnState, bank_receipt, bank_return, payment},
};
use money::Money;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::ReceiptError;
use crate::{
    App, checkout,
    ledger::{self, ReceiptMatched, ReceiptReturned},
    token::new_id,
};

/// Why the rest of a transfer goes back.
const OVERPAID: &str = "overpaid";

/// Pays an attempt with a transfer, as far as it still owes; the rest goes back. The purchase
/// must be locked.
pub(super) async fn settle(
    txn: &DatabaseTransaction,
    app: &App,
    (purchase, attempt): (&purchase::Model, &payment::Model),
    (receipt, actor): (&bank_receipt::Model, &str),
) -> Result<(), ReceiptError> {
    let applied = receipt.amount.min(owed(attempt));
    let settled = Settled {
        state: ReceiptState::Matched,
        payment_id: Some(attempt.id),
        applied,
        actor,
        note: None,
    };
    settled.write(txn, app, receipt.id).await?;
    if applied > 0 {
        let amount = Money::price(applied)?;
        let matched = ReceiptMatched {
            receipt_id: receipt.id,
            purchase_id: purchase.id,
            applied: amount,
            actor,
        };
        ledger::receipt_matched(txn, app, matched).await?;
        checkout::transferred(txn, app, (purchase, attempt), amount).await?;
    }
    if receipt.amount > applied {
        let rest = Money::price(receipt.amount - applied)?;
        give_back(txn, app, (receipt.id, rest), (OVERPAID, actor)).await?;
    }
    Ok(())
}

/// What an attempt still owes; one that has been paid owes nothing.
fn owed(attempt: &payment::Model) -> i64 {
    match attempt.state {
        PaymentState::Paid | PaymentState::LatePaid => 0,
        _ => attempt.amount - attempt.captured,
    }
}

/// How a transfer leaves the unidentified ones.
pub(super) struct Settled<'a> {
    pub(super) state: ReceiptState,
    pub(super) payment_id: Option<Uuid>,
    pub(super) applied: i64,
    pub(super) actor: &'a str,
    pub(super) note: Option<String>,
}

impl Settled<'_> {
    /// Moves a receipt out of the unidentified ones; only one of two who try succeeds.
    pub(super) async fn write(
        self,
        txn: &DatabaseTransaction,
        app: &App,
        receipt_id: Uuid,
    ) -> Result<(), ReceiptError> {
        let moved = bank_receipt::Entity::update_many()
            .set(bank_receipt::ActiveModel {
                state: Set(self.state),
                payment_id: Set(self.payment_id),
                applied: Set(self.applied),
                settled_by: Set(Some(self.actor.to_owned())),
                note: Set(self.note),
                updated_at: Set(app.clock().now()),
                ..Default::default()
            })
            .filter(bank_receipt::Column::Id.eq(receipt_id))
            .filter(bank_receipt::Column::State.eq(ReceiptState::Unidentified))
            .exec(txn)
            .await?;
        if moved.rows_affected == 0 {
            return Err(ReceiptError::Settled);
        }
        Ok(())
    }
}

/// Promises money of a receipt back to its payer; a person transfers it.
pub(super) async fn give_back(
    txn: &DatabaseTransaction,
    app: &App,
    (receipt_id, amount): (Uuid, Money),
    (reason, actor): (&str, &str),
) -> Result<(), ReceiptError> {
    let now = app.clock().now();
    let row = bank_return::Model {
        id: new_id(),
        receipt_id,
        amount: amount.dong(),
        state: ReturnState::Due,
        reason: reason.to_owned(),
        bank_reference: None,
        closed_by: None,
        created_at: now,
        updated_at: now,
    };
    let returned = ReceiptReturned {
        return_id: row.id,
        amount,
        actor,
    };
    bank_return::Entity::insert(bank_return::ActiveModel::from(row))
        .exec_without_returning(txn)
        .await?;
    ledger::receipt_returned(txn, app, returned).await?;
    Ok(())
}
