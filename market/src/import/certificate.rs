//! What a row says of a product's OCOP certificate, and how long that holds.

use chrono::{Datelike, Months, NaiveDate};

use super::{issue::CertificateProblem, text};

/// How long a certificate holds from its issue (Decision 26/2026/QĐ-TTg, Article 4.3).
const VALID_MONTHS: Months = Months::new(36);

/// How many years a certificate holds beyond the year of issue, if only that year is known.
const VALID_YEARS: i32 = 3;

/// The stars for which certificates exist (Decision 26/2026/QĐ-TTg).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stars {
    /// Recognised by the province, 50 to below 70 points.
    Three,
    /// Recognised by the province, 70 to below 90 points.
    Four,
    /// Recognised by the ministry, from 90 points.
    Five,
}

impl Stars {
    /// 3, 4 or 5.
    #[must_use]
    pub const fn count(self) -> u8 {
        match self {
            Self::Three => 3,
            Self::Four => 4,
            Self::Five => 5,
        }
    }

    /// The stars of this count, if certificates exist for it.
    #[must_use]
    pub const fn of(count: usize) -> Option<Self> {
        match count {
            3 => Some(Self::Three),
            4 => Some(Self::Four),
            5 => Some(Self::Five),
            _ => None,
        }
    }

    /// Reads "4", "4 sao", "4*", "★★★★", "bốn sao".
    ///
    /// # Errors
    ///
    /// [`CertificateProblem::StarsUnsure`] where the text leaves it open ("3 or 4", "tiềm năng
    /// 5 sao"), [`CertificateProblem::StarsNotCertified`] for anything else.
    pub fn read(printed: &str) -> Result<Self, CertificateProblem> {
        let unsure = || CertificateProblem::StarsUnsure {
            printed: printed.to_owned(),
        };
        let wrong = || CertificateProblem::StarsNotCertified {
            printed: printed.to_owned(),
        };
        let drawn = printed.chars().filter(|letter| is_star(*letter)).count();
        let words = search::fold(printed);
        if words.is_empty() && drawn > 0 && !printed.contains('?') {
            return Self::of(drawn).ok_or_else(wrong);
        }
        if is_doubtful(printed, &words) {
            return Err(unsure());
        }
        let mut words = words.split(' ');
        let count = words.next().and_then(count_word).ok_or_else(wrong)?;
        let rest = words.collect::<Vec<_>>().join(" ");
        match rest.as_str() {
            "" | "sao" | "star" | "stars" | "sao ocop" | "sao cap huyen" | "sao cap tinh"
            | "sao cap quoc gia" | "sao cap trung uong" => Self::of(count).ok_or_else(wrong),
            _ => Err(wrong()),
        }
    }
}

fn is_star(letter: char) -> bool {
    matches!(letter, '*' | '★' | '⭐' | '☆')
}

/// Whether a text leaves the star open: two counts, or a word of doubt.
fn is_doubtful(printed: &str, words: &str) -> bool {
    const DOUBT: [&str; 14] = [
        "hoac",
        "or",
        "den",
        "to",
        "chua",
        "cho",
        "khong",
        "tiem nang",
        "de xuat",
        "de nghi",
        "potential",
        "unknown",
        "evaluated",
        "n a",
    ];
    let counts = words
        .split(' ')
        .filter(|word| count_word(word).is_some())
        .count();
    let spaced = format!(" {words} ");
    counts > 1
        || printed.contains('?')
        || words.is_empty()
        || DOUBT
            .iter()
            .any(|doubt| spaced.contains(&format!(" {doubt} ")))
}

fn count_word(word: &str) -> Option<usize> {
    match word {
        "mot" => Some(1),
        "hai" => Some(2),
        "ba" | "three" => Some(3),
        "bon" | "four" => Some(4),
        "nam" | "five" => Some(5),
        digit => digit.parse().ok().filter(|_| digit.len() == 1),
    }
}

/// The decision that recognised a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// As printed, the date included.
    pub printed: String,
    /// Its number alone, such as `86/QĐ-UBND`.
    pub number: String,
    /// Its day, where the list says it.
    pub issued_on: Option<NaiveDate>,
}

impl Decision {
    /// Reads "321/QĐ-UBND ngày 06/8/2024"; the date may be missing.
    ///
    /// Text whose date cannot be read is kept, with the problem beside it.
    #[must_use]
    pub fn read(printed: &str) -> (Self, Option<CertificateProblem>) {
        let words: Vec<&str> = printed.split_whitespace().collect();
        let is_day = |word: &str| matches!(search::fold(word).as_str(), "ngay" | "dated" | "date");
        let kept = |number: &str, issued_on| Self {
            printed: printed.to_owned(),
            number: number.trim_matches([' ', ',', '(']).to_owned(),
            issued_on,
        };
        let Some(at) = words.iter().position(|word| is_day(word)) else {
            return (kept(printed, None), None);
        };
        let number = words[..at].join(" ");
        match date(&words[at + 1..].join(" ")) {
            Some(day) => (kept(&number, Some(day)), None),
            None => {
                let problem = CertificateProblem::DecisionDate {
                    printed: printed.to_owned(),
                };
                (kept(&number, None), Some(problem))
            }
        }
    }
}

/// "26/6/2025", "26-06-2025", "26.6.2025" or "26 tháng 6 năm 2025".
fn date(printed: &str) -> Option<NaiveDate> {
    let plain = text::plain(printed)
        .replace("thang", "/")
        .replace("nam", "/");
    let parts: Vec<&str> = plain
        .trim_end_matches([')', '.', ',', ';'])
        .split(['/', '-', '.'])
        .map(str::trim)
        .collect();
    let [day, month, year] = parts[..] else {
        return None;
    };
    let has_whole_year = year.len() == 4;
    let date = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    date.filter(|_| has_whole_year)
}

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
    /// It holds 36 months from the day of the decision; where only the year is known, to the
    /// end of the third year after it; where neither is known, it is never in force.
    #[must_use]
    pub fn new(stars: Stars, year: Option<i32>, decision: Option<&Decision>) -> Self {
        let issued_on = decision.and_then(|decision| decision.issued_on);
        let year = year.or_else(|| issued_on.map(|day| day.year()));
        let expires_on = match issued_on {
            Some(day) => day.checked_add_months(VALID_MONTHS),
            None => year.and_then(|year| NaiveDate::from_ymd_opt(year + VALID_YEARS, 12, 31)),
        };
        let decision = decision.map(|decision| decision.number.clone());
        Self {
            stars,
            decision,
            issued_on,
            year,
            expires_on,
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
    fn certain_stars_are_read_in_every_spelling() {
        for (text, stars) in [
            ("3", Stars::Three),
            ("4", Stars::Four),
            ("5", Stars::Five),
            ("3 sao", Stars::Three),
            ("4*", Stars::Four),
            ("★★★★★", Stars::Five),
            ("3★", Stars::Three),
            ("4-star", Stars::Four),
            ("Bốn sao", Stars::Four),
            ("4 sao cấp tỉnh", Stars::Four),
            ("5 Sao OCOP", Stars::Five),
        ] {
            assert_eq!(Stars::read(text), Ok(stars), "{text}");
        }
    }

    #[test]
    fn an_unsure_star_is_no_star() {
        for text in [
            "3 or 4",
            "3-4",
            "3 hoặc 4",
            "3–4 sao",
            "4?",
            "chưa xếp hạng",
            "tiềm năng 5 sao",
            "-",
            "evaluated, result unknown",
            "từ 3 đến 4 sao",
            "n/a",
            "★★★?",
        ] {
            assert!(
                matches!(
                    Stars::read(text),
                    Err(CertificateProblem::StarsUnsure { .. })
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn other_counts_are_never_certified() {
        for text in [
            "1",
            "2",
            "6",
            "0",
            "2 sao",
            "44",
            "★★",
            "★★★★★★",
            "tốt",
            "4 sao 2021",
        ] {
            let read = Stars::read(text);

            assert!(
                matches!(read, Err(CertificateProblem::StarsNotCertified { .. })),
                "{text}"
            );
        }
    }

    #[test]
    fn decisions_of_the_real_list_are_read() {
        for (text, number, issued_on) in [
            ("86/QĐ-UBND", "86/QĐ-UBND", None),
            (
                "1850/QĐ-UBND-HC ngày 07/12/2020",
                "1850/QĐ-UBND-HC",
                Some(day(2020, 12, 7)),
            ),
            (
                "321/QĐ-UBND ngày 06/8/2024",
                "321/QĐ-UBND",
                Some(day(2024, 8, 6)),
            ),
            (
                "2361/QĐ-BNNMT ngày 26/6/2025",
                "2361/QĐ-BNNMT",
                Some(day(2025, 6, 26)),
            ),
            (
                "124/QĐ-UBND, ngày 20 tháng 2 năm 2023",
                "124/QĐ-UBND",
                Some(day(2023, 2, 20)),
            ),
            ("2310", "2310", None),
        ] {
            let (decision, problem) = Decision::read(text);

            assert_eq!(
                (decision.number.as_str(), decision.issued_on),
                (number, issued_on)
            );
            assert_eq!((decision.printed.as_str(), problem), (text, None));
        }
    }

    #[test]
    fn a_date_that_does_not_exist_is_reported_and_kept_as_printed() {
        for text in [
            "86/QĐ-UBND ngày 31/2/2024",
            "86/QĐ-UBND ngày 5/24",
            "86/QĐ-UBND ngày",
        ] {
            let (decision, problem) = Decision::read(text);

            assert_eq!(
                (decision.issued_on, decision.printed.as_str()),
                (None, text)
            );
            assert!(problem.is_some());
        }
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
