//! Problems with what a product or its producer is said to be.

use super::Report;
use crate::{catalog::GtinError, product_sets::Industry};

/// What is wrong with a class, kind or number of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClassProblem {
    /// No kind of producer we know.
    UnknownProducerKind {
        /// The cell.
        printed: String,
    },
    /// A word that says nothing of the legal form, such as "cơ sở".
    NoLegalForm {
        /// The cell.
        printed: String,
    },
    /// No maker is named.
    NoProducer,
    /// No OCOP industry we know.
    UnknownGroup {
        /// The cell.
        printed: String,
    },
    /// The product set belongs to another industry.
    OtherGroup {
        /// Number of the set.
        set: u8,
        /// Its industry.
        industry: Industry,
    },
    /// No barcode number.
    Gtin(GtinError),
}

impl ClassProblem {
    pub(super) fn report(&self) -> Report {
        match self {
            Self::UnknownProducerKind { printed } => Report::error(
                "producer_kind_unknown",
                format!(
                    "Không hiểu loại hình chủ thể “{printed}”: hãy ghi hợp tác xã, tổ hợp tác, hộ \
                     kinh doanh hoặc công ty, hay để trống."
                ),
                format!(
                    "“{printed}” is no kind of producer: write cooperative, cooperative_group, \
                     household or company, or leave it empty."
                ),
            ),
            Self::NoLegalForm { printed } => Report::notice(
                "producer_kind_unclear",
                format!("“{printed}” không cho biết loại hình pháp lý nên được để trống."),
                format!("“{printed}” does not tell the legal form, so it is left empty."),
            ),
            Self::NoProducer => Report::warning(
                "producer_missing",
                "Chưa có chủ thể: hãy ghi tên nơi sản xuất thì sản phẩm mới bán được.",
                "No producer is named: name the maker before the product can be sold.",
            ),
            Self::UnknownGroup { printed } => Report::error(
                "group_unknown",
                format!(
                    "Không hiểu nhóm “{printed}”: hãy ghi một trong {}.",
                    accepted(Industry::name_vi)
                ),
                format!(
                    "“{printed}” is no group: write one of {}.",
                    accepted(Industry::code)
                ),
            ),
            Self::OtherGroup { set, industry } => Report::error(
                "product_set_of_other_group",
                format!(
                    "Bộ sản phẩm {set} thuộc nhóm {}: hãy sửa một trong hai ô.",
                    industry.name_vi()
                ),
                format!(
                    "Product set {set} belongs to {}: correct one of the two.",
                    industry.code()
                ),
            ),
            Self::Gtin(error) => gtin_report(*error),
        }
    }
}

fn accepted(name: impl Fn(Industry) -> &'static str) -> String {
    Industry::ALL.map(name).join(", ")
}

fn gtin_report(error: GtinError) -> Report {
    match error {
        GtinError::Length => Report::error(
            "gtin_length",
            "Mã vạch phải có 8, 12, 13 hoặc 14 chữ số; không có thì để trống.",
            "A barcode has 8, 12, 13 or 14 digits; leave it empty if there is none.",
        ),
        GtinError::CheckDigit { expected } => Report::error(
            "gtin_check_digit",
            format!("Mã vạch sai số kiểm tra (phải là {expected}): hãy chép lại từ bao bì."),
            format!("The check digit should be {expected}: copy the barcode from the pack again."),
        ),
    }
}
