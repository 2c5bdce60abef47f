//! Splitting an amount so that the parts add up to the whole.

use crate::{AmountError, Money};

/// Why an amount cannot be split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// There is an amount but nobody to take it.
    #[error("there is nothing to share the amount among")]
    NoParts,
    /// A weight below zero would take money from the others.
    #[error("a weight is below zero")]
    NegativeWeight,
    /// A part left the range of [`Money`].
    #[error(transparent)]
    Amount(#[from] AmountError),
}

/// Splits an amount in proportion to weights, by largest remainder.
///
/// The parts add up to `amount` exactly, no part differs from its exact share by a whole
/// đồng, and leftover đồng go to the largest remainders, ties to the earlier part.
/// Weights that are all zero share equally.
///
/// # Errors
///
/// [`ShareError::NoParts`] without weights, unless there is nothing to share;
/// [`ShareError::NegativeWeight`].
pub fn share(amount: Money, weights: &[Money]) -> Result<Vec<Money>, ShareError> {
    if weights.iter().any(|weight| *weight < Money::ZERO) {
        return Err(ShareError::NegativeWeight);
    }
    if weights.is_empty() {
        return if amount == Money::ZERO {
            Ok(Vec::new())
        } else {
            Err(ShareError::NoParts)
        };
    }
    let mut weights: Vec<i128> = weights
        .iter()
        .map(|weight| i128::from(weight.dong()))
        .collect();
    if weights.iter().all(|weight| *weight == 0) {
        weights.fill(1);
    }
    let whole = i128::from(amount.dong()).abs();
    let sum: i128 = weights.iter().sum();
    let mut parts: Vec<i128> = weights.iter().map(|weight| whole * weight / sum).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|part| std::cmp::Reverse(whole * weights[*part] % sum));
    let mut left = whole - parts.iter().sum::<i128>();
    for part in by_remainder {
        if left == 0 {
            break;
        }
        parts[part] += 1;
        left -= 1;
    }
    let sign = i128::from(amount.dong()).signum();
    parts
        .into_iter()
        .map(|part| {
            let dong = i64::try_from(part * sign).map_err(|_| AmountError::TooLarge)?;
            Ok(Money::new(dong)?)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn money(dong: i64) -> Money {
        Money::new(dong).expect("an amount")
    }

    #[test]
    fn leftover_dong_go_to_the_largest_remainders_first() {
        let parts = share(money(100), &[money(1), money(1), money(1)]).expect("shared");

        assert_eq!(parts, [money(34), money(33), money(33)]);
    }

    #[test]
    fn nothing_shared_among_nobody_is_nothing() {
        assert_eq!(share(Money::ZERO, &[]), Ok(Vec::new()));
        assert_eq!(share(money(1), &[]), Err(ShareError::NoParts));
    }

    proptest! {
        #[test]
        fn parts_add_up_and_stay_within_a_dong_of_their_share(
            amount in -1_000_000_000_000_000i64..=1_000_000_000_000_000,
            weights in prop::collection::vec(0i64..=1_000_000_000_000, 1..40),
        ) {
            let weights: Vec<Money> = weights.into_iter().map(money).collect();

            let parts = share(money(amount), &weights).expect("shared");

            prop_assert_eq!(parts.iter().map(|part| part.dong()).sum::<i64>(), amount);
            let sum: i128 = weights.iter().map(|weight| i128::from(weight.dong())).sum();
            for (part, weight) in parts.iter().zip(&weights) {
                prop_assert!(part.dong().signum() * amount.signum() >= 0);
                if sum > 0 {
                    let exact = i128::from(amount) * i128::from(weight.dong());
                    let off = (i128::from(part.dong()) * sum - exact).abs();
                    prop_assert!(off < sum);
                }
            }
        }
    }
}
