//! What a provider tells of a card dispute: in any order, and more than once.

use ::payments::{Currency, Fact, FactKind};
use entity::{after_sale::dispute, payments::payment};
use money::Money;
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait};
use uuid::Uuid;

use super::{
    DisputeError,
    card::{self, Moved, Opened},
};
use crate::{App, checkout, payments};

/// Applies what a provider tells of a card dispute, once, and says whether it was new.
///
/// Whatever is told first opens the dispute.
///
/// # Errors
///
/// [`DisputeError::NotFound`] for a payment that does not exist; [`DisputeError::Unusable`]
/// for what needs a person: another currency, more than the payment brought, money that moves
/// after the end. Nothing is written down then, so that it is refused again when told again.
pub async fn hear(app: &App, payment_id: Uuid, fact: &Fact) -> Result<bool, DisputeError> {
    let known = payment_of(app.database().read(), payment_id).await?;
    let txn = app.database().begin().await?;
    checkout::lock(&txn, known.purchase_id).await?;
    if !payments::remember_fact(&txn, app, &known, fact).await? {
        return Ok(false);
    }
    let payment = payment_of(&txn, payment_id).await?;
    let row = opened(&txn, app, (&payment, fact)).await?;
    apply(&txn, app, (&row, &payment), fact).await?;
    txn.commit().await?;
    Ok(true)
}

/// The dispute that a fact is about.
async fn opened(
    txn: &DatabaseTransaction,
    app: &App,
    (payment, fact): (&payment::Model, &Fact),
) -> Result<dispute::Model, DisputeError> {
    let told = fact.dispute.as_ref().ok_or(DisputeError::Unusable)?;
    if let Some(row) = card::find(txn, payment.id, &told.provider_ref).await? {
        return Ok(row);
    }
    let opened = Opened {
        provider_ref: &told.provider_ref,
        amount: in_dong(fact)?,
        reason: &told.reason,
        answer_by: told.evidence_due_at,
    };
    card::open(txn, app, payment, opened).await
}

async fn apply(
    txn: &DatabaseTransaction,
    app: &App,
    (row, payment): (&dispute::Model, &payment::Model),
    fact: &Fact,
) -> Result<(), DisputeError> {
    match fact.kind {
        FactKind::Disputed => Ok(()),
        FactKind::DisputeAnswered => card::answered(txn, app, row).await,
        FactKind::DisputeWithdrawn => {
            card::withdrawn(txn, app, (row, payment), moved(fact)?).await?;
            Ok(())
        }
        FactKind::DisputeReinstated => {
            card::reinstated(txn, app, (row, payment), moved(fact)?).await?;
            Ok(())
        }
        FactKind::DisputeWon => card::won(txn, app, (row, payment)).await,
        // A provider that tells of no movements tells with the end what is gone.
        FactKind::DisputeLost if row.taken == 0 => {
            let row = card::withdrawn(txn, app, (row, payment), moved(fact)?).await?;
            card::lost(txn, app, &row).await
        }
        FactKind::DisputeLost => card::lost(txn, app, row).await,
        _ => Err(DisputeError::Unusable),
    }
}

fn moved(fact: &Fact) -> Result<Moved<'_>, DisputeError> {
    let fee = fact.dispute.as_ref().and_then(|told| told.fee);
    Ok(Moved {
        name: fact.provider_txn.as_deref().unwrap_or(&fact.event_key),
        amount: in_dong(fact)?,
        fee: fee.unwrap_or(Money::ZERO),
    })
}

fn in_dong(fact: &Fact) -> Result<Money, DisputeError> {
    match fact.currency {
        Currency::Vnd => Ok(fact.amount),
        Currency::Other(_) => Err(DisputeError::Unusable),
    }
}

async fn payment_of<C: ConnectionTrait>(
    connection: &C,
    id: Uuid,
) -> Result<payment::Model, DisputeError> {
    let row = payment::Entity::find_by_id(id).one(connection).await?;
    row.ok_or(DisputeError::NotFound)
}
