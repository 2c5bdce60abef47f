//! Why the ledger says no.

use chrono::NaiveDate;
use money::{AmountError, Money, RateError, ShareError};
use sea_orm::DbErr;

use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
    language::Bilingual,
    text::TextError,
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
    /// A component's name or amounts do not fit, or there are too many of them.
    #[error("the components of the fee plan are not usable")]
    FeeComponentsUnusable,
    /// Sellers would pay more before they had time to read it.
    #[error("a fee plan that is worse for sellers begins {days} days after its notice or later")]
    FeeNoticeShort {
        /// Days of notice.
        days: u32,
        /// The first day on which it may begin.
        earliest: NaiveDate,
    },
    /// Tax rules change for the future only: orders already placed keep theirs.
    #[error("a tax rule must begin after {today}")]
    TaxRuleNotAhead {
        /// Today in Vietnam.
        today: NaiveDate,
    },
    /// Another rule of the same sort begins on the same day.
    #[error("another tax rule begins on {day}")]
    TaxRuleDayTaken {
        /// The day both would begin.
        day: NaiveDate,
    },
    /// Somebody for whom nothing is withheld, or a rate out of range.
    #[error("the withholding rule is not usable")]
    WithholdingRuleUnusable,
    /// A line that no order can have.
    #[error("the line of the quote is not usable")]
    QuoteUnusable,
    /// A text of the plan is not usable.
    #[error(transparent)]
    Text(#[from] TextError),
    /// An amount cannot be shared among lines.
    #[error("a fee cannot be shared among lines")]
    Share(#[from] ShareError),
    /// The database failed.
    #[error("the database failed in the ledger")]
    Database(#[from] DbErr),
}

impl Failure for LedgerError {
    fn kind(&self) -> Kind {
        match self {
            Self::FeePlanNotAhead { .. }
            | Self::FeeRateUnusable
            | Self::FeeComponentsUnusable
            | Self::TaxRuleNotAhead { .. }
            | Self::WithholdingRuleUnusable
            | Self::QuoteUnusable => Kind::Invalid,
            Self::FeePlanDayTaken { .. }
            | Self::FeeNoticeShort { .. }
            | Self::TaxRuleDayTaken { .. } => Kind::Conflict,
            Self::Text(error) => error.kind(),
            Self::Database(error) => database_kind(error),
            _ => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::FeePlanNotAhead { .. } => "fee_plan_not_ahead",
            Self::FeeRateUnusable => "fee_rate_unusable",
            Self::FeeComponentsUnusable => "fee_components_unusable",
            Self::FeeNoticeShort { .. } => "fee_notice_short",
            Self::TaxRuleNotAhead { .. } => "tax_rule_not_ahead",
            Self::TaxRuleDayTaken { .. } => "tax_rule_day_taken",
            Self::WithholdingRuleUnusable => "withholding_rule_unusable",
            Self::QuoteUnusable => "quote_unusable",
            Self::Text(error) => error.code(),
            Self::FeePlanDayTaken { .. } => "fee_plan_day_taken",
            Self::Database(error) => database_code(error),
            _ => "internal",
        }
    }

    #[expect(clippy::too_many_lines, reason = "one table of words")]
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
            Self::FeeComponentsUnusable => [
                [
                    "Các khoản phí chưa đúng",
                    "Mỗi khoản cần một mã riêng (chữ thường, gạch dưới), số tiền từ 0 đồng và mức \
                     tối đa không nhỏ hơn mức tối thiểu. Phí theo đơn chỉ là số tiền cố định.",
                ],
                [
                    "The components are not usable",
                    "Each needs a code of its own (lower case, underscores), amounts of 0 đồng or \
                     more and a cap not below its floor. A fee by order is a fixed amount only.",
                ],
            ],
            Self::TaxRuleNotAhead { .. } => [
                [
                    "Ngày bắt đầu chưa đúng",
                    "Quy định thuế chỉ áp dụng từ ngày mai trở đi. Đơn đã đặt giữ nguyên mức thuế.",
                ],
                [
                    "The first day is not usable",
                    "A tax rule begins tomorrow or later. Orders already placed keep their rates.",
                ],
            ],
            Self::TaxRuleDayTaken { .. } => [
                [
                    "Đã có quy định từ ngày này",
                    "Mỗi loại chỉ một quy định bắt đầu trong một ngày. Hãy chọn ngày khác.",
                ],
                [
                    "A rule already begins that day",
                    "Only one rule of a sort begins on a day. Choose another day.",
                ],
            ],
            Self::QuoteUnusable => [
                [
                    "Dòng hàng chưa đúng",
                    "Giá từ 1 đồng, số lượng từ 1 đến 9999, phần giảm không lớn hơn tiền hàng.",
                ],
                [
                    "The line is not usable",
                    "A price is 1 đồng or more, a line has 1 to 9999 units, and a discount is not \
                     larger than its goods.",
                ],
            ],
            Self::WithholdingRuleUnusable => [
                [
                    "Quy định khấu trừ chưa đúng",
                    "Chỉ khấu trừ cho hộ kinh doanh và cá nhân, mức từ 0 đến 2000 điểm cơ bản.",
                ],
                [
                    "The withholding rule is not usable",
                    "Only households and individuals are withheld for, at 0 to 2000 basis points.",
                ],
            ],
            Self::FeeNoticeShort { days, earliest } => {
                return notice_short(language, *days, *earliest);
            }
            Self::Text(error) => return error.message(language),
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
            Self::FeePlanNotAhead { .. } | Self::TaxRuleNotAhead { .. } => "/valid_from",
            Self::FeeNoticeShort { .. } => "/valid_from",
            Self::FeeRateUnusable | Self::FeeComponentsUnusable => "/components",
            Self::Text(error) => return error.pointer(),
            _ => return None,
        };
        Some(pointer.to_owned())
    }
}

fn notice_short(language: Language, days: u32, earliest: NaiveDate) -> Message {
    let detail = language
        .pick(
            "Biểu phí này thu của người bán nhiều hơn nên phải báo trước {n} ngày. Hãy chọn ngày \
             bắt đầu từ {day} trở đi.",
            "This plan takes more of sellers, so it needs {n} days of notice. Choose {day} or a \
             later day.",
        )
        .replace("{n}", &days.to_string())
        .replace("{day}", &earliest.format("%d/%m/%Y").to_string());
    Message::with(
        language,
        "Báo trước chưa đủ ngày",
        "The notice is too short",
        detail,
    )
}
