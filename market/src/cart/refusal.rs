//! Why a use case about carts says no.

use money::{AmountError, Quantity};
use sea_orm::DbErr;
use serde_json::Value;

use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
    limits,
    vouchers::VoucherError,
};

/// Why a use case about carts says no.
#[derive(Debug, thiserror::Error)]
pub enum CartError {
    /// No such cart, or not the caller's.
    #[error("no such cart")]
    NotFound,
    /// The cart was bought.
    #[error("the cart was already bought")]
    Completed,
    /// The variant cannot be bought.
    #[error("the variant cannot be bought")]
    VariantNotFound,
    /// The cart has no such line.
    #[error("the cart has no such line")]
    LineNotFound,
    /// The quantity is out of range.
    #[error("the quantity is out of range")]
    QuantityUnusable,
    /// The cart has as many lines as one can have.
    #[error("the cart has too many lines")]
    TooManyLines,
    /// A field of the address cannot be used.
    #[error("the address field {field} is not usable")]
    AddressUnusable {
        /// The field.
        field: &'static str,
    },
    /// Nobody said where the cart shall go.
    #[error("the cart has no address")]
    AddressMissing,
    /// The delivery option cannot be used for that parcel.
    #[error("the delivery option is not offered")]
    OptionNotOffered {
        /// Which of the choices.
        position: usize,
    },
    /// The cart has as many vouchers as one can have.
    #[error("the cart has too many vouchers")]
    TooManyVouchers,
    /// The vouchers refused.
    #[error(transparent)]
    Voucher(#[from] VoucherError),
    /// The sums are beyond what any purchase can cost.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// The database failed.
    #[error("the database failed in a use case about carts")]
    Database(#[from] DbErr),
}

impl Failure for CartError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::VariantNotFound | Self::LineNotFound => Kind::NotFound,
            Self::Completed | Self::TooManyLines | Self::TooManyVouchers | Self::AddressMissing => {
                Kind::Conflict
            }
            Self::Voucher(error) => error.kind(),
            Self::QuantityUnusable
            | Self::AddressUnusable { .. }
            | Self::OptionNotOffered { .. }
            | Self::Amount(_) => Kind::Invalid,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "cart_not_found",
            Self::Completed => "cart_completed",
            Self::VariantNotFound => "variant_not_found",
            Self::LineNotFound => "line_not_found",
            Self::QuantityUnusable => "quantity_out_of_range",
            Self::TooManyLines => "cart_full",
            Self::TooManyVouchers => "cart_vouchers_full",
            Self::Voucher(error) => error.code(),
            Self::AddressUnusable { .. } => "address_unusable",
            Self::AddressMissing => "address_missing",
            Self::OptionNotOffered { .. } => "delivery_not_offered",
            Self::Amount(_) => "amount_too_large",
            Self::Database(error) => database_code(error),
        }
    }

    #[expect(
        clippy::too_many_lines,
        reason = "a table of words reads best in one piece"
    )]
    fn message(&self, language: Language) -> Message {
        let quantity_vi = format!("Số lượng mỗi món từ 1 đến {}.", Quantity::MAX);
        let quantity_en = format!("A line has 1 to {} units.", Quantity::MAX);
        let lines_vi = format!(
            "Một giỏ có nhiều nhất {} món. Hãy đặt hàng trước.",
            limits::CART_LINES_MAX
        );
        let lines_en = format!(
            "A cart has at most {} lines. Check out first.",
            limits::CART_LINES_MAX
        );
        let [vi, en] = match self {
            Self::NotFound => [
                [
                    "Không tìm thấy giỏ hàng",
                    "Hãy gửi Cart-Token của giỏ, đăng nhập, hoặc tạo giỏ mới.",
                ],
                [
                    "Cart not found",
                    "Send the cart's Cart-Token, sign in, or start a new cart.",
                ],
            ],
            Self::Completed => [
                ["Giỏ hàng đã được đặt", "Hãy tạo giỏ mới để mua tiếp."],
                [
                    "The cart was already bought",
                    "Start a new cart to buy more.",
                ],
            ],
            Self::TooManyVouchers => [
                ["Quá nhiều mã giảm giá", "Hãy bỏ bớt mã trong giỏ."],
                ["Too many vouchers", "Take some of them out of the cart."],
            ],
            Self::Voucher(error) => return error.message(language),
            Self::VariantNotFound => [
                [
                    "Món này hiện không bán",
                    "Hãy chọn món khác hoặc xem lại trang sản phẩm.",
                ],
                [
                    "This is not for sale",
                    "Choose something else, or look at the product's page again.",
                ],
            ],
            Self::LineNotFound => [
                ["Giỏ không có món này", "Hãy tải lại giỏ hàng."],
                ["The cart has no such line", "Load the cart again."],
            ],
            Self::QuantityUnusable => [
                ["Số lượng chưa đúng", quantity_vi.as_str()],
                ["The quantity is out of range", quantity_en.as_str()],
            ],
            Self::TooManyLines => [
                ["Giỏ hàng đã đầy", lines_vi.as_str()],
                ["The cart is full", lines_en.as_str()],
            ],
            Self::AddressUnusable { field } => address_words(field),
            Self::AddressMissing => [
                [
                    "Chưa có địa chỉ giao hàng",
                    "Hãy nhập địa chỉ trước khi chọn cách giao.",
                ],
                [
                    "There is no address yet",
                    "Give the address before you choose a delivery.",
                ],
            ],
            Self::OptionNotOffered { .. } => [
                [
                    "Cách giao này không dùng được",
                    "Hãy chọn một cách giao trong danh sách delivery-options của đơn vị bán đó.",
                ],
                [
                    "This delivery is not offered",
                    "Choose one of that seller's delivery-options.",
                ],
            ],
            Self::Amount(_) => [
                ["Số tiền quá lớn", "Hãy giảm số lượng."],
                ["The amount is too large", "Take fewer units."],
            ],
            Self::Database(_) => return Message::internal(language),
        };
        Message::fixed(language, vi, en)
    }

    fn pointer(&self) -> Option<String> {
        match self {
            Self::QuantityUnusable => Some("/quantity".to_owned()),
            Self::Voucher(error) => error.pointer(),
            Self::VariantNotFound => Some("/variant_id".to_owned()),
            Self::AddressUnusable { field } => Some(format!("/{field}")),
            Self::OptionNotOffered { position } => Some(format!("/choices/{position}")),
            _ => None,
        }
    }

    fn facts(&self) -> Option<Value> {
        match self {
            Self::Voucher(error) => error.facts(),
            _ => None,
        }
    }
}

fn address_words(field: &str) -> [[&'static str; 2]; 2] {
    match field {
        "province_code" => [
            [
                "Tỉnh chưa đúng",
                "Hãy chọn mã tỉnh, thành phố hai chữ số đang dùng, ví dụ 96.",
            ],
            [
                "The province is not usable",
                "Give the two-digit code of a province of today, such as 96.",
            ],
        ],
        "commune_code" => [
            [
                "Xã, phường chưa đúng",
                "Hãy chọn mã xã, phường, đặc khu năm chữ số thuộc tỉnh đã chọn.",
            ],
            [
                "The commune is not usable",
                "Give the five-digit code of a commune in the chosen province.",
            ],
        ],
        "phone" => [
            [
                "Số điện thoại chưa đúng",
                "Hãy nhập số mà người giao hàng gọi được, ví dụ 0912345678.",
            ],
            [
                "The phone number is not usable",
                "Give a number that the carrier can call, such as 0912345678.",
            ],
        ],
        _ => [
            [
                "Địa chỉ chưa đủ",
                "Hãy nhập lại phần được chỉ ra: không để trống, không quá dài.",
            ],
            [
                "The address is not usable",
                "Give the named part again: not empty and not too long.",
            ],
        ],
    }
}
