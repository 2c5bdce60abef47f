//! Why a use case about payments says no.

use ::payments::{ProviderError, UnknownMethod};
use money::AmountError;
use sea_orm::DbErr;

use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
    ledger::LedgerError,
};

/// Why a use case about payments says no.
#[derive(Debug, thiserror::Error)]
pub enum PaymentError {
    /// No such payment.
    #[error("no such payment")]
    NotFound,
    /// The method does not exist or is not open here.
    #[error("the payment method is not open")]
    MethodClosed,
    /// A stored method has no provider any more.
    #[error("a stored payment method is unknown")]
    MethodUnknown(#[from] UnknownMethod),
    /// The provider could not be asked.
    #[error("the provider could not be asked")]
    Provider(#[from] ProviderError),
    /// A stored amount is out of range.
    #[error("a stored amount is out of range")]
    Amount(#[from] AmountError),
    /// The ledger refused.
    #[error("the ledger refused")]
    Ledger(#[from] LedgerError),
    /// The database failed.
    #[error("the database failed in a use case about payments")]
    Database(#[from] DbErr),
}

impl Failure for PaymentError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            Self::MethodClosed => Kind::Invalid,
            Self::Provider(_) => Kind::Unavailable,
            Self::MethodUnknown(_) | Self::Amount(_) | Self::Ledger(_) => Kind::Internal,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "payment_not_found",
            Self::MethodClosed => "payment_method_closed",
            Self::Provider(_) => "payment_provider_unavailable",
            Self::MethodUnknown(_) | Self::Amount(_) | Self::Ledger(_) => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        let [vi, en] = match self {
            Self::NotFound => [
                ["Không tìm thấy khoản thanh toán", "Hãy kiểm tra lại mã."],
                ["Payment not found", "Check the id."],
            ],
            Self::MethodClosed => [
                [
                    "Không dùng được cách thanh toán này",
                    "Hãy chọn một cách trong GET /v1/store/payment-methods.",
                ],
                [
                    "This payment method is not open",
                    "Choose one of GET /v1/store/payment-methods.",
                ],
            ],
            Self::Provider(_) => [
                [
                    "Nhà cung cấp thanh toán chưa trả lời",
                    "Hãy thử lại sau giây lát với cùng mã chống lặp.",
                ],
                [
                    "The payment provider does not answer",
                    "Try again in a moment with the same idempotency key.",
                ],
            ],
            _ => return Message::internal(language),
        };
        Message::fixed(language, vi, en)
    }

    fn pointer(&self) -> Option<String> {
        matches!(self, Self::MethodClosed).then(|| "/payment_method".to_owned())
    }
}
