//! What the posting rules are told.

use entity::orders::seller_order;
use money::{AmountError, Money};
use uuid::Uuid;

/// A provider captured money for a purchase.
#[derive(Clone, Copy, Debug)]
pub struct Captured<'a> {
    /// The attempt to pay.
    pub payment_id: Uuid,
    /// What it pays.
    pub purchase_id: Uuid,
    /// The provider that now holds the money.
    pub provider: &'a str,
    /// How much, in đồng.
    pub amount: Money,
}

/// A carrier took cash at the door.
#[derive(Clone, Copy, Debug)]
pub struct CodCollected<'a> {
    /// The order that was paid.
    pub order_id: Uuid,
    /// Its purchase.
    pub purchase_id: Uuid,
    /// Who holds the cash.
    pub carrier: &'a str,
    /// How much, in đồng.
    pub amount: Money,
}

/// What one order is made of, in đồng: `total` is goods − discount + delivery.
#[derive(Clone, Copy, Debug)]
pub struct OrderAmounts {
    /// The order.
    pub order_id: Uuid,
    /// Its purchase.
    pub purchase_id: Uuid,
    /// Who fulfils it.
    pub seller_id: Uuid,
    /// The goods at their price, VAT included.
    pub goods: Money,
    /// What the seller takes off.
    pub discount: Money,
    /// The delivery charged.
    pub delivery: Money,
    /// What the shopper pays.
    pub total: Money,
    /// The market's commission, frozen when the order was placed.
    pub commission: Money,
    /// VAT on it.
    pub commission_vat: Money,
}

impl OrderAmounts {
    /// What is due to the seller: goods − discount − commission − VAT on it.
    ///
    /// # Errors
    ///
    /// [`AmountError`] when it leaves the range of money.
    pub fn net(&self) -> Result<Money, AmountError> {
        self.goods
            .minus(self.discount)?
            .minus(self.commission)?
            .minus(self.commission_vat)
    }
}

impl TryFrom<&seller_order::Model> for OrderAmounts {
    type Error = AmountError;

    fn try_from(row: &seller_order::Model) -> Result<Self, AmountError> {
        Ok(Self {
            order_id: row.id,
            purchase_id: row.purchase_id,
            seller_id: row.seller_id,
            goods: Money::new(row.goods)?,
            discount: Money::new(row.discount)?,
            delivery: Money::new(row.delivery)?,
            total: Money::new(row.total)?,
            commission: Money::new(row.commission)?,
            commission_vat: Money::new(row.commission_vat)?,
        })
    }
}

/// Money of a purchase that goes back before delivery.
#[derive(Clone, Copy, Debug)]
pub struct Cancelled {
    /// The refund it becomes.
    pub refund_id: Uuid,
    /// Where the money lies.
    pub purchase_id: Uuid,
    /// The order that ended; none when the whole purchase did.
    pub order_id: Option<Uuid>,
    /// How much, in đồng.
    pub amount: Money,
}

/// A refund that reached the shopper, or came back from there.
#[derive(Clone, Copy, Debug)]
pub struct RefundPaid<'a> {
    /// The refund.
    pub refund_id: Uuid,
    /// Which attempt, from 1.
    pub attempt: i32,
    /// The provider that paid it; none when the market's bank did.
    pub provider: Option<&'a str>,
    /// How much, in đồng.
    pub amount: Money,
}

/// An order whose return window is over.
#[derive(Clone, Copy, Debug)]
pub struct Released {
    /// The order.
    pub order_id: Uuid,
    /// Whose money it is.
    pub seller_id: Uuid,
    /// All that was held for it, in đồng.
    pub amount: Money,
}

/// A payout on its way.
#[derive(Clone, Copy, Debug)]
pub struct PayoutMove<'a> {
    /// The payout.
    pub payout_id: Uuid,
    /// Who is paid.
    pub seller_id: Uuid,
    /// How much, in đồng.
    pub amount: Money,
    /// Who moves it on.
    pub actor: &'a str,
}
