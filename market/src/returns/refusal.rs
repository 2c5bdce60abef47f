//! Why a use case about returns says no.

use std::io;

use chrono::{DateTime, Utc};
use money::AmountError;
use sea_orm::DbErr;
use serde_json::{Value, json};

use crate::{
    Failure, Kind, Language, Message,
    catalog::CatalogError,
    failure::{database_code, database_kind},
    ledger::LedgerError,
    orders::OrderError,
    step::IllegalStep,
    text::TextError,
};

/// Why a use case about returns says no.
#[derive(Debug, thiserror::Error)]
pub enum ReturnError {
    /// No such return, order or picture, or not the caller's.
    #[error("no such return")]
    NotFound,
    /// The wrong moment.
    #[error(transparent)]
    Illegal(#[from] IllegalStep),
    /// The goods have not reached the shopper.
    #[error("the order is not delivered")]
    NotDelivered,
    /// Too late, or never possible for such goods and such a reason.
    #[error("the goods cannot come back for this reason any more")]
    WindowOver {
        /// Until when it was possible; never when there is none.
        until: Option<DateTime<Utc>>,
    },
    /// The reason has to be proven by a picture.
    #[error("the reason needs a picture")]
    PhotoNeeded,
    /// A picture is not one of this order, or was named twice.
    #[error("a picture is not of this order")]
    PhotoUnknown,
    /// The order has as many pictures as it may have.
    #[error("the order has too many pictures")]
    TooManyPhotos,
    /// The picture cannot be used.
    #[error(transparent)]
    Picture(#[from] CatalogError),
    /// The shopper keeps the goods.
    #[error("there is nothing to send back")]
    NothingToSend,
    /// The way back is the shopper's to pay.
    #[error("the shopper pays the way back")]
    ShopperPays,
    /// There are no other goods to send instead.
    #[error("there are no other goods to send")]
    OutOfStock,
    /// A field cannot be used.
    #[error("the field {field} is not usable")]
    FieldUnusable {
        /// The field, as a JSON pointer.
        field: &'static str,
    },
    /// A text cannot be used.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The rules of orders refused.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// The ledger refused.
    #[error("the ledger refused")]
    Ledger(#[from] LedgerError),
    /// A stored amount is out of range.
    #[error("a stored amount is out of range")]
    Amount(#[from] AmountError),
    /// The disk failed.
    #[error("a picture cannot be kept or read")]
    Disk(#[source] io::Error),
    /// The database failed.
    #[error("the database failed in a use case about returns")]
    Database(#[from] DbErr),
}

impl Failure for ReturnError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            Self::Illegal(_)
            | Self::NotDelivered
            | Self::WindowOver { .. }
            | Self::TooManyPhotos
            | Self::NothingToSend
            | Self::ShopperPays
            | Self::OutOfStock => Kind::Conflict,
            Self::PhotoNeeded | Self::PhotoUnknown | Self::FieldUnusable { .. } => Kind::Invalid,
            Self::Picture(error) => error.kind(),
            Self::Text(error) => error.kind(),
            Self::Order(error) => error.kind(),
            Self::Ledger(_) | Self::Amount(_) | Self::Disk(_) => Kind::Internal,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "return_not_found",
            Self::Illegal(_) => IllegalStep::CODE,
            Self::NotDelivered => "order_not_delivered",
            Self::WindowOver { .. } => "return_window_over",
            Self::PhotoNeeded => "photo_needed",
            Self::PhotoUnknown => "photo_unknown",
            Self::TooManyPhotos => "too_many_photos",
            Self::NothingToSend => "nothing_to_send",
            Self::ShopperPays => "shopper_pays_freight",
            Self::OutOfStock => "replacement_out_of_stock",
            Self::FieldUnusable { .. } => "field_unusable",
            Self::Picture(error) => error.code(),
            Self::Text(error) => error.code(),
            Self::Order(error) => error.code(),
            Self::Ledger(_) | Self::Amount(_) | Self::Disk(_) => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        match self {
            Self::Illegal(step) => step.message(language),
            Self::Picture(error) => error.message(language),
            Self::Text(error) => error.message(language),
            Self::Order(error) => error.message(language),
            Self::Ledger(_) | Self::Amount(_) | Self::Disk(_) | Self::Database(_) => {
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
            Self::PhotoNeeded | Self::PhotoUnknown => Some("/photo_ids".to_owned()),
            Self::FieldUnusable { field } => Some((*field).to_owned()),
            Self::Picture(error) => error.pointer(),
            Self::Text(error) => error.pointer(),
            Self::Order(error) => error.pointer(),
            _ => None,
        }
    }

    fn facts(&self) -> Option<Value> {
        match self {
            Self::Illegal(step) => Some(step.facts()),
            Self::WindowOver { until } => Some(json!({ "until": until })),
            Self::Order(error) => error.facts(),
            _ => None,
        }
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "one table of words, two languages a line"
)]
const fn words(error: &ReturnError) -> [[&'static str; 2]; 2] {
    match error {
        ReturnError::NotDelivered => [
            [
                "Đơn hàng chưa giao",
                "Chỉ trả được hàng đã nhận. Đơn chưa gửi đi thì hãy hủy.",
            ],
            [
                "The order is not delivered",
                "Only goods that arrived can come back. Cancel an order that is not shipped.",
            ],
        ],
        ReturnError::WindowOver { .. } => [
            [
                "Không trả được vì lý do này nữa",
                "Đã hết hạn trả, hoặc loại hàng này không trả vì lý do này. Hãy liên hệ người bán hoặc gửi khiếu nại.",
            ],
            [
                "The goods cannot come back for this reason",
                "The time is over, or such goods do not come back for this reason. Write to the seller or make a claim.",
            ],
        ],
        ReturnError::PhotoNeeded => [
            [
                "Cần ảnh chụp",
                "Hãy chụp ít nhất một ảnh cho thấy vấn đề rồi gửi lại.",
            ],
            [
                "A picture is needed",
                "Take one picture at least that shows what is wrong, and send it along.",
            ],
        ],
        ReturnError::PhotoUnknown => [
            [
                "Ảnh không thuộc đơn này",
                "Hãy tải ảnh lên cho chính đơn hàng này, mỗi ảnh nêu một lần.",
            ],
            [
                "A picture is not of this order",
                "Upload pictures to this very order, and name each once.",
            ],
        ],
        ReturnError::TooManyPhotos => [
            ["Đã đủ ảnh", "Mỗi đơn có nhiều nhất 30 ảnh."],
            [
                "There are enough pictures",
                "An order has 30 pictures at most.",
            ],
        ],
        ReturnError::NothingToSend => [
            [
                "Không cần gửi hàng lại",
                "Bạn được giữ hàng; tiền hoặc hàng thay thế sẽ đến với bạn.",
            ],
            [
                "There is nothing to send",
                "You keep the goods; your money or other goods are on their way.",
            ],
        ],
        ReturnError::ShopperPays => [
            [
                "Khách tự trả cước gửi lại",
                "Với lý do này, người mua trả cước cho hãng vận chuyển.",
            ],
            [
                "The shopper pays the way back",
                "For this reason the shopper pays the carrier.",
            ],
        ],
        ReturnError::OutOfStock => [
            ["Hết hàng để đổi", "Hãy hoàn tiền cho khách."],
            ["There are no other goods", "Pay the shopper back instead."],
        ],
        ReturnError::FieldUnusable { .. } => [
            [
                "Thông tin chưa đúng",
                "Hãy nhập lại phần được chỉ ra: không để trống, không quá dài.",
            ],
            [
                "A field is not usable",
                "Give the named field again: not empty and not too long.",
            ],
        ],
        _ => [
            ["Không tìm thấy", "Hãy kiểm tra lại mã."],
            ["Not found", "Check the id."],
        ],
    }
}
