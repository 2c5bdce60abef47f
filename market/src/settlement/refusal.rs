//! Why settlement says no.

use chrono::NaiveDate;
use entity::settlement::PayoutState;
use money::AmountError;
use sea_orm::{ActiveEnum, DbErr};
use serde_json::{Value, json};

use crate::{
    Failure, Kind, Language, Message,
    carriers::CarrierError,
    failure::{database_code, database_kind},
    ledger::LedgerError,
};

/// Why settlement says no.
#[derive(Debug, thiserror::Error)]
pub enum SettlementError {
    /// There is no such payout.
    #[error("no such payout")]
    PayoutNotFound,
    /// The payout has ended, in another way than asked for.
    #[error("the payout has ended already")]
    PayoutClosed {
        /// How it ended.
        state: PayoutState,
        /// The bank's reference, when it was paid.
        bank_reference: Option<String>,
    },
    /// The bank reference is empty, too long or has control characters.
    #[error("the bank reference is not usable")]
    BankReferenceUnusable,
    /// The reason is empty, too long or has control characters.
    #[error("the reason is not usable")]
    ReasonUnusable,
    /// A month that is not written as 2026-11.
    #[error("the period is not a month")]
    PeriodUnusable,
    /// Nobody is paid early: the day lies ahead.
    #[error("the day lies after {today}")]
    DayAhead {
        /// Today in Vietnam.
        today: NaiveDate,
    },
    /// The day is further away than any order.
    #[error("the day is out of range")]
    DayUnusable,
    /// The seller of this request no longer exists.
    #[error("the seller no longer exists")]
    SellerGone,
    /// Fewer orders were claimed than were added up.
    #[error("the orders of a payout changed while it was made")]
    ClaimLost,
    /// Closing the delivery of an order was refused.
    #[error("the carriers' rules refused a settlement")]
    Carrier(#[from] CarrierError),
    /// The books refused.
    #[error("the ledger refused a settlement")]
    Ledger(#[from] LedgerError),
    /// A stored amount left the range of money.
    #[error("a stored amount is out of range")]
    Amount(#[from] AmountError),
    /// The database failed.
    #[error("the database failed in settlement")]
    Database(#[from] DbErr),
}

impl Failure for SettlementError {
    fn kind(&self) -> Kind {
        match self {
            Self::PayoutNotFound | Self::SellerGone => Kind::NotFound,
            Self::PayoutClosed { .. } => Kind::Conflict,
            Self::BankReferenceUnusable
            | Self::ReasonUnusable
            | Self::PeriodUnusable
            | Self::DayAhead { .. }
            | Self::DayUnusable => Kind::Invalid,
            Self::ClaimLost | Self::Amount(_) => Kind::Internal,
            Self::Ledger(error) => error.kind(),
            Self::Carrier(error) => error.kind(),
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::PayoutNotFound => "payout_not_found",
            Self::SellerGone => "seller_not_found",
            Self::PayoutClosed { .. } => "payout_closed",
            Self::BankReferenceUnusable => "bank_reference_unusable",
            Self::ReasonUnusable => "reason_unusable",
            Self::PeriodUnusable => "period_unusable",
            Self::DayAhead { .. } => "day_ahead",
            Self::DayUnusable => "day_unusable",
            Self::ClaimLost | Self::Amount(_) => "internal",
            Self::Ledger(error) => error.code(),
            Self::Carrier(error) => error.code(),
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        let [vi, en] = match self {
            Self::Ledger(error) => return error.message(language),
            Self::Carrier(error) => return error.message(language),
            Self::ClaimLost | Self::Amount(_) | Self::Database(_) => {
                return Message::internal(language);
            }
            refusal => refusal.words(),
        };
        Message::fixed(language, vi, en)
    }

    fn pointer(&self) -> Option<String> {
        let pointer = match self {
            Self::BankReferenceUnusable => "/bank_reference",
            Self::ReasonUnusable => "/reason",
            Self::PeriodUnusable => "/period",
            Self::DayAhead { .. } | Self::DayUnusable => "/as_of",
            _ => return None,
        };
        Some(pointer.to_owned())
    }

    fn facts(&self) -> Option<Value> {
        match self {
            Self::PayoutClosed {
                state,
                bank_reference,
            } => Some(json!({"state": state.to_value(), "bank_reference": bank_reference})),
            _ => None,
        }
    }
}

impl SettlementError {
    /// Title and detail in Vietnamese and in English.
    const fn words(&self) -> [[&'static str; 2]; 2] {
        match self {
            Self::PayoutNotFound => [
                ["Không tìm thấy khoản chi trả", "Hãy kiểm tra lại mã."],
                ["Payout not found", "Check the id."],
            ],
            Self::SellerGone => [
                ["Không tìm thấy đơn vị bán", "Hãy kiểm tra lại mã."],
                ["Seller not found", "Check the id."],
            ],
            Self::PayoutClosed { .. } => [
                [
                    "Khoản chi trả đã kết thúc",
                    "Hãy xem trạng thái hiện tại; không thể đổi kết quả đã ghi.",
                ],
                [
                    "The payout has ended",
                    "See its present state; a result that was recorded stays.",
                ],
            ],
            Self::BankReferenceUnusable => [
                [
                    "Mã giao dịch ngân hàng chưa đúng",
                    "Hãy nhập mã giao dịch từ 1 đến 100 ký tự.",
                ],
                [
                    "The bank reference is not usable",
                    "Enter the bank's reference, 1 to 100 characters.",
                ],
            ],
            Self::ReasonUnusable => [
                ["Lý do chưa đúng", "Hãy nhập lý do từ 1 đến 500 ký tự."],
                ["The reason is not usable", "Enter 1 to 500 characters."],
            ],
            Self::PeriodUnusable => [
                [
                    "Kỳ sao kê chưa đúng",
                    "Hãy dùng năm và tháng, ví dụ 2026-11.",
                ],
                [
                    "The period is not usable",
                    "Use year and month, as in 2026-11.",
                ],
            ],
            Self::DayAhead { .. } => [
                [
                    "Ngày chưa tới",
                    "Chỉ chi trả đến hết hôm nay. Hãy chọn hôm nay hoặc một ngày trước đó.",
                ],
                [
                    "The day lies ahead",
                    "Payouts go up to today. Choose today or a day before.",
                ],
            ],
            _ => [
                ["Ngày chưa đúng", "Hãy chọn một ngày gần đây."],
                ["The day is not usable", "Choose a day nearby."],
            ],
        }
    }
}
