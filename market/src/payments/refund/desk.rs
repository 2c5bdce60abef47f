//! What finance does with refunds: decide large ones, try again, transfer by bank file.

use entity::payments::{RefundState, payment, refund};
use money::Money;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Order, PaymentError, Refund, RefundCommand, advance, announce, lock,
    send::{begin_attempt, count},
};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    database::sql,
    ledger::{self, RefundPaid},
    page::PageRequest,
    text,
};

/// Characters of a bank's reference or of a reason.
const REFERENCE_CHARS_MAX: usize = 100;
const REASON_CHARS_MAX: usize = 500;
/// Transfers in one bank file.
const FILE_ROWS_MAX: u64 = 5_000;

/// A page of refunds and the cursor of the next.
pub type RefundList = (Vec<Refund>, Option<String>);

/// Refunds, the newest first.
///
/// # Errors
///
/// When the database fails.
pub async fn list(
    app: &App,
    _staff: &Staff,
    state: Option<RefundState>,
    page: PageRequest,
) -> Result<RefundList, PaymentError> {
    let mut refunds = refund::Entity::find()
        .order_by_desc(refund::Column::Id)
        .limit(page.rows + 1);
    if let Some(state) = state {
        refunds = refunds.filter(refund::Column::State.eq(state));
    }
    if let Some(after) = page.after {
        refunds = refunds.filter(refund::Column::Id.lt(after));
    }
    let rows = refunds.all(app.database().read()).await?;
    Ok(page.cut(rows, |row| row.id))
}

/// The refunds of an order, oldest first.
///
/// # Errors
///
/// When the database fails.
pub async fn of_order(
    app: &App,
    _staff: &Staff,
    order_id: Uuid,
) -> Result<Vec<Refund>, PaymentError> {
    let rows = refund::Entity::find()
        .filter(refund::Column::OrderId.eq(order_id))
        .order_by_asc(refund::Column::Id)
        .all(app.database().read())
        .await?;
    Ok(rows)
}

/// Refuses a requested refund: nothing was promised, nothing moves.
///
/// # Errors
///
/// [`PaymentError::Illegal`] for one that is not requested.
pub async fn reject(
    app: &App,
    staff: &Staff,
    refund_id: Uuid,
    reason: &str,
) -> Result<Refund, PaymentError> {
    let reason = text::line(reason, REASON_CHARS_MAX)
        .ok_or(PaymentError::FieldUnusable { field: "/reason" })?;
    let txn = app.database().begin().await?;
    let refund = lock(&txn, refund_id).await?;
    let order = given(staff, RefundCommand::Reject, Some(&reason));
    let refund = advance(&txn, app, &refund, (order, Default::default())).await?;
    record(&txn, app, staff, ("refund.rejected", &refund)).await?;
    txn.commit().await?;
    Ok(refund)
}

/// Asks the provider again after it refused, as a new attempt under a new key.
///
/// # Errors
///
/// [`PaymentError::Illegal`] for one that has not failed.
pub async fn retry(app: &App, staff: &Staff, refund_id: Uuid) -> Result<Refund, PaymentError> {
    let txn = app.database().begin().await?;
    let refund = lock(&txn, refund_id).await?;
    let order = given(staff, RefundCommand::Retry, None);
    begin_attempt(&txn, app, &refund, order).await?;
    announce(&txn, app, refund_id).await?;
    record(&txn, app, staff, ("refund.retried", &refund)).await?;
    let refund = lock(&txn, refund_id).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(refund)
}

/// Takes a refund over, to be transferred by bank.
///
/// # Errors
///
/// [`PaymentError::Illegal`] for one that a provider still works on or has paid.
pub async fn hand_over(app: &App, staff: &Staff, refund_id: Uuid) -> Result<Refund, PaymentError> {
    let txn = app.database().begin().await?;
    let refund = lock(&txn, refund_id).await?;
    let order = given(staff, RefundCommand::HandOver, None);
    let refund = advance(&txn, app, &refund, (order, Default::default())).await?;
    record(&txn, app, staff, ("refund.taken_over", &refund)).await?;
    txn.commit().await?;
    Ok(refund)
}

/// Writes down that the bank has transferred a refund (rule 12).
///
/// # Errors
///
/// [`PaymentError::Illegal`] for one that is not to be transferred.
pub async fn complete(
    app: &App,
    staff: &Staff,
    refund_id: Uuid,
    bank_reference: &str,
) -> Result<Refund, PaymentError> {
    let reference =
        text::line(bank_reference, REFERENCE_CHARS_MAX).ok_or(PaymentError::FieldUnusable {
            field: "/bank_reference",
        })?;
    let txn = app.database().begin().await?;
    let refund = lock(&txn, refund_id).await?;
    let change = refund::ActiveModel {
        attempt: Set(refund.attempt + 1),
        bank_reference: Set(Some(reference.clone())),
        ..Default::default()
    };
    let order = given(staff, RefundCommand::Complete, Some(&reference));
    let done = advance(&txn, app, &refund, (order, change)).await?;
    count(&txn, &refund, refund.amount).await?;
    ledger::refund_paid(&txn, app, paid(&refund, refund.attempt + 1, None)?).await?;
    record(&txn, app, staff, ("refund.completed", &done)).await?;
    let done = lock(&txn, refund_id).await?;
    txn.commit().await?;
    Ok(done)
}

/// Writes down that a paid refund came back: the shopper is owed again.
///
/// # Errors
///
/// [`PaymentError::Illegal`] for one that is not paid.
pub async fn bounce(
    app: &App,
    staff: &Staff,
    refund_id: Uuid,
    reason: &str,
) -> Result<Refund, PaymentError> {
    let reason = text::line(reason, REASON_CHARS_MAX)
        .ok_or(PaymentError::FieldUnusable { field: "/reason" })?;
    let txn = app.database().begin().await?;
    let refund = lock(&txn, refund_id).await?;
    let payment = payment::Entity::find_by_id(refund.payment_id)
        .one(&txn)
        .await?;
    let payment = payment.ok_or(PaymentError::NotFound)?;
    let by_bank = refund.bank_reference.is_some();
    let change = refund::ActiveModel {
        bank_reference: Set(None),
        failure: Set(Some(reason.clone())),
        ..Default::default()
    };
    let order = given(staff, RefundCommand::Reverse, Some(&reason));
    let reversed = advance(&txn, app, &refund, (order, change)).await?;
    count(&txn, &refund, -refund.amount).await?;
    let provider = (!by_bank).then_some(payment.method.as_str());
    ledger::refund_bounced(&txn, app, paid(&refund, refund.attempt, provider)?).await?;
    record(&txn, app, staff, ("refund.bounced", &reversed)).await?;
    let reversed = lock(&txn, refund_id).await?;
    txn.commit().await?;
    Ok(reversed)
}

fn paid<'a>(
    refund: &Refund,
    attempt: i32,
    provider: Option<&'a str>,
) -> Result<RefundPaid<'a>, PaymentError> {
    Ok(RefundPaid {
        refund_id: refund.id,
        attempt,
        provider,
        amount: Money::price(refund.amount)?,
    })
}

fn given<'a>(staff: &'a Staff, command: RefundCommand, reason: Option<&'a str>) -> Order<'a> {
    Order {
        command,
        actor: staff.label(),
        reason,
    }
}

async fn record(
    txn: &DatabaseTransaction,
    app: &App,
    staff: &Staff,
    (action, refund): (&'static str, &Refund),
) -> Result<(), PaymentError> {
    let deed = Deed {
        actor: staff.label(),
        action,
        subject_type: "refund",
        subject_id: refund.id.to_string(),
        detail: Some(json!({"amount": refund.amount})),
    };
    audit::record(txn, app.clock().now(), deed).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct TransferRow {
    id: Uuid,
    number: String,
    amount: i64,
    bin: String,
    account: String,
    holder: String,
}

/// The transfers to make, as a spreadsheet reads them: CSV in UTF-8 with a byte order mark.
/// Refunds whose shopper gave no account yet are not in it. Reading it is audited.
///
/// # Errors
///
/// When the database fails.
pub async fn bank_file(app: &App, staff: &Staff) -> Result<Vec<u8>, PaymentError> {
    let txn = app.database().begin().await?;
    let most = i64::try_from(FILE_ROWS_MAX).unwrap_or(i64::MAX);
    let text = "SELECT r.id, p.number, r.amount, b.bin, b.number AS account, b.holder
         FROM refund r
         JOIN refund_bank_account b ON b.refund_id = r.id
         JOIN purchase p ON p.id = r.purchase_id
         WHERE r.state = 'manual' ORDER BY r.id LIMIT $1";
    let due = TransferRow::find_by_statement(sql(&txn, text, [most.into()]))
        .all(&txn)
        .await?;
    let deed = Deed {
        actor: staff.label(),
        action: "refund.bank_file_read",
        subject_type: "refund",
        subject_id: "bank_file".to_owned(),
        detail: Some(json!({"refunds": due.len()})),
    };
    audit::record(&txn, app.clock().now(), deed).await?;
    txn.commit().await?;
    let mut file = "\u{feff}refund,bank_bin,account,holder,amount,content\r\n".to_owned();
    for row in &due {
        let content = format!("Hoan tien {}", row.number);
        let [account, holder, content] =
            [&row.account, &row.holder, &content].map(|cell| text::cell(cell));
        file.push_str(&format!(
            "{},{},{account},{holder},{},{content}\r\n",
            row.id, row.bin, row.amount
        ));
    }
    Ok(file.into_bytes())
}
