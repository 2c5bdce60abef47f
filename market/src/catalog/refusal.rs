//! Why a use case about products says no.

mod words;

use entity::catalog::ProductState;
use sea_orm::{ActiveEnum, DbErr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{GtinError, Missing};
use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
    text::TextError,
};

/// Why a use case about products says no.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// There is no such product, or it is another seller's.
    #[error("no such product")]
    NotFound,
    /// The product has no such pack, or it is another seller's.
    #[error("no such variant")]
    VariantNotFound,
    /// The product has no such picture.
    #[error("no such picture")]
    ImageNotFound,
    /// Someone changed the product since the caller read it.
    #[error("the product was changed meanwhile")]
    Stale,
    /// The product is in a state in which this cannot be done.
    #[error("the product is {state:?}")]
    IllegalTransition {
        /// Where it stands.
        state: ProductState,
        /// What can be done there.
        possible: Vec<&'static str>,
    },
    /// The product lacks something that the desk needs.
    #[error("the product lacks {missing:?}")]
    ListingIncomplete {
        /// What is missing.
        missing: Vec<Missing>,
    },
    /// The change touches what the desk approved.
    #[error("changing {fields:?} needs another review")]
    ReviewNeeded {
        /// The fields.
        fields: Vec<&'static str>,
    },
    /// No product set has this number.
    #[error("no such product set")]
    ProductSetUnknown,
    /// The market has no such category.
    #[error("no such category")]
    CategoryUnknown,
    /// Not a province of today, or the commune is not in it.
    #[error("no such place")]
    PlaceUnknown,
    /// A price is not 1 to 1,000,000,000 đồng.
    #[error("the price at {pointer} is out of range")]
    PriceOutOfRange {
        /// Which price.
        pointer: &'static str,
    },
    /// The former price is not above the price.
    #[error("the former price is not above the price")]
    CompareAtNotHigher,
    /// The quantity of a pack is not a positive decimal number.
    #[error("the pack is not usable")]
    PackUnusable,
    /// The net weight is not 1 g to 1 t.
    #[error("the weight is out of range")]
    WeightOutOfRange,
    /// Another pack of the product has this article number.
    #[error("the article number is taken")]
    SkuTaken,
    /// The barcode number is not one.
    #[error(transparent)]
    Gtin(#[from] GtinError),
    /// The product has as many packs as it may have.
    #[error("too many variants")]
    TooManyVariants,
    /// A published product needs a pack with a price.
    #[error("the last variant with a price")]
    LastVariant,
    /// The product has as many pictures as it may have.
    #[error("too many pictures")]
    TooManyImages,
    /// Not a PNG, JPEG or WebP picture.
    #[error("no picture")]
    ImageUnreadable,
    /// The picture has too many bytes or pixels.
    #[error("the picture is too large")]
    ImageTooLarge,
    /// The batch is empty or too long.
    #[error("the batch is empty or too long")]
    StockBatchSize,
    /// One variant came twice in a batch.
    #[error("a variant came twice")]
    VariantTwice,
    /// Neither or both of a count and a difference were given.
    #[error("neither or both of a count and a difference")]
    StockAmountUnclear {
        /// Of which variant.
        variant_id: Uuid,
    },
    /// The change would leave less than nothing, or more than a billion.
    #[error("the stock of {variant_id} would be out of range")]
    StockOutOfRange {
        /// Of which variant.
        variant_id: Uuid,
        /// Units there are.
        on_hand: i64,
    },
    /// A text cannot be kept.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The disk failed.
    #[error("the disk failed in a use case about products")]
    Disk(#[from] std::io::Error),
    /// The database failed.
    #[error("the database failed in a use case about products")]
    Database(#[from] DbErr),
}

impl Failure for CatalogError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::VariantNotFound | Self::ImageNotFound => Kind::NotFound,
            Self::Stale => Kind::Stale,
            Self::IllegalTransition { .. }
            | Self::ListingIncomplete { .. }
            | Self::ReviewNeeded { .. }
            | Self::SkuTaken
            | Self::TooManyVariants
            | Self::LastVariant
            | Self::TooManyImages
            | Self::StockOutOfRange { .. } => Kind::Conflict,
            Self::Text(error) => error.kind(),
            Self::Disk(_) => Kind::Internal,
            Self::Database(error) => database_kind(error),
            _ => Kind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "product_not_found",
            Self::VariantNotFound => "variant_not_found",
            Self::ImageNotFound => "image_not_found",
            Self::Stale => "product_changed",
            Self::IllegalTransition { .. } => "illegal_transition",
            Self::ListingIncomplete { .. } => "listing_incomplete",
            Self::ReviewNeeded { .. } => "review_needed",
            Self::ProductSetUnknown => "product_set_unknown",
            Self::CategoryUnknown => "category_unknown",
            Self::PlaceUnknown => "place_unknown",
            Self::PriceOutOfRange { .. } => "price_out_of_range",
            Self::CompareAtNotHigher => "compare_at_not_higher",
            Self::PackUnusable => "pack_unusable",
            Self::WeightOutOfRange => "weight_out_of_range",
            Self::SkuTaken => "sku_taken",
            Self::Gtin(_) => "gtin_unusable",
            Self::TooManyVariants => "too_many_variants",
            Self::LastVariant => "last_variant",
            Self::TooManyImages => "too_many_images",
            Self::ImageUnreadable => "image_unreadable",
            Self::ImageTooLarge => "image_too_large",
            Self::StockBatchSize => "stock_batch_size",
            Self::VariantTwice => "variant_twice",
            Self::StockAmountUnclear { .. } => "stock_amount_unclear",
            Self::StockOutOfRange { .. } => "stock_out_of_range",
            Self::Text(error) => error.code(),
            Self::Disk(_) => "internal",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        words::message(self, language)
    }

    fn pointer(&self) -> Option<String> {
        let pointer = match self {
            Self::ProductSetUnknown => "/product_set",
            Self::CategoryUnknown => "/category",
            Self::PlaceUnknown => "/commune_code",
            Self::PriceOutOfRange { pointer } => pointer,
            Self::CompareAtNotHigher => "/compare_at",
            Self::PackUnusable => "/pack/quantity",
            Self::WeightOutOfRange => "/net_weight_g",
            Self::SkuTaken => "/sku",
            Self::Gtin(_) => "/gtin",
            Self::ImageUnreadable | Self::ImageTooLarge => "/file",
            Self::Text(error) => return error.pointer(),
            _ => return None,
        };
        Some(pointer.to_owned())
    }

    fn facts(&self) -> Option<Value> {
        match self {
            Self::IllegalTransition { state, possible } => {
                Some(json!({ "state": state.to_value(), "possible": possible }))
            }
            Self::ListingIncomplete { missing } => {
                let missing: Vec<Value> = missing.iter().map(|lack| lack.fact()).collect();
                Some(json!({ "missing": missing }))
            }
            Self::ReviewNeeded { fields } => Some(json!({ "fields": fields })),
            Self::StockAmountUnclear { variant_id } => Some(json!({ "variant_id": variant_id })),
            Self::StockOutOfRange {
                variant_id,
                on_hand,
            } => Some(json!({ "variant_id": variant_id, "on_hand": on_hand })),
            _ => None,
        }
    }
}

impl Missing {
    fn fact(self) -> Value {
        let [vi, en] = self.words();
        json!({ "code": self.code(), "vi": vi, "en": en })
    }
}
