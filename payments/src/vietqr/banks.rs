//! Banks by the six digits that transfers name them by.

use std::sync::LazyLock;

/// A bank of the NAPAS 247 network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bank {
    /// The six digits.
    pub bin: &'static str,
    /// A short code.
    pub code: &'static str,
    /// The name that people know.
    pub name: &'static str,
}

static BANKS: LazyLock<Vec<Bank>> = LazyLock::new(|| {
    include_str!("../../data/banks-2026-11.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.split(',');
            let mut cell = || cells.next().expect("a bank has three cells");
            Bank {
                bin: cell(),
                code: cell(),
                name: cell(),
            }
        })
        .collect()
});

/// The banks we know, by their digits. There are others.
#[must_use]
pub fn banks() -> &'static [Bank] {
    &BANKS
}

/// The bank of these six digits.
#[must_use]
pub fn bank(bin: &str) -> Option<&'static Bank> {
    BANKS.iter().find(|bank| bank.bin == bin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banks_are_listed_once_by_six_digits() {
        let bins: Vec<_> = banks().iter().map(|bank| bank.bin).collect();

        assert_eq!(bank("970436").map(|bank| bank.name), Some("Vietcombank"));
        assert_eq!(bank("000000"), None);
        assert!(bins.is_sorted_by(|one, next| one < next));
        assert!(
            bins.iter()
                .all(|bin| bin.len() == 6 && bin.parse::<u32>().is_ok())
        );
    }
}
