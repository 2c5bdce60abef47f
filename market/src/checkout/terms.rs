//! The terms on which a seller's goods are sold, frozen when the purchase is placed: what is
//! taken off, what the market takes, what it withholds.
//!
//! Source: payments.md, parts 4.5 and 4.9: per line, rounded there, then added up.

use chrono::NaiveDate;
use entity::orders::order_line;
use money::{AmountError, BasisPoints, Money};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::CheckoutError;
use crate::{
    cart::{Basket, Line, TaxFacts},
    ledger::{self, Charges, FeeTerms, FeesOfDay, LineTerms, WithholdingRules},
    token::new_id,
};

/// What one order's lines add up to, in đồng.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OrderSums {
    pub(super) goods: Money,
    pub(super) seller_discount: Money,
    pub(super) platform_discount: Money,
    pub(super) budget_discount: Money,
    pub(super) charges: Charges,
}

/// What the market takes and withholds today.
pub(super) struct Terms {
    fees: FeesOfDay,
    rules: WithholdingRules,
}

impl Terms {
    /// One statement when a seller is there for whom the market withholds, else none: `fees` are
    /// read before the purchase holds up others.
    pub(super) async fn of<C: ConnectionTrait>(
        connection: &C,
        (fees, day): (FeesOfDay, NaiveDate),
        basket: &Basket,
    ) -> Result<Self, CheckoutError> {
        let mut kinds = basket.lines.iter().map(|line| line.tax.tax_kind);
        let rules = if kinds.any(ledger::is_withheld) {
            ledger::withholding_on(connection, day).await?
        } else {
            WithholdingRules::default()
        };
        Ok(Self { fees, rules })
    }

    /// VAT on the commission.
    pub(super) fn commission_vat(&self) -> BasisPoints {
        self.fees.vat()
    }

    /// The lines of one order as they are stored, with their terms.
    pub(super) fn rows(
        &self,
        order_id: Uuid,
        lines: &[&Line],
    ) -> Result<Vec<order_line::Model>, CheckoutError> {
        let sales = lines
            .iter()
            .map(|line| line.total()?.minus(line.discounts.seller))
            .collect::<Result<Vec<_>, _>>()?;
        let fees = self.fees.terms(&sales)?;
        lines
            .iter()
            .zip(fees)
            .zip(1..)
            .map(|((line, fees), position)| {
                let terms = self.of_line(line, fees)?;
                row((order_id, position), line, &terms)
            })
            .collect()
    }

    fn of_line(&self, line: &Line, fees: FeeTerms) -> Result<LineTerms, CheckoutError> {
        let TaxFacts {
            tax_kind,
            residency,
            supply,
        } = line.tax;
        Ok(LineTerms {
            goods: line.total()?,
            seller_discount: line.discounts.seller,
            platform_discount: line.discounts.platform,
            budget_discount: line.discounts.budget,
            fees,
            withheld: self.rules.rates(tax_kind, residency, supply)?,
        })
    }
}

/// A line as it is stored with its terms.
fn row(
    (order_id, position): (Uuid, i32),
    line: &Line,
    terms: &LineTerms,
) -> Result<order_line::Model, CheckoutError> {
    let charges = terms.charges_on(terms.sale()?)?;
    let unwritable = |error: serde_json::Error| DbErr::Type(error.to_string());
    Ok(order_line::Model {
        id: new_id(),
        order_id,
        position,
        variant_id: line.variant_id,
        product_id: line.product_id,
        product_slug: line.product_slug.clone(),
        name: line.name_vi.clone(),
        variant_name: line.variant_name.clone(),
        sku: line.sku.clone(),
        quantity: line.quantity,
        unit_price: line.price.unwrap_or(Money::ZERO.dong()),
        line_total: terms.goods.dong(),
        sample: line.sample,
        seller_discount: terms.seller_discount.dong(),
        platform_discount: terms.platform_discount.dong(),
        budget_discount: terms.budget_discount.dong(),
        fees: serde_json::to_string(&terms.fees).map_err(unwritable)?,
        commission_bp: terms.fees.rate_bp(),
        commission: charges.commission.dong(),
        commission_vat: charges.commission_vat.dong(),
        supply: line.tax.supply,
        withheld_vat_bp: terms.withheld.vat.get(),
        withheld_pit_bp: terms.withheld.pit.get(),
        withheld_vat: charges.withheld_vat.dong(),
        withheld_pit: charges.withheld_pit.dong(),
        return_class: line.return_class,
        reversed: 0,
        reversed_quantity: 0,
    })
}

/// Adds up stored lines.
pub(super) fn sums(lines: &[order_line::Model]) -> Result<OrderSums, AmountError> {
    let sum = |amount: fn(&order_line::Model) -> i64| {
        lines
            .iter()
            .try_fold(Money::ZERO, |sum, line| sum.plus(Money::new(amount(line))?))
    };
    Ok(OrderSums {
        goods: sum(|line| line.line_total)?,
        seller_discount: sum(|line| line.seller_discount)?,
        platform_discount: sum(|line| line.platform_discount)?,
        budget_discount: sum(|line| line.budget_discount)?,
        charges: Charges {
            commission: sum(|line| line.commission)?,
            commission_vat: sum(|line| line.commission_vat)?,
            withheld_vat: sum(|line| line.withheld_vat)?,
            withheld_pit: sum(|line| line.withheld_pit)?,
        },
    })
}
