//! Why a use case about disputes says no.

use chrono::{DateTime, Utc};
use money::{AmountError, ShareError};
use sea_orm::DbErr;
use serde_json::{Value, json};

use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
    ledger::LedgerError,
    orders::OrderError,
    returns::ReturnError,
    step::IllegalStep,
    text::TextError,
};

/// Why a use case about disputes says no.
#[derive(Debug, thiserror::Error)]
pub enum DisputeError {
    /// No such dispute, or not the caller's.
    #[error("no such dispute")]
    NotFound,
    /// The wrong moment.
    #[error(transparent)]
    Illegal(#[from] IllegalStep),
    /// The goods have not reached the shopper.
    #[error("the order is not delivered")]
    NotDelivered,
    /// Too long after delivery.
    #[error("claims were possible until {until}")]
    TooLate {
        /// Until when it was possible.
        until: DateTime<Utc>,
    },
    /// There is a claim about this order already.
    #[error("a claim about the order is open")]
    AlreadyOpen,
    /// The return is not one of this order.
    #[error("the return is not of this order")]
    ReturnUnknown,
    /// The seller's time to answer is over.
    #[error("the time to answer is over")]
    DeadlineOver,
    /// The seller has not answered and still has time.
    #[error("the seller may still answer")]
    SellerFirst,
    /// Only the card scheme decides it.
    #[error("a card dispute is ruled by its scheme")]
    RuledByScheme,
    /// A provider told something that cannot be.
    #[error("what the provider told of a dispute is not usable")]
    Unusable,
    /// A text cannot be used.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The rules of returns refused.
    #[error(transparent)]
    Return(ReturnError),
    /// The rules of orders refused.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// The ledger refused.
    #[error("the ledger refused")]
    Ledger(#[from] LedgerError),
    /// A stored amount is out of range.
    #[error("a stored amount is out of range")]
    Amount(#[from] AmountError),
    /// An amount cannot be shared.
    #[error("an amount cannot be shared among lines")]
    Share(#[from] ShareError),
    /// The database failed.
    #[error("the database failed in a use case about disputes")]
    Database(#[from] DbErr),
}

impl From<ReturnError> for DisputeError {
    fn from(error: ReturnError) -> Self {
        match error {
            ReturnError::NotFound => Self::NotFound,
            other => Self::Return(other),
        }
    }
}

impl Failure for DisputeError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            Self::Illegal(_)
            | Self::NotDelivered
            | Self::TooLate { .. }
            | Self::AlreadyOpen
            | Self::DeadlineOver
            | Self::SellerFirst
            | Self::RuledByScheme => Kind::Conflict,
            Self::ReturnUnknown | Self::Unusable => Kind::Invalid,
            Self::Text(error) => error.kind(),
            Self::Return(error) => error.kind(),
            Self::Order(error) => error.kind(),
            Self::Ledger(_) | Self::Amount(_) | Self::Share(_) => Kind::Internal,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "dispute_not_found",
            Self::Illegal(_) => IllegalStep::CODE,
            Self::NotDelivered => "order_not_delivered",
            Self::TooLate { .. } => "claim_too_late",
            Self::AlreadyOpen => "claim_open",
            Self::ReturnUnknown => "return_unknown",
            Self::DeadlineOver => "answer_too_late",
            Self::SellerFirst => "seller_may_answer",
            Self::RuledByScheme => "ruled_by_scheme",
            Self::Unusable => "dispute_unusable",
            Self::Text(error) => error.code(),
            Self::Return(error) => error.code(),
            Self::Order(error) => error.code(),
            Self::Ledger(_) | Self::Amount(_) | Self::Share(_) => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        match self {
            Self::Illegal(step) => step.message(language),
            Self::Text(error) => error.message(language),
            Self::Return(error) => error.message(language),
            Self::Order(error) => error.message(language),
            Self::Ledger(_) | Self::Amount(_) | Self::Share(_) | Self::Database(_) => {
                Message::internal(language)
            }
            own => {
                let [vi, en] = words(own);
                Message::fixed(language, vi, en)
            }
        }
    }

    fn pointer(&self) -> Option<String> {
        match self {
            Self::ReturnUnknown => Some("/return_id".to_owned()),
            Self::Text(error) => error.pointer(),
            Self::Return(error) => error.pointer(),
            Self::Order(error) => error.pointer(),
            _ => None,
        }
    }

    fn facts(&self) -> Option<Value> {
        match self {
            Self::Illegal(step) => Some(step.facts()),
            Self::TooLate { until } => Some(json!({ "until": until })),
            Self::Return(error) => error.facts(),
            Self::Order(error) => error.facts(),
            _ => None,
        }
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "one table of words, two languages a line"
)]
const fn words(error: &DisputeError) -> [[&'static str; 2]; 2] {
    match error {
        DisputeError::NotDelivered => [
            [
                "Đơn hàng chưa giao",
                "Chỉ khiếu nại được về hàng đã giao. Đơn chưa gửi đi thì hãy hủy.",
            ],
            [
                "The order is not delivered",
                "Claims are about goods that arrived. Cancel an order that is not shipped.",
            ],
        ],
        DisputeError::TooLate { .. } => [
            [
                "Đã quá hạn khiếu nại",
                "Hãy liên hệ trực tiếp với người bán.",
            ],
            ["It is too late for a claim", "Write to the seller."],
        ],
        DisputeError::AlreadyOpen => [
            [
                "Đơn này đang có khiếu nại",
                "Hãy bổ sung vào khiếu nại đang mở.",
            ],
            [
                "There is a claim about this order",
                "Add what you have to say to the open claim.",
            ],
        ],
        DisputeError::ReturnUnknown => [
            [
                "Yêu cầu trả hàng không thuộc đơn này",
                "Hãy kiểm tra lại mã.",
            ],
            [
                "The return is not of this order",
                "Check the id of the return.",
            ],
        ],
        DisputeError::DeadlineOver => [
            [
                "Đã hết hạn trả lời",
                "Ban quản trị sẽ phán quyết theo những gì đã có.",
            ],
            [
                "The time to answer is over",
                "The desk rules by what it has.",
            ],
        ],
        DisputeError::SellerFirst => [
            [
                "Người bán chưa trả lời",
                "Hãy chờ người bán trả lời hoặc chờ hết hạn trả lời.",
            ],
            [
                "The seller has not answered",
                "Wait for the answer, or until the time for it is over.",
            ],
        ],
        DisputeError::RuledByScheme => [
            [
                "Tranh chấp thẻ do tổ chức thẻ quyết định",
                "Hãy gửi chứng cứ cho nhà cung cấp thanh toán.",
            ],
            [
                "A card dispute is ruled by its scheme",
                "Send evidence to the payment provider.",
            ],
        ],
        DisputeError::Unusable => [
            [
                "Thông tin tranh chấp chưa đúng",
                "Hãy kiểm tra lại số tiền.",
            ],
            ["The dispute is not usable", "Check the amounts."],
        ],
        _ => [
            ["Không tìm thấy tranh chấp", "Hãy kiểm tra lại mã."],
            ["Dispute not found", "Check the id of the dispute."],
        ],
    }
}
