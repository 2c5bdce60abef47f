//! Why a use case about searches says no.

use sea_orm::DbErr;

use crate::{
    Failure, Kind, Language, Message,
    failure::{database_code, database_kind},
};

/// Seconds after which clicks are taken again.
const PACE_S: i64 = 60;

/// Why a use case about searches says no.
#[derive(Debug, thiserror::Error)]
pub enum AnalyticsError {
    /// The search id is not one that a list came with.
    #[error("the search id is not usable")]
    SearchIdUnusable,
    /// A list has no such place.
    #[error("the position is not usable")]
    PositionUnusable,
    /// More clicks came in a minute than shoppers can make.
    #[error("too many clicks in a minute")]
    TooManyClicks,
    /// The period ends before it begins, or is longer than what is kept.
    #[error("the period is not usable")]
    PeriodUnusable,
    /// There is no letter or digit in the text, or too many of them.
    #[error("there is nothing to hide")]
    NothingToHide,
    /// So many texts are hidden that no more can be.
    #[error("too many texts are hidden")]
    TooManyHidden,
    /// These words are not hidden.
    #[error("these words are not hidden")]
    NotHidden,
    /// The database failed.
    #[error("the database failed in a use case about searches")]
    Database(#[from] DbErr),
}

impl AnalyticsError {
    const fn words(&self) -> [[&'static str; 2]; 2] {
        match self {
            Self::SearchIdUnusable => [
                [
                    "Mã tìm kiếm không dùng được",
                    "Hãy gửi đúng `search_id` đi cùng danh sách.",
                ],
                [
                    "The search id is not usable",
                    "Send the `search_id` that came with the list.",
                ],
            ],
            Self::PositionUnusable => [
                [
                    "Vị trí không dùng được",
                    "Vị trí là số thứ tự trên danh sách, từ 1 đến 1000.",
                ],
                [
                    "The position is not usable",
                    "It is a place on the list, from 1 to 1000.",
                ],
            ],
            Self::TooManyClicks => [
                ["Quá nhiều lượt bấm", "Hãy gửi lại sau một phút."],
                ["Too many clicks", "Send it again in a minute."],
            ],
            Self::PeriodUnusable => [
                [
                    "Khoảng thời gian không dùng được",
                    "Ngày cuối không được trước ngày đầu, và nhiều nhất là 92 ngày.",
                ],
                [
                    "The period is not usable",
                    "It must not end before it begins, and has 92 days at most.",
                ],
            ],
            Self::NothingToHide => [
                [
                    "Không có từ nào để ẩn",
                    "Hãy cho ít nhất một chữ, nhiều nhất 400 chữ.",
                ],
                [
                    "There is nothing to hide",
                    "Give at least one letter, and 400 at most.",
                ],
            ],
            Self::TooManyHidden => [
                [
                    "Đã ẩn quá nhiều từ",
                    "Hãy bỏ ẩn những từ không còn cần trước khi thêm.",
                ],
                [
                    "Too many texts are hidden",
                    "Show some again before you hide more.",
                ],
            ],
            Self::NotHidden | Self::Database(_) => [
                ["Từ này không bị ẩn", "Hãy xem danh sách các từ đang ẩn."],
                [
                    "These words are not hidden",
                    "See the list of what is hidden.",
                ],
            ],
        }
    }
}

impl Failure for AnalyticsError {
    fn kind(&self) -> Kind {
        match self {
            Self::SearchIdUnusable
            | Self::PositionUnusable
            | Self::PeriodUnusable
            | Self::NothingToHide => Kind::Invalid,
            Self::TooManyClicks => Kind::TooMany,
            Self::TooManyHidden => Kind::Conflict,
            Self::NotHidden => Kind::NotFound,
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::SearchIdUnusable => "search_id_unusable",
            Self::PositionUnusable => "position_unusable",
            Self::TooManyClicks => "too_many_clicks",
            Self::PeriodUnusable => "period_unusable",
            Self::NothingToHide => "nothing_to_hide",
            Self::TooManyHidden => "too_many_hidden",
            Self::NotHidden => "query_not_hidden",
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        if let Self::Database(_) = self {
            return Message::internal(language);
        }
        let [vi, en] = self.words();
        Message::fixed(language, vi, en)
    }

    fn pointer(&self) -> Option<String> {
        let pointer = match self {
            Self::SearchIdUnusable => "/search_id",
            Self::PositionUnusable => "/position",
            Self::PeriodUnusable => "/to",
            Self::NothingToHide => "/q",
            _ => return None,
        };
        Some(pointer.to_owned())
    }

    fn retry_after_s(&self) -> Option<i64> {
        matches!(self, Self::TooManyClicks).then_some(PACE_S)
    }
}
