//! Why the ledger says no.

use chrono::NaiveDate;
use money::{AmountError, Money, RateError};
use sea_orm::DbErr;

use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
};

/// Why the ledger says no. Refused postings are faults of the market's own rules; refused fee
/// plans can be put right by who sent them.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Nothing would move.
    #[error("the journal {key} moves nothing")]
    Empty {
        /// The journal's key.
        key: String,
    },
    /// Debits and credits differ.
    #[error("the journal {key} does not sum to zero")]
    Unbalanced {
        /// The journal's key.
        key: String,
    },
    /// The same cause was told with other amounts or accounts.
    #[error("the key {key} belongs to a journal with other content")]
    KeyConflict {
        /// The journal's key.
        key: String,
    },
    /// A balance would leave its bounds.
    #[error("the account {account} has too little")]
    Insufficient {
        /// The account's code.
        account: String,
    },
    /// An amount left the range of money.
    #[error("an amount is out of range")]
    Amount(#[from] AmountError),
    /// A stored rate is no rate.
    #[error("a stored fee rate is out of range")]
    Rate(#[from] RateError),
    /// More would go back than was sold.
    #[error("{returned} of a sale of {sale} cannot go back")]
    ReturnedTooMuch {
        /// The line's sale in đồng.
        sale: Money,
        /// What would have gone back, in đồng or units.
        returned: Money,
    },
    /// The stored terms of a line cannot be read.
    #[error("the stored terms of a line cannot be read")]
    TermsUnreadable(#[source] serde_json::Error),
    /// No fee plan is in force on this day.
    #[error("no fee plan is in force on {day}")]
    NoFeePlan {
        /// The day in Vietnam.
        day: NaiveDate,
    },
    /// Fees change for the future only: orders already placed keep theirs.
    #[error("a fee plan must begin after {today}")]
    FeePlanNotAhead {
        /// Today in Vietnam.
        today: NaiveDate,
    },
    /// Another plan begins on the same day.
    #[error("another fee plan begins on {day}")]
    FeePlanDayTaken {
        /// The day both would begin.
        day: NaiveDate,
    },
    /// A rate below 0 or above 10,000 basis points.
    #[error("a fee rate is not between 0 and 10000 basis points")]
    FeeRateUnusable,
    /// The source is empty, too long or has control characters.
    #[error("the source of the fee plan is not usable")]
    FeeSourceUnusable,
    /// The database failed.
    #[error("the database failed in the ledger")]
    Database(#[from] DbErr),
}

impl Failure for LedgerError {
    fn kind(&self) -> Kind {
        match self {
            Self::FeePlanNotAhead { .. } | Self::FeeRateUnusable | Self::FeeSourceUnusable => {
                Kind::Invalid
            }
            Self::FeePlanDayTaken { .. } => Kind::Conflict,
            Self::Database(error) => database_kind(error),
            _ => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::FeePlanNotAhead { .. } => "fee_plan_not_ahead",
            Self::FeeRateUnusable => "fee_rate_unusable",
            Self::FeeSourceUnusable => "fee_source_unusable",
            Self::FeePlanDayTaken { .. } => "fee_plan_day_taken",
            Self::Database(error) => database_code(error),
            _ => "internal",
        }
    }

    fn message(&self, language: Language) -> Message {
        let [vi, en] = match self {
            Self::FeePlanNotAhead { .. } => [
                [
                    "Ngày bắt đầu chưa đúng",
                    "Biểu phí chỉ áp dụng từ ngày mai trở đi. Đơn đã đặt giữ nguyên mức phí.",
                ],
                [
                    "The first day is not usable",
                    "A fee plan begins tomorrow or later. Orders already placed keep their fees.",
                ],
            ],
            Self::FeeRateUnusable => [
                [
                    "Mức phí chưa đúng",
                    "Mức phí tính bằng điểm cơ bản, từ 0 đến 10000 (10000 là 100 %).",
                ],
                [
                    "The rate is not usable",
                    "Rates are basis points from 0 to 10000 (10000 is 100 %).",
                ],
            ],
            Self::FeeSourceUnusable => [
                [
                    "Căn cứ chưa đúng",
                    "Hãy ghi căn cứ của biểu phí, từ 1 đến 500 ký tự.",
                ],
                [
                    "The source is not usable",
                    "Say what the fee plan is based on, in 1 to 500 characters.",
                ],
            ],
            Self::FeePlanDayTaken { .. } => [
                [
                    "Đã có biểu phí từ ngày này",
                    "Mỗi ngày chỉ một biểu phí bắt đầu. Hãy chọn ngày khác.",
                ],
                [
                    "A fee plan already begins that day",
                    "Only one fee plan begins on a day. Choose another day.",
                ],
            ],
            _ => return Message::internal(language),
        };
        Message::fixed(language, vi, en)
    }

    fn pointer(&self) -> Option<String> {
        let pointer = match self {
            Self::FeePlanNotAhead { .. } => "/valid_from",
            Self::FeeSourceUnusable => "/source",
            _ => return None,
        };
        Some(pointer.to_owned())
    }
}
