//! Transfers that a person looks at: matching by hand, and sending back.

use entity::{
    checkout::purchase,
    payments::{ReceiptState, ReturnState, bank_receipt, bank_return, payment},
};
use money::Money;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    ReceiptError,
    settle::{Settled, give_back, settle},
};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    checkout,
    ledger::{self, ReceiptReturned},
    page::PageRequest,
    payments::Method,
    text,
};

/// Characters of a reason.
const REASON_CHARS_MAX: usize = 300;
/// Characters of a bank's reference.
const BANK_REFERENCE_CHARS_MAX: usize = 100;

/// Transfers, the newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn list(
    app: &App,
    _staff: &Staff,
    state: Option<ReceiptState>,
    page: PageRequest,
) -> Result<(Vec<bank_receipt::Model>, Option<String>), ReceiptError> {
    let mut query = bank_receipt::Entity::find();
    if let Some(state) = state {
        query = query.filter(bank_receipt::Column::State.eq(state));
    }
    if let Some(after) = page.after {
        query = query.filter(bank_receipt::Column::Id.lt(after));
    }
    let rows = query
        .order_by_desc(bank_receipt::Column::Id)
        .limit(page.rows + 1)
        .all(app.database().read())
        .await?;
    Ok(page.cut(rows, |row| row.id))
}

/// Money on its way back to payers, the newest first, each with its receipt.
///
/// # Errors
///
/// When the database fails.
pub async fn returns(
    app: &App,
    _staff: &Staff,
    state: Option<ReturnState>,
    page: PageRequest,
) -> Result<
    (
        Vec<(bank_return::Model, bank_receipt::Model)>,
        Option<String>,
    ),
    ReceiptError,
> {
    let mut query = bank_return::Entity::find();
    if let Some(state) = state {
        query = query.filter(bank_return::Column::State.eq(state));
    }
    if let Some(after) = page.after {
        query = query.filter(bank_return::Column::Id.lt(after));
    }
    let db = app.database().read();
    let rows = query
        .order_by_desc(bank_return::Column::Id)
        .limit(page.rows + 1)
        .all(db)
        .await?;
    let (rows, cursor) = page.cut(rows, |row| row.id);
    let receipts = bank_receipt::Entity::find()
        .filter(bank_receipt::Column::Id.is_in(rows.iter().map(|row| row.receipt_id)))
        .all(db)
        .await?;
    let with_receipt = rows.into_iter().filter_map(|row| {
        let receipt = receipts.iter().find(|receipt| receipt.id == row.receipt_id);
        Some((row.clone(), receipt?.clone()))
    });
    Ok((with_receipt.collect(), cursor))
}

/// Pays a purchase with a transfer that did not name it.
///
/// # Errors
///
/// [`ReceiptError::NotFound`], [`ReceiptError::Settled`] when somebody was faster,
/// [`ReceiptError::NoTransferExpected`] when the purchase was not to be paid by transfer.
pub async fn match_to(
    app: &App,
    staff: &Staff,
    receipt_id: Uuid,
    purchase_number: &str,
) -> Result<bank_receipt::Model, ReceiptError> {
    let attempt = attempt_of(app, purchase_number).await?;
    let txn = app.database().begin().await?;
    let purchase = checkout::lock(&txn, attempt.purchase_id).await?;
    let receipt = by_id(&txn, receipt_id).await?;
    let attempt = crate::payments::reload(&txn, attempt.id).await?;
    let actor = staff.label();
    settle(&txn, app, (&purchase, &attempt), (&receipt, actor)).await?;
    let detail = json!({ "purchase": purchase.number, "amount": receipt.amount });
    record(
        &txn,
        app,
        staff,
        ("bank_receipt.matched", receipt_id, detail),
    )
    .await?;
    let receipt = by_id(&txn, receipt_id).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(receipt)
}

/// The newest attempt of a purchase to pay by transfer.
async fn attempt_of(app: &App, purchase_number: &str) -> Result<payment::Model, ReceiptError> {
    let db = app.database().read();
    let purchase = purchase::Entity::find()
        .filter(purchase::Column::Number.eq(purchase_number.trim()))
        .one(db)
        .await?
        .ok_or(ReceiptError::PurchaseNotFound)?;
    payment::Entity::find()
        .filter(payment::Column::PurchaseId.eq(purchase.id))
        .filter(payment::Column::Method.eq(Method::VietQr.name()))
        .order_by_desc(payment::Column::Id)
        .one(db)
        .await?
        .ok_or(ReceiptError::NoTransferExpected)
}

/// Sends a transfer back whose purpose nobody can tell.
///
/// # Errors
///
/// [`ReceiptError::NotFound`], [`ReceiptError::Settled`], [`ReceiptError::ReasonUnusable`].
pub async fn send_back(
    app: &App,
    staff: &Staff,
    receipt_id: Uuid,
    reason: &str,
) -> Result<bank_receipt::Model, ReceiptError> {
    let reason = text::line(reason, REASON_CHARS_MAX).ok_or(ReceiptError::ReasonUnusable)?;
    let txn = app.database().begin().await?;
    let receipt = by_id(&txn, receipt_id).await?;
    let actor = staff.label();
    let settled = Settled {
        state: ReceiptState::Returned,
        payment_id: None,
        applied: 0,
        actor,
        note: Some(reason.clone()),
    };
    settled.write(&txn, app, receipt_id).await?;
    let amount = Money::price(receipt.amount)?;
    give_back(&txn, app, (receipt_id, amount), (&reason, actor)).await?;
    let detail = json!({ "reason": reason, "amount": receipt.amount });
    record(
        &txn,
        app,
        staff,
        ("bank_receipt.returned", receipt_id, detail),
    )
    .await?;
    let receipt = by_id(&txn, receipt_id).await?;
    txn.commit().await?;
    Ok(receipt)
}

/// The bank has sent the money back.
///
/// # Errors
///
/// [`ReceiptError::ReturnNotFound`], [`ReceiptError::Settled`] when it was closed before,
/// [`ReceiptError::ReferenceUnusable`].
pub async fn complete_return(
    app: &App,
    staff: &Staff,
    id: Uuid,
    bank_reference: &str,
) -> Result<bank_return::Model, ReceiptError> {
    let reference = text::line(bank_reference, BANK_REFERENCE_CHARS_MAX)
        .ok_or(ReceiptError::ReferenceUnusable)?;
    let txn = app.database().begin().await?;
    let moved = bank_return::Entity::update_many()
        .set(bank_return::ActiveModel {
            state: Set(ReturnState::Paid),
            bank_reference: Set(Some(reference.clone())),
            closed_by: Set(Some(staff.label().to_owned())),
            updated_at: Set(app.clock().now()),
            ..Default::default()
        })
        .filter(bank_return::Column::Id.eq(id))
        .filter(bank_return::Column::State.eq(ReturnState::Due))
        .exec(&txn)
        .await?;
    let row = bank_return::Entity::find_by_id(id).one(&txn).await?;
    let row = row.ok_or(ReceiptError::ReturnNotFound)?;
    if moved.rows_affected == 0 {
        return Err(ReceiptError::Settled);
    }
    let paid = ReceiptReturned {
        return_id: id,
        amount: Money::price(row.amount)?,
        actor: staff.label(),
    };
    ledger::return_paid(&txn, app, paid).await?;
    let detail = json!({ "bank_reference": reference, "amount": row.amount });
    record(&txn, app, staff, ("bank_return.paid", id, detail)).await?;
    txn.commit().await?;
    Ok(row)
}

async fn by_id(txn: &DatabaseTransaction, id: Uuid) -> Result<bank_receipt::Model, ReceiptError> {
    let row = bank_receipt::Entity::find_by_id(id).one(txn).await?;
    row.ok_or(ReceiptError::NotFound)
}

async fn record(
    txn: &DatabaseTransaction,
    app: &App,
    staff: &Staff,
    (action, id, detail): (&'static str, Uuid, Value),
) -> Result<(), ReceiptError> {
    let deed = Deed {
        actor: staff.label(),
        action,
        subject_type: if action.starts_with("bank_return.") {
            "bank_return"
        } else {
            "bank_receipt"
        },
        subject_id: id.to_string(),
        detail: Some(detail),
    };
    Ok(audit::record(txn, app.clock().now(), deed).await?)
}
