//! The terms of a sale, frozen on its line: who gives the discounts, what the market takes, what
//! it withholds for the state.
//!
//! Everything is worked out for a line, rounded there, and only then added up: the sums of an
//! order are sums of its stored lines. Source: payments.md, parts 4.5 and 4.9.

use entity::orders::order_line;
use money::{AmountError, BasisPoints, Money};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::LedgerError;

/// 100 % in basis points.
const WHOLE: i128 = 10_000;

/// How the commission of a line is worked out. Stored as JSON with the line, so that it can be
/// worked out again for what is left of it after a return.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FeeTerms {
    /// The plan they come from.
    pub plan_id: Option<Uuid>,
    /// VAT inside the sale that is taken out before rates apply, in basis points; 0 leaves the
    /// sale as it is.
    pub base_vat_bp: i32,
    /// VAT on the commission, in basis points.
    pub vat_bp: i32,
    /// What the commission is made of, each worked out by itself.
    pub components: Vec<FeeTerm>,
}

/// One component of the commission on one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeTerm {
    /// The component's name in the fee plan.
    pub code: String,
    /// The rate in basis points.
    pub rate_bp: i32,
    /// What is taken whatever the price, in đồng.
    pub fixed: i64,
    /// The least that is taken, in đồng.
    pub min: i64,
    /// The most that is taken, in đồng.
    pub max: Option<i64>,
}

/// What is withheld of a line's sale for the state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WithheldRates {
    /// Value added tax.
    pub vat: BasisPoints,
    /// Personal income tax.
    pub pit: BasisPoints,
}

/// The terms of one line, in đồng.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineTerms {
    /// The goods at their price, VAT included (G).
    pub goods: Money,
    /// What the seller takes off (VS).
    pub seller_discount: Money,
    /// What the market and promotion budgets take off (VP).
    pub platform_discount: Money,
    /// The part of `platform_discount` that a promotion budget pays.
    pub budget_discount: Money,
    /// How the commission is worked out.
    pub fees: FeeTerms,
    /// What is withheld for the state.
    pub withheld: WithheldRates,
}

/// What is taken off the seller's sale, in đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Charges {
    /// The market's commission (C).
    pub commission: Money,
    /// VAT on it (CV).
    pub commission_vat: Money,
    /// Value added tax withheld.
    pub withheld_vat: Money,
    /// Personal income tax withheld.
    pub withheld_pit: Money,
}

impl FeeTerms {
    /// The rates of all components together, in basis points.
    #[must_use]
    pub fn rate_bp(&self) -> i32 {
        self.components.iter().map(|one| one.rate_bp).sum()
    }

    /// The commission on a sale, before anything limits it.
    fn commission(&self, sale: Money) -> Result<Money, LedgerError> {
        let base = net_of_vat(sale, BasisPoints::new(self.base_vat_bp)?)?;
        let mut commission = Money::ZERO;
        for component in &self.components {
            commission = commission.plus(component.of(base)?)?;
        }
        Ok(commission)
    }
}

impl FeeTerm {
    fn of(&self, base: Money) -> Result<Money, LedgerError> {
        let rated = BasisPoints::new(self.rate_bp)?.of(base)?;
        let taken = rated
            .plus(Money::new(self.fixed)?)?
            .max(Money::new(self.min)?);
        Ok(match self.max {
            Some(max) => taken.min(Money::new(max)?),
            None => taken,
        })
    }
}

impl LineTerms {
    /// The seller's sale (S): goods less the seller's discount. Commission and withholding are
    /// reckoned on it; what the market takes off does not make it smaller.
    ///
    /// # Errors
    ///
    /// [`AmountError`] when it leaves the range of money.
    pub fn sale(&self) -> Result<Money, AmountError> {
        self.goods.minus(self.seller_discount)
    }

    /// What is taken off the part of the sale that the shopper keeps: all of it, or what is left
    /// after returns. Nothing kept costs nothing; a floor or a fixed fee never takes more than
    /// there is.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Rate`] or [`LedgerError::Amount`] when stored terms are out of range.
    pub fn charges_on(&self, kept: Money) -> Result<Charges, LedgerError> {
        if kept <= Money::ZERO {
            return Ok(Charges::default());
        }
        let withheld_vat = self.withheld.vat.of(kept)?;
        let withheld_pit = self.withheld.pit.of(kept)?;
        let room = kept.minus(withheld_vat)?.minus(withheld_pit)?;
        let vat = BasisPoints::new(self.fees.vat_bp)?;
        let commission = self.fees.commission(kept)?.min(most_within(room, vat)?);
        Ok(Charges {
            commission,
            commission_vat: vat.of(commission)?,
            withheld_vat,
            withheld_pit,
        })
    }
}

impl TryFrom<&order_line::Model> for LineTerms {
    type Error = LedgerError;

    fn try_from(row: &order_line::Model) -> Result<Self, LedgerError> {
        Ok(Self {
            goods: Money::new(row.line_total)?,
            seller_discount: Money::new(row.seller_discount)?,
            platform_discount: Money::new(row.platform_discount)?,
            budget_discount: Money::new(row.budget_discount)?,
            fees: serde_json::from_str(&row.fees).map_err(LedgerError::TermsUnreadable)?,
            withheld: WithheldRates {
                vat: BasisPoints::new(row.withheld_vat_bp)?,
                pit: BasisPoints::new(row.withheld_pit_bp)?,
            },
        })
    }
}

impl Charges {
    /// All of them together.
    ///
    /// # Errors
    ///
    /// [`AmountError`] when the sum leaves the range of money.
    pub fn total(&self) -> Result<Money, AmountError> {
        Money::total([
            self.commission,
            self.commission_vat,
            self.withheld_vat,
            self.withheld_pit,
        ])
    }
}

/// An amount without the VAT inside it, half a đồng rounded up.
///
/// Source: payments.md, part 4.9.
fn net_of_vat(gross: Money, vat: BasisPoints) -> Result<Money, AmountError> {
    let whole = WHOLE + i128::from(vat.get());
    divided(i128::from(gross.dong()) * WHOLE * 2 + whole, whole * 2)
}

/// The largest commission that fits into `room` together with the VAT on it.
fn most_within(room: Money, vat: BasisPoints) -> Result<Money, AmountError> {
    let room = i128::from(room.dong().max(0));
    divided(room * WHOLE, WHOLE + i128::from(vat.get()))
}

fn divided(dividend: i128, divisor: i128) -> Result<Money, AmountError> {
    i64::try_from(dividend / divisor).map_or(Err(AmountError::TooLarge), Money::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(dong: i64) -> Money {
        Money::new(dong).expect("an amount")
    }

    fn component(rate_bp: i32, fixed: i64, (min, max): (i64, Option<i64>)) -> FeeTerm {
        FeeTerm {
            code: "sale".to_owned(),
            rate_bp,
            fixed,
            min,
            max,
        }
    }

    fn charges(component: FeeTerm, sale: i64) -> [i64; 4] {
        let terms = LineTerms {
            goods: money(sale),
            fees: FeeTerms {
                vat_bp: 1_000,
                components: vec![component],
                ..FeeTerms::default()
            },
            withheld: WithheldRates {
                vat: BasisPoints::new(100).expect("a rate"),
                pit: BasisPoints::new(50).expect("a rate"),
            },
            ..LineTerms::default()
        };
        let charges = terms.charges_on(money(sale)).expect("in range");
        [
            charges.commission,
            charges.commission_vat,
            charges.withheld_vat,
            charges.withheld_pit,
        ]
        .map(Money::dong)
    }

    #[test]
    fn the_worked_example_of_the_design_holds_line_by_line() {
        let rate = || component(800, 0, (0, None));

        assert_eq!(charges(rate(), 108_000), [8_640, 864, 1_080, 540]);
        assert_eq!(charges(rate(), 162_000), [12_960, 1_296, 1_620, 810]);
    }

    #[test]
    fn a_component_keeps_to_its_floor_and_its_cap() {
        let bounded = || component(500, 1_000, (3_000, Some(20_000)));

        assert_eq!(charges(bounded(), 20_000)[0], 3_000);
        assert_eq!(charges(bounded(), 100_000)[0], 6_000);
        assert_eq!(charges(bounded(), 1_000_000)[0], 20_000);
    }

    #[test]
    fn a_fixed_fee_never_takes_more_than_the_sale() {
        for sale in [1, 2, 10, 999, 4_999, 5_000] {
            let taken: i64 = charges(component(0, 5_000, (0, None)), sale).iter().sum();
            assert!(taken <= sale, "{taken} of {sale}");
        }
    }

    #[test]
    fn a_rate_may_apply_to_the_sale_without_its_vat() {
        let vat = BasisPoints::new(800).expect("a rate");

        let net = net_of_vat(money(108_000), vat).expect("in range");

        assert_eq!(net.dong(), 100_000);
    }
}
