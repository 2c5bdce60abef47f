//! Why a use case about sellers says no.

use entity::sellers::SellerState;
use sea_orm::{ActiveEnum, DbErr};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    Failure, Kind, Language, Message,
    accounts::AccountError,
    failure::{database_code, database_kind},
    text::TextError,
};

/// Why a use case about sellers says no.
#[derive(Debug, thiserror::Error)]
pub enum SellerError {
    /// The person acts for no seller, or not for this one.
    #[error("the person does not act for this seller")]
    NoMembership,
    /// The person acts for several sellers and named none.
    #[error("the person acts for several sellers and named none")]
    ChooseSeller {
        /// The sellers to choose from.
        sellers: Vec<Uuid>,
    },
    /// There is no such seller.
    #[error("no such seller")]
    NotFound,
    /// Only an owner of the seller may do this.
    #[error("only an owner may do this")]
    OwnerNeeded,
    /// Someone changed the seller since the caller read it.
    #[error("the seller was changed meanwhile")]
    Stale,
    /// The bank account is not one of a Vietnamese bank.
    #[error("the bank account is not usable")]
    BankAccountUnusable,
    /// The tax code is missing or none of Vietnam.
    #[error("the tax code is not usable")]
    TaxCodeUnusable,
    /// The seller trades, or is suspended, already.
    #[error("the seller is {state:?} already")]
    IllegalTransition {
        /// How it stands.
        state: SellerState,
    },
    /// Nobody has an account with this e-mail address.
    #[error("no account has this e-mail address")]
    AccountNotFound,
    /// Not a province of today.
    #[error("no such province")]
    PlaceUnknown,
    /// A text cannot be kept.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The account to be added cannot be looked for.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The database failed.
    #[error("the database failed in a use case about sellers")]
    Database(#[from] DbErr),
}

impl Failure for SellerError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoMembership | Self::OwnerNeeded => Kind::Forbidden,
            Self::ChooseSeller { .. }
            | Self::BankAccountUnusable
            | Self::TaxCodeUnusable
            | Self::PlaceUnknown => Kind::Invalid,
            Self::NotFound | Self::AccountNotFound => Kind::NotFound,
            Self::Stale => Kind::Stale,
            Self::IllegalTransition { .. } => Kind::Conflict,
            Self::Text(error) => error.kind(),
            Self::Account(error) => error.kind(),
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoMembership => "seller_membership_needed",
            Self::ChooseSeller { .. } => "seller_choice_needed",
            Self::NotFound => "seller_not_found",
            Self::OwnerNeeded => "owner_needed",
            Self::Stale => "seller_changed",
            Self::BankAccountUnusable => "bank_account_unusable",
            Self::TaxCodeUnusable => "tax_code_unusable",
            Self::IllegalTransition { .. } => "illegal_transition",
            Self::AccountNotFound => "account_not_found",
            Self::PlaceUnknown => "place_unknown",
            Self::Text(error) => error.code(),
            Self::Account(error) => error.code(),
            Self::Database(error) => database_code(error),
        }
    }

    #[expect(
        clippy::too_many_lines,
        reason = "a table of words, one entry a refusal"
    )]
    fn message(&self, language: Language) -> Message {
        let [vi, en] = match self {
            Self::NoMembership => [
                [
                    "Bạn không thuộc đơn vị bán này",
                    "Hãy nhờ chủ đơn vị thêm bạn vào, rồi thử lại.",
                ],
                [
                    "You do not act for this seller",
                    "Ask the seller's owner to add you, then try again.",
                ],
            ],
            Self::ChooseSeller { .. } => [
                [
                    "Hãy chọn đơn vị bán",
                    "Bạn thuộc nhiều đơn vị. Hãy gửi tiêu đề Seller-Id với mã của một đơn vị.",
                ],
                [
                    "Choose a seller",
                    "You act for several sellers. Send the header Seller-Id with one of their ids.",
                ],
            ],
            Self::NotFound => [
                ["Không tìm thấy đơn vị bán", "Hãy kiểm tra lại đường dẫn."],
                ["Seller not found", "Check the address."],
            ],
            Self::OwnerNeeded => [
                [
                    "Chỉ chủ đơn vị được làm việc này",
                    "Hãy nhờ người có vai trò chủ đơn vị đổi tài khoản ngân hàng.",
                ],
                [
                    "Only an owner may do this",
                    "Ask an owner of the seller to change the bank account.",
                ],
            ],
            Self::Stale => [
                [
                    "Hồ sơ vừa được sửa",
                    "Người khác đã sửa hồ sơ này. Hãy tải lại rồi sửa tiếp.",
                ],
                [
                    "The profile was changed meanwhile",
                    "Someone else changed it. Read it again, then change it.",
                ],
            ],
            Self::TaxCodeUnusable => [
                [
                    "Mã số thuế chưa đúng",
                    "Mã số thuế có 10 hoặc 13 chữ số, số định danh cá nhân có 12 chữ số. Hộ kinh \
                     doanh và cá nhân phải có.",
                ],
                [
                    "The tax code is not usable",
                    "A tax code has 10 or 13 digits, a personal number 12. Households and \
                     individuals need one.",
                ],
            ],
            Self::BankAccountUnusable => [
                [
                    "Tài khoản ngân hàng chưa đúng",
                    "Mã ngân hàng (BIN) có 6 chữ số; số tài khoản có 4 đến 24 chữ số hoặc chữ cái.",
                ],
                [
                    "The bank account is not usable",
                    "A bank number (BIN) has 6 digits, an account number 4 to 24 digits or letters.",
                ],
            ],
            Self::IllegalTransition { .. } => [
                [
                    "Đơn vị bán đã ở trạng thái này",
                    "Có thể người khác đã xử lý. Hãy tải lại trang.",
                ],
                [
                    "The seller stands like this already",
                    "Someone else may have dealt with it. Read it again.",
                ],
            ],
            Self::AccountNotFound => [
                [
                    "Chưa có tài khoản với email này",
                    "Người đó cần mở tài khoản trước.",
                ],
                [
                    "No account has this e-mail address",
                    "The person has to open an account first.",
                ],
            ],
            Self::PlaceUnknown => [
                ["Không có tỉnh này", "Hãy dùng mã tỉnh hiện nay, ví dụ 96."],
                [
                    "No such province",
                    "Use a province code of today, such as 96.",
                ],
            ],
            Self::Text(error) => return error.message(language),
            Self::Account(error) => return error.message(language),
            Self::Database(_) => return Message::internal(language),
        };
        Message::fixed(language, vi, en)
    }

    fn pointer(&self) -> Option<String> {
        match self {
            Self::BankAccountUnusable => Some("/bank_account".to_owned()),
            Self::TaxCodeUnusable => Some("/tax_code".to_owned()),
            Self::Text(error) => error.pointer(),
            _ => None,
        }
    }

    fn facts(&self) -> Option<Value> {
        match self {
            Self::ChooseSeller { sellers } => Some(json!({ "sellers": sellers })),
            Self::IllegalTransition { state } => Some(json!({ "state": state.to_value() })),
            _ => None,
        }
    }
}
