//! Why a use case about vouchers says no.

use money::AmountError;
use sea_orm::DbErr;
use serde_json::{Value, json};

use super::VoucherProblem;
use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
    language::Bilingual,
    text::TextError,
};

/// Why a use case about vouchers says no.
#[derive(Debug, thiserror::Error)]
pub enum VoucherError {
    /// No such voucher, or not the caller's.
    #[error("no such voucher")]
    NotFound,
    /// No such budget.
    #[error("no such promotion budget")]
    BudgetNotFound,
    /// Another voucher has this code.
    #[error("the code is taken")]
    CodeTaken,
    /// The voucher cannot be used now.
    #[error("the voucher {code} cannot be used: {problem:?}")]
    Unusable {
        /// Its code.
        code: String,
        /// Why.
        problem: VoucherProblem,
    },
    /// A field cannot be used.
    #[error("the field {field} is not usable")]
    FieldUnusable {
        /// The field.
        field: &'static str,
    },
    /// A text cannot be kept.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A scope cannot be written.
    #[error("the scope cannot be written")]
    Scope(#[source] serde_json::Error),
    /// A stored amount is out of range.
    #[error("a stored amount is out of range")]
    Amount(#[from] AmountError),
    /// The database failed.
    #[error("the database failed in a use case about vouchers")]
    Database(#[from] DbErr),
}

impl Failure for VoucherError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::BudgetNotFound => Kind::NotFound,
            Self::CodeTaken | Self::Unusable { .. } => Kind::Conflict,
            Self::FieldUnusable { .. } => Kind::Invalid,
            Self::Text(error) => error.kind(),
            Self::Scope(_) | Self::Amount(_) => Kind::Internal,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "voucher_not_found",
            Self::BudgetNotFound => "budget_not_found",
            Self::CodeTaken => "voucher_code_taken",
            Self::Unusable { .. } => "voucher_unusable",
            Self::FieldUnusable { .. } => "field_unusable",
            Self::Text(error) => error.code(),
            Self::Scope(_) | Self::Amount(_) => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        let [vi, en] = match self {
            Self::NotFound => [
                ["Không tìm thấy mã giảm giá", "Hãy kiểm tra lại mã đã nhập."],
                ["Voucher not found", "Check the code you typed."],
            ],
            Self::BudgetNotFound => [
                [
                    "Không tìm thấy ngân sách",
                    "Hãy chọn một ngân sách có trong danh sách.",
                ],
                ["Budget not found", "Choose one of the budgets listed."],
            ],
            Self::CodeTaken => [
                ["Mã này đã có", "Hãy chọn mã khác."],
                ["The code is taken", "Choose another code."],
            ],
            Self::Unusable { problem, .. } => {
                let (vi, en) = ("Chưa dùng được mã giảm giá", "The voucher cannot be used");
                return Message::with(language, vi, en, problem.words(language));
            }
            Self::FieldUnusable { .. } => [
                ["Thông tin chưa đúng", "Hãy nhập lại phần được chỉ ra."],
                ["A field is not usable", "Give the named field again."],
            ],
            Self::Text(error) => return error.message(language),
            Self::Scope(_) | Self::Amount(_) | Self::Database(_) => {
                return Message::internal(language);
            }
        };
        Message::fixed(language, vi, en)
    }

    fn pointer(&self) -> Option<String> {
        match self {
            Self::FieldUnusable { field } => Some(format!("/{field}")),
            Self::CodeTaken => Some("/code".to_owned()),
            Self::Text(error) => error.pointer(),
            _ => None,
        }
    }

    fn facts(&self) -> Option<Value> {
        match self {
            Self::Unusable { code, problem } => Some(json!({ "vouchers": [problem.fact(code)] })),
            _ => None,
        }
    }
}

impl VoucherProblem {
    /// The stable name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::Ended => "ended",
            Self::UsedUp => "used_up",
            Self::BuyerLimit => "buyer_limit",
            Self::BudgetExhausted => "budget_exhausted",
            Self::NothingMeant => "nothing_meant",
            Self::BelowMinimum { .. } => "below_minimum",
        }
    }

    /// What is wrong and what to do.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        let words = match self {
            Self::NotStarted => ["Mã chưa đến ngày dùng.", "Its time has not come yet."],
            Self::Ended => ["Mã đã hết hạn. Hãy bỏ mã này.", "It is over. Take it out."],
            Self::UsedUp => [
                "Mã đã hết lượt. Hãy bỏ mã này.",
                "It was used up. Take it out.",
            ],
            Self::BuyerLimit => [
                "Bạn đã dùng hết lượt của mã này. Hãy bỏ mã này.",
                "You have used it as often as one can. Take it out.",
            ],
            Self::BudgetExhausted => [
                "Ngân sách khuyến mãi không còn đủ. Hãy bỏ mã này.",
                "The budget behind it has too little left. Take it out.",
            ],
            Self::NothingMeant => [
                "Mã không áp dụng cho món nào trong giỏ.",
                "It is for nothing in the cart.",
            ],
            Self::BelowMinimum { missing } => {
                let words = language.pick(
                    "Cần mua thêm {n} đồng hàng được áp dụng.",
                    "Goods that it is for must cost {n} đồng more.",
                );
                return words.replace("{n}", &missing.to_string());
            }
        };
        language.pick(words[0], words[1]).to_owned()
    }

    /// The problem as programs read it.
    #[must_use]
    pub fn fact(&self, code: &str) -> Value {
        let mut fact = json!({ "code": code, "problem": self.code() });
        if let Self::BelowMinimum { missing } = self {
            fact["missing"] = json!({ "amount": missing.dong(), "currency": "VND" });
        }
        fact
    }
}
