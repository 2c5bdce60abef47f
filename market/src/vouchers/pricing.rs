//! What the vouchers of a cart take off, line by line; pure.
//!
//! First what sellers give, then what budgets and the market give of the rest, then delivery.
//! Percents are rounded down, capped, and split by largest remainder (payments.md, part 4.9).

use chrono::{DateTime, Utc};
use money::{AmountError, Money, ShareError};
use uuid::Uuid;

use super::{InCart, Scope, Voucher, VoucherBenefit, VoucherFunder};

/// What is taken off a line, by who pays for it, in đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Discounts {
    /// The seller's part.
    pub seller: Money,
    /// The part of the market and of promotion budgets.
    pub platform: Money,
    /// The part of `platform` that a promotion budget pays.
    pub budget: Money,
}

/// Why a voucher takes nothing off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoucherProblem {
    /// Its time has not come.
    NotStarted,
    /// Its time is over, or who gave it ended it.
    Ended,
    /// It was used as often as it can be.
    UsedUp,
    /// This shopper used it as often as one can.
    BuyerLimit,
    /// The budget behind it has too little left.
    BudgetExhausted,
    /// Nothing in the cart is meant.
    NothingMeant,
    /// What is meant costs too little.
    BelowMinimum {
        /// How much is missing, in đồng.
        missing: Money,
    },
}

/// A voucher of a cart and what it takes off.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The voucher.
    pub voucher: Voucher,
    /// What it takes off, in đồng; nothing while there is a problem.
    pub amount: Money,
    /// Why it takes nothing off.
    pub problem: Option<VoucherProblem>,
}

/// A line as vouchers see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item<'a> {
    pub(crate) seller_id: Uuid,
    pub(crate) product_id: Uuid,
    pub(crate) category: Option<&'a str>,
    pub(crate) parent_category: Option<&'a str>,
    pub(crate) stars: Option<i32>,
    /// Price of the whole line, in đồng; zero when it cannot be bought.
    pub(crate) price: Money,
}

/// The delivery of one seller's parcel.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Freight {
    pub(crate) seller_id: Uuid,
    pub(crate) price: Money,
}

/// A priced cart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Priced {
    /// By line.
    pub(crate) lines: Vec<Discounts>,
    /// What the market pays of each parcel's delivery.
    pub(crate) subsidies: Vec<Money>,
    pub(crate) vouchers: Vec<Applied>,
}

/// Prices a cart; a voucher with a problem takes nothing off.
pub(crate) fn price(
    now: DateTime<Utc>,
    vouchers: &[InCart],
    (items, freights): (&[Item<'_>], &[Freight]),
) -> Result<Priced, AmountError> {
    let mut priced = Priced {
        lines: vec![Discounts::default(); items.len()],
        subsidies: vec![Money::ZERO; freights.len()],
        vouchers: Vec::new(),
    };
    let mut vouchers: Vec<&InCart> = vouchers.iter().collect();
    vouchers.sort_by_key(|one| {
        let is_delivery = one.voucher.benefit == VoucherBenefit::Delivery;
        (is_delivery, one.voucher.funder, one.voucher.id)
    });
    for one in vouchers {
        let (amount, problem) = match priced.take_off(now, one, (items, freights))? {
            Ok(amount) => (amount, None),
            Err(problem) => (Money::ZERO, Some(problem)),
        };
        priced.vouchers.push(Applied {
            voucher: one.voucher.clone(),
            amount,
            problem,
        });
    }
    Ok(priced)
}

impl Priced {
    fn take_off(
        &mut self,
        now: DateTime<Utc>,
        one: &InCart,
        (items, freights): (&[Item<'_>], &[Freight]),
    ) -> Result<Result<Money, VoucherProblem>, AmountError> {
        let voucher = &one.voucher;
        if let Some(problem) = standing(voucher, now) {
            return Ok(Err(problem));
        }
        let scope = Scope::of(voucher);
        let meant: Vec<bool> = items
            .iter()
            .map(|item| item.price > Money::ZERO && scope.holds(voucher, item))
            .collect();
        if let Err(problem) = reaches_minimum(voucher, items, &meant)? {
            return Ok(Err(problem));
        }
        let bases = self.bases((items, freights), &meant, voucher)?;
        let amount = worth(voucher, Money::total(bases.iter().copied())?)?;
        if one.budget_left.is_some_and(|left| amount.dong() > left) {
            return Ok(Err(VoucherProblem::BudgetExhausted));
        }
        if amount == Money::ZERO {
            return Ok(Err(VoucherProblem::NothingMeant));
        }
        self.give(voucher, &shares(amount, &bases)?)?;
        Ok(Ok(amount))
    }

    /// What a voucher can take off of each line, or of each parcel's delivery.
    fn bases(
        &self,
        (items, freights): (&[Item<'_>], &[Freight]),
        meant: &[bool],
        voucher: &Voucher,
    ) -> Result<Vec<Money>, AmountError> {
        if voucher.benefit == VoucherBenefit::Delivery {
            let goes_with = |seller_id| {
                let mut meant = items.iter().zip(meant);
                meant.any(|(item, is_meant)| *is_meant && item.seller_id == seller_id)
            };
            let base = |(freight, given): (&Freight, &Money)| match goes_with(freight.seller_id) {
                true => freight.price.minus(*given),
                false => Ok(Money::ZERO),
            };
            return freights.iter().zip(&self.subsidies).map(base).collect();
        }
        let rest = |((item, given), is_meant): ((&Item<'_>, &Discounts), &bool)| {
            if *is_meant {
                item.price.minus(given.seller)?.minus(given.platform)
            } else {
                Ok(Money::ZERO)
            }
        };
        items.iter().zip(&self.lines).zip(meant).map(rest).collect()
    }

    fn give(&mut self, voucher: &Voucher, shares: &[Money]) -> Result<(), AmountError> {
        if voucher.benefit == VoucherBenefit::Delivery {
            for (subsidy, share) in self.subsidies.iter_mut().zip(shares) {
                *subsidy = subsidy.plus(*share)?;
            }
            return Ok(());
        }
        for (line, share) in self.lines.iter_mut().zip(shares) {
            match voucher.funder {
                VoucherFunder::Seller => line.seller = line.seller.plus(*share)?,
                VoucherFunder::Platform => line.platform = line.platform.plus(*share)?,
                VoucherFunder::Budget => {
                    line.platform = line.platform.plus(*share)?;
                    line.budget = line.budget.plus(*share)?;
                }
            }
        }
        Ok(())
    }
}

/// What of a voucher does not depend on the cart.
pub(crate) fn standing(voucher: &Voucher, now: DateTime<Utc>) -> Option<VoucherProblem> {
    let is_ended = voucher.ended_at.is_some_and(|end| end <= now);
    if now < voucher.starts_at {
        Some(VoucherProblem::NotStarted)
    } else if is_ended || now >= voucher.ends_at {
        Some(VoucherProblem::Ended)
    } else if voucher.uses_max.is_some_and(|most| voucher.uses >= most) {
        Some(VoucherProblem::UsedUp)
    } else {
        None
    }
}

/// The minimum is held against the price of what is meant, before anything is taken off.
fn reaches_minimum(
    voucher: &Voucher,
    items: &[Item<'_>],
    meant: &[bool],
) -> Result<Result<(), VoucherProblem>, AmountError> {
    let prices = items.iter().zip(meant).filter(|(_, is_meant)| **is_meant);
    let price = Money::total(prices.map(|(item, _)| item.price))?;
    if price == Money::ZERO {
        return Ok(Err(VoucherProblem::NothingMeant));
    }
    let missing = Money::new(voucher.minimum)?.minus(price)?;
    if missing > Money::ZERO {
        return Ok(Err(VoucherProblem::BelowMinimum { missing }));
    }
    Ok(Ok(()))
}

/// What a voucher takes off of this much: percents rounded down, never above the cap, never more
/// than there is.
fn worth(voucher: &Voucher, base: Money) -> Result<Money, AmountError> {
    let cap = voucher.amount.map(Money::new).transpose()?;
    let wanted = match voucher.rate_bp {
        Some(rate) => {
            let exact = i128::from(base.dong()) * i128::from(rate) / 10_000;
            i64::try_from(exact).map_or(Err(AmountError::TooLarge), Money::new)?
        }
        None => cap.unwrap_or(base),
    };
    Ok(wanted.min(cap.unwrap_or(wanted)).min(base))
}

fn shares(amount: Money, bases: &[Money]) -> Result<Vec<Money>, AmountError> {
    money::share(amount, bases).map_err(|error| match error {
        ShareError::Amount(error) => error,
        // There are bases, and none is below zero: the amount is a part of their sum.
        ShareError::NoParts | ShareError::NegativeWeight => AmountError::TooLarge,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn money(dong: i64) -> Money {
        Money::new(dong).expect("an amount")
    }

    fn voucher(funder: VoucherFunder, benefit: VoucherBenefit) -> Voucher {
        Voucher {
            id: Uuid::nil(),
            code: "TET".to_owned(),
            title: String::new(),
            funder,
            seller_id: (funder == VoucherFunder::Seller).then_some(Uuid::nil()),
            budget_id: None,
            benefit,
            rate_bp: None,
            amount: None,
            minimum: 0,
            scope: "{}".to_owned(),
            starts_at: DateTime::UNIX_EPOCH,
            ends_at: DateTime::<Utc>::MAX_UTC,
            uses_max: None,
            uses_per_buyer: None,
            uses: 0,
            ended_at: None,
            created_by: String::new(),
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    fn fixed(funder: VoucherFunder, amount: i64) -> InCart {
        InCart {
            voucher: Voucher {
                amount: Some(amount),
                ..voucher(funder, VoucherBenefit::Amount)
            },
            budget_left: None,
        }
    }

    fn items(prices: &[i64]) -> Vec<Item<'static>> {
        let item = |price: &i64| Item {
            seller_id: Uuid::nil(),
            product_id: Uuid::nil(),
            category: None,
            parent_category: None,
            stars: None,
            price: money(*price),
        };
        prices.iter().map(item).collect()
    }

    fn priced(vouchers: &[InCart], prices: &[i64]) -> Priced {
        price(DateTime::UNIX_EPOCH, vouchers, (&items(prices), &[])).expect("in range")
    }

    #[test]
    fn the_worked_example_of_the_design_is_split_line_by_line() {
        let vouchers = [
            fixed(VoucherFunder::Platform, 20_000),
            fixed(VoucherFunder::Seller, 30_000),
        ];

        let priced = priced(&vouchers, &[120_000, 180_000]);

        let by_line = priced.lines.iter();
        let by_line: Vec<[i64; 2]> = by_line
            .map(|line| [line.seller.dong(), line.platform.dong()])
            .collect();
        assert_eq!(by_line, [[12_000, 8_000], [18_000, 12_000]]);
    }

    #[test]
    fn percents_are_rounded_down_and_capped() {
        let percent = |amount| InCart {
            voucher: Voucher {
                rate_bp: Some(1_000),
                amount,
                ..voucher(VoucherFunder::Platform, VoucherBenefit::Percent)
            },
            budget_left: None,
        };

        assert_eq!(priced(&[percent(None)], &[19]).vouchers[0].amount.dong(), 1);
        let capped = priced(&[percent(Some(5_000))], &[100_000]);
        assert_eq!(capped.vouchers[0].amount.dong(), 5_000);
    }

    #[test]
    fn a_budget_with_too_little_left_gives_nothing() {
        let mut one = fixed(VoucherFunder::Budget, 10_000);
        one.budget_left = Some(9_999);

        let priced = priced(&[one], &[100_000]);

        let problem = priced.vouchers[0].problem;
        assert_eq!(problem, Some(VoucherProblem::BudgetExhausted));
        assert_eq!(priced.lines[0], Discounts::default());
    }

    #[test]
    fn delivery_is_paid_up_to_the_cap() {
        let one = InCart {
            voucher: Voucher {
                amount: Some(25_000),
                ..voucher(VoucherFunder::Platform, VoucherBenefit::Delivery)
            },
            budget_left: None,
        };
        let freights = [10_000, 30_000].map(|price| Freight {
            seller_id: Uuid::nil(),
            price: money(price),
        });

        let priced = price(DateTime::UNIX_EPOCH, &[one], (&items(&[1]), &freights));

        let priced = priced.expect("in range");
        assert_eq!(priced.subsidies, [money(6_250), money(18_750)]);
    }

    proptest! {
        #[test]
        fn no_line_costs_less_than_nothing_and_the_parts_add_up(
            prices in prop::collection::vec(0i64..5_000_000, 1..20),
            amounts in (1i64..10_000_000, 1i64..10_000_000, 1i64..10_000_000),
        ) {
            let vouchers = [
                fixed(VoucherFunder::Seller, amounts.0),
                fixed(VoucherFunder::Budget, amounts.1),
                fixed(VoucherFunder::Platform, amounts.2),
            ];

            let priced = priced(&vouchers, &prices);

            let mut given = 0;
            for (line, price) in priced.lines.iter().zip(&prices) {
                let off = line.seller.dong() + line.platform.dong();
                prop_assert!(off <= *price && line.budget <= line.platform);
                given += off;
            }
            let told: i64 = priced.vouchers.iter().map(|one| one.amount.dong()).sum();
            prop_assert_eq!(given, told);
        }
    }
}
