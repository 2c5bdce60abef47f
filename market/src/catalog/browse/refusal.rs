//! Why the catalogue cannot be browsed as asked.

use search::SearchError;

use crate::{
    Failure, Kind, Language, Message,
    catalog::documents::FeedError,
    failure::{database_code, database_kind},
    language::Bilingual,
    limits,
    page::PageError,
};

/// Why the catalogue cannot be browsed as asked.
#[derive(Debug, thiserror::Error)]
pub enum BrowseError {
    /// A filter has a value that makes no sense.
    #[error("the filter {parameter} cannot be {value}")]
    Filter {
        /// The parameter at fault.
        parameter: &'static str,
        /// What was given, at most 40 characters of it.
        value: String,
        /// What may be given.
        allowed: Allowed,
    },
    /// A filter has more values than we take.
    #[error("the filter {parameter} has too many values")]
    TooManyValues {
        /// The parameter at fault.
        parameter: &'static str,
    },
    /// A weight of the ranking is out of its bounds.
    #[error("the weight {weight} is out of its bounds")]
    Weight {
        /// The weight.
        weight: &'static str,
        /// The lowest that may be given.
        lowest: u16,
        /// The highest that may be given.
        highest: u16,
    },
    /// The page asked for makes no sense.
    #[error(transparent)]
    Page(#[from] PageError),
    /// There is no such product, or the public may not see it.
    #[error("no such product")]
    ProductNotFound,
    /// There is no such storefront, or it is not open.
    #[error("no such storefront")]
    SellerNotFound,
    /// The index is being built; it takes seconds.
    #[error("the index is being built")]
    Building,
    /// The index failed.
    #[error("the index failed")]
    Index(#[source] SearchError),
    /// The catalogue cannot be brought up to date.
    #[error("the catalogue is not up to date")]
    Feed(#[from] FeedError),
    /// The database failed.
    #[error("the database failed while browsing")]
    Database(#[from] sea_orm::DbErr),
}

/// What a filter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Whole numbers from the first to the last.
    Numbers {
        /// The first.
        lowest: u8,
        /// The last.
        highest: u8,
    },
    /// Codes of provinces of today.
    Provinces,
    /// Codes of communes of today.
    Communes,
    /// Slugs of regions.
    Regions,
    /// Slugs of categories.
    Categories,
    /// Whole đồng.
    Prices,
    /// What can be understood in a text.
    Interpretations,
    /// Any text.
    Anything,
}

impl Allowed {
    fn words(self, language: Language) -> String {
        let [vi, en] = match self {
            Self::Numbers { lowest, highest } => {
                return language
                    .pick("các số từ {a} đến {b}", "numbers from {a} to {b}")
                    .replace("{a}", &lowest.to_string())
                    .replace("{b}", &highest.to_string());
            }
            Self::Provinces => [
                "mã tỉnh hai chữ số trong /v1/store/places",
                "two-digit province codes of /v1/store/places",
            ],
            Self::Communes => [
                "mã xã, phường năm chữ số trong /v1/store/places/{code}",
                "five-digit commune codes of /v1/store/places/{code}",
            ],
            Self::Regions => [
                "tên vùng trong /v1/store/places, như mekong-river-delta",
                "regions of /v1/store/places, such as mekong-river-delta",
            ],
            Self::Categories => [
                "nhóm hàng trong /v1/store/categories",
                "categories of /v1/store/categories",
            ],
            Self::Prices => ["số đồng từ 0 trở lên", "whole đồng, zero or more"],
            Self::Interpretations => [
                "true, false, hoặc các phần stars, place, ignored",
                "true, false, or some of stars, place, ignored",
            ],
            Self::Anything => ["chữ", "text"],
        };
        language.pick(vi, en).to_owned()
    }
}

impl BrowseError {
    fn filter_message(language: Language, value: &str, allowed: Allowed) -> Message {
        let detail = language
            .pick(
                "\"{value}\" không dùng được ở đây. Hãy dùng {allowed}.",
                "\"{value}\" cannot be used here. Use {allowed}.",
            )
            .replace("{allowed}", &allowed.words(language))
            .replace("{value}", value);
        Message::with(
            language,
            "Bộ lọc chưa đúng",
            "The filter is not usable",
            detail,
        )
    }
}

impl Failure for BrowseError {
    fn kind(&self) -> Kind {
        match self {
            Self::Filter { .. } | Self::TooManyValues { .. } | Self::Weight { .. } => Kind::Invalid,
            Self::Page(error) => error.kind(),
            Self::ProductNotFound | Self::SellerNotFound => Kind::NotFound,
            Self::Building => Kind::Unavailable,
            Self::Feed(error) => error.kind(),
            Self::Database(error) => database_kind(error),
            Self::Index(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Filter { .. } => "filter_invalid",
            Self::TooManyValues { .. } => "filter_values_too_many",
            Self::Weight { .. } => "weight_invalid",
            Self::Page(error) => error.code(),
            Self::ProductNotFound => "product_not_found",
            Self::SellerNotFound => "seller_not_found",
            Self::Building => "search_building",
            Self::Feed(error) => error.code(),
            Self::Database(error) => database_code(error),
            Self::Index(_) => "internal",
        }
    }

    fn message(&self, language: Language) -> Message {
        match self {
            Self::Filter { value, allowed, .. } => Self::filter_message(language, value, *allowed),
            Self::TooManyValues { .. } => Message::with(
                language,
                "Bộ lọc có quá nhiều giá trị",
                "The filter has too many values",
                language
                    .pick(
                        "Mỗi bộ lọc nhận nhiều nhất {n} giá trị.",
                        "A filter takes at most {n} values.",
                    )
                    .replace("{n}", &limits::FILTER_VALUES_MAX.to_string()),
            ),
            Self::Weight {
                lowest, highest, ..
            } => Message::with(
                language,
                "Trọng số ngoài giới hạn",
                "The weight is out of its bounds",
                language
                    .pick(
                        "Hãy cho một số từ {a} đến {b}.",
                        "Give a number from {a} to {b}.",
                    )
                    .replace("{a}", &lowest.to_string())
                    .replace("{b}", &highest.to_string()),
            ),
            Self::Page(error) => error.message(language),
            Self::ProductNotFound => Message::fixed(
                language,
                [
                    "Không tìm thấy sản phẩm",
                    "Sản phẩm không có hoặc không còn bán. Hãy kiểm tra lại đường dẫn.",
                ],
                [
                    "Product not found",
                    "There is no such product, or it is no longer sold. Check the address.",
                ],
            ),
            Self::SellerNotFound => Message::fixed(
                language,
                [
                    "Không tìm thấy gian hàng",
                    "Gian hàng không có hoặc đang đóng. Hãy kiểm tra lại đường dẫn.",
                ],
                [
                    "Storefront not found",
                    "There is no such storefront, or it is not open. Check the address.",
                ],
            ),
            Self::Building => Message::fixed(
                language,
                [
                    "Đang lập chỉ mục tìm kiếm",
                    "Hãy thử lại sau vài giây, hoặc xem danh sách không có từ khóa và bộ lọc.",
                ],
                [
                    "The search index is being built",
                    "Try again in a few seconds, or list products without words and filters.",
                ],
            ),
            Self::Index(_) | Self::Feed(_) | Self::Database(_) => Message::internal(language),
        }
    }

    fn pointer(&self) -> Option<String> {
        match self {
            Self::Filter { parameter, .. } | Self::TooManyValues { parameter } => {
                Some(format!("/{parameter}"))
            }
            Self::Weight { weight, .. } => Some(format!("/{weight}")),
            Self::Page(error) => error.pointer(),
            _ => None,
        }
    }
}
