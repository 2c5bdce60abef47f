//! Why a use case about carriers says no.

use money::{AmountError, Money};
use sea_orm::DbErr;
use serde_json::{Value, json};

use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
    language::Bilingual,
    ledger::LedgerError,
};

/// Why a use case about carriers says no.
#[derive(Debug, thiserror::Error)]
pub enum CarrierError {
    /// No such carrier.
    #[error("no such carrier")]
    NotFound,
    /// Somebody changed it since it was read.
    #[error("the carrier was changed meanwhile")]
    Stale,
    /// No parcels may be handed to it.
    #[error("the carrier {carrier} is closed")]
    Closed {
        /// Its code.
        carrier: String,
    },
    /// It does not collect so much for one parcel.
    #[error("the carrier {carrier} collects {limit} đồng at most")]
    AboveLimit {
        /// Its code.
        carrier: String,
        /// The most it collects.
        limit: Money,
    },
    /// A field cannot be used.
    #[error("the field {field} is not usable")]
    FieldUnusable {
        /// The field, as a JSON pointer.
        field: &'static str,
    },
    /// More was paid for the parcel already.
    #[error("more was paid to the carrier already")]
    FeePaid,
    /// The purchase costs more than may be paid at the door.
    #[error("at most {most} đồng may be paid at the door")]
    CashTooMuch {
        /// The most that may be.
        most: Money,
    },
    /// Too many parcels were refused under this phone number.
    #[error("too many parcels were refused under this phone number")]
    CashNotForPhone,
    /// Perishable goods, and parcels were refused under this phone number.
    #[error("perishable goods are not sent unpaid to this phone number")]
    CashNotForPerishables,
    /// The ledger refused.
    #[error("the ledger refused")]
    Ledger(#[from] LedgerError),
    /// A stored amount is out of range.
    #[error("a stored amount is out of range")]
    Amount(#[from] AmountError),
    /// The database failed.
    #[error("the database failed in a use case about carriers")]
    Database(#[from] DbErr),
}

impl Failure for CarrierError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            Self::Stale => Kind::Stale,
            Self::FieldUnusable { .. } => Kind::Invalid,
            Self::Closed { .. }
            | Self::AboveLimit { .. }
            | Self::FeePaid
            | Self::CashTooMuch { .. }
            | Self::CashNotForPhone
            | Self::CashNotForPerishables => Kind::Conflict,
            Self::Ledger(_) | Self::Amount(_) => Kind::Internal,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "carrier_not_found",
            Self::Stale => "carrier_stale",
            Self::Closed { .. } => "carrier_closed",
            Self::AboveLimit { .. } => "cod_above_carrier_limit",
            Self::FieldUnusable { .. } => "field_unusable",
            Self::FeePaid => "carrier_fee_paid",
            Self::CashTooMuch { .. } => "cod_amount_too_large",
            Self::CashNotForPhone => "cod_not_for_phone",
            Self::CashNotForPerishables => "cod_not_for_perishables",
            Self::Ledger(_) | Self::Amount(_) => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        match self {
            Self::AboveLimit { limit, .. } => above_limit(language, *limit),
            Self::CashTooMuch { most } => cash_too_much(language, *most),
            Self::Ledger(_) | Self::Amount(_) | Self::Database(_) => Message::internal(language),
            refusal => {
                let [vi, en] = refusal.words();
                Message::fixed(language, vi, en)
            }
        }
    }

    fn pointer(&self) -> Option<String> {
        let pointer = match self {
            Self::FieldUnusable { field } => field,
            Self::Closed { .. } | Self::AboveLimit { .. } => "/carrier",
            Self::CashTooMuch { .. } | Self::CashNotForPhone | Self::CashNotForPerishables => {
                "/payment_method"
            }
            _ => return None,
        };
        Some(pointer.to_owned())
    }

    fn facts(&self) -> Option<Value> {
        let money = |amount: Money| json!({"amount": amount.dong(), "currency": "VND"});
        match self {
            Self::AboveLimit { carrier, limit } => {
                Some(json!({"carrier": carrier, "limit": money(*limit)}))
            }
            Self::CashTooMuch { most } => Some(json!({"amount_max": money(*most)})),
            _ => None,
        }
    }
}

impl CarrierError {
    /// Title and detail in Vietnamese and in English.
    const fn words(&self) -> [[&'static str; 2]; 2] {
        match self {
            Self::NotFound => [
                [
                    "Không tìm thấy đơn vị vận chuyển",
                    "Hãy chọn một mã trong danh sách đơn vị vận chuyển.",
                ],
                [
                    "Carrier not found",
                    "Choose a code from the list of carriers.",
                ],
            ],
            Self::Stale => [
                [
                    "Đã có người thay đổi",
                    "Hãy đọc lại thông tin mới nhất rồi sửa.",
                ],
                [
                    "Somebody changed it meanwhile",
                    "Read it again, then make your change.",
                ],
            ],
            Self::Closed { .. } => [
                [
                    "Đơn vị vận chuyển đang tạm ngừng",
                    "Hãy chọn đơn vị vận chuyển khác.",
                ],
                ["The carrier is not in use", "Choose another carrier."],
            ],
            Self::FeePaid => [
                [
                    "Phí này đã thanh toán",
                    "Không thể ghi phí thấp hơn số đã trả cho đơn vị vận chuyển.",
                ],
                [
                    "The fee was paid already",
                    "A fee cannot be lower than what the carrier was paid.",
                ],
            ],
            Self::CashNotForPhone => [
                [
                    "Đơn này cần trả trước",
                    "Số điện thoại này đã nhiều lần không nhận hàng. Hãy chọn cách thanh toán trước.",
                ],
                [
                    "Please pay in advance",
                    "Parcels were refused several times under this phone number. Choose a method \
                     that is paid in advance.",
                ],
            ],
            Self::CashNotForPerishables => [
                [
                    "Hàng tươi cần trả trước",
                    "Số điện thoại này từng không nhận hàng, nên hàng tươi sống phải trả trước. \
                     Hãy chọn cách thanh toán trước.",
                ],
                [
                    "Please pay for perishable goods in advance",
                    "Parcels were refused under this phone number before. Choose a method that is \
                     paid in advance.",
                ],
            ],
            _ => [
                ["Thông tin chưa đúng", "Hãy nhập lại phần được chỉ ra."],
                ["A field is not usable", "Give the named field again."],
            ],
        }
    }
}

fn above_limit(language: Language, limit: Money) -> Message {
    Message::with(
        language,
        "Tiền thu hộ vượt hạn mức",
        "Too much cash for this carrier",
        language
            .pick(
                "Đơn vị này chỉ thu hộ đến {most} đồng mỗi kiện. Hãy chọn đơn vị vận chuyển khác.",
                "This carrier collects at most {most} đồng for one parcel. Choose another carrier.",
            )
            .replace("{most}", &limit.dong().to_string()),
    )
}

fn cash_too_much(language: Language, most: Money) -> Message {
    Message::with(
        language,
        "Số tiền quá lớn để trả khi nhận hàng",
        "Too much to pay at the door",
        language
            .pick(
                "Chỉ đơn đến {most} đồng được trả khi nhận hàng. Hãy chọn cách thanh toán trước.",
                "Up to {most} đồng can be paid at the door. Choose a method that is paid in \
                 advance.",
            )
            .replace("{most}", &most.dong().to_string()),
    )
}
