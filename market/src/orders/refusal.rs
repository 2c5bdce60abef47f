//! Why a use case about orders says no.

mod words;

use money::{AmountError, Money};
use sea_orm::{ActiveEnum, DbErr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::IllegalTransition;
use crate::{
    Failure, Kind, Language, Message,
    carriers::CarrierError,
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
    /// The promised money is being taken: what is taken cannot change now.
    #[error("the money of the purchase is being taken")]
    MoneyBeingTaken,
    /// The money is only promised: nothing is sent before it was taken.
    #[error("the money of the purchase is not taken yet")]
    MoneyNotTaken,
    /// The purchase waits for money: it can only be ended as a whole.
    #[error("the purchase is not paid yet")]
    NotPaid,
    /// The order has no such line, or the line was named twice.
    #[error("the order has no line {line_id}, or it was named twice")]
    LineUnknown {
        /// The line.
        line_id: Uuid,
    },
    /// Fewer units of a line are left.
    #[error("the line {line_id} has {left} units left")]
    TooMany {
        /// The line.
        line_id: Uuid,
        /// Units that did not go back yet.
        left: i32,
    },
    /// Less of a line's price is left.
    #[error("the line has {left} đồng left")]
    TooMuch {
        /// What did not go back yet.
        left: Money,
    },
    /// Less of the payment is left.
    #[error("the payment has {left} đồng left")]
    ExceedsPayment {
        /// What can still be paid back.
        left: Money,
    },
    /// No line was named.
    #[error("no line was named")]
    NothingAsked,
    /// There is nothing to pay back.
    #[error("there is nothing to pay back")]
    NothingLeft,
    /// Whoever requested a large refund cannot approve it.
    #[error("another person must approve the refund")]
    SecondPersonNeeded,
    /// The purchase cannot be reached.
    #[error(transparent)]
    Checkout(#[from] CheckoutError),
    /// The carrier cannot be used, or its rules refused.
    #[error(transparent)]
    Carrier(#[from] CarrierError),
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
            Self::Illegal(_)
            | Self::NotPaid
            | Self::MoneyBeingTaken
            | Self::MoneyNotTaken
            | Self::TooMany { .. }
            | Self::TooMuch { .. }
            | Self::ExceedsPayment { .. }
            | Self::NothingLeft
            | Self::SecondPersonNeeded => Kind::Conflict,
            Self::FieldUnusable { .. } | Self::LineUnknown { .. } | Self::NothingAsked => {
                Kind::Invalid
            }
            Self::Checkout(error) => error.kind(),
            Self::Carrier(error) => error.kind(),
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
            Self::MoneyBeingTaken => "payment_being_taken",
            Self::MoneyNotTaken => "payment_not_taken",
            Self::LineUnknown { .. } => "line_unknown",
            Self::TooMany { .. } => "too_many_units",
            Self::TooMuch { .. } | Self::ExceedsPayment { .. } => "refund_exceeds_rest",
            Self::NothingAsked => "no_lines",
            Self::NothingLeft => "nothing_to_refund",
            Self::SecondPersonNeeded => "second_person_needed",
            Self::Checkout(error) => error.code(),
            Self::Carrier(error) => error.code(),
            Self::Seller(error) => error.code(),
            Self::Payment(error) => error.code(),
            Self::Ledger(_) | Self::Amount(_) => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        let [vi, en] = match self {
            Self::Illegal(refusal) => return illegal(language, refusal),
            Self::Carrier(error) => return error.message(language),
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
            Self::TooMany { left, .. } => return too_many(language, *left),
            Self::TooMuch { left } | Self::ExceedsPayment { left } => {
                return too_much(language, *left);
            }
            other => match words::of_payment(other).or_else(|| words::after_sale(other)) {
                Some(words) => words,
                None => return Message::internal(language),
            },
        };
        Message::fixed(language, vi, en)
    }

    fn pointer(&self) -> Option<String> {
        match self {
            Self::FieldUnusable { field } => Some(format!("/{field}")),
            Self::Checkout(error) => error.pointer(),
            Self::Payment(error) => error.pointer(),
            Self::Carrier(error) => error.pointer(),
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
            Self::Payment(error) => error.facts(),
            Self::TooMany { line_id, left } => Some(json!({"line_id": line_id, "left": left})),
            Self::TooMuch { left } | Self::ExceedsPayment { left } => {
                Some(json!({"left": left.dong()}))
            }
            Self::Carrier(error) => error.facts(),
            _ => None,
        }
    }
}

fn too_many(language: Language, left: i32) -> Message {
    Message::with(
        language,
        "Nhiều hơn số còn lại",
        "More than is left",
        language
            .pick(
                "Dòng hàng này còn {n} đơn vị chưa hủy, chưa trả.",
                "{n} units of this line are neither cancelled nor returned.",
            )
            .replace("{n}", &left.to_string()),
    )
}

fn too_much(language: Language, left: Money) -> Message {
    Message::with(
        language,
        "Nhiều hơn số tiền còn lại",
        "More than is left",
        language
            .pick(
                "Chỉ còn hoàn được {n} đồng.",
                "At most {n} đồng can still be paid back.",
            )
            .replace("{n}", &left.to_string()),
    )
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
