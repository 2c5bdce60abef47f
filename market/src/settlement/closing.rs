//! How a payout ends: the bank paid it, or refused.

use entity::{
    orders::seller_order,
    settlement::{PayoutState, payout},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Payout, SettlementError, payouts::payout_by_id};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    ledger::{self, PayoutMove},
    text,
};

/// Characters of a bank's reference; the longest in use here have about 50.
const BANK_REFERENCE_CHARS_MAX: usize = 100;
/// Characters of the reason why a payout failed.
const REASON_CHARS_MAX: usize = 500;

/// Records that the bank paid, with its reference. Told again with the same reference it
/// changes nothing.
///
/// # Errors
///
/// [`SettlementError::PayoutNotFound`]; [`SettlementError::PayoutClosed`] when it failed or
/// was paid under another reference; [`SettlementError::BankReferenceUnusable`].
pub async fn complete(
    app: &App,
    staff: &Staff,
    payout_id: Uuid,
    bank_reference: &str,
) -> Result<Payout, SettlementError> {
    let reference = text::line(bank_reference, BANK_REFERENCE_CHARS_MAX)
        .ok_or(SettlementError::BankReferenceUnusable)?;
    let txn = app.database().begin().await?;
    let end = payout::ActiveModel {
        state: Set(PayoutState::Paid),
        bank_reference: Set(Some(reference.clone())),
        closed_at: Set(Some(app.clock().now())),
        ..Default::default()
    };
    if !close(&txn, payout_id, end).await? {
        let payout = payout_by_id(&txn, payout_id).await?;
        let again = payout.state == PayoutState::Paid
            && payout.bank_reference.as_deref() == Some(reference.as_str());
        return if again {
            Ok(payout)
        } else {
            Err(closed(payout))
        };
    }
    let payout = payout_by_id(&txn, payout_id).await?;
    ledger::payout_paid(&txn, app, movement(&payout, staff)).await?;
    let detail = json!({"bank_reference": reference});
    note(&txn, app, staff, ("payout.completed", payout_id, detail)).await?;
    txn.commit().await?;
    Ok(payout)
}

/// Records that the bank refused or returned the money, and why. The orders are owed again
/// and paid by the next run. Told again with the same reason it changes nothing.
///
/// # Errors
///
/// [`SettlementError::PayoutNotFound`]; [`SettlementError::PayoutClosed`] when it was paid
/// or failed for another reason; [`SettlementError::ReasonUnusable`].
pub async fn fail(
    app: &App,
    staff: &Staff,
    payout_id: Uuid,
    reason: &str,
) -> Result<Payout, SettlementError> {
    let reason = text::line(reason, REASON_CHARS_MAX).ok_or(SettlementError::ReasonUnusable)?;
    let txn = app.database().begin().await?;
    let end = payout::ActiveModel {
        state: Set(PayoutState::Failed),
        failure: Set(Some(reason.clone())),
        closed_at: Set(Some(app.clock().now())),
        ..Default::default()
    };
    if !close(&txn, payout_id, end).await? {
        let payout = payout_by_id(&txn, payout_id).await?;
        let again = payout.failure.as_deref() == Some(reason.as_str());
        return if again {
            Ok(payout)
        } else {
            Err(closed(payout))
        };
    }
    give_back_orders(&txn, app, payout_id).await?;
    let payout = payout_by_id(&txn, payout_id).await?;
    ledger::payout_failed(&txn, app, movement(&payout, staff)).await?;
    let detail = json!({"reason": reason});
    note(&txn, app, staff, ("payout.failed", payout_id, detail)).await?;
    txn.commit().await?;
    Ok(payout)
}

/// Ends a payout that is under way. Tells whether it was.
async fn close(
    txn: &DatabaseTransaction,
    id: Uuid,
    end: payout::ActiveModel,
) -> Result<bool, DbErr> {
    let ended = payout::Entity::update_many()
        .set(end)
        .col_expr(
            payout::Column::Version,
            Expr::col(payout::Column::Version).add(1),
        )
        .filter(payout::Column::Id.eq(id))
        .filter(payout::Column::State.eq(PayoutState::Submitted))
        .exec(txn)
        .await?;
    Ok(ended.rows_affected == 1)
}

async fn give_back_orders(
    txn: &DatabaseTransaction,
    app: &App,
    payout_id: Uuid,
) -> Result<(), DbErr> {
    seller_order::Entity::update_many()
        .set(seller_order::ActiveModel {
            payout_id: Set(None),
            updated_at: Set(app.clock().now()),
            ..Default::default()
        })
        .col_expr(
            seller_order::Column::Version,
            Expr::col(seller_order::Column::Version).add(1),
        )
        .filter(seller_order::Column::PayoutId.eq(payout_id))
        .exec(txn)
        .await?;
    Ok(())
}

fn movement<'a>(payout: &Payout, staff: &'a Staff) -> PayoutMove<'a> {
    PayoutMove {
        payout_id: payout.id,
        seller_id: payout.seller.id,
        amount: payout.amount,
        actor: staff.label(),
    }
}

async fn note(
    txn: &DatabaseTransaction,
    app: &App,
    staff: &Staff,
    (action, payout_id, detail): (&'static str, Uuid, Value),
) -> Result<(), DbErr> {
    let deed = Deed {
        actor: staff.label(),
        action,
        subject_type: "payout",
        subject_id: payout_id.to_string(),
        detail: Some(detail),
    };
    audit::record(txn, app.clock().now(), deed).await
}

fn closed(payout: Payout) -> SettlementError {
    SettlementError::PayoutClosed {
        state: payout.state,
        bank_reference: payout.bank_reference,
    }
}
