//! Posting rules of carriers and of what reaches the bank: 3, 7 to 8, 14, 15, 20, 21.

use money::Money;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Cause, record, transfer};
use crate::{
    App,
    ledger::{Account, CodCollected, LedgerError, Posting},
};

/// Fees of a carrier that became known, or changed.
#[derive(Clone, Copy, Debug)]
pub struct CarrierFees<'a> {
    /// The carrier's code.
    pub carrier: &'a str,
    /// Where they were told.
    pub source: FeeSource,
    /// What changed, parcel by parcel.
    pub fees: &'a [ParcelFee],
    /// Who tells.
    pub actor: &'a str,
}

/// Where fees of a carrier were told.
#[derive(Clone, Copy, Debug)]
pub enum FeeSource {
    /// By a remittance.
    Remittance(Uuid),
    /// For one parcel, as its n-th change.
    Parcel {
        /// The parcel.
        parcel_id: Uuid,
        /// Which change of its fee this is.
        change: i32,
    },
}

/// How the fee of one parcel changed.
#[derive(Clone, Copy, Debug)]
pub struct ParcelFee {
    /// The parcel's order.
    pub order_id: Uuid,
    /// What is owed more than before, in đồng; below zero when it is less.
    pub change: Money,
    /// Whether the goods arrived: the fee is then set against what the shopper paid for
    /// delivery, otherwise it is the cost of a failed delivery.
    pub has_arrived: bool,
}

/// Rules 7 and 7b, for parcels that came back 14 and 15: the carrier is owed its fees. Keys
/// `carrier:{remittance}` and `carrier:{parcel}:{change}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn carrier_fees<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: CarrierFees<'_>,
) -> Result<(), LedgerError> {
    let mut postings: Vec<Posting> = fact.fees.iter().map(fee_posting).collect();
    let sum = Money::total(fact.fees.iter().map(|fee| fee.change))?;
    postings.push(plain(
        Account::CarrierPayable(fact.carrier.to_owned()),
        -sum,
    ));
    let (key, source) = match fact.source {
        FeeSource::Remittance(id) => (format!("carrier:{id}"), ("remittance", id)),
        FeeSource::Parcel { parcel_id, change } => (
            format!("carrier:{parcel_id}:{change}"),
            ("parcel", parcel_id),
        ),
    };
    let cause = Cause {
        kind: "carrier_fees",
        key,
        source,
        actor: fact.actor,
    };
    record(txn, app, cause, postings).await
}

fn fee_posting(fee: &ParcelFee) -> Posting {
    Posting {
        account: if fee.has_arrived {
            Account::ShippingClearing
        } else {
            Account::ExpenseFailedDelivery
        },
        amount: fee.change,
        order_id: Some(fee.order_id),
    }
}

/// What is left of an order's delivery when it is closed.
#[derive(Clone, Copy, Debug)]
pub struct ShippingClosed {
    /// The order.
    pub order_id: Uuid,
    /// How many times its fees had changed; a later change closes it again.
    pub closing: i32,
    /// Its balance on the clearing account, in đồng: below zero, the shopper paid more than
    /// the carrier took.
    pub residue: Money,
}

/// Rule 7c: what is left becomes income or cost of the market. Key
/// `shipclose:{order}:{closing}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn shipping_closed<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: ShippingClosed,
) -> Result<(), LedgerError> {
    let other = if fact.residue < Money::ZERO {
        Account::IncomeShippingMargin
    } else {
        Account::ExpenseShippingSubsidy
    };
    let on_order = |account, amount| Posting {
        account,
        amount,
        order_id: Some(fact.order_id),
    };
    let cause = Cause {
        kind: "shipping_closed",
        key: format!("shipclose:{}:{}", fact.order_id, fact.closing),
        source: ("order", fact.order_id),
        actor: "market",
    };
    let postings = vec![
        on_order(Account::ShippingClearing, -fact.residue),
        on_order(other, fact.residue),
    ];
    record(txn, app, cause, postings).await
}

/// A transfer of a carrier. Cash − fees − transfer fee = received.
#[derive(Clone, Copy, Debug)]
pub struct CodRemitted<'a> {
    /// The remittance.
    pub remittance_id: Uuid,
    /// The carrier's code.
    pub carrier: &'a str,
    /// What the bank received, in đồng; below zero when the carrier was paid.
    pub received: Money,
    /// Fees of parcels that the carrier kept.
    pub fees: Money,
    /// What the transfer itself cost.
    pub transfer_fee: Money,
    /// The cash, by order.
    pub cash: &'a [(Uuid, Money)],
    /// Who tells.
    pub actor: &'a str,
}

/// Rule 8: the carrier handed over cash, less its fees. Key `remit:{remittance}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn cod_remitted<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: CodRemitted<'_>,
) -> Result<(), LedgerError> {
    let carrier = fact.carrier.to_owned();
    let mut postings = vec![
        plain(Account::Bank, fact.received),
        plain(Account::CarrierPayable(carrier.clone()), fact.fees),
        plain(Account::ExpenseBankFee, fact.transfer_fee),
    ];
    postings.extend(fact.cash.iter().map(|(order_id, amount)| Posting {
        account: Account::CarrierCod(carrier.clone()),
        amount: -*amount,
        order_id: Some(*order_id),
    }));
    let cause = Cause {
        kind: "cod_remitted",
        key: format!("remit:{}", fact.remittance_id),
        source: ("remittance", fact.remittance_id),
        actor: fact.actor,
    };
    record(txn, app, cause, postings).await
}

/// Rule 20: cash at the door was rounded down; the market pays what is missing of the order.
/// Key `codround:{order}`. The fact's amount is what was rounded off, in đồng.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn cod_rounded<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: CodCollected<'_>,
) -> Result<(), LedgerError> {
    let postings = transfer(
        Account::ExpenseRounding,
        Account::Escrow(fact.purchase_id),
        fact.amount,
        Some(fact.order_id),
    );
    let cause = Cause {
        kind: "cod_rounded",
        key: format!("codround:{}", fact.order_id),
        source: ("order", fact.order_id),
        actor: &format!("carrier:{}", fact.carrier),
    };
    record(txn, app, cause, postings.into()).await
}

/// A provider's transfer to the bank. Gross − fee − VAT on it − loss of exchange = net.
#[derive(Clone, Copy, Debug)]
pub struct ProviderSettled<'a> {
    /// The settlement.
    pub settlement_id: Uuid,
    /// The provider.
    pub provider: &'a str,
    /// What it held for the market, in đồng.
    pub gross: Money,
    /// What it keeps.
    pub fee: Money,
    /// VAT on that.
    pub fee_vat: Money,
    /// What was lost when another currency became đồng; below zero, what was won.
    pub fx: Money,
    /// What the bank received.
    pub net: Money,
    /// Who tells.
    pub actor: &'a str,
}

/// Rule 3: the provider paid into the bank; rule 21: what it held in đồng was paid in another
/// currency, and became more or less. Key `settle:{settlement}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn provider_settled<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: ProviderSettled<'_>,
) -> Result<(), LedgerError> {
    let cause = Cause {
        kind: "provider_settled",
        key: format!("settle:{}", fact.settlement_id),
        source: ("provider_settlement", fact.settlement_id),
        actor: fact.actor,
    };
    let postings = vec![
        plain(Account::Bank, fact.net),
        plain(Account::ExpensePspFee, fact.fee),
        plain(Account::VatInput, fact.fee_vat),
        plain(Account::ExpenseFx, fact.fx),
        plain(Account::Psp(fact.provider.to_owned()), -fact.gross),
    ];
    record(txn, app, cause, postings).await
}

/// A movement that is about no single order.
fn plain(account: Account, amount: Money) -> Posting {
    Posting {
        account,
        amount,
        order_id: None,
    }
}
