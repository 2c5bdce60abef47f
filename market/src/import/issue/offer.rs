//! Problems with pack or price.

use super::Report;
use crate::import::{limits, price::PriceError};

/// What is wrong with what a row offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfferProblem {
    /// The pack is kept as text; its weight is not known.
    Pack {
        /// The cell.
        printed: String,
    },
    /// The price cannot be read.
    Price {
        /// The cell.
        printed: String,
        /// Why.
        error: PriceError,
    },
    /// Two prices, of which none is the selling price.
    PriceRange {
        /// The cell.
        printed: String,
    },
    /// About a price, or from a price on.
    PriceApproximate {
        /// The cell.
        printed: String,
    },
    /// The price is for another amount than any pack of the row.
    PriceOfOtherPack {
        /// What it is for; none where it does not say and the row has several packs.
        per: Option<String>,
    },
}

impl OfferProblem {
    pub(super) fn report(&self) -> Report {
        match self {
            Self::Pack { printed } => Report::notice(
                "pack_not_understood",
                format!(
                    "Giữ nguyên quy cách “{printed}”, chưa rõ khối lượng: có thể ghi như “hộp 100 g”."
                ),
                format!(
                    "The pack “{printed}” is kept as text, its weight unknown: you may write “hộp 100 g”."
                ),
            ),
            Self::Price { printed, error } => price_report(printed, *error),
            Self::PriceRange { printed } => Report::warning(
                "price_is_a_range",
                format!(
                    "“{printed}” là khoảng giá nên sản phẩm ở dạng nháp: hãy ghi một giá cho mỗi quy cách."
                ),
                format!(
                    "“{printed}” is a range, so the product stays a draft: give one price for each pack."
                ),
            ),
            Self::PriceApproximate { printed } => Report::warning(
                "price_is_approximate",
                format!(
                    "“{printed}” chưa phải giá chính xác nên sản phẩm ở dạng nháp: hãy ghi giá bán."
                ),
                format!(
                    "“{printed}” is no exact price, so the product stays a draft: give the selling price."
                ),
            ),
            Self::PriceOfOtherPack { per: None } => Report::warning(
                "price_of_unknown_pack",
                "Có nhiều quy cách nhưng chỉ một giá: hãy ghi mỗi quy cách một dòng.",
                "There are several packs but one price: make a row for each pack.",
            ),
            Self::PriceOfOtherPack { per: Some(per) } => Report::warning(
                "price_of_other_pack",
                format!(
                    "Giá tính theo “{per}” chứ không theo quy cách của dòng: hãy ghi giá của quy cách."
                ),
                format!(
                    "The price is for “{per}”, not for the pack of this row: give the price of the pack."
                ),
            ),
        }
    }
}

fn price_report(printed: &str, error: PriceError) -> Report {
    match error {
        PriceError::NotUnderstood => Report::warning(
            "price_not_understood",
            format!("Không hiểu giá “{printed}”: hãy ghi số đồng, ví dụ 85000."),
            format!(
                "The price “{printed}” is not understood: write the number of đồng, such as 85000."
            ),
        ),
        PriceError::ForeignCurrency => Report::warning(
            "price_not_in_dong",
            format!("Giá “{printed}” không tính bằng đồng: hãy ghi giá bằng đồng Việt Nam."),
            format!("The price “{printed}” is not in đồng: give it in Vietnamese đồng."),
        ),
        PriceError::TooLow => Report::warning(
            "price_too_low",
            format!("Giá “{printed}” quá thấp: nếu là nghìn đồng, hãy ghi đủ, ví dụ 150000."),
            format!("The price “{printed}” is too low: if thousands are meant, write 150000."),
        ),
        PriceError::NotPositive => Report::error(
            "price_not_positive",
            format!("Giá “{printed}” phải lớn hơn 0; chưa có giá thì để trống."),
            format!("The price “{printed}” must be above zero; leave it empty if there is none."),
        ),
        PriceError::TooHigh => Report::error(
            "price_too_high",
            format!(
                "Giá “{printed}” vượt quá {} đồng một đơn vị: hãy kiểm tra số không.",
                limits::PRICE_DONG_MAX
            ),
            format!(
                "The price “{printed}” is above {} đồng a unit: check the zeros.",
                limits::PRICE_DONG_MAX
            ),
        ),
    }
}
