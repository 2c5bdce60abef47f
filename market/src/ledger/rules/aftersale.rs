//! Posting rules after the sale: 13 to 13c, and 17 to 17e.

use money::Money;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Cause, record, transfer};
use crate::{
    App,
    ledger::{Account, LedgerError, Posting, Reversal},
    token::new_id,
};

/// Whose money an order's money is at the moment.
#[derive(Clone, Copy, Debug)]
pub struct SellerMoney {
    /// The order.
    pub order_id: Uuid,
    /// The seller.
    pub seller_id: Uuid,
    /// Whether it was released: then the seller's balance bears what comes back, below zero
    /// if need be.
    pub is_released: bool,
}

impl SellerMoney {
    fn account(self) -> Account {
        if self.is_released {
            Account::Available(self.seller_id)
        } else {
            Account::Held {
                order_id: self.order_id,
                seller_id: self.seller_id,
            }
        }
    }

    const fn posting(self, account: Account, amount: Money) -> Posting {
        Posting {
            account,
            amount,
            order_id: Some(self.order_id),
        }
    }
}

/// Why a line goes back after delivery: who is owed for it, and the name of the cause.
#[derive(Clone, Copy, Debug)]
pub enum Claimant {
    /// A refund, to be paid to the shopper.
    Refund(Uuid),
    /// A lost dispute: the card scheme has paid the shopper already.
    Dispute(Uuid),
    /// Nobody: the shopper had paid nothing for it. The name is the step's own.
    Nobody(Uuid),
}

impl Claimant {
    fn account(self) -> Account {
        match self {
            // Nothing is due to nobody.
            Self::Refund(id) | Self::Nobody(id) => Account::RefundsDue(id),
            Self::Dispute(id) => Account::Dispute(id),
        }
    }

    const fn id(self) -> Uuid {
        match self {
            Self::Refund(id) | Self::Dispute(id) | Self::Nobody(id) => id,
        }
    }

    const fn source(self, order_id: Uuid) -> (&'static str, Uuid) {
        match self {
            Self::Refund(id) => ("refund", id),
            Self::Dispute(id) => ("dispute", id),
            Self::Nobody(_) => ("order", order_id),
        }
    }
}

/// A line, or part of it, that goes back after delivery.
#[derive(Clone, Copy, Debug)]
pub struct LineReversed<'a> {
    /// For whom.
    pub claimant: Claimant,
    /// Whose money bears it.
    pub money: SellerMoney,
    /// The line.
    pub line_id: Uuid,
    /// What goes back.
    pub reversal: &'a Reversal,
    /// The promotion budget that paid a part of the discount.
    pub budget_id: Option<Uuid>,
    /// Who decided.
    pub actor: &'a str,
}

/// Rules 13b and 13 (17d for a lost dispute): the seller gets back what was taken of the sale,
/// then pays the sale back. Keys `refundfee:{refund}:{line}` and `refund:{refund}:{line}`
/// (`lostfee:` and `lost:` with the dispute).
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn line_reversed<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: LineReversed<'_>,
) -> Result<(), LedgerError> {
    let prefix = match fact.claimant {
        Claimant::Refund(_) | Claimant::Nobody(_) => "refund",
        Claimant::Dispute(_) => "lost",
    };
    let cause = |kind, key: String| Cause {
        kind,
        key: format!("{key}:{}:{}", fact.claimant.id(), fact.line_id),
        source: fact.claimant.source(fact.money.order_id),
        actor: fact.actor,
    };
    // The fees first: what is held of an order is the sale less them.
    let fees = cause("fees_returned", format!("{prefix}fee"));
    record(txn, app, fees, charges_back(&fact)).await?;
    let refunded = cause("line_refunded", prefix.to_owned());
    record(txn, app, refunded, sale_back(&fact)?).await
}

fn charges_back(fact: &LineReversed<'_>) -> Vec<Posting> {
    let seller = fact.money.account();
    let charges = fact.reversal.charges;
    let on = |account, amount| fact.money.posting(account, amount);
    vec![
        on(seller.clone(), -charges.commission),
        on(seller.clone(), -charges.commission_vat),
        on(seller.clone(), -charges.withheld_vat),
        on(seller, -charges.withheld_pit),
        on(Account::IncomeCommission, charges.commission),
        on(Account::VatOutput, charges.commission_vat),
        on(Account::WithheldVat, charges.withheld_vat),
        on(Account::WithheldPit, charges.withheld_pit),
    ]
}

fn sale_back(fact: &LineReversed<'_>) -> Result<Vec<Posting>, LedgerError> {
    let reversal = fact.reversal;
    let own_discount = reversal.platform_discount.minus(reversal.budget_discount)?;
    let on = |account, amount| fact.money.posting(account, amount);
    let budget_id = fact.budget_id.unwrap_or_default();
    Ok(vec![
        on(fact.money.account(), reversal.sale),
        on(fact.claimant.account(), -reversal.refunded()?),
        on(Account::ExpenseVoucher, -own_discount),
        on(Account::Budget(budget_id), -reversal.budget_discount),
    ])
}

/// Delivery that is paid back after it was done.
#[derive(Clone, Copy, Debug)]
pub struct DeliveryRefunded<'a> {
    /// The refund.
    pub refund_id: Uuid,
    /// Whose money it is if the seller bears it.
    pub money: SellerMoney,
    /// Whether the seller bears it; otherwise the market does.
    pub seller_pays: bool,
    /// How much, in đồng.
    pub amount: Money,
    /// Who decided.
    pub actor: &'a str,
}

/// Rule 13c: delivery goes back at the expense of whose fault it was. Key
/// `refundship:{refund}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn delivery_refunded<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: DeliveryRefunded<'_>,
) -> Result<(), LedgerError> {
    // Never from what is held: that is the goods' money, and may have gone back with them.
    let payer = if fact.seller_pays {
        Account::Available(fact.money.seller_id)
    } else {
        Account::ExpenseShippingSubsidy
    };
    let due = Account::RefundsDue(fact.refund_id);
    let cause = Cause {
        kind: "delivery_refunded",
        key: format!("refundship:{}", fact.refund_id),
        source: ("refund", fact.refund_id),
        actor: fact.actor,
    };
    let postings = transfer(payer, due, fact.amount, Some(fact.money.order_id));
    record(txn, app, cause, postings.into()).await
}

/// The way back of goods, which the carrier wants paid.
#[derive(Clone, Copy, Debug)]
pub struct ReturnFreight<'a> {
    /// The return.
    pub return_id: Uuid,
    /// Whose money it is if the seller bears it.
    pub money: SellerMoney,
    /// Whether the seller bears it; otherwise the market does.
    pub seller_pays: bool,
    /// The carrier's code.
    pub carrier: &'a str,
    /// How much, in đồng.
    pub amount: Money,
    /// Who says so.
    pub actor: &'a str,
}

/// Rule 14: the way back at the expense of whose fault it was. Key `returnfreight:{return}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn return_freight<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: ReturnFreight<'_>,
) -> Result<(), LedgerError> {
    let payer = if fact.seller_pays {
        Account::Available(fact.money.seller_id)
    } else {
        Account::ExpenseFailedDelivery
    };
    let payable = Account::CarrierPayable(fact.carrier.to_owned());
    let cause = Cause {
        kind: "return_freight",
        key: format!("returnfreight:{}", fact.return_id),
        source: ("return", fact.return_id),
        actor: fact.actor,
    };
    let postings = transfer(payer, payable, fact.amount, Some(fact.money.order_id));
    record(txn, app, cause, postings.into()).await
}

/// Money that a card scheme took or gave back.
#[derive(Clone, Copy, Debug)]
pub struct Disputed<'a> {
    /// The dispute.
    pub dispute_id: Uuid,
    /// The provider it was taken from.
    pub provider: &'a str,
    /// The provider's name for this movement of money.
    pub movement: &'a str,
    /// How much of the payment, in đồng.
    pub amount: Money,
    /// What the provider charges for it, in đồng; below zero when it gives its charge back.
    pub fee: Money,
}

/// Rule 17: the scheme took money until somebody is right. Key `dispute:{dispute}:{movement}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn dispute_opened<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: Disputed<'_>,
) -> Result<(), LedgerError> {
    move_disputed(txn, app, fact, (("dispute_opened", "dispute"), fact.amount)).await
}

/// Rule 17c: the scheme gave money back. Key `won:{dispute}:{movement}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn dispute_won<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: Disputed<'_>,
) -> Result<(), LedgerError> {
    move_disputed(txn, app, fact, (("dispute_won", "won"), -fact.amount)).await
}

async fn move_disputed<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: Disputed<'_>,
    ((kind, prefix), amount): ((&'static str, &str), Money),
) -> Result<(), LedgerError> {
    let on = |account, amount| Posting {
        account,
        amount,
        order_id: None,
    };
    let postings = vec![
        on(Account::Dispute(fact.dispute_id), amount),
        on(Account::ExpenseDisputeFee, fact.fee),
        on(
            Account::Psp(fact.provider.to_owned()),
            -amount.plus(fact.fee)?,
        ),
    ];
    let cause = Cause {
        kind,
        key: format!("{prefix}:{}:{}", fact.dispute_id, fact.movement),
        source: ("dispute", fact.dispute_id),
        actor: &format!("provider:{}", fact.provider),
    };
    record(txn, app, cause, postings).await
}

/// Rule 17e: what no seller is liable for is the market's loss. Key `chargeback:{dispute}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn dispute_written_off<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    (dispute_id, rest): (Uuid, Money),
    actor: &str,
) -> Result<(), LedgerError> {
    let loss = Account::ExpenseChargeback;
    let dispute = Account::Dispute(dispute_id);
    let cause = Cause {
        kind: "dispute_written_off",
        key: format!("chargeback:{dispute_id}"),
        source: ("dispute", dispute_id),
        actor,
    };
    record(txn, app, cause, transfer(loss, dispute, rest, None).into()).await
}

/// Money for goods that never arrived, which the shopper has by a lost dispute already.
#[derive(Clone, Copy, Debug)]
pub struct EscrowKept<'a> {
    /// The purchase.
    pub purchase_id: Uuid,
    /// The order that ended, wholly or in part.
    pub order_id: Uuid,
    /// How much, in đồng.
    pub amount: Money,
    /// Who ended it.
    pub actor: &'a str,
}

/// Rule 17e undone: what the market lost for goods that were never delivered is made up for by
/// what was paid for them. Whoever ends the order does it once, so the key is its own.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn escrow_kept<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    fact: EscrowKept<'_>,
) -> Result<(), LedgerError> {
    let cause = Cause {
        kind: "escrow_kept",
        key: format!("chargedback:{}", new_id()),
        source: ("order", fact.order_id),
        actor: fact.actor,
    };
    let escrow = Account::Escrow(fact.purchase_id);
    let loss = Account::ExpenseChargeback;
    let postings = transfer(escrow, loss, fact.amount, Some(fact.order_id));
    record(txn, app, cause, postings.into()).await
}

/// Rule 17b: a seller's released money is set aside while a quarrel is open. Key
/// `secure:{dispute}:{order}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn dispute_secured<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    (dispute_id, money): (Uuid, SellerMoney),
    amount: Money,
) -> Result<(), LedgerError> {
    let accounts = [
        Account::Available(money.seller_id),
        Account::Reserve(money.seller_id),
    ];
    let names = ("dispute_secured", "secure");
    move_security(txn, app, (dispute_id, money, amount), (names, accounts)).await
}

/// Rule 17b undone: what was set aside is the seller's again. Key
/// `unsecure:{dispute}:{order}`.
///
/// # Errors
///
/// As [`post`](crate::ledger::post).
pub async fn dispute_unsecured<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    (dispute_id, money): (Uuid, SellerMoney),
    amount: Money,
) -> Result<(), LedgerError> {
    let accounts = [
        Account::Reserve(money.seller_id),
        Account::Available(money.seller_id),
    ];
    let names = ("dispute_unsecured", "unsecure");
    move_security(txn, app, (dispute_id, money, amount), (names, accounts)).await
}

async fn move_security<C: ConnectionTrait>(
    txn: &C,
    app: &App,
    (dispute_id, money, amount): (Uuid, SellerMoney, Money),
    ((kind, prefix), [from, to]): ((&'static str, &str), [Account; 2]),
) -> Result<(), LedgerError> {
    let cause = Cause {
        kind,
        key: format!("{prefix}:{dispute_id}:{}", money.order_id),
        source: ("dispute", dispute_id),
        actor: "market",
    };
    let postings = transfer(from, to, amount, Some(money.order_id));
    record(txn, app, cause, postings.into()).await
}
