//! Why a use case about orders says no.

use money::AmountError;
use sea_orm::{ActiveEnum, DbErr};
use serde_json::{Value, json};

use super::IllegalTransition;
use crate::{
    Failure, Kind, Language, Message,
    checkout::CheckoutError,
    failure::{database_code, database_kind},
    language::Bilingual,
    ledger::LedgerError,
    payments::PaymentError,
    sellers::SellerError,
};

/// Why a use case about orders says no.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// No such order, or not the caller's.
    #[error("no such order")]
    NotFound,
    /// The wrong moment.
    #[error(transparent)]
    Illegal(#[from] IllegalTransition),
    /// A field cannot be used.
    #[error("the field {field} is not usable")]
    FieldUnusable {
        /// The field.
        field: &'static str,
    },
    /// The purchase waits for money: it can only be ended as a whole.
    #[error("the purchase is not paid yet")]
    NotPaid,
    /// The purchase cannot be reached.
    #[error(transparent)]
    Checkout(#[from] CheckoutError),
    /// The payment rules refused.
    #[error(transparent)]
    Payment(#[from] PaymentError),
    /// The seller cannot be changed.
    #[error(transparent)]
    Seller(#[from] SellerError),
    /// The ledger refused.
    #[error("the ledger refused")]
    Ledger(#[from] LedgerError),
    /// A stored amount is out of range.
    #[error("a stored amount is out of range")]
    Amount(#[from] AmountError),
    /// The database failed.
    #[error("the database failed in a use case about orders")]
    Database(#[from] DbErr),
}

impl Failure for OrderError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            Self::Illegal(_) | Self::NotPaid => Kind::Conflict,
            Self::FieldUnusable { .. } => Kind::Invalid,
            Self::Checkout(error) => error.kind(),
            Self::Seller(error) => error.kind(),
            Self::Payment(error) => error.kind(),
            Self::Ledger(_) | Self::Amount(_) => Kind::Internal,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "order_not_found",
            Self::Illegal(_) => "illegal_transition",
            Self::FieldUnusable { .. } => "field_unusable",
            Self::NotPaid => "purchase_not_paid",
            Self::Checkout(error) => error.code(),
            Self::Seller(error) => error.code(),
            Self::Payment(error) => error.code(),
            Self::Ledger(_) | Self::Amount(_) => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        let [vi, en] = match self {
            Self::Illegal(refusal) => return illegal(language, refusal),
            Self::Checkout(error) => return error.message(language),
            Self::Seller(error) => return error.message(language),
            Self::Payment(error) => return error.message(language),
            Self::NotFound => [
                ["Không tìm thấy đơn hàng", "Hãy kiểm tra lại mã đơn."],
                ["Order not found", "Check the id of the order."],
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
            Self::NotPaid => [
                [
                    "Đơn mua chưa thanh toán",
                    "Đơn chưa thanh toán chỉ hủy được cả đơn mua.",
                ],
                [
                    "The purchase is not paid yet",
                    "Before payment only the whole purchase can be cancelled.",
                ],
            ],
            Self::Ledger(_) | Self::Amount(_) | Self::Database(_) => {
                return Message::internal(language);
            }
        };
        Message::fixed(language, vi, en)
    }

    fn pointer(&self) -> Option<String> {
        match self {
            Self::FieldUnusable { field } => Some(format!("/{field}")),
            Self::Checkout(error) => error.pointer(),
            Self::Seller(error) => error.pointer(),
            _ => None,
        }
    }

    fn facts(&self) -> Option<Value> {
        match self {
            Self::Illegal(refusal) => Some(json!({
                "state": refusal.state.to_value(),
                "possible": possible(refusal),
            })),
            Self::Checkout(error) => error.facts(),
            _ => None,
        }
    }
}

fn possible(refusal: &IllegalTransition) -> Vec<&'static str> {
    refusal
        .possible
        .iter()
        .map(|command| command.name())
        .collect()
}

fn illegal(language: Language, refusal: &IllegalTransition) -> Message {
    let possible = match possible(refusal).join(", ") {
        none if none.is_empty() => language
            .pick("không còn bước nào", "nothing more")
            .to_owned(),
        some => some,
    };
    Message::with(
        language,
        "Chưa làm được bước này",
        "Not possible at this moment",
        language
            .pick(
                "Đơn hàng đang ở trạng thái {state}. Lúc này có thể: {possible}.",
                "The order is {state}. Possible now: {possible}.",
            )
            .replace("{state}", &refusal.state.to_value())
            .replace("{possible}", &possible),
    )
}
