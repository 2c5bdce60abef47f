//! Rule 16: what a carrier owes for a parcel that it lost or spoilt.

use money::Money;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Cause, record};
use crate::{
    App,
    ledger::{Account, LedgerError, Posting},
};

/// A parcel that the carrier lost or spoilt and has to pay for.
#[derive(Clone, Copy, Debug)]
pub struct ParcelLost<'a> {
    /// The parcel.
    pub parcel_id: Uuid,
    /// Its order.
    pub order_id: Uuid,
    /// Whose goods were in it.
    pub seller_id: Uuid,
    /// The carrier's code.
    pub carrier: &'a str,
    /// What the carrier shall pay, in đồng.
    pub claim: Money,
    /// What of it is the seller's by contract.
    pub seller_share: Money,
    /// Who asks for it.
    pub actor: &'a str,
}

/// Rule 16: the carrier owes compensation; the seller's share can be paid out, the rest makes
/// up for the failed delivery. Key `lost:{parcel}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn parcel_lost<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: ParcelLost<'_>,
) -> Result<(), LedgerError> {
    let rest = fact.claim.minus(fact.seller_share)?;
    let postings = [
        (Account::CarrierClaims(fact.carrier.to_owned()), fact.claim),
        (Account::Available(fact.seller_id), -fact.seller_share),
        (Account::ExpenseFailedDelivery, -rest),
    ];
    let cause = Cause {
        kind: "parcel_lost",
        key: format!("lost:{}", fact.parcel_id),
        source: ("parcel", fact.parcel_id),
        actor: fact.actor,
    };
    record(txn, app, cause, on_order(fact.order_id, postings)).await
}

/// A claim against a carrier that came to its end.
#[derive(Clone, Copy, Debug)]
pub struct ClaimClosed<'a> {
    /// The claim.
    pub claim_id: Uuid,
    /// The order whose parcel it was about.
    pub order_id: Uuid,
    /// The carrier's code.
    pub carrier: &'a str,
    /// What was claimed, in đồng.
    pub claim: Money,
    /// What the carrier paid of it into the bank; nothing when it refused.
    pub received: Money,
    /// Who closes it.
    pub actor: &'a str,
}

/// Rule 16, the end: the carrier paid; what it did not pay is the cost of a failed delivery.
/// Key `claimclosed:{claim}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn claim_closed<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: ClaimClosed<'_>,
) -> Result<(), LedgerError> {
    let postings = [
        (Account::Bank, fact.received),
        (
            Account::ExpenseFailedDelivery,
            fact.claim.minus(fact.received)?,
        ),
        (Account::CarrierClaims(fact.carrier.to_owned()), -fact.claim),
    ];
    let cause = Cause {
        kind: if fact.received > Money::ZERO {
            "compensation_received"
        } else {
            "compensation_refused"
        },
        key: format!("claimclosed:{}", fact.claim_id),
        source: ("carrier_claim", fact.claim_id),
        actor: fact.actor,
    };
    record(txn, app, cause, on_order(fact.order_id, postings)).await
}

fn on_order(order_id: Uuid, postings: [(Account, Money); 3]) -> Vec<Posting> {
    let posting = |(account, amount)| Posting {
        account,
        amount,
        order_id: Some(order_id),
    };
    postings.map(posting).into()
}
