//! Disputes: the shopper's bank takes the money back, for a while or for good.

use chrono::{DateTime, Utc};
use money::Money;
use stripe_shared::{BalanceTransaction, Dispute as Object, DisputeStatus as Status};

use super::told::{Unreadable, fact, moment};
use crate::{Dispute, Fact, FactKind, Subject};

/// Everything a dispute says: events about it come in any order, and each of them carries
/// the whole of it.
///
/// What was taken and given back is told in the money in which Stripe settles with us, from
/// the balance transactions; the rest in the money of the payment.
pub(super) fn facts(
    object: &Object,
    about: &Subject,
    at: DateTime<Utc>,
) -> Result<Vec<Fact>, Unreadable> {
    let id = object.id.as_str();
    let opened_at = moment(object.created).unwrap_or(at);
    let disputed = (object.amount, &object.currency);
    let opened = fact((id, FactKind::Disputed), about.clone(), disputed, opened_at)?;
    let mut facts = vec![with(object, opened, None)];
    for moved in &object.balance_transactions {
        facts.push(movement(object, about, moved, at)?);
    }
    match object.status {
        Status::Won | Status::WarningClosed => {
            let won = fact((id, FactKind::DisputeWon), about.clone(), disputed, at)?;
            facts.push(with(object, won, None));
        }
        Status::Lost => facts.push(lost(object, about, at)?),
        Status::UnderReview | Status::WarningUnderReview => {
            let name = (id, FactKind::DisputeAnswered);
            let answered = fact(name, about.clone(), disputed, at)?;
            facts.push(with(object, answered, None));
        }
        _ => {}
    }
    Ok(facts)
}

/// Money that a dispute has moved: Stripe takes by a negative amount.
fn movement(
    object: &Object,
    about: &Subject,
    moved: &BalanceTransaction,
    at: DateTime<Utc>,
) -> Result<Fact, Unreadable> {
    let kind = if moved.amount < 0 {
        FactKind::DisputeWithdrawn
    } else {
        FactKind::DisputeReinstated
    };
    let amount = moved.amount.checked_abs().ok_or(Unreadable("amount"))?;
    let moved_at = moment(moved.created).unwrap_or(at);
    let name = (moved.id.as_str(), kind);
    let told = fact(name, about.clone(), (amount, &moved.currency), moved_at)?;
    Ok(with(object, told, Some(fee(moved.fee)?)))
}

/// The loss: what is gone for good and the fees, or what was disputed if nothing has moved.
fn lost(object: &Object, about: &Subject, at: DateTime<Utc>) -> Result<Fact, Unreadable> {
    let name = (object.id.as_str(), FactKind::DisputeLost);
    let moved = &object.balance_transactions;
    let Some(first) = moved.first() else {
        let disputed = (object.amount, &object.currency);
        return Ok(with(object, fact(name, about.clone(), disputed, at)?, None));
    };
    let gone: i128 = moved.iter().map(|moved| -i128::from(moved.amount)).sum();
    let fees: i128 = moved.iter().map(|moved| i128::from(moved.fee)).sum();
    let gone = i64::try_from(gone).map_err(|_| Unreadable("amount"))?;
    let fees = i64::try_from(fees).map_err(|_| Unreadable("fee"))?;
    let told = fact(name, about.clone(), (gone, &first.currency), at)?;
    Ok(with(object, told, Some(fee(fees)?)))
}

/// Fees are given back by a negative one.
fn fee(amount: i64) -> Result<Money, Unreadable> {
    Money::new(amount).map_err(|_| Unreadable("fee"))
}

fn with(object: &Object, told: Fact, fee: Option<Money>) -> Fact {
    let dispute = Dispute {
        provider_ref: object.id.to_string(),
        reason: object.reason.clone(),
        fee,
        evidence_due_at: object.evidence_details.due_by.and_then(moment),
    };
    Fact {
        dispute: Some(dispute),
        ..told
    }
}
