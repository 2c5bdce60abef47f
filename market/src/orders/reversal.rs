//! What goes back of an order's lines: never more than is left, and every đồng of discounts,
//! fees and taxes with it.
//!
//! A line remembers how much of its sale went back (`reversed`) and how many units
//! (`reversed_quantity`). Everything else is a function of the former, so any sequence of
//! partial returns ends where one return of the whole would. Source: payments.md, part 4.6.

use entity::{
    after_sale::line_reversal,
    orders::{order_line, seller_order},
    payments::RefundCause,
};
use money::Money;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::OrderError;
use crate::{
    App,
    ledger::{Charges, LineTerms, OrderAmounts, Reversal, share_of_line, value_of_units},
    token::new_id,
};

/// Units of an order's line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Units {
    /// The line.
    pub line_id: Uuid,
    /// How many.
    pub quantity: i32,
}

/// A part of a line that is to go back.
#[derive(Clone, Debug)]
pub(crate) struct Take {
    pub(crate) line: order_line::Model,
    /// Units that come back or are not sent; none when only money does.
    pub(crate) quantity: i32,
    /// How much of the sale, in đồng.
    pub(crate) sale: Money,
}

/// A part of a line that went back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TakenBack {
    pub(crate) line_id: Uuid,
    pub(crate) variant_id: Uuid,
    pub(crate) product_id: Uuid,
    pub(crate) quantity: i32,
    pub(crate) reversal: Reversal,
}

/// Why lines go back, and how that is remembered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Why<'a> {
    pub(crate) cause: RefundCause,
    pub(crate) refund_id: Option<Uuid>,
    pub(crate) dispute_id: Option<Uuid>,
    /// Whether the sale was posted.
    pub(crate) delivered: bool,
    /// Whether the units go back on the shelf with the parcel.
    pub(crate) restocked: bool,
    pub(crate) actor: &'a str,
}

impl Take {
    /// Units of a line at their share of its sale.
    ///
    /// # Errors
    ///
    /// [`OrderError::TooMany`] when fewer are left.
    pub(crate) fn units(line: &order_line::Model, quantity: i32) -> Result<Self, OrderError> {
        let left = line.quantity - line.reversed_quantity;
        if !(1..=left).contains(&quantity) {
            let line_id = line.id;
            return Err(OrderError::TooMany { line_id, left });
        }
        let terms = LineTerms::try_from(line)?;
        let worth = value_of_units(&terms, line.quantity, (line.reversed_quantity, quantity))?;
        // Money that went back without goods is not given back again with them.
        let rest = terms.sale()?.minus(Money::new(line.reversed)?)?;
        let part = if quantity == left {
            rest
        } else {
            worth.min(rest)
        };
        Ok(Self {
            line: line.clone(),
            quantity,
            sale: part,
        })
    }

    /// As much of a line's sale as the shopper gets this amount for, without units.
    ///
    /// # Errors
    ///
    /// [`OrderError::TooMuch`] when less is left.
    pub(crate) fn money(line: &order_line::Model, amount: Money) -> Result<Self, OrderError> {
        let rest = paid_rest(line)?;
        if amount <= Money::ZERO || amount > rest {
            return Err(OrderError::TooMuch { left: rest });
        }
        let sale = sale_of(line)?.minus(Money::new(line.reversed)?)?;
        let part = if amount == rest {
            sale
        } else {
            sale_for(line, amount)?
        };
        Ok(Self {
            line: line.clone(),
            quantity: 0,
            sale: part,
        })
    }
}

/// The most of a line's sale that gives the shopper no more than an amount: with every đồng of
/// the sale the shopper gets none or one more, so the largest is found by halving.
fn sale_for(line: &order_line::Model, amount: Money) -> Result<Money, OrderError> {
    let terms = LineTerms::try_from(line)?;
    let before = Money::new(line.reversed)?;
    let [mut least, mut most] = [0, terms.sale()?.minus(before)?.dong()];
    while least < most {
        let middle = least + (most - least + 1) / 2;
        let given = share_of_line(&terms, before, Money::new(middle)?)?.refunded()?;
        if given <= amount {
            least = middle;
        } else {
            most = middle - 1;
        }
    }
    Ok(Money::new(least)?)
}

/// The seller's sale of a line: its price less the seller's discount.
fn sale_of(line: &order_line::Model) -> Result<Money, OrderError> {
    Ok(Money::new(line.line_total - line.seller_discount)?)
}

/// What of a line the shopper paid and did not get back, in đồng.
pub(crate) fn paid_rest(line: &order_line::Model) -> Result<Money, OrderError> {
    let terms = LineTerms::try_from(line)?;
    let before = Money::new(line.reversed)?;
    let rest = terms.sale()?.minus(before)?;
    Ok(share_of_line(&terms, before, rest)?.refunded()?)
}

/// The lines of an order, in their order.
pub(crate) async fn lines_of(
    txn: &DatabaseTransaction,
    order_id: Uuid,
) -> Result<Vec<order_line::Model>, DbErr> {
    order_line::Entity::find()
        .filter(order_line::Column::OrderId.eq(order_id))
        .order_by_asc(order_line::Column::Position)
        .all(txn)
        .await
}

/// The units asked for, each of a line of this order and each line once.
///
/// # Errors
///
/// [`OrderError::LineUnknown`], [`OrderError::TooMany`].
pub(crate) fn takes(lines: &[order_line::Model], units: &[Units]) -> Result<Vec<Take>, OrderError> {
    if units.is_empty() {
        return Err(OrderError::NothingAsked);
    }
    let mut seen = std::collections::BTreeSet::new();
    units
        .iter()
        .map(|asked| {
            let line_id = asked.line_id;
            let line = lines.iter().find(|line| line.id == line_id);
            match line {
                Some(line) if seen.insert(line_id) => Take::units(line, asked.quantity),
                _ => Err(OrderError::LineUnknown { line_id }),
            }
        })
        .collect()
}

/// Everything that is left of an order's lines.
pub(crate) fn all_left(lines: &[order_line::Model]) -> Result<Vec<Take>, OrderError> {
    lines
        .iter()
        .filter(|line| line.reversed_quantity < line.quantity)
        .map(|line| Take::units(line, line.quantity - line.reversed_quantity))
        .collect()
}

/// Writes down that parts of lines go back: compare-and-swap on what went back before, so of
/// two at once one loses, and the database itself keeps the sum within the line.
pub(crate) async fn reverse(
    txn: &DatabaseTransaction,
    app: &App,
    takes: &[Take],
    why: Why<'_>,
) -> Result<Vec<TakenBack>, OrderError> {
    let mut taken = Vec::with_capacity(takes.len());
    for take in takes {
        let reversal = reversal_of(take)?;
        count(txn, take).await?;
        let row = row(app, (take, &reversal), why);
        line_reversal::Entity::insert(row)
            .exec_without_returning(txn)
            .await?;
        taken.push(TakenBack {
            line_id: take.line.id,
            variant_id: take.line.variant_id,
            product_id: take.line.product_id,
            quantity: take.quantity,
            reversal,
        });
    }
    Ok(taken)
}

/// What goes back with a part of a line.
pub(crate) fn reversal_of(take: &Take) -> Result<Reversal, OrderError> {
    let before = Money::new(take.line.reversed)?;
    let terms = LineTerms::try_from(&take.line)?;
    Ok(share_of_line(&terms, before, take.sale)?)
}

async fn count(txn: &DatabaseTransaction, take: &Take) -> Result<(), DbErr> {
    let line = &take.line;
    let counted = order_line::Entity::update_many()
        .set(order_line::ActiveModel {
            reversed: Set(line.reversed + take.sale.dong()),
            reversed_quantity: Set(line.reversed_quantity + take.quantity),
            ..Default::default()
        })
        .filter(order_line::Column::Id.eq(line.id))
        .filter(order_line::Column::Reversed.eq(line.reversed))
        .filter(order_line::Column::ReversedQuantity.eq(line.reversed_quantity))
        .exec(txn)
        .await?;
    if counted.rows_affected == 1 {
        Ok(())
    } else {
        Err(DbErr::RecordNotUpdated)
    }
}

fn row(
    app: &App,
    (take, reversal): (&Take, &Reversal),
    why: Why<'_>,
) -> line_reversal::ActiveModel {
    let charges = reversal.charges;
    line_reversal::ActiveModel {
        id: Set(new_id()),
        order_id: Set(take.line.order_id),
        order_line_id: Set(take.line.id),
        cause: Set(why.cause),
        refund_id: Set(why.refund_id),
        dispute_id: Set(why.dispute_id),
        quantity: Set(take.quantity),
        restocked: Set(if why.restocked { take.quantity } else { 0 }),
        sale: Set(reversal.sale.dong()),
        platform_discount: Set(reversal.platform_discount.dong()),
        budget_discount: Set(reversal.budget_discount.dong()),
        commission: Set(charges.commission.dong()),
        commission_vat: Set(charges.commission_vat.dong()),
        withheld_vat: Set(charges.withheld_vat.dong()),
        withheld_pit: Set(charges.withheld_pit.dong()),
        delivered: Set(why.delivered),
        actor: Set(why.actor.to_owned()),
        created_at: Set(app.clock().now()),
    }
}

/// What an order is made of once the parts that went back are taken off it: what delivery
/// posts, and what a cancellation gives back.
pub(crate) fn kept(
    order: &seller_order::Model,
    lines: &[order_line::Model],
) -> Result<OrderAmounts, OrderError> {
    let mut amounts = OrderAmounts::try_from(order)?;
    for line in lines.iter().filter(|line| line.reversed > 0) {
        let terms = LineTerms::try_from(line)?;
        let gone = share_of_line(&terms, Money::ZERO, Money::new(line.reversed)?)?;
        amounts = without(amounts, &gone)?;
    }
    Ok(amounts)
}

fn without(order: OrderAmounts, gone: &Reversal) -> Result<OrderAmounts, OrderError> {
    let budget = match order.budget {
        Some((id, amount)) => Some((id, amount.minus(gone.budget_discount)?)),
        None => None,
    };
    let [charges, back] = [order.charges, gone.charges];
    Ok(OrderAmounts {
        goods: order.goods.minus(gone.sale)?,
        platform_discount: order.platform_discount.minus(gone.platform_discount)?,
        budget,
        total: order.total.minus(gone.refunded()?)?,
        charges: Charges {
            commission: charges.commission.minus(back.commission)?,
            commission_vat: charges.commission_vat.minus(back.commission_vat)?,
            withheld_vat: charges.withheld_vat.minus(back.withheld_vat)?,
            withheld_pit: charges.withheld_pit.minus(back.withheld_pit)?,
        },
        ..order
    })
}
