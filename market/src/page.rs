//! Pages of lists that are ordered by id: newest rows have the largest ids.

use uuid::Uuid;

use crate::{Failure, Kind, Language, Message, language::Bilingual, limits};

/// Why a page cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// The cursor is not one of ours.
    #[error("the cursor is not usable")]
    Cursor,
    /// The limit is out of range.
    #[error("the limit {rows} is out of range")]
    Limit {
        /// What was asked for.
        rows: u64,
    },
}

/// Which page of a list, ordered by id.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest {
    /// Rows wanted.
    pub rows: u64,
    /// The last id of the page before.
    pub after: Option<Uuid>,
}

impl PageRequest {
    /// Reads the cursor that a page before carried.
    ///
    /// # Errors
    ///
    /// [`PageError::Cursor`] when it is not one of ours.
    pub fn new(rows: u64, cursor: Option<&str>) -> Result<Self, PageError> {
        let after = cursor
            .map(Uuid::try_parse)
            .transpose()
            .map_err(|_| PageError::Cursor)?;
        Ok(Self { rows, after })
    }

    /// Cuts the extra row that was read to see whether there is more, and names the cursor.
    #[must_use]
    pub fn cut<T>(&self, mut rows: Vec<T>, id: impl Fn(&T) -> Uuid) -> (Vec<T>, Option<String>) {
        let wanted = usize::try_from(self.rows).unwrap_or(usize::MAX);
        if rows.len() <= wanted {
            return (rows, None);
        }
        rows.truncate(wanted);
        let cursor = rows.last().map(|row| id(row).simple().to_string());
        (rows, cursor)
    }
}

impl Failure for PageError {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Cursor => "cursor_unusable",
            Self::Limit { .. } => "limit_out_of_range",
        }
    }

    fn message(&self, language: Language) -> Message {
        match self {
            Self::Cursor => Message::fixed(
                language,
                [
                    "Vị trí trang chưa đúng",
                    "Hãy dùng next_cursor của trang trước, hoặc bỏ cursor để về trang đầu.",
                ],
                [
                    "The cursor is not usable",
                    "Use next_cursor of the page before, or leave cursor out to start again.",
                ],
            ),
            Self::Limit { .. } => Message::with(
                language,
                "Số dòng chưa đúng",
                "The limit is out of range",
                language
                    .pick(
                        "Mỗi trang có từ 1 đến {n} dòng.",
                        "A page has 1 to {n} rows.",
                    )
                    .replace("{n}", &limits::PAGE_ROWS_MAX.to_string()),
            ),
        }
    }

    fn pointer(&self) -> Option<String> {
        Some(
            if matches!(self, Self::Cursor) {
                "/cursor"
            } else {
                "/limit"
            }
            .to_owned(),
        )
    }
}
