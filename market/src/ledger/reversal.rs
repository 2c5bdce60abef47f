//! What a return takes back of a line: the sale, the vouchers on it, the fees and taxes.
//!
//! No share is ever worked out by itself: each is the difference of two sums from the beginning,
//! so that any sequence of partial returns ends exactly where one full return would.
//!
//! Source: payments.md, part 4.6, "Cumulative rule for partial refunds".

use money::{AmountError, Money};

use super::{Charges, LedgerError, LineTerms};

/// What goes back for a part of a line, in đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reversal {
    /// What the seller gives back of the sale (s).
    pub sale: Money,
    /// The part of it that the market and promotion budgets had paid (v).
    pub platform_discount: Money,
    /// The part of `platform_discount` that goes back to the promotion budget.
    pub budget_discount: Money,
    /// Fees and taxes that the seller gets back.
    pub charges: Charges,
}

impl Reversal {
    /// What the shopper gets back: s − v.
    ///
    /// # Errors
    ///
    /// [`AmountError`] when it leaves the range of money.
    pub fn refunded(&self) -> Result<Money, AmountError> {
        self.sale.minus(self.platform_discount)
    }

    /// What the seller is left with less: s − fees and taxes given back.
    ///
    /// # Errors
    ///
    /// [`AmountError`] when it leaves the range of money.
    pub fn borne_by_seller(&self) -> Result<Money, AmountError> {
        self.sale.minus(self.charges.total()?)
    }
}

/// Takes back `returned_now` of a line's sale after `returned_before` of it went back already;
/// both are parts of [`LineTerms::sale`].
///
/// # Errors
///
/// [`LedgerError::ReturnedTooMuch`] when both together are more than the sale or one is below
/// zero; [`LedgerError::Rate`] and [`LedgerError::Amount`] when stored terms are out of range.
pub fn share_of_line(
    terms: &LineTerms,
    returned_before: Money,
    returned_now: Money,
) -> Result<Reversal, LedgerError> {
    let sale = terms.sale()?;
    let returned = returned_before.plus(returned_now)?;
    if returned_before < Money::ZERO || returned_now < Money::ZERO || returned > sale {
        return Err(LedgerError::ReturnedTooMuch { sale, returned });
    }
    let before = terms.charges_on(sale.minus(returned_before)?)?;
    let after = terms.charges_on(sale.minus(returned)?)?;
    let vouchers = terms.platform_discount;
    let [vouchers_before, vouchers_after] = [
        part_of(vouchers, returned_before, sale)?,
        part_of(vouchers, returned, sale)?,
    ];
    // The budget's part is a part of the vouchers given back, so that neither ever goes below
    // zero.
    let budget = |vouchers_back| part_of(terms.budget_discount, vouchers_back, vouchers);
    Ok(Reversal {
        sale: returned_now,
        platform_discount: vouchers_after.minus(vouchers_before)?,
        budget_discount: budget(vouchers_after)?.minus(budget(vouchers_before)?)?,
        charges: Charges {
            commission: before.commission.minus(after.commission)?,
            commission_vat: before.commission_vat.minus(after.commission_vat)?,
            withheld_vat: before.withheld_vat.minus(after.withheld_vat)?,
            withheld_pit: before.withheld_pit.minus(after.withheld_pit)?,
        },
    })
}

/// What `units` more of a line of `quantity` units are worth of its sale, after `units_before`.
///
/// # Errors
///
/// [`LedgerError::ReturnedTooMuch`] when there are not so many units;
/// [`LedgerError::Amount`] when the sale is out of range.
pub fn value_of_units(
    terms: &LineTerms,
    quantity: i32,
    (units_before, units): (i32, i32),
) -> Result<Money, LedgerError> {
    let sale = terms.sale()?;
    let count = |units: i32| Money::new(i64::from(units));
    let [quantity, before, after] = [
        count(quantity)?,
        count(units_before)?,
        count(units_before)?.plus(count(units)?)?,
    ];
    if before < Money::ZERO || after < before || after > quantity {
        return Err(LedgerError::ReturnedTooMuch {
            sale,
            returned: after,
        });
    }
    Ok(part_of(sale, after, quantity)?.minus(part_of(sale, before, quantity)?)?)
}

/// `amount × part / whole`, half a đồng rounded up; nothing of nothing.
fn part_of(amount: Money, part: Money, whole: Money) -> Result<Money, AmountError> {
    if whole <= Money::ZERO {
        return Ok(Money::ZERO);
    }
    let [amount, part, whole] = [amount, part, whole].map(|money| i128::from(money.dong()));
    let rounded = (amount * part * 2 + whole) / (whole * 2);
    i64::try_from(rounded).map_or(Err(AmountError::TooLarge), Money::new)
}

#[cfg(test)]
mod tests {
    use money::BasisPoints;
    use proptest::prelude::*;

    use super::*;
    use crate::ledger::{FeeTerm, FeeTerms, WithheldRates};

    fn money(dong: i64) -> Money {
        Money::new(dong).expect("an amount")
    }

    fn rate(points: i32) -> BasisPoints {
        BasisPoints::new(points).expect("a rate")
    }

    /// The first line of the worked example of payments.md, part 4.5.
    fn example() -> LineTerms {
        LineTerms {
            goods: money(120_000),
            seller_discount: money(12_000),
            platform_discount: money(8_000),
            budget_discount: money(0),
            fees: FeeTerms {
                plan_id: None,
                base_vat_bp: 0,
                vat_bp: 1_000,
                components: vec![FeeTerm {
                    code: "sale".to_owned(),
                    rate_bp: 800,
                    fixed: 0,
                    min: 0,
                    max: None,
                }],
            },
            withheld: WithheldRates {
                vat: rate(100),
                pit: rate(50),
            },
        }
    }

    #[test]
    fn a_returned_line_goes_back_as_the_design_works_it_out() {
        let back = share_of_line(&example(), money(0), money(108_000)).expect("in range");

        assert_eq!(back.refunded().expect("an amount").dong(), 100_000);
        assert_eq!(back.platform_discount.dong(), 8_000);
        let charges = back.charges;
        let given_back = [
            charges.commission,
            charges.commission_vat,
            charges.withheld_vat,
            charges.withheld_pit,
        ];
        assert_eq!(given_back.map(Money::dong), [8_640, 864, 1_080, 540]);
        assert_eq!(charges.total().expect("an amount").dong(), 11_124);
    }

    #[test]
    fn more_than_the_sale_never_goes_back() {
        for (before, now) in [(0, 108_001), (108_000, 1), (-1, 1), (1, -1)] {
            let refused = share_of_line(&example(), money(before), money(now));
            assert!(
                matches!(refused, Err(LedgerError::ReturnedTooMuch { .. })),
                "{before} {now}"
            );
        }
        for units in [(0, 4), (3, 1), (-1, 1), (1, -1)] {
            let refused = value_of_units(&example(), 3, units);
            assert!(
                matches!(refused, Err(LedgerError::ReturnedTooMuch { .. })),
                "{units:?}"
            );
        }
    }

    prop_compose! {
        fn terms()(
            goods in 1i64..50_000_000,
            percents in (0i64..=100, 0i64..=100, 0i64..=100),
            rates in (0i32..3_000, 0i32..1_000, 0i32..=500, 0i32..=500),
            fixed in 0i64..20_000,
            bounds in (0i64..20_000, prop::option::of(20_000i64..100_000)),
            base_vat_bp in 0i32..1_000,
        ) -> LineTerms {
            let seller = goods * percents.0 / 100;
            let platform = (goods - seller) * percents.1 / 100;
            let (rate_bp, vat_bp, vat, pit) = rates;
            LineTerms {
                goods: money(goods),
                seller_discount: money(seller),
                platform_discount: money(platform),
                budget_discount: money(platform * percents.2 / 100),
                fees: FeeTerms {
                    plan_id: None,
                    base_vat_bp,
                    vat_bp,
                    components: vec![
                        FeeTerm { code: "sale".to_owned(), rate_bp, fixed: 0,
                                  min: bounds.0, max: bounds.1 },
                        FeeTerm { code: "order".to_owned(), rate_bp: 0, fixed,
                                  min: 0, max: None },
                    ],
                },
                withheld: WithheldRates { vat: rate(vat), pit: rate(pit) },
            }
        }
    }

    fn added(one: Reversal, other: Reversal) -> Reversal {
        let sum = |one: Money, other| one.plus(other).expect("in range");
        Reversal {
            sale: sum(one.sale, other.sale),
            platform_discount: sum(one.platform_discount, other.platform_discount),
            budget_discount: sum(one.budget_discount, other.budget_discount),
            charges: Charges {
                commission: sum(one.charges.commission, other.charges.commission),
                commission_vat: sum(one.charges.commission_vat, other.charges.commission_vat),
                withheld_vat: sum(one.charges.withheld_vat, other.charges.withheld_vat),
                withheld_pit: sum(one.charges.withheld_pit, other.charges.withheld_pit),
            },
        }
    }

    proptest! {
        #[test]
        fn any_partial_returns_end_where_one_full_return_would(
            terms in terms(),
            cuts in prop::collection::vec(0u32..=1_000, 0..12),
        ) {
            let sale = terms.sale().expect("in range");
            let mut steps: Vec<i64> =
                cuts.iter().map(|cut| sale.dong() * i64::from(*cut) / 1_000).collect();
            steps.sort_unstable();
            steps.push(sale.dong());

            let mut gone = 0;
            let mut sum = Reversal::default();
            for step in steps {
                let now = money(step - gone);
                let back = share_of_line(&terms, money(gone), now).expect("in range");
                let own = back.platform_discount.minus(back.budget_discount).expect("in range");
                prop_assert!(own >= Money::ZERO && back.budget_discount >= Money::ZERO);
                prop_assert!(back.refunded().expect("in range") >= Money::ZERO);
                gone = step;
                sum = added(sum, back);
                let kept = terms.charges_on(money(sale.dong() - gone)).expect("in range");
                let all = terms.charges_on(sale).expect("in range");
                prop_assert_eq!(sum.charges.commission, all.commission.minus(kept.commission)
                    .expect("in range"));
                let left = sale.dong() - gone - kept.total().expect("in range").dong();
                prop_assert!(left >= 0, "the seller is left with {left}");
            }

            let whole = share_of_line(&terms, money(0), sale).expect("in range");
            prop_assert_eq!(sum, whole);
            prop_assert_eq!(whole.charges, terms.charges_on(sale).expect("in range"));
            prop_assert_eq!(whole.platform_discount, if sale > Money::ZERO {
                terms.platform_discount
            } else {
                Money::ZERO
            });
            prop_assert_eq!(whole.budget_discount.dong(),
                if sale > Money::ZERO { terms.budget_discount.dong() } else { 0 });
        }

        #[test]
        fn units_are_worth_the_sale_together(
            terms in terms(),
            units in prop::collection::vec(1i32..100, 1..10),
        ) {
            let quantity = units.iter().sum();
            let mut before = 0;
            let mut worth = 0;
            for returned in units {
                let value = value_of_units(&terms, quantity, (before, returned));
                worth += value.expect("in range").dong();
                before += returned;
            }
            prop_assert_eq!(worth, terms.sale().expect("in range").dong());
        }
    }
}
