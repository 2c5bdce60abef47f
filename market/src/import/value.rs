//! Small values: what kind of producer, which whole number.

use super::issue::{CellProblem, ClassProblem};

/// The legal form of a producer, as a list names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProducerKind {
    /// Hợp tác xã.
    Cooperative,
    /// Tổ hợp tác.
    CooperativeGroup,
    /// Hộ kinh doanh, hộ sản xuất.
    Household,
    /// Công ty, doanh nghiệp.
    Company,
}

impl ProducerKind {
    /// Stable name: `cooperative`, `cooperative_group`, `household` or `company`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cooperative => "cooperative",
            Self::CooperativeGroup => "cooperative_group",
            Self::Household => "household",
            Self::Company => "company",
        }
    }

    /// Reads a kind in Vietnamese or English, abbreviations included.
    ///
    /// # Errors
    ///
    /// [`ClassProblem::NoLegalForm`] for words such as "cơ sở" that do not tell it,
    /// [`ClassProblem::UnknownProducerKind`] for others.
    pub fn read(text: &str) -> Result<Self, ClassProblem> {
        match search::fold(text).as_str() {
            "cooperative" | "hop tac xa" | "htx" => Ok(Self::Cooperative),
            "cooperative group" | "to hop tac" | "tht" => Ok(Self::CooperativeGroup),
            "household"
            | "ho"
            | "ho kinh doanh"
            | "hkd"
            | "ho san xuat"
            | "ho gia dinh"
            | "ho ca the"
            | "ho san xuat kinh doanh"
            | "ho kinh doanh ca the" => Ok(Self::Household),
            "company"
            | "cong ty"
            | "cty"
            | "ctcp"
            | "cong ty tnhh"
            | "cong ty co phan"
            | "doanh nghiep"
            | "doanh nghiep tu nhan"
            | "dntn"
            | "enterprise" => Ok(Self::Company),
            "co so" | "co so san xuat" | "trang trai" | "lang nghe" | "farm" => {
                Err(ClassProblem::NoLegalForm {
                    printed: text.to_owned(),
                })
            }
            _ => Err(ClassProblem::UnknownProducerKind {
                printed: text.to_owned(),
            }),
        }
    }
}

/// A whole number between two bounds; a spreadsheet's `5.0` counts as whole.
pub(super) fn number(text: &str, min: u32, max: u32) -> Result<u32, CellProblem> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let number = whole
        .parse()
        .ok()
        .filter(|number| (min..=max).contains(number));
    number.ok_or_else(|| CellProblem::NotANumber {
        printed: text.to_owned(),
        min,
        max,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_in_both_languages() {
        assert_eq!(ProducerKind::read("HTX"), Ok(ProducerKind::Cooperative));
        assert_eq!(
            ProducerKind::read("Tổ hợp tác"),
            Ok(ProducerKind::CooperativeGroup)
        );
        assert_eq!(
            ProducerKind::read("cooperative_group"),
            Ok(ProducerKind::CooperativeGroup)
        );
        assert_eq!(
            ProducerKind::read("Hộ kinh doanh"),
            Ok(ProducerKind::Household)
        );
        assert_eq!(
            ProducerKind::read("Công ty TNHH"),
            Ok(ProducerKind::Company)
        );
        assert!(matches!(
            ProducerKind::read("Cơ sở"),
            Err(ClassProblem::NoLegalForm { .. })
        ));
        assert!(matches!(
            ProducerKind::read("hội"),
            Err(ClassProblem::UnknownProducerKind { .. })
        ));
    }

    #[test]
    fn numbers_out_of_range_are_no_numbers() {
        assert_eq!(number("26", 1, 26), Ok(26));
        assert_eq!(number("5.0", 1, 26), Ok(5));
        for text in ["0", "27", "-1", "2,5", "mười", "99999999999", ""] {
            assert!(number(text, 1, 26).is_err(), "{text}");
        }
    }
}
