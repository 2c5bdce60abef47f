//! The stars that a list prints, in every spelling that real lists use.

use super::issue::CertificateProblem;

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
