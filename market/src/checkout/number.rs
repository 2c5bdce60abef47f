//! Numbers that people read to each other.

use crate::token::random_letters;

/// A new purchase number such as `CS-7K2M9-QXR4T`: 50 random bits, so that it neither
/// repeats nor tells how much is sold.
pub(super) fn purchase_number() -> String {
    let letters = random_letters(7).to_uppercase();
    format!("CS-{}-{}", &letters[..5], &letters[5..10])
}

/// The number of the `position`th order of a purchase, from 1.
pub(super) fn order_number(purchase_number: &str, position: usize) -> String {
    format!("{purchase_number}-{position}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_differ() {
        let number = purchase_number();

        assert_eq!(number.len(), "CS-7K2M9-QXR4T".len());
        assert_ne!(number, purchase_number());
        assert_eq!(order_number("CS-7K2M9-QXR4T", 2), "CS-7K2M9-QXR4T-2");
    }
}
