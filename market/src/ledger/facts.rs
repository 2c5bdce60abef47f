//! What the posting rules are told.

use entity::orders::seller_order;
use money::{AmountError, Money};
use uuid::Uuid;

use super::Charges;

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

/// What one order is made of, in đồng: `total` is goods − seller's discount − platform's discount
/// + delivery − delivery subsidy.
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
    /// What the seller takes off (VS).
    pub seller_discount: Money,
    /// What the market and promotion budgets take off (VP).
    pub platform_discount: Money,
    /// The part of `platform_discount` that a promotion budget pays, and which one.
    pub budget: Option<(Uuid, Money)>,
    /// The delivery charged (SH).
    pub delivery: Money,
    /// What the market pays of the delivery (VSH).
    pub delivery_subsidy: Money,
    /// What the shopper pays.
    pub total: Money,
    /// What is taken off the seller's sale, frozen when the order was placed.
    pub charges: Charges,
}

impl OrderAmounts {
    /// The seller's sale (S): goods − the seller's discount.
    ///
    /// # Errors
    ///
    /// [`AmountError`] when it leaves the range of money.
    pub fn sale(&self) -> Result<Money, AmountError> {
        self.goods.minus(self.seller_discount)
    }

    /// What is due to the seller: sale − commission − VAT on it − taxes withheld.
    ///
    /// # Errors
    ///
    /// [`AmountError`] when it leaves the range of money.
    pub fn net(&self) -> Result<Money, AmountError> {
        self.sale()?.minus(self.charges.total()?)
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
            seller_discount: Money::new(row.seller_discount)?,
            platform_discount: Money::new(row.platform_discount)?,
            budget: match row.budget_id {
                Some(budget_id) => Some((budget_id, Money::new(row.budget_discount)?)),
                None => None,
            },
            delivery: Money::new(row.delivery)?,
            delivery_subsidy: Money::new(row.delivery_subsidy)?,
            total: Money::new(row.total)?,
            charges: Charges {
                commission: Money::new(row.commission)?,
                commission_vat: Money::new(row.commission_vat)?,
                withheld_vat: Money::new(row.withheld_vat)?,
                withheld_pit: Money::new(row.withheld_pit)?,
            },
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

/// A refund that reached the shopper.
#[derive(Clone, Copy, Debug)]
pub struct RefundPaid<'a> {
    /// The refund.
    pub refund_id: Uuid,
    /// The provider that paid it.
    pub provider: &'a str,
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
