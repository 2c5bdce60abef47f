//! Months as statements and tax count them.

use chrono::{DateTime, NaiveDate, Utc};

use super::SettlementError;
use crate::clock::start_of_vietnam_day;

/// A calendar month in Vietnam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    first: NaiveDate,
    next: NaiveDate,
}

impl Period {
    /// Reads a month such as `2026-11`.
    ///
    /// # Errors
    ///
    /// [`SettlementError::PeriodUnusable`] for anything else.
    pub fn parse(text: &str) -> Result<Self, SettlementError> {
        let month = || {
            let (year, month) = text.split_once('-')?;
            let is_number = |text: &str| text.bytes().all(|letter| letter.is_ascii_digit());
            let is_written_out =
                year.len() == 4 && month.len() == 2 && is_number(year) && is_number(month);
            let first = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)?;
            let next = first.checked_add_months(chrono::Months::new(1))?;
            is_written_out.then_some(Self { first, next })
        };
        month().ok_or(SettlementError::PeriodUnusable)
    }

    /// The month after.
    #[must_use]
    pub fn next(&self) -> Self {
        let after = self.next + chrono::Months::new(1);
        Self {
            first: self.next,
            next: after,
        }
    }

    /// The month as `2026-11`.
    #[must_use]
    pub fn name(&self) -> String {
        self.first.format("%Y-%m").to_string()
    }

    /// Its first day.
    #[must_use]
    pub const fn first_day(&self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        self.next.pred_opt().unwrap_or(self.next)
    }

    /// The instant at which it begins.
    #[must_use]
    pub fn begins(&self) -> DateTime<Utc> {
        start_of_vietnam_day(self.first)
    }

    /// The instant at which the next one begins.
    #[must_use]
    pub fn ends(&self) -> DateTime<Utc> {
        start_of_vietnam_day(self.next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_a_year_and_two_digits() {
        assert_eq!(Period::parse("2026-11").expect("a month").name(), "2026-11");
        for refused in [
            "2026",
            "2026-13",
            "2026-1",
            "11-2026",
            "2026-11-01",
            "26-11",
            "+026-11",
        ] {
            assert!(Period::parse(refused).is_err(), "{refused}");
        }
    }
}
