//! Whether a fee plan takes more of somebody than another.

use std::collections::BTreeSet;

use money::{BasisPoints, Money};

use super::{FeeComponent, FeePlan, FeesOfDay};
use crate::ledger::{LedgerError, LineTerms};

/// Sales that are always compared, in đồng: the smallest, and the highest price there can be
/// times the most units, where only rates count.
const SMALLEST: i64 = 1;
const LARGEST: i64 = 1_000_000_000 * 9_999;
/// Lines of the orders that are compared: one tells fees by order apart, many fees by line.
const LINES: [usize; 2] = [1, 10];

/// Whether any sale costs a seller more under `new` than under `old`, with this VAT on the
/// commission of plans that have none of their own.
///
/// A commission is made of straight lines that bend only where a floor or a cap begins to bind.
/// Whoever takes no more at every bend, and at both ends, takes no more anywhere.
pub(super) fn is_worse(
    new: &FeePlan,
    old: &FeePlan,
    vat: BasisPoints,
) -> Result<bool, LedgerError> {
    let mut sales = BTreeSet::from([SMALLEST, LARGEST]);
    for plan in [new, old] {
        for component in &plan.components {
            sales.extend(bends(component, plan.base_vat));
            sales.extend(affordable(component, plan.commission_vat.unwrap_or(vat)));
        }
    }
    for sale in sales {
        for lines in LINES {
            if taken(new, vat, (sale, lines))? > taken(old, vat, (sale, lines))? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The sales around which a component's floor or cap begins to bind.
fn bends(component: &FeeComponent, base_vat: BasisPoints) -> Vec<i64> {
    let limits = [Some(component.min), component.max];
    let bend = |limit: i64| {
        let rate = i64::from(component.rate_bp);
        let gross = 10_000 + i64::from(base_vat.get());
        let rated = limit.checked_sub(component.fixed)?;
        // sale / gross × rate = rated
        rated.checked_mul(gross)?.checked_div(rate)
    };
    let bends = limits.into_iter().flatten().filter_map(bend);
    bends
        .flat_map(|sale| [sale - 1, sale, sale + 1])
        .filter(|sale| (SMALLEST..=LARGEST).contains(sale))
        .collect()
}

/// The sales around which a component's floor or fixed fee, with the VAT on it, can be paid from
/// the sale: below them the fee is what the sale leaves.
fn affordable(component: &FeeComponent, vat: BasisPoints) -> Vec<i64> {
    let with_vat = |fee: i64| {
        let gross = fee.checked_mul(10_000 + i64::from(vat.get()))?;
        Some(gross / 10_000)
    };
    let fees = [component.min, component.fixed];
    let sales = fees.into_iter().filter_map(with_vat);
    sales
        .flat_map(|sale| [sale - 1, sale, sale + 1])
        .filter(|sale| (SMALLEST..=LARGEST).contains(sale))
        .collect()
}

/// Commission and VAT on it of an order of equal lines.
fn taken(
    plan: &FeePlan,
    vat: BasisPoints,
    (sale, lines): (i64, usize),
) -> Result<Money, LedgerError> {
    let sale = Money::new(sale)?;
    let fees = FeesOfDay {
        plan: plan.clone(),
        dated_vat: vat,
    };
    let mut taken = Money::ZERO;
    for fees in fees.terms(&vec![sale; lines])? {
        let line = LineTerms {
            goods: sale,
            fees,
            ..LineTerms::default()
        };
        taken = taken.plus(line.charges_on(sale)?.total()?)?;
    }
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use std::slice;

    use chrono::{DateTime, NaiveDate};
    use uuid::Uuid;

    use super::*;
    use crate::ledger::FeePer;

    fn component(rate_bp: i32, fixed: i64, (min, max): (i64, Option<i64>)) -> FeeComponent {
        FeeComponent {
            code: "sale".to_owned(),
            name_vi: String::new(),
            name_en: String::new(),
            rate_bp,
            fixed,
            per: FeePer::Line,
            min,
            max,
        }
    }

    fn plan(components: &[FeeComponent]) -> FeePlan {
        FeePlan {
            id: Uuid::nil(),
            components: components.to_vec(),
            base_vat: BasisPoints::default(),
            commission_vat: None,
            valid_from: NaiveDate::MIN,
            announced_at: DateTime::UNIX_EPOCH,
            source: String::new(),
        }
    }

    fn worse(new: &[FeeComponent], old: &[FeeComponent]) -> bool {
        let vat = BasisPoints::new(800).expect("a rate");
        is_worse(&plan(new), &plan(old), vat).expect("in range")
    }

    #[test]
    fn a_plan_is_worse_when_any_sale_costs_more() {
        let five = component(500, 0, (0, None));
        let cap = component(900, 0, (0, Some(20_000)));
        let floor = component(300, 0, (5_000, None));
        let fixed = component(400, 1_000, (0, None));

        for (new, old) in [
            (vec![component(501, 0, (0, None))], vec![five.clone()]),
            (vec![cap], vec![five.clone()]),
            (vec![floor], vec![five.clone()]),
            (vec![fixed], vec![five.clone()]),
            (vec![five.clone()], vec![]),
        ] {
            assert!(worse(&new, &old), "{new:?}");
            assert!(!worse(&old, &old));
        }
    }

    #[test]
    fn a_plan_that_takes_less_of_every_sale_is_not_worse() {
        let old = [component(500, 1_000, (3_000, None))];

        for new in [
            vec![],
            vec![component(500, 1_000, (3_000, Some(100_000)))],
            vec![component(400, 1_000, (0, None))],
            vec![component(200, 0, (0, None)), component(300, 0, (0, None))],
        ] {
            assert!(!worse(&new, &old), "{new:?}");
        }
    }

    #[test]
    fn a_fee_of_each_line_is_worse_than_the_same_of_the_order() {
        let by_line = component(0, 1_000, (0, None));
        let by_order = FeeComponent {
            per: FeePer::Order,
            ..by_line.clone()
        };

        assert!(worse(slice::from_ref(&by_line), slice::from_ref(&by_order)));
        assert!(!worse(&[by_order], &[by_line]));
    }
}
