//! Whether a certificate counts on a day. Stars are computed from this and never typed.

use chrono::NaiveDate;
use entity::certification::{CertificateState, certificate};

/// What anyone may know about a certificate on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Verified and in force.
    Current,
    /// Verified once; its last day has passed.
    Lapsed,
    /// Taken back by the body that gave it.
    Withdrawn,
    /// Not verified, or without any date.
    Unknown,
}

impl Status {
    /// Stable name: `current`, `lapsed`, `withdrawn` or `unknown`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
            Self::Unknown => "unknown",
        }
    }
}

/// The status of a certificate on a day of Vietnam. `expires_on` is its last day.
#[must_use]
pub fn status(certificate: &certificate::Model, day: NaiveDate) -> Status {
    match (certificate.state, certificate.expires_on) {
        (CertificateState::Withdrawn, _) => Status::Withdrawn,
        (CertificateState::Verified, Some(last)) if last >= day => Status::Current,
        (CertificateState::Verified, Some(_)) => Status::Lapsed,
        _ => Status::Unknown,
    }
}

/// Whether a certificate gives its stars on a day of Vietnam.
#[must_use]
pub fn in_force(certificate: &certificate::Model, day: NaiveDate) -> bool {
    status(certificate, day) == Status::Current
}

/// The certificate whose stars a product bears on a day: the most stars in force, and among
/// equals the one that lasts longest.
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

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn certificate(
        stars: i32,
        state: CertificateState,
        expires_on: Option<&str>,
    ) -> certificate::Model {
        certificate::Model {
            id: Uuid::nil(),
            code: "c".to_owned(),
            product_id: Uuid::nil(),
            stars,
            decision: None,
            issued_on: None,
            year: None,
            expires_on: expires_on.map(day),
            state,
            verified_by: None,
            verified_at: None,
            source: None,
            note: None,
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_certificate_counts_through_its_last_day() {
        let certificate = certificate(3, CertificateState::Verified, Some("2026-11-21"));

        assert_eq!(status(&certificate, day("2026-11-21")), Status::Current);
        assert_eq!(status(&certificate, day("2026-11-22")), Status::Lapsed);
    }

    #[test]
    fn without_a_date_or_a_check_nothing_is_known() {
        let dateless = certificate(5, CertificateState::Verified, None);
        let unchecked = certificate(5, CertificateState::Pending, Some("2030-01-01"));

        assert_eq!(status(&dateless, day("2026-11-21")), Status::Unknown);
        assert_eq!(status(&unchecked, day("2026-11-21")), Status::Unknown);
    }

    #[test]
    fn the_most_stars_in_force_win() {
        let all = [
            certificate(5, CertificateState::Withdrawn, Some("2030-01-01")),
            certificate(4, CertificateState::Verified, Some("2027-01-01")),
            certificate(3, CertificateState::Verified, Some("2029-01-01")),
        ];

        let best = |on| best_in_force(&all, day(on)).map(|certificate| certificate.stars);
        assert_eq!(best("2026-11-21"), Some(4));
        assert_eq!(best("2028-01-01"), Some(3));
        assert_eq!(best("2030-01-01"), None);
    }
}
