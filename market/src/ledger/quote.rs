//! What a seller would be left with: the fees and taxes of a sale that has not happened.

use chrono::NaiveDate;
use entity::{orders::Supply, sellers::seller};
use money::{Money, Quantity};
use sea_orm::EntityTrait;

use super::{Charges, LedgerError, LineTerms, fees_on, is_withheld, withholding_on};
use crate::{App, sellers::SellerStaff};

/// A line of an order that might be.
#[derive(Clone, Copy, Debug)]
pub struct QuoteLine {
    /// Price of one unit, in đồng.
    pub unit_price: Money,
    /// Units.
    pub quantity: Quantity,
    /// What the seller would take off the line, in đồng.
    pub seller_discount: Money,
    /// What is sold.
    pub supply: Supply,
}

/// What would be left of a line.
#[derive(Clone, Copy, Debug)]
pub struct Quoted {
    /// Goods less the seller's discount, in đồng.
    pub sale: Money,
    /// What would be taken off it.
    pub charges: Charges,
    /// What the seller would get.
    pub net: Money,
}

/// Works out what the seller would be left with of an order placed on a day, by the plans and
/// rules known today.
///
/// # Errors
///
/// [`LedgerError::QuoteUnusable`] when a discount is larger than its line, or a sum is beyond
/// what any order can cost.
pub async fn quote(
    app: &App,
    staff: &SellerStaff,
    (day, lines): (NaiveDate, &[QuoteLine]),
) -> Result<Vec<Quoted>, LedgerError> {
    let db = app.database().read();
    let fees = fees_on(db, day).await?;
    let rules = withholding_on(db, day).await?;
    let seller = seller::Entity::find_by_id(staff.seller_id())
        .one(db)
        .await?;
    let sales = lines.iter().map(sale).collect::<Result<Vec<_>, _>>()?;
    let terms = fees.terms(&sales)?;
    let quoted = lines.iter().zip(sales).zip(terms);
    quoted
        .map(|((line, sale), fees)| {
            let withheld = match seller.as_ref().filter(|one| is_withheld(one.tax_kind)) {
                Some(seller) => rules.rates(seller.tax_kind, seller.residency, line.supply)?,
                None => super::WithheldRates::default(),
            };
            let terms = LineTerms {
                goods: sale,
                fees,
                withheld,
                ..LineTerms::default()
            };
            let charges = terms.charges_on(sale)?;
            Ok(Quoted {
                sale,
                charges,
                net: sale.minus(charges.total()?)?,
            })
        })
        .collect()
}

fn sale(line: &QuoteLine) -> Result<Money, LedgerError> {
    let sale = line
        .unit_price
        .times(line.quantity)
        .and_then(|goods| goods.minus(line.seller_discount));
    match sale {
        Ok(sale) if sale >= Money::ZERO && line.seller_discount >= Money::ZERO => Ok(sale),
        _ => Err(LedgerError::QuoteUnusable),
    }
}
