//! Why a use case about payments says no.

use ::payments::{ProviderError, UnknownMethod};
use money::AmountError;
use sea_orm::DbErr;
use serde_json::Value;

use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
    ledger::LedgerError,
    sellers::SellerError,
    step::IllegalStep,
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
    /// No such refund, or not the caller's.
    #[error("no such refund")]
    RefundNotFound,
    /// The wrong moment.
    #[error(transparent)]
    Illegal(#[from] IllegalStep),
    /// A field cannot be used.
    #[error("the field {field} is not usable")]
    FieldUnusable {
        /// The field, as a JSON pointer.
        field: &'static str,
    },
    /// Nobody signed the address that a browser came back to.
    #[error("the return from a payment page is not genuine")]
    ReturnNotGenuine,
    /// Nothing of this refund is left to be transferred.
    #[error("the refund needs no bank account")]
    AccountNotNeeded,
    /// The bank account cannot be used.
    #[error(transparent)]
    Account(#[from] SellerError),
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

impl PaymentError {
    /// Whether a provider was asked and will never do it.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self, Self::Provider(error) if error.is_final())
    }
}

impl Failure for PaymentError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::RefundNotFound => Kind::NotFound,
            Self::MethodClosed | Self::ReturnNotGenuine | Self::FieldUnusable { .. } => {
                Kind::Invalid
            }
            Self::Illegal(_) | Self::AccountNotNeeded => Kind::Conflict,
            Self::Account(error) => error.kind(),
            Self::Provider(_) => Kind::Unavailable,
            Self::MethodUnknown(_) | Self::Amount(_) | Self::Ledger(_) => Kind::Internal,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "payment_not_found",
            Self::RefundNotFound => "refund_not_found",
            Self::Illegal(_) => IllegalStep::CODE,
            Self::FieldUnusable { .. } => "field_unusable",
            Self::ReturnNotGenuine => "return_not_genuine",
            Self::AccountNotNeeded => "bank_account_not_needed",
            Self::Account(error) => error.code(),
            Self::MethodClosed => "payment_method_closed",
            Self::Provider(_) => "payment_provider_unavailable",
            Self::MethodUnknown(_) | Self::Amount(_) | Self::Ledger(_) => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        let [vi, en] = match self {
            Self::Illegal(step) => return step.message(language),
            Self::Account(error) => return error.message(language),
            Self::RefundNotFound => [
                ["Không tìm thấy khoản hoàn tiền", "Hãy kiểm tra lại mã."],
                ["Refund not found", "Check the id of the refund."],
            ],
            Self::FieldUnusable { .. } => [
                [
                    "Thông tin chưa đúng",
                    "Hãy nhập lại phần được chỉ ra: không để trống, không quá dài.",
                ],
                [
                    "A field is not usable",
                    "Give the named field again: not empty and not too long.",
                ],
            ],
            Self::AccountNotNeeded => [
                [
                    "Không cần tài khoản ngân hàng nữa",
                    "Khoản hoàn này đang được trả hoặc đã trả xong.",
                ],
                [
                    "No bank account is needed any more",
                    "This refund is being paid or has been paid.",
                ],
            ],
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
            Self::ReturnNotGenuine => [
                [
                    "Không xác nhận được đường dẫn này",
                    "Hãy xem trạng thái trong trang đơn hàng; thanh toán không bị ảnh hưởng.",
                ],
                [
                    "This address cannot be confirmed",
                    "See the state on the purchase's page; the payment is not affected.",
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
        match self {
            Self::MethodClosed => Some("/payment_method".to_owned()),
            Self::FieldUnusable { field } => Some((*field).to_owned()),
            Self::Account(error) => error.pointer(),
            _ => None,
        }
    }

    fn facts(&self) -> Option<Value> {
        match self {
            Self::Illegal(step) => Some(step.facts()),
            _ => None,
        }
    }
}
