//! Why a use case about promotion says no.

use sea_orm::DbErr;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    Failure, Kind, Language, Message,
    catalog::documents::FeedError,
    failure::{database_code, database_kind},
    limits,
    text::TextError,
};

/// Why a use case about promotion says no.
#[derive(Debug, thiserror::Error)]
pub enum PromotionError {
    /// There is no such slot.
    #[error("no such slot")]
    SlotNotFound,
    /// There is no such collection.
    #[error("no such collection")]
    CollectionNotFound,
    /// There is no such product.
    #[error("no such product")]
    ProductNotFound,
    /// Nobody raises this product in lists.
    #[error("the product is not raised")]
    NotRaised,
    /// There are five steps of promotion.
    #[error("no such step of promotion")]
    StepUnusable,
    /// A promotion ends after it starts, not in the past, and within a year.
    #[error("the days of the promotion are not usable")]
    DaysUnusable,
    /// Someone changed it since the caller read it.
    #[error("changed meanwhile")]
    Stale,
    /// A placement is named by 1 to 40 small letters, digits and underscores.
    #[error("the name of the placement is not usable")]
    PlacementUnusable,
    /// A slot holds a product or a collection: one of the two.
    #[error("neither or both of a product and a collection")]
    TargetUnclear,
    /// The slot would end before it starts.
    #[error("the slot ends before it starts")]
    EndsBeforeStart,
    /// These products do not exist or are not published.
    #[error("products {product_ids:?} are not published")]
    NotPublished {
        /// The products.
        product_ids: Vec<Uuid>,
    },
    /// An OCOP slot takes only products with a star in force.
    #[error("products {product_ids:?} have no star in force")]
    StarNotInForce {
        /// The products.
        product_ids: Vec<Uuid>,
    },
    /// A collection has so many products at most, each once.
    #[error("too many products, or one twice")]
    ItemsUnusable,
    /// A slot shows this collection.
    #[error("slots {slot_ids:?} show this collection")]
    CollectionInUse {
        /// The slots.
        slot_ids: Vec<Uuid>,
    },
    /// A text cannot be kept.
    #[error(transparent)]
    Text(#[from] TextError),
    /// What the public sees of products cannot be read.
    #[error("the cards of products cannot be read")]
    Catalogue(#[from] FeedError),
    /// The database failed.
    #[error("the database failed in a use case about promotion")]
    Database(#[from] DbErr),
}

impl Failure for PromotionError {
    fn kind(&self) -> Kind {
        match self {
            Self::SlotNotFound
            | Self::CollectionNotFound
            | Self::ProductNotFound
            | Self::NotRaised => Kind::NotFound,
            Self::Stale => Kind::Stale,
            Self::NotPublished { .. }
            | Self::StarNotInForce { .. }
            | Self::CollectionInUse { .. } => Kind::Conflict,
            Self::Text(error) => error.kind(),
            Self::Catalogue(error) => error.kind(),
            Self::Database(error) => database_kind(error),
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::SlotNotFound => "slot_not_found",
            Self::CollectionNotFound => "collection_not_found",
            Self::ProductNotFound => "product_not_found",
            Self::NotRaised => "promotion_not_found",
            Self::StepUnusable => "promotion_step_unusable",
            Self::DaysUnusable => "promotion_days_unusable",
            Self::Stale => "changed_meanwhile",
            Self::PlacementUnusable => "placement_unusable",
            Self::TargetUnclear => "slot_target_unclear",
            Self::EndsBeforeStart => "ends_before_start",
            Self::NotPublished { .. } => "product_not_published",
            Self::StarNotInForce { .. } => "star_not_in_force",
            Self::ItemsUnusable => "collection_items_unusable",
            Self::CollectionInUse { .. } => "collection_in_use",
            Self::Text(error) => error.code(),
            Self::Catalogue(error) => error.code(),
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        match self {
            Self::Text(error) => error.message(language),
            Self::Catalogue(_) | Self::Database(_) => Message::internal(language),
            fixed => {
                let [vi, en] = fixed.words();
                Message::fixed(language, vi, en)
            }
        }
    }

    fn pointer(&self) -> Option<String> {
        let pointer = match self {
            Self::PlacementUnusable => "/placement",
            Self::TargetUnclear => "/product_id",
            Self::EndsBeforeStart => "/ends_at",
            Self::StepUnusable => "/step",
            Self::DaysUnusable => "/ends_on",
            Self::ItemsUnusable => "/product_ids",
            Self::Text(error) => return error.pointer(),
            _ => return None,
        };
        Some(pointer.to_owned())
    }

    fn facts(&self) -> Option<Value> {
        match self {
            Self::NotPublished { product_ids } | Self::StarNotInForce { product_ids } => {
                Some(json!({ "product_ids": product_ids }))
            }
            Self::CollectionInUse { slot_ids } => Some(json!({ "slot_ids": slot_ids })),
            Self::ItemsUnusable => Some(json!({ "most": limits::COLLECTION_ITEMS_MAX })),
            _ => None,
        }
    }
}

impl PromotionError {
    /// Title and detail in Vietnamese and English.
    #[expect(
        clippy::too_many_lines,
        reason = "a table of words, one entry a refusal"
    )]
    const fn words(&self) -> [[&'static str; 2]; 2] {
        match self {
            Self::SlotNotFound => [
                [
                    "Không tìm thấy vị trí trưng bày",
                    "Có thể người khác đã bỏ. Hãy tải lại.",
                ],
                [
                    "Slot not found",
                    "Someone may have removed it. Read the list again.",
                ],
            ],
            Self::CollectionNotFound => [
                [
                    "Không tìm thấy bộ sưu tập",
                    "Hãy kiểm tra lại đường dẫn hoặc mã.",
                ],
                ["Collection not found", "Check the address or the id."],
            ],
            Self::ProductNotFound => [
                ["Không tìm thấy sản phẩm", "Hãy kiểm tra lại mã."],
                ["Product not found", "Check the id of the product."],
            ],
            Self::NotRaised => [
                [
                    "Sản phẩm không được ưu tiên",
                    "Chưa ai đặt mức ưu tiên cho sản phẩm này.",
                ],
                [
                    "The product is not promoted",
                    "Nobody has given it a step of promotion.",
                ],
            ],
            Self::StepUnusable => [
                ["Mức ưu tiên chưa đúng", "Hãy chọn từ 0 đến 5."],
                [
                    "The step of promotion is not usable",
                    "Choose one from 0 to 5.",
                ],
            ],
            Self::DaysUnusable => [
                [
                    "Ngày chưa đúng",
                    "Ngày cuối không được trước ngày đầu hoặc trước hôm nay, và cách ngày đầu nhiều \
                     nhất một năm.",
                ],
                [
                    "The days are not usable",
                    "The last day is not before the first or before today, and within a year of it.",
                ],
            ],
            Self::Stale => [
                [
                    "Nội dung vừa được sửa",
                    "Người khác đã sửa. Hãy tải lại rồi sửa tiếp.",
                ],
                [
                    "Changed meanwhile",
                    "Someone else changed it. Read it again, then change it.",
                ],
            ],
            Self::PlacementUnusable => [
                [
                    "Tên vị trí chưa đúng",
                    "Dùng 1 đến 40 chữ thường không dấu, chữ số, dấu gạch dưới: home_hero.",
                ],
                [
                    "The name of the placement is not usable",
                    "Use 1 to 40 small letters, digits and underscores, such as home_hero.",
                ],
            ],
            Self::TargetUnclear => [
                [
                    "Chưa rõ trưng bày gì",
                    "Hãy chọn một sản phẩm hoặc một bộ sưu tập.",
                ],
                [
                    "It is unclear what to show",
                    "Choose one product or one collection.",
                ],
            ],
            Self::EndsBeforeStart => [
                ["Thời gian chưa đúng", "Lúc kết thúc phải sau lúc bắt đầu."],
                [
                    "The times are not usable",
                    "The end must come after the start.",
                ],
            ],
            Self::NotPublished { .. } => [
                [
                    "Có sản phẩm chưa được bán",
                    "Chỉ trưng bày sản phẩm đang bán. Hãy bỏ những sản phẩm trong product_ids.",
                ],
                [
                    "A product is not on sale",
                    "Only published products can be shown. Leave out those in product_ids.",
                ],
            ],
            Self::StarNotInForce { .. } => [
                [
                    "Sản phẩm không có sao OCOP còn hiệu lực",
                    "Vị trí OCOP chỉ nhận sản phẩm có giấy chứng nhận còn hạn. Hãy chọn sản phẩm \
                     khác, hoặc đặt ở vị trí không dành riêng cho OCOP.",
                ],
                [
                    "No OCOP star in force",
                    "An OCOP slot takes only products whose certificate is in force. Choose \
                     another product, or a slot that is not for OCOP alone.",
                ],
            ],
            Self::CollectionInUse { .. } => [
                [
                    "Bộ sưu tập đang được trưng bày",
                    "Hãy bỏ các vị trí trong slot_ids trước.",
                ],
                [
                    "The collection is being shown",
                    "Remove the slots in slot_ids first.",
                ],
            ],
            _ => [
                [
                    "Danh sách sản phẩm chưa đúng",
                    "Mỗi bộ sưu tập có nhiều nhất 200 sản phẩm, mỗi sản phẩm một lần.",
                ],
                [
                    "The list of products is not usable",
                    "A collection has at most 200 products, each of them once.",
                ],
            ],
        }
    }
}
