//! How long a certificate counts.

use chrono::{Datelike, Months, NaiveDate};
use entity::certification::{CertificateState, certificate};

/// A certificate is valid this long from its issue (Decision 26/2026/QĐ-TTg, Art. 4.3).
const VALID_FOR: Months = Months::new(36);
/// When only the year of issue is known, to the end of this many years later.
const VALID_YEARS: i32 = 3;

/// What anyone may know of a certificate's force on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateStatus {
    /// Verified, and its time has not run out.
    Current,
    /// Verified, but its time has run out.
    Lapsed,
    /// Taken back by the authority.
    Withdrawn,
    /// Not verified, or without any date to count from.
    Unknown,
}

/// The last day on which a certificate counts; unknown without a date or year of issue.
#[must_use]
pub fn expires_on(issued_on: Option<NaiveDate>, year: Option<i32>) -> Option<NaiveDate> {
    match (issued_on, year) {
        (Some(issued_on), _) => issued_on.checked_add_months(VALID_FOR),
        (None, Some(year)) => NaiveDate::from_ymd_opt(year.checked_add(VALID_YEARS)?, 12, 31),
        (None, None) => None,
    }
}

/// Whether a certificate is in force on a day in Vietnam. Only then may its stars be shown.
#[must_use]
pub fn in_force(certificate: &certificate::Model, day: NaiveDate) -> bool {
    status(certificate, day) == CertificateStatus::Current
}

/// What a certificate is worth on a day in Vietnam.
#[must_use]
pub fn status(certificate: &certificate::Model, day: NaiveDate) -> CertificateStatus {
    match (certificate.state, certificate.expires_on) {
        (CertificateState::Withdrawn, _) => CertificateStatus::Withdrawn,
        (CertificateState::Verified, Some(last)) if day <= last => CertificateStatus::Current,
        (CertificateState::Verified, Some(_)) => CertificateStatus::Lapsed,
        _ => CertificateStatus::Unknown,
    }
}

/// The certificate whose stars a product shows on a day: the most stars, then the longest force.
#[must_use]
pub fn best_in_force(
    certificates: &[certificate::Model],
    day: NaiveDate,
) -> Option<&certificate::Model> {
    certificates
        .iter()
        .filter(|certificate| in_force(certificate, day))
        .max_by_key(|certificate| (certificate.stars, certificate.expires_on))
}

/// Whether a decision can have been made on this day: the programme began in 2018
/// (Decision 490/QĐ-TTg of 7 May 2018), and nobody decides tomorrow.
#[must_use]
pub(super) fn is_possible_issue(issued_on: NaiveDate, today: NaiveDate) -> bool {
    issued_on.year() >= 2018 && issued_on <= today
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn certificate(state: CertificateState, stars: i32, last: Option<&str>) -> certificate::Model {
        certificate::Model {
            id: Uuid::nil(),
            code: "cs-test".to_owned(),
            product_id: Uuid::nil(),
            stars,
            decision: None,
            issued_on: None,
            year: None,
            expires_on: last.map(day),
            state,
            verified_by: None,
            verified_at: None,
            source: None,
            note: None,
            withdrawal_ground: None,
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn thirty_six_months_from_issue_or_to_the_end_of_the_third_year() {
        let issued = Some(day("2024-02-29"));

        assert_eq!(expires_on(issued, Some(2024)), Some(day("2027-02-28")));
        assert_eq!(expires_on(None, Some(2022)), Some(day("2025-12-31")));
        assert_eq!(expires_on(None, None), None);
        assert_eq!(expires_on(None, Some(i32::MAX)), None);
    }

    #[test]
    fn the_last_day_still_counts() {
        let star = certificate(CertificateState::Verified, 4, Some("2026-11-21"));

        assert!(in_force(&star, day("2026-11-21")));
        assert_eq!(status(&star, day("2026-11-22")), CertificateStatus::Lapsed);
    }

    #[test]
    fn nothing_counts_without_verification_or_date() {
        let today = day("2026-11-21");
        for state in [CertificateState::Pending, CertificateState::Rejected] {
            let claim = certificate(state, 5, Some("2028-01-01"));
            assert_eq!(status(&claim, today), CertificateStatus::Unknown);
        }
        let undated = certificate(CertificateState::Verified, 5, None);
        assert_eq!(status(&undated, today), CertificateStatus::Unknown);
        let withdrawn = certificate(CertificateState::Withdrawn, 5, Some("2028-01-01"));
        assert_eq!(status(&withdrawn, today), CertificateStatus::Withdrawn);
    }

    #[test]
    fn the_most_stars_in_force_are_shown() {
        let held = [
            certificate(CertificateState::Verified, 3, Some("2028-01-01")),
            certificate(CertificateState::Verified, 4, Some("2027-01-01")),
            certificate(CertificateState::Verified, 5, Some("2025-01-01")),
            certificate(CertificateState::Pending, 5, Some("2028-01-01")),
        ];

        let best = best_in_force(&held, day("2026-11-21"));

        assert_eq!(best.map(|certificate| certificate.stars), Some(4));
        assert_eq!(best_in_force(&held[2..], day("2026-11-21")), None);
    }
}
