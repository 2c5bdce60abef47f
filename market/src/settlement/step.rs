//! Taking a payout one step on, under its lock.

use entity::settlement::{PayoutState, payout, payout_event, payout_line};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QuerySelect,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    SettlementError,
    transition::{PayoutCommand, is_closed, next},
};
use crate::{
    App,
    audit::{self, Deed},
    database::sql,
    ledger::{Account, PayoutMove},
    step::{History, Taken},
};

/// Who takes a step, and what they say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doer<'a> {
    /// How histories name them.
    pub(super) actor: &'a str,
    /// Why, where a reason was given.
    pub(super) reason: Option<&'a str>,
}

/// Reads a payout and locks it, so that its steps are taken one after the other. SQLite has
/// one writer and ignores the lock.
pub(super) async fn locked(
    txn: &DatabaseTransaction,
    id: Uuid,
) -> Result<payout::Model, SettlementError> {
    payout::Entity::find_by_id(id)
        .lock_exclusive()
        .one(txn)
        .await?
        .ok_or(SettlementError::PayoutNotFound)
}

/// Takes a locked payout one step on: its state, the fields that `change` sets, its history
/// and, for people, the audit log.
///
/// # Errors
///
/// [`SettlementError::PayoutClosed`] when the step cannot be taken from here.
pub(super) async fn step(
    txn: &DatabaseTransaction,
    app: &App,
    row: payout::Model,
    (command, doer): (PayoutCommand, Doer<'_>),
    change: impl FnOnce(&mut payout::Model),
) -> Result<payout::Model, SettlementError> {
    let from = row.state;
    let Some(to) = next(from, command) else {
        return Err(SettlementError::PayoutClosed {
            state: from,
            bank_reference: row.bank_reference,
        });
    };
    let mut row = row;
    change(&mut row);
    row.state = to;
    row.version += 1;
    row.closed_at = is_closed(to).then(|| app.clock().now());
    payout::ActiveModel::from(row.clone())
        .reset_all()
        .update(txn)
        .await?;
    let event = event(app, row.id, (Some(from), to), doer);
    payout_event::Entity::insert(event)
        .exec_without_returning(txn)
        .await?;
    let detail = doer.reason.map(|reason| json!({ "reason": reason }));
    note(txn, app, doer, (deed(command), row.id, detail)).await?;
    Ok(row)
}

/// A line of a payout's history.
pub(super) fn event(
    app: &App,
    payout_id: Uuid,
    (from, to): (Option<PayoutState>, PayoutState),
    doer: Doer<'_>,
) -> payout_event::ActiveModel {
    let taken = Taken {
        subject_id: payout_id,
        from,
        to,
        actor: doer.actor,
        reason: doer.reason,
    };
    payout_event::Entity::line(app, taken)
}

const fn deed(command: PayoutCommand) -> &'static str {
    match command {
        PayoutCommand::Approve => "payout.approved",
        PayoutCommand::Submit => "payout.submitted",
        PayoutCommand::Confirm => "payout.completed",
        PayoutCommand::Fail => "payout.failed",
        PayoutCommand::Return => "payout.returned",
        PayoutCommand::Cancel => "payout.cancelled",
    }
}

async fn note(
    txn: &DatabaseTransaction,
    app: &App,
    doer: Doer<'_>,
    (action, payout_id, detail): (&'static str, Uuid, Option<Value>),
) -> Result<(), DbErr> {
    let deed = Deed {
        actor: doer.actor,
        action,
        subject_type: "payout",
        subject_id: payout_id.to_string(),
        detail,
    };
    audit::record(txn, app.clock().now(), deed).await
}

/// What the posting rules are told of a payout.
pub(super) fn movement<'a>(
    row: &payout::Model,
    actor: &'a str,
) -> Result<PayoutMove<'a>, SettlementError> {
    Ok(PayoutMove {
        payout_id: row.id,
        seller_id: row.seller_id,
        amount: money::Money::new(row.amount)?,
        actor,
    })
}

/// Puts the entry that instructed a payout among its lines, which then sum to zero.
pub(super) async fn claim_instruction(
    txn: &DatabaseTransaction,
    row: &payout::Model,
) -> Result<(), SettlementError> {
    let text = "INSERT INTO payout_line (entry_id, payout_id)
         SELECT e.id, $1 FROM ledger_journal j
         JOIN ledger_entry e ON e.journal_id = j.id
         JOIN ledger_account a ON a.id = e.account_id
         WHERE j.idempotency_key = $2 AND a.code = $3";
    let values = [
        row.id.into(),
        format!("payout:{}", row.id).into(),
        Account::Available(row.seller_id).code().into(),
    ];
    let claimed = txn.execute_raw(sql(txn, text, values)).await?;
    match claimed.rows_affected() {
        1 => Ok(()),
        _ => Err(SettlementError::ClaimLost),
    }
}

/// Gives back what a draft had claimed; nothing was posted for it.
pub(super) async fn release_lines(txn: &DatabaseTransaction, payout_id: Uuid) -> Result<(), DbErr> {
    payout_line::Entity::delete_many()
        .filter(payout_line::Column::PayoutId.eq(payout_id))
        .exec(txn)
        .await?;
    Ok(())
}
