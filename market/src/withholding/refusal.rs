//! Why a use case about withheld taxes says no.

use money::AmountError;
use sea_orm::DbErr;

use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
    language::Bilingual,
};

/// Why a use case about withheld taxes says no.
#[derive(Debug, thiserror::Error)]
pub enum WithholdingError {
    /// A month that is not written as 2026-11.
    #[error("the period is not a month")]
    MonthUnusable,
    /// A year without a rule to withhold, or one to come.
    #[error("certificates are given for {first} to {last}")]
    YearUnusable {
        /// The first year.
        first: i32,
        /// The last one.
        last: i32,
    },
    /// There is no such seller.
    #[error("no such seller")]
    SellerNotFound,
    /// A sum left the range of money.
    #[error("a sum is out of range")]
    Amount(#[from] AmountError),
    /// The database failed.
    #[error("the database failed in a use case about withheld taxes")]
    Database(#[from] DbErr),
}

impl Failure for WithholdingError {
    fn kind(&self) -> Kind {
        match self {
            Self::MonthUnusable | Self::YearUnusable { .. } => Kind::Invalid,
            Self::SellerNotFound => Kind::NotFound,
            Self::Amount(_) => Kind::Internal,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::MonthUnusable => "month_unusable",
            Self::YearUnusable { .. } => "year_unusable",
            Self::SellerNotFound => "seller_not_found",
            Self::Amount(_) => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        let [vi, en] = match self {
            Self::MonthUnusable => [
                ["Tháng chưa đúng", "Hãy ghi năm và tháng, ví dụ 2026-11."],
                [
                    "The month is not usable",
                    "Write year and month, as in 2026-11.",
                ],
            ],
            Self::YearUnusable { first, last } => {
                let detail = language
                    .pick(
                        "Chứng từ có cho các năm từ {first} đến {last}.",
                        "There are certificates for {first} to {last}.",
                    )
                    .replace("{first}", &first.to_string())
                    .replace("{last}", &last.to_string());
                let (vi, en) = ("Năm chưa đúng", "The year is not usable");
                return Message::with(language, vi, en, detail);
            }
            Self::SellerNotFound => [
                ["Không tìm thấy người bán", "Hãy kiểm tra lại mã người bán."],
                ["Seller not found", "Check the seller's id."],
            ],
            Self::Amount(_) | Self::Database(_) => return Message::internal(language),
        };
        Message::fixed(language, vi, en)
    }
}
