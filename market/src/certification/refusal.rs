//! Why a use case about certificates says no.

use entity::certification::CertificateState;
use sea_orm::{ActiveEnum, DbErr};
use serde_json::{Value, json};

use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
    limits,
    text::TextError,
};

/// Why a use case about certificates says no.
#[derive(Debug, thiserror::Error)]
pub enum CertificationError {
    /// There is no such certificate.
    #[error("no such certificate")]
    NotFound,
    /// There is no such product, or it is another seller's.
    #[error("no such product of this seller")]
    ProductNotFound,
    /// Only 3, 4 and 5 stars come with a certificate.
    #[error("a certificate has 3 to 5 stars")]
    StarsOutOfRange,
    /// Before the programme began, or in the future.
    #[error("no decision can be of that day")]
    IssueDayUnlikely,
    /// So many claims of one product wait already.
    #[error("too many claims of this product wait")]
    TooManyClaims,
    /// The certificate is in a state in which this cannot be done.
    #[error("the certificate is {state:?}")]
    IllegalTransition {
        /// Where it stands.
        state: CertificateState,
    },
    /// A text cannot be kept.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The database failed.
    #[error("the database failed in a use case about certificates")]
    Database(#[from] DbErr),
}

impl Failure for CertificationError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::ProductNotFound => Kind::NotFound,
            Self::StarsOutOfRange | Self::IssueDayUnlikely => Kind::Invalid,
            Self::TooManyClaims | Self::IllegalTransition { .. } => Kind::Conflict,
            Self::Text(error) => error.kind(),
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "certificate_not_found",
            Self::ProductNotFound => "product_not_found",
            Self::StarsOutOfRange => "stars_out_of_range",
            Self::IssueDayUnlikely => "issue_day_unlikely",
            Self::TooManyClaims => "too_many_claims",
            Self::IllegalTransition { .. } => "illegal_transition",
            Self::Text(error) => error.code(),
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        let [vi, en] = match self {
            Self::NotFound => [
                ["Không tìm thấy giấy chứng nhận", "Hãy kiểm tra lại mã."],
                ["Certificate not found", "Check the id."],
            ],
            Self::ProductNotFound => [
                [
                    "Không tìm thấy sản phẩm",
                    "Hãy chọn một sản phẩm của đơn vị bạn.",
                ],
                ["Product not found", "Choose a product of your own."],
            ],
            Self::StarsOutOfRange => [
                [
                    "Số sao chưa đúng",
                    "Giấy chứng nhận OCOP có 3, 4 hoặc 5 sao.",
                ],
                [
                    "The stars are out of range",
                    "An OCOP certificate has 3, 4 or 5 stars.",
                ],
            ],
            Self::IssueDayUnlikely => [
                [
                    "Ngày quyết định chưa đúng",
                    "Hãy nhập ngày ghi trên quyết định: từ năm 2018 đến hôm nay.",
                ],
                [
                    "The day of the decision cannot be right",
                    "Give the day printed on the decision: from 2018 to today.",
                ],
            ],
            Self::TooManyClaims => [
                [
                    "Sản phẩm có quá nhiều giấy chứng nhận đang chờ",
                    "Hãy chờ nhân viên xem những giấy đã gửi.",
                ],
                [
                    "Too many certificates of this product are waiting",
                    "Wait until staff have looked at those you sent.",
                ],
            ],
            Self::IllegalTransition { .. } => [
                [
                    "Giấy chứng nhận không còn ở bước này",
                    "Có thể người khác đã xử lý. Hãy tải lại trang.",
                ],
                [
                    "The certificate is not at this step",
                    "Someone else may have dealt with it. Read it again.",
                ],
            ],
            Self::Text(error) => return error.message(language),
            Self::Database(_) => return Message::internal(language),
        };
        Message::fixed(language, vi, en)
    }

    fn pointer(&self) -> Option<String> {
        match self {
            Self::StarsOutOfRange => Some("/stars".to_owned()),
            Self::IssueDayUnlikely => Some("/issued_on".to_owned()),
            Self::Text(error) => error.pointer(),
            _ => None,
        }
    }

    fn facts(&self) -> Option<Value> {
        match self {
            Self::IllegalTransition { state } => {
                let possible: &[&str] = match state {
                    CertificateState::Pending => &["verify", "reject"],
                    CertificateState::Verified => &["withdraw"],
                    CertificateState::Rejected | CertificateState::Withdrawn => &[],
                };
                Some(json!({ "state": state.to_value(), "possible": possible }))
            }
            Self::TooManyClaims => Some(json!({ "most": limits::CLAIMS_PER_PRODUCT_MAX })),
            _ => None,
        }
    }
}
