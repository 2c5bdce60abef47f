//! What is wrong with a row, where, and what to do about it in Vietnamese and English.

mod cell;
mod certificate;
mod class;
mod offer;
mod place;

pub use cell::CellProblem;
pub use certificate::CertificateProblem;
pub use class::ClassProblem;
pub use offer::OfferProblem;

use super::column::Column;
use crate::places::UnresolvedReason;

/// How much an issue matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know; the row is taken as it is.
    Notice,
    /// The row is taken, but something in it is left out.
    Warning,
    /// The row is not taken.
    Error,
}

impl Severity {
    /// Stable name: `notice`, `warning` or `error`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What is wrong, with the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// With the text or number of a cell.
    Cell(CellProblem),
    /// With what the product or its producer is said to be.
    Class(ClassProblem),
    /// With stars, year or decision.
    Certificate(CertificateProblem),
    /// With pack or price.
    Offer(OfferProblem),
    /// A part of the place is kept as printed only.
    Place(UnresolvedReason),
    /// An earlier row has the same product name and producer.
    Duplicate {
        /// Where.
        first_line: u64,
    },
}

/// An issue of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowIssue {
    /// Line of the file or row of the sheet, from 1.
    pub line: u64,
    /// The column, or none where it concerns the whole row.
    pub column: Option<Column>,
    /// What is wrong.
    pub problem: Problem,
}

/// How a problem is told.
pub(super) struct Report {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(super) vi: String,
    pub(super) en: String,
}

impl Report {
    pub(super) fn notice(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Notice,
            vi: vi.into(),
            en: en.into(),
        }
    }

    pub(super) fn warning(
        code: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::notice(code, vi, en)
        }
    }

    pub(super) fn error(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            ..Self::notice(code, vi, en)
        }
    }
}

impl Problem {
    fn report(&self) -> Report {
        match self {
            Self::Cell(problem) => problem.report(),
            Self::Class(problem) => problem.report(),
            Self::Certificate(problem) => problem.report(),
            Self::Offer(problem) => problem.report(),
            Self::Place(reason) => place::report(*reason),
            Self::Duplicate { first_line } => Report::warning(
                "duplicate_row",
                format!(
                    "Trùng tên sản phẩm và chủ thể với dòng {first_line}: hãy gộp thành một dòng."
                ),
                format!("Same product name and producer as line {first_line}: make it one row."),
            ),
        }
    }
}

impl RowIssue {
    /// Header name of the column in our own lists; `row` where it concerns the whole row.
    #[must_use]
    pub fn column_name(&self) -> &'static str {
        self.column.map_or("row", Column::name)
    }

    /// Stable name of the problem, such as `price_is_a_range`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.problem.report().code
    }

    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.problem.report().severity
    }

    /// What is wrong and what to do, in Vietnamese.
    #[must_use]
    pub fn detail_vi(&self) -> String {
        self.problem.report().vi
    }

    /// What is wrong and what to do, in English.
    #[must_use]
    pub fn detail_en(&self) -> String {
        self.problem.report().en
    }
}

impl From<CellProblem> for Problem {
    fn from(problem: CellProblem) -> Self {
        Self::Cell(problem)
    }
}

impl From<ClassProblem> for Problem {
    fn from(problem: ClassProblem) -> Self {
        Self::Class(problem)
    }
}

impl From<CertificateProblem> for Problem {
    fn from(problem: CertificateProblem) -> Self {
        Self::Certificate(problem)
    }
}

impl From<OfferProblem> for Problem {
    fn from(problem: OfferProblem) -> Self {
        Self::Offer(problem)
    }
}
