//! Why a use case about reviews says no.

use sea_orm::DbErr;
use serde_json::Value;

use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
    step::IllegalStep,
    text::TextError,
};

/// Why a use case about reviews says no.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// No such review, or not the caller's.
    #[error("no such review")]
    NotFound,
    /// No such product, or not on sale.
    #[error("no such product")]
    ProductNotFound,
    /// Stars go from 1 to 5.
    #[error("the stars are out of range")]
    StarsUnusable,
    /// The caller has no purchase of the product.
    #[error("the product was not bought")]
    NotBought,
    /// The product has not arrived.
    #[error("the product has not arrived")]
    NotDelivered,
    /// The purchase has its review of the product.
    #[error("the purchase has a review of the product")]
    Exists,
    /// The caller acts for the seller.
    #[error("the product is the caller's own")]
    OwnProduct,
    /// The seller has answered.
    #[error("the review has its answer")]
    Answered,
    /// The wrong moment.
    #[error(transparent)]
    Illegal(#[from] IllegalStep),
    /// A text cannot be kept.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The database failed.
    #[error("the database failed in a use case about reviews")]
    Database(#[from] DbErr),
}

impl Failure for ReviewError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::ProductNotFound => Kind::NotFound,
            Self::StarsUnusable => Kind::Invalid,
            Self::NotBought | Self::OwnProduct => Kind::Forbidden,
            Self::NotDelivered | Self::Exists | Self::Answered | Self::Illegal(_) => Kind::Conflict,
            Self::Text(error) => error.kind(),
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "review_not_found",
            Self::ProductNotFound => "product_not_found",
            Self::StarsUnusable => "review_stars_unusable",
            Self::NotBought => "product_not_bought",
            Self::NotDelivered => "order_not_delivered",
            Self::Exists => "review_exists",
            Self::OwnProduct => "own_product",
            Self::Answered => "review_answered",
            Self::Illegal(_) => IllegalStep::CODE,
            Self::Text(error) => error.code(),
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        match self {
            Self::Illegal(step) => step.message(language),
            Self::Text(error) => error.message(language),
            Self::Database(_) => Message::internal(language),
            own => {
                let [vi, en] = own.words();
                Message::fixed(language, vi, en)
            }
        }
    }

    fn pointer(&self) -> Option<String> {
        match self {
            Self::StarsUnusable => Some("/stars".to_owned()),
            Self::Text(error) => error.pointer(),
            _ => None,
        }
    }

    fn facts(&self) -> Option<Value> {
        match self {
            Self::Illegal(step) => Some(step.facts()),
            _ => None,
        }
    }
}

impl ReviewError {
    /// Title and detail in Vietnamese and English.
    const fn words(&self) -> [[&'static str; 2]; 2] {
        match self {
            Self::ProductNotFound => [
                ["Không tìm thấy sản phẩm", "Sản phẩm có thể đã ngừng bán."],
                ["Product not found", "It may no longer be on sale."],
            ],
            Self::StarsUnusable => [
                ["Số sao chưa đúng", "Hãy chấm từ 1 đến 5 sao."],
                ["The stars are not usable", "Give 1 to 5 stars."],
            ],
            Self::NotBought => [
                [
                    "Bạn chưa mua sản phẩm này",
                    "Chỉ người đã mua và nhận hàng mới đánh giá được.",
                ],
                [
                    "You have not bought this product",
                    "Only those who bought and received it can review it.",
                ],
            ],
            Self::NotDelivered => [
                ["Hàng chưa tới", "Hãy đánh giá sau khi nhận hàng."],
                [
                    "The goods have not arrived",
                    "Write your review once you have them.",
                ],
            ],
            Self::Exists => [
                [
                    "Bạn đã đánh giá rồi",
                    "Mỗi lần mua được đánh giá mỗi sản phẩm một lần.",
                ],
                [
                    "There is a review already",
                    "A purchase has one review of each product.",
                ],
            ],
            Self::OwnProduct => [
                [
                    "Đây là sản phẩm của bạn",
                    "Người bán không đánh giá hàng của mình. Hãy trả lời người mua.",
                ],
                [
                    "This is your own product",
                    "Sellers do not review what they sell. Answer your buyers instead.",
                ],
            ],
            Self::Answered => [
                ["Đã trả lời rồi", "Mỗi đánh giá được trả lời một lần."],
                ["Answered already", "A review is answered once."],
            ],
            _ => [
                ["Không tìm thấy đánh giá", "Hãy kiểm tra lại mã."],
                ["Review not found", "Check the id of the review."],
            ],
        }
    }
}
