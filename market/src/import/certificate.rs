//! What a row says of a product's OCOP certificate.

use chrono::{Datelike, NaiveDate};

use super::{decision::Decision, stars::Stars};
use crate::certification;

/// What a list claims of a certificate; whether it holds is computed, never typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateClaim {
    /// Stars.
    pub stars: Stars,
    /// Number of the decision.
    pub decision: Option<String>,
    /// Day of the decision, where it is known.
    pub issued_on: Option<NaiveDate>,
    /// Year of recognition, where it is known.
    pub year: Option<i32>,
    /// Last day it can be in force; unknown where neither day nor year is known.
    pub expires_on: Option<NaiveDate>,
}

impl CertificateClaim {
    /// The claim of a row that is sure of its stars.
    ///
    /// Where neither day nor year is known, it is never in force.
    #[must_use]
    pub fn new(stars: Stars, year: Option<i32>, decision: Option<&Decision>) -> Self {
        let issued_on = decision.and_then(|decision| decision.issued_on);
        let year = year.or_else(|| issued_on.map(|day| day.year()));
        let decision = decision.map(|decision| decision.number.clone());
        Self {
            stars,
            decision,
            issued_on,
            year,
            expires_on: certification::expires_on(issued_on, year),
        }
    }

    /// Whether it can be in force on a day, as far as the claim tells.
    #[must_use]
    pub fn is_in_force_on(&self, day: NaiveDate) -> bool {
        let has_begun = match (self.issued_on, self.year) {
            (Some(issued_on), _) => issued_on <= day,
            (None, Some(year)) => year <= day.year(),
            (None, None) => false,
        };
        has_begun && self.expires_on.is_some_and(|last| day <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    #[test]
    fn a_certificate_holds_36_months_from_its_decision() {
        let (decision, _) = Decision::read("2361/QĐ-BNNMT ngày 26/6/2025");
        let claim = CertificateClaim::new(Stars::Five, Some(2024), Some(&decision));

        assert_eq!(claim.expires_on, Some(day(2028, 6, 26)));
        assert!(!claim.is_in_force_on(day(2025, 6, 25)));
        assert!(claim.is_in_force_on(day(2025, 6, 26)));
        assert!(claim.is_in_force_on(day(2028, 6, 26)));
        assert!(!claim.is_in_force_on(day(2028, 6, 27)));
    }

    #[test]
    fn a_certificate_of_a_year_holds_to_the_end_of_the_third_year_after() {
        let claim = CertificateClaim::new(Stars::Four, Some(2023), None);

        assert_eq!(claim.expires_on, Some(day(2026, 12, 31)));
        assert!(claim.is_in_force_on(day(2026, 12, 31)));
        assert!(!claim.is_in_force_on(day(2027, 1, 1)));
    }

    #[test]
    fn a_certificate_of_no_known_day_is_never_in_force() {
        let (decision, _) = Decision::read("86/QĐ-UBND");
        let claim = CertificateClaim::new(Stars::Three, None, Some(&decision));

        assert_eq!(claim.expires_on, None);
        assert!(!claim.is_in_force_on(day(2024, 1, 1)));
    }

    #[test]
    fn a_decision_of_a_leap_day_ends_with_february() {
        let (decision, _) = Decision::read("1/QĐ-UBND ngày 29/02/2024");
        let claim = CertificateClaim::new(Stars::Three, None, Some(&decision));

        assert_eq!(
            (claim.year, claim.expires_on),
            (Some(2024), Some(day(2027, 2, 28)))
        );
    }
}
