//! A transfer is seen.

use ::payments::{Currency, Fact, Subject};
use entity::payments::{ReceiptState, bank_receipt, payment};
use money::Money;
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, sea_query::OnConflict};
use uuid::Uuid;

use super::{ReceiptError, settle::settle};
use crate::{
    App, checkout,
    ledger::{self, ReceiptSeen},
    payments::{self, Method},
    token::new_id,
};

/// A transfer that somebody saw on the bank account.
#[derive(Clone, Copy)]
pub(crate) struct Sighting<'a> {
    /// Who saw it.
    pub(crate) sender: &'a str,
    /// What was sent to us.
    pub(crate) notice_id: Uuid,
    /// What it says.
    pub(crate) fact: &'a Fact,
}

/// Records a transfer, and pays with it what it names. Says whether it was new, and the
/// attempt that it names.
///
/// # Errors
///
/// [`ReceiptError::Currency`] when it is not đồng, or when the database fails.
pub(crate) async fn seen(
    app: &App,
    sighting: Sighting<'_>,
) -> Result<(bool, Option<Uuid>), ReceiptError> {
    if sighting.fact.currency != Currency::Vnd {
        return Err(ReceiptError::Currency);
    }
    let named = named(app, sighting.fact).await?;
    let txn = app.database().begin().await?;
    let purchase = match &named {
        Some(attempt) => Some(checkout::lock(&txn, attempt.purchase_id).await?),
        None => None,
    };
    let Some(receipt) = record(&txn, app, sighting).await? else {
        return Ok((false, named.map(|attempt| attempt.id)));
    };
    if let (Some(attempt), Some(purchase)) = (&named, &purchase) {
        let attempt = payments::reload(&txn, attempt.id).await?;
        let actor = format!("provider:{}", sighting.sender);
        settle(&txn, app, (purchase, &attempt), (&receipt, &actor)).await?;
    }
    txn.commit().await?;
    app.wake_jobs();
    Ok((true, named.map(|attempt| attempt.id)))
}

/// The attempt whose reference stands in the text of the transfer.
async fn named(app: &App, fact: &Fact) -> Result<Option<payment::Model>, DbErr> {
    let Subject::Ours(_) = &fact.about else {
        return Ok(None);
    };
    payments::find(app, Method::VietQr.name(), &fact.about).await
}

/// Writes the transfer down and books it as unidentified; nothing when it is known already:
/// told before by this watcher, or by another under the bank's own number with this amount.
async fn record(
    txn: &DatabaseTransaction,
    app: &App,
    sighting: Sighting<'_>,
) -> Result<Option<bank_receipt::Model>, ReceiptError> {
    let Sighting { sender, fact, .. } = sighting;
    let row = row_of(app, sighting);
    // Without columns, so that any of the unique keys makes it known.
    let known = OnConflict::new().do_nothing().to_owned();
    let inserted = bank_receipt::Entity::insert(bank_receipt::ActiveModel::from(row.clone()))
        .on_conflict(known)
        .exec_without_returning(txn)
        .await?;
    if inserted == 0 {
        return Ok(None);
    }
    let seen = ReceiptSeen {
        receipt_id: row.id,
        sender,
        amount: Money::price(fact.amount.dong())?,
    };
    ledger::receipt_seen(txn, app, seen).await?;
    Ok(Some(row))
}

fn row_of(app: &App, sighting: Sighting<'_>) -> bank_receipt::Model {
    let Sighting {
        sender,
        notice_id,
        fact,
    } = sighting;
    let payer = fact.payer.clone().unwrap_or_default();
    let now = app.clock().now();
    bank_receipt::Model {
        id: new_id(),
        sender: sender.to_owned(),
        event_key: fact.event_key.clone(),
        notice_id,
        bank_txn: fact.provider_txn.clone().filter(|txn| !txn.is_empty()),
        amount: fact.amount.dong(),
        payer_bank_bin: payer.bank_bin,
        payer_account: payer.account,
        payer_name: payer.name,
        state: ReceiptState::Unidentified,
        payment_id: None,
        applied: 0,
        settled_by: None,
        note: None,
        occurred_at: fact.occurred_at,
        created_at: now,
        updated_at: now,
    }
}
