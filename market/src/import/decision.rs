//! The decision that a list prints: its number, and its day where one is given.

use chrono::NaiveDate;

use super::{issue::CertificateProblem, text};

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

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
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
}
