//! Why a use case about notifications says no.

use sea_orm::DbErr;

use crate::{
    Failure, Kind, Language, Message,
    checkout::CheckoutError,
    disputes::DisputeError,
    failure::{database_code, database_kind},
    payments::PaymentError,
    receipts::ReceiptError,
};

/// Why a use case about notifications says no.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// Nobody of this name may notify us.
    #[error("nobody of this name may notify us")]
    Closed,
    /// No such notification.
    #[error("no such notification")]
    NotFound,
    /// The notification does not wait for a person.
    #[error("the notification does not wait for a person")]
    NotParked,
    /// What was done is missing, too long or has unusable characters.
    #[error("the resolution is not usable")]
    ResolutionUnusable,
    /// The purchase refused the fact.
    #[error("the purchase refused the fact: {0}")]
    Checkout(#[from] CheckoutError),
    /// The receipt could not be kept.
    #[error("the receipt could not be kept: {0}")]
    Receipt(#[from] ReceiptError),
    /// The payment rules refused.
    #[error("the payment rules refused: {0}")]
    Payment(#[from] PaymentError),
    /// The dispute could not be kept.
    #[error("the dispute could not be kept: {0}")]
    Dispute(#[from] DisputeError),
    /// The database failed.
    #[error("the database failed in a use case about notifications")]
    Database(#[from] DbErr),
}

impl Failure for NoticeError {
    fn kind(&self) -> Kind {
        match self {
            Self::Closed | Self::NotFound => Kind::NotFound,
            Self::NotParked => Kind::Conflict,
            Self::ResolutionUnusable => Kind::Invalid,
            Self::Checkout(error) => error.kind(),
            Self::Receipt(error) => error.kind(),
            Self::Payment(error) => error.kind(),
            Self::Dispute(error) => error.kind(),
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Closed => "hook_closed",
            Self::NotFound => "notice_not_found",
            Self::NotParked => "illegal_transition",
            Self::ResolutionUnusable => "text_unusable",
            Self::Checkout(error) => error.code(),
            Self::Receipt(error) => error.code(),
            Self::Payment(error) => error.code(),
            Self::Dispute(error) => error.code(),
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        let [vi, en] = match self {
            Self::Closed => [
                [
                    "Không nhận thông báo ở đây",
                    "Chưa có khóa cho bên gửi này.",
                ],
                ["No notifications here", "There is no key for this sender."],
            ],
            Self::NotFound => [
                ["Không tìm thấy thông báo", "Hãy kiểm tra lại mã."],
                ["Notification not found", "Check the id."],
            ],
            Self::NotParked => [
                ["Thông báo này không chờ xử lý", "Không cần làm gì thêm."],
                ["This notification does not wait", "Nothing is left to do."],
            ],
            Self::ResolutionUnusable => [
                [
                    "Cần ghi đã xử lý thế nào",
                    "Hãy viết ngắn gọn, không dùng ký tự lạ.",
                ],
                ["Say what was done", "Write it in plain, short words."],
            ],
            Self::Checkout(error) => return error.message(language),
            Self::Receipt(error) => return error.message(language),
            Self::Payment(error) => return error.message(language),
            Self::Dispute(error) => return error.message(language),
            Self::Database(_) => return Message::internal(language),
        };
        Message::fixed(language, vi, en)
    }

    fn pointer(&self) -> Option<String> {
        matches!(self, Self::ResolutionUnusable).then(|| "/resolution".to_owned())
    }
}
