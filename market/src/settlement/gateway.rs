//! Payouts through a provider: the intent is kept first, the call carries the payout's id,
//! and what came back is recorded after. An answer that never came is asked for, and the
//! payout stays submitted until there is one.

use chrono::TimeDelta;
use entity::settlement::{PayoutMethod, PayoutState, payout};
use payments::{
    ProviderError,
    payout::{PayoutOrder, PayoutOutcome},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    BankPaid, Payout, SettlementError,
    bank_file::memo,
    closing::{confirm, refuse},
    payouts::payout_by_id,
    step::{Doer, locked, step},
    transition::PayoutCommand,
};
use crate::{
    App,
    accounts::Staff,
    outbox::{self, Event},
};

/// Who closes payouts that the provider paid.
const ACTOR: &str = "provider:payos";
/// Why a payout failed that the provider sent and its bank gave back.
const SENT_BACK: &str = "sent back by the receiver's bank";
/// A payout that its provider has not ended after this long is asked about.
const ASK_AFTER: TimeDelta = TimeDelta::minutes(1);
/// Payouts asked about in one look.
const ASKED_AT_ONCE: u64 = 50;

/// Hands an approved payout to the provider.
///
/// # Errors
///
/// [`SettlementError::NoProvider`] when the market has none;
/// [`SettlementError::BankAccountMissing`] when it goes nowhere;
/// [`SettlementError::PayoutNotFound`], [`SettlementError::PayoutClosed`].
pub async fn submit(app: &App, staff: &Staff, id: Uuid) -> Result<Payout, SettlementError> {
    if app.providers().payouts().is_none() {
        return Err(SettlementError::NoProvider);
    }
    let txn = app.database().begin().await?;
    let row = locked(&txn, id).await?;
    if row.state == PayoutState::Approved && row.bank_account.is_none() {
        return Err(SettlementError::BankAccountMissing);
    }
    let now = app.clock().now();
    let doer = Doer {
        actor: staff.label(),
        reason: None,
    };
    step(&txn, app, row, (PayoutCommand::Submit, doer), |row| {
        row.method = Some(PayoutMethod::Provider);
        row.submitted_at = Some(now);
    })
    .await?;
    let event = Event::PayoutSubmitted { payout_id: id };
    outbox::enqueue(&txn, now, [event]).await?;
    txn.commit().await?;
    app.wake_jobs();
    payout_by_id(app.database().read(), id).await
}

/// Sends a submitted payout, unless the provider knows it already. Bears being run twice.
///
/// # Errors
///
/// The database's. That the provider gave no answer is no error: it is asked again.
pub(crate) async fn advance(app: &App, id: Uuid) -> Result<(), SettlementError> {
    let Some(provider) = app.providers().payouts() else {
        return Ok(());
    };
    let row = payout::Entity::find_by_id(id)
        .one(app.database().read())
        .await?;
    let waits = |row: &payout::Model| {
        row.state == PayoutState::Submitted && row.method == Some(PayoutMethod::Provider)
    };
    let Some(row) = row.filter(waits) else {
        return Ok(());
    };
    let order = order(&row)?;
    let outcome = match provider.query(&order).await {
        Ok(PayoutOutcome::NotSeen) => provider.send(&order).await,
        outcome => outcome,
    };
    match outcome {
        Ok(outcome) => record(app, id, outcome).await,
        Err(ProviderError::Refused { code, message }) => {
            record(app, id, PayoutOutcome::Failed { code, message }).await
        }
        Err(error) => {
            tracing::warn!(payout.id = %id, "{error}");
            Ok(())
        }
    }
}

/// Asks about the payouts whose provider has not said how they ended.
///
/// # Errors
///
/// The database's.
pub(crate) async fn ask_due(app: &App) -> Result<(), SettlementError> {
    if app.providers().payouts().is_none() {
        return Ok(());
    }
    let ids: Vec<Uuid> = payout::Entity::find()
        .select_only()
        .column(payout::Column::Id)
        .filter(payout::Column::State.eq(PayoutState::Submitted))
        .filter(payout::Column::Method.eq(PayoutMethod::Provider))
        .filter(payout::Column::SubmittedAt.lte(app.clock().now() - ASK_AFTER))
        .order_by_asc(payout::Column::Id)
        .limit(ASKED_AT_ONCE)
        .into_tuple()
        .all(app.database().read())
        .await?;
    for id in ids {
        advance(app, id).await?;
    }
    Ok(())
}

fn order(row: &payout::Model) -> Result<PayoutOrder, SettlementError> {
    let field = |field: &Option<String>| field.clone().unwrap_or_default();
    Ok(PayoutOrder {
        id: row.id,
        amount: money::Money::new(row.amount)?,
        bank_bin: field(&row.bank_bin),
        account: field(&row.bank_account),
        description: memo(row.id),
    })
}

/// Writes down how a payout ended, unless somebody else has.
async fn record(app: &App, id: Uuid, outcome: PayoutOutcome) -> Result<(), SettlementError> {
    let txn = app.database().begin().await?;
    let row = locked(&txn, id).await?;
    if row.state != PayoutState::Submitted {
        return Ok(());
    }
    let actor = ACTOR.to_owned();
    match outcome {
        PayoutOutcome::Succeeded {
            provider_ref,
            bank_reference,
            ..
        } => {
            let reference = bank_reference.unwrap_or(provider_ref);
            let paid = BankPaid::from(reference.as_str());
            confirm(&txn, app, (row, &actor), paid).await?;
        }
        PayoutOutcome::Failed { message, .. } => {
            refuse(&txn, app, (row, &actor), &message).await?;
        }
        PayoutOutcome::Reversed { .. } => refuse(&txn, app, (row, &actor), SENT_BACK).await?,
        PayoutOutcome::Pending { .. } | PayoutOutcome::NotSeen => return Ok(()),
    }
    txn.commit().await?;
    Ok(())
}
