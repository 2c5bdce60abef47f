//! Why the search is not rebuilt.

use sea_orm::DbErr;

use crate::{
    Failure, Kind, Language, Message,
    catalog::documents::FeedError,
    failure::{database_code, database_kind},
};

/// Why the search is not rebuilt.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// Another rebuild is under way.
    #[error("the search is being rebuilt already; wait until that is done")]
    Running,
    /// This one was silent for too long, and another one began.
    #[error("another rebuild took over")]
    TakenOver,
    /// The documents cannot be read, or the index cannot be written.
    #[error("the index cannot be built")]
    Feed(#[from] FeedError),
    /// The database failed.
    #[error("the database failed while the search was rebuilt")]
    Database(#[from] DbErr),
}

impl RebuildError {
    /// The error with its causes, for an operator.
    pub(super) fn told(&self) -> String {
        let causes = std::iter::successors(std::error::Error::source(self), |error| error.source());
        causes.fold(self.to_string(), |text, cause| format!("{text}: {cause}"))
    }
}

impl Failure for RebuildError {
    fn kind(&self) -> Kind {
        match self {
            Self::Running | Self::TakenOver => Kind::Conflict,
            Self::Feed(error) => error.kind(),
            Self::Database(error) => database_kind(error),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Running | Self::TakenOver => "reindex_running",
            Self::Feed(error) => error.code(),
            Self::Database(error) => database_code(error),
        }
    }

    fn message(&self, language: Language) -> Message {
        match self {
            Self::Running | Self::TakenOver => Message::fixed(
                language,
                [
                    "Chỉ mục tìm kiếm đang được lập lại",
                    "Hãy chờ lần này xong rồi thử lại; xem tiến độ ở trang tình trạng tìm kiếm.",
                ],
                [
                    "The search is being rebuilt already",
                    "Wait until that is done; the status of the search tells how far it is.",
                ],
            ),
            Self::Feed(_) | Self::Database(_) => Message::internal(language),
        }
    }
}
