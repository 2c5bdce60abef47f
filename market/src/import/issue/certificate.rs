//! Problems with stars, year or decision.

use super::Report;
use crate::import::limits;

/// What is wrong with what a row says of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateProblem {
    /// The list has a column for stars, but this row says none.
    StarsMissing,
    /// The row is not sure of the star.
    StarsUnsure {
        /// The cell.
        printed: String,
    },
    /// No number of stars for which certificates exist.
    StarsNotCertified {
        /// The cell.
        printed: String,
    },
    /// No year of the programme.
    Year {
        /// The cell.
        printed: String,
        /// This year.
        latest: i32,
    },
    /// The date of the decision cannot be read.
    DecisionDate {
        /// The cell.
        printed: String,
    },
    /// The decision lies in the future.
    DecisionInFuture {
        /// The cell.
        printed: String,
    },
}

impl CertificateProblem {
    pub(super) fn report(&self) -> Report {
        match self {
            Self::StarsMissing => Report::notice(
                "stars_missing",
                "Chưa ghi số sao nên sản phẩm không có chứng nhận.",
                "No stars are stated, so the product gets no certificate.",
            ),
            Self::StarsUnsure { printed } => Report::notice(
                "stars_unsure",
                format!(
                    "“{printed}” chưa chắc số sao nên sản phẩm không có chứng nhận: hãy ghi 3, 4 hoặc 5."
                ),
                format!(
                    "“{printed}” is not sure of the star, so there is no certificate: write 3, 4 or 5."
                ),
            ),
            Self::StarsNotCertified { printed } => Report::error(
                "stars_not_certified",
                format!(
                    "“{printed}”: chỉ 3, 4 và 5 sao có giấy chứng nhận (Quyết định 26/2026/QĐ-TTg); chưa có thì để trống."
                ),
                format!(
                    "“{printed}”: only 3, 4 and 5 stars are certified (Decision 26/2026/QĐ-TTg); leave it empty otherwise."
                ),
            ),
            Self::Year { printed, latest } => Report::error(
                "year_out_of_range",
                format!(
                    "“{printed}” không phải năm từ {} đến {latest}.",
                    limits::FIRST_YEAR
                ),
                format!(
                    "“{printed}” is no year from {} to {latest}.",
                    limits::FIRST_YEAR
                ),
            ),
            Self::DecisionDate { printed } => Report::warning(
                "decision_date_not_understood",
                format!(
                    "Không hiểu ngày của quyết định “{printed}”: hãy ghi như 86/QĐ-UBND ngày 26/6/2025."
                ),
                format!(
                    "The date in “{printed}” is not understood: write it as 86/QĐ-UBND ngày 26/6/2025."
                ),
            ),
            Self::DecisionInFuture { printed } => Report::error(
                "decision_in_future",
                format!("Quyết định “{printed}” có ngày trong tương lai: hãy sửa ngày."),
                format!("The decision “{printed}” lies in the future: correct its date."),
            ),
        }
    }
}
