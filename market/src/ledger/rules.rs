//! The posting rules: what each event of the market moves.
//!
//! Every rule posts in the caller's transaction, so that an event and its journal exist
//! together or not at all, and under a key of the event, so that an event told twice is
//! posted once. Numbers are those of payments.md, part 4.6.

mod aftersale;
mod carriers;
mod claims;
mod manual;
mod payouts;

pub use aftersale::{
    Claimant, DeliveryRefunded, Disputed, EscrowKept, LineReversed, ReturnFreight, SellerMoney,
    delivery_refunded, dispute_opened, dispute_secured, dispute_unsecured, dispute_won,
    dispute_written_off, escrow_kept, line_reversed, return_freight,
};
mod receipts;

pub use manual::{corrected, debt_moved, debt_repaid, debt_written_off, tax_paid};
pub use payouts::{
    payout_cancelled, payout_failed, payout_instructed, payout_paid, payout_returned,
    payouts_instructed,
};

use money::Money;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    Account, Cancelled, Captured, Charges, CodCollected, Journal, LedgerError, OrderAmounts,
    Posting, RefundPaid, Released, post,
};
use crate::App;

pub use carriers::{
    CarrierFees, CodRemitted, FeeSource, ParcelFee, ProviderSettled, ShippingClosed, carrier_fees,
    cod_remitted, cod_rounded, provider_settled, shipping_closed,
};
pub use claims::{ClaimClosed, ParcelLost, claim_closed, parcel_lost};
pub use receipts::{
    ReceiptMatched, ReceiptReturned, ReceiptSeen, receipt_matched, receipt_returned, receipt_seen,
    return_paid,
};

/// Rule 1: the provider owes the market what the shopper paid. Key `capture:{payment}`.
///
/// # Errors
///
/// As [`post`].
pub async fn captured<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: Captured<'_>,
) -> Result<(), LedgerError> {
    let postings = transfer(
        Account::Psp(fact.provider.to_owned()),
        Account::Escrow(fact.purchase_id),
        fact.amount,
        None,
    );
    let cause = Cause {
        kind: "captured",
        key: format!("capture:{}", fact.payment_id),
        source: ("payment", fact.payment_id),
        actor: &format!("provider:{}", fact.provider),
    };
    record(txn, app, cause, postings.into()).await
}

/// Rule 4: the carrier owes the market the cash. Key `cod:{order}`.
///
/// # Errors
///
/// As [`post`].
pub async fn cod_collected<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: CodCollected<'_>,
) -> Result<(), LedgerError> {
    let postings = transfer(
        Account::CarrierCod(fact.carrier.to_owned()),
        Account::Escrow(fact.purchase_id),
        fact.amount,
        Some(fact.order_id),
    );
    let cause = Cause {
        kind: "cod_collected",
        key: format!("cod:{}", fact.order_id),
        source: ("order", fact.order_id),
        actor: &format!("carrier:{}", fact.carrier),
    };
    record(txn, app, cause, postings.into()).await
}

/// Rules 5 and 6: the sale, then the fees and taxes on it. Keys `deliver:{order}` and `fee:{order}`.
/// An order without either has no second journal.
///
/// # Errors
///
/// As [`post`].
pub async fn delivered<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    order: OrderAmounts,
    actor: &str,
) -> Result<(), LedgerError> {
    let on_order = |account, amount| Posting {
        account,
        amount,
        order_id: Some(order.order_id),
    };
    let held = Account::Held {
        order_id: order.order_id,
        seller_id: order.seller_id,
    };
    let (budget_id, budget_discount) = order.budget.unwrap_or_default();
    let own_discount = order.platform_discount.minus(budget_discount)?;
    let sale = vec![
        on_order(Account::Escrow(order.purchase_id), order.total),
        on_order(Account::ExpenseVoucher, own_discount),
        on_order(Account::Budget(budget_id), budget_discount),
        on_order(Account::ExpenseShippingSubsidy, order.delivery_subsidy),
        on_order(held.clone(), -order.goods),
        on_order(held.clone(), order.seller_discount),
        on_order(Account::ShippingClearing, -order.delivery),
    ];
    let cause = |kind, key| Cause {
        kind,
        key,
        source: ("order", order.order_id),
        actor,
    };
    let delivered = cause("delivered", format!("deliver:{}", order.order_id));
    record(txn, app, delivered, sale).await?;
    let charges = order.charges;
    // Each charge is a line of its own on the seller's side: the statement tells them apart.
    let fees = vec![
        on_order(held.clone(), charges.commission),
        on_order(held.clone(), charges.commission_vat),
        on_order(held.clone(), charges.withheld_vat),
        on_order(held, charges.withheld_pit),
        on_order(Account::IncomeCommission, -charges.commission),
        on_order(Account::VatOutput, -charges.commission_vat),
        on_order(Account::WithheldVat, -charges.withheld_vat),
        on_order(Account::WithheldPit, -charges.withheld_pit),
    ];
    let charged = cause("fees_charged", format!("fee:{}", order.order_id));
    record(txn, app, charged, fees).await
}

/// Rule 6 for what is withheld of a delivered order only after somebody said how tax law sees
/// its seller. Key `tax:{order}`; the lines stand where [`delivered`] has them.
///
/// # Errors
///
/// As [`post`].
pub async fn withheld_later<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    order: OrderAmounts,
    is_released: bool,
) -> Result<(), LedgerError> {
    let seller = if is_released {
        Account::Available(order.seller_id)
    } else {
        Account::Held {
            order_id: order.order_id,
            seller_id: order.seller_id,
        }
    };
    let Charges {
        withheld_vat,
        withheld_pit,
        ..
    } = order.charges;
    let postings = [
        (seller.clone(), Money::ZERO),
        (seller.clone(), Money::ZERO),
        (seller.clone(), withheld_vat),
        (seller, withheld_pit),
        (Account::WithheldVat, -withheld_vat),
        (Account::WithheldPit, -withheld_pit),
    ];
    let cause = Cause {
        kind: "fees_charged",
        key: format!("tax:{}", order.order_id),
        source: ("order", order.order_id),
        actor: "market",
    };
    let on_order = |(account, amount)| Posting {
        account,
        amount,
        order_id: Some(order.order_id),
    };
    record(txn, app, cause, postings.map(on_order).into()).await
}

/// Rule 11: money for goods becomes money due to the shopper. Key `cancel:{refund}`.
///
/// # Errors
///
/// As [`post`].
pub async fn cancelled<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: Cancelled,
) -> Result<(), LedgerError> {
    let postings = transfer(
        Account::Escrow(fact.purchase_id),
        Account::RefundsDue(fact.refund_id),
        fact.amount,
        fact.order_id,
    );
    let cause = Cause {
        kind: "cancelled",
        key: format!("cancel:{}", fact.refund_id),
        source: ("refund", fact.refund_id),
        actor: "market",
    };
    record(txn, app, cause, postings.into()).await
}

/// Rule 12: the provider or the bank paid the shopper back. Key `refundpaid:{refund}:{n}`;
/// one that bounced is paid by another attempt.
///
/// # Errors
///
/// As [`post`].
pub async fn refund_paid<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: RefundPaid<'_>,
) -> Result<(), LedgerError> {
    let due = Account::RefundsDue(fact.refund_id);
    let names = ("refund_paid", "refundpaid");
    move_refund(txn, app, fact, (names, [due, payer(fact)])).await
}

/// Rule 12 undone: the money came back and the shopper is owed again. Key
/// `refundback:{refund}:{n}`.
///
/// # Errors
///
/// As [`post`].
pub async fn refund_bounced<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: RefundPaid<'_>,
) -> Result<(), LedgerError> {
    let due = Account::RefundsDue(fact.refund_id);
    let names = ("refund_bounced", "refundback");
    move_refund(txn, app, fact, (names, [payer(fact), due])).await
}

fn payer(fact: RefundPaid<'_>) -> Account {
    let psp = |provider: &str| Account::Psp(provider.to_owned());
    fact.provider.map_or(Account::Bank, psp)
}

async fn move_refund<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: RefundPaid<'_>,
    ((kind, key), [from, to]): ((&'static str, &str), [Account; 2]),
) -> Result<(), LedgerError> {
    let actor = fact.provider.map(|provider| format!("provider:{provider}"));
    let cause = Cause {
        kind,
        key: format!("{key}:{}:{}", fact.refund_id, fact.attempt),
        source: ("refund", fact.refund_id),
        actor: actor.as_deref().unwrap_or("bank"),
    };
    record(
        txn,
        app,
        cause,
        transfer(from, to, fact.amount, None).into(),
    )
    .await
}

/// Rule 9: the seller can be paid for the order. Key `release:{order}`.
///
/// # Errors
///
/// As [`post`].
pub async fn released<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: Released,
) -> Result<(), LedgerError> {
    let held = Account::Held {
        order_id: fact.order_id,
        seller_id: fact.seller_id,
    };
    let available = Account::Available(fact.seller_id);
    let cause = Cause {
        kind: "released",
        key: format!("release:{}", fact.order_id),
        source: ("order", fact.order_id),
        actor: "market",
    };
    let postings = transfer(held, available, fact.amount, Some(fact.order_id));
    record(txn, app, cause, postings.into()).await
}

/// A debit of one account and a credit of another.
fn transfer(
    debit: Account,
    credit: Account,
    amount: Money,
    order_id: Option<Uuid>,
) -> [Posting; 2] {
    [(debit, amount), (credit, -amount)].map(|(account, amount)| Posting {
        account,
        amount,
        order_id,
    })
}

/// Why a journal is posted.
struct Cause<'a> {
    kind: &'static str,
    key: String,
    source: (&'static str, Uuid),
    actor: &'a str,
}

/// Posts what an event moves; an event that moves no money leaves no journal.
async fn record<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    cause: Cause<'_>,
    postings: Vec<Posting>,
) -> Result<(), LedgerError> {
    if postings.iter().all(|posting| posting.amount == Money::ZERO) {
        return Ok(());
    }
    post(txn, app, cause.journal(app, postings)).await
}

impl Cause<'_> {
    fn journal(self, app: &App, postings: Vec<Posting>) -> Journal {
        Journal {
            kind: self.kind,
            key: self.key,
            source_type: self.source.0,
            source_id: self.source.1,
            actor: self.actor.to_owned(),
            occurred_at: app.clock().now(),
            postings,
        }
    }
}
