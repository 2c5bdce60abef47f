//! Why a use case about sellers says no.

use sea_orm::DbErr;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
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
    /// The database failed.
    #[error("the database failed in a use case about sellers")]
    Database(#[from] DbErr),
}

impl Failure for SellerError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoMembership => Kind::Forbidden,
            Self::ChooseSeller { .. } => Kind::Invalid,
            Self::NotFound => Kind::NotFound,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NoMembership => "seller_membership_needed",
            Self::ChooseSeller { .. } => "seller_choice_needed",
            Self::NotFound => "seller_not_found",
            Self::Database(error) => database_code(error),
        }
    }

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
            Self::Database(_) => return Message::internal(language),
        };
        Message::fixed(language, vi, en)
    }

    fn facts(&self) -> Option<Value> {
        match self {
            Self::ChooseSeller { sellers } => Some(json!({ "sellers": sellers })),
            _ => None,
        }
    }
}
