//! Lists with few columns and rows, read whole: carriers' remittances, bank statements.

use super::{
    column, limits,
    sheet::{Cell, RawRow, Sheet},
    table::TableError,
    text,
};
use crate::{Language, Message, language::Bilingual};

/// A column of such a list, and the headers it goes by.
pub(crate) trait Heading: Copy + PartialEq + Sized + 'static {
    /// All of them.
    const ALL: &'static [Self];
    /// Those without which it is another list.
    const REQUIRED: &'static [Self];

    /// Its header in our own lists.
    fn name(self) -> &'static str;

    /// Other headers it goes by, folded.
    fn aliases(self) -> &'static [&'static str];

    /// Whether several columns may mean it.
    fn may_repeat(self) -> bool {
        false
    }
}

/// A row, its cells in the order of the file.
#[derive(Clone, Debug)]
pub(crate) struct ListRow<C> {
    /// As a person counts lines in the file, or rows in the sheet, from 1.
    pub(crate) line: u64,
    /// What stands in the columns that we know; none for what is no text.
    cells: Vec<(C, Option<String>)>,
}

impl<C: Heading> ListRow<C> {
    /// What stands in the column: nothing in it is an empty text, something that is no text
    /// is none.
    pub(crate) fn text(&self, column: C) -> Option<&str> {
        let mut cells = self.texts(column);
        cells.next().unwrap_or(Some(""))
    }

    /// What stands in all columns that mean it.
    pub(crate) fn texts(&self, column: C) -> impl Iterator<Item = Option<&str>> {
        self.cells
            .iter()
            .filter(move |(found, _)| *found == column)
            .map(|(_, text)| text.as_deref())
    }
}

/// Why a file is no such list.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] TableError),
    /// No row among the first ones names these columns.
    #[error("the header row lacks the columns {}", columns.join(", "))]
    MissingColumns {
        /// Their names in our own lists.
        columns: Vec<&'static str>,
    },
    /// Two headers mean one column.
    #[error("two headers mean the column {column}")]
    DuplicateColumn {
        /// Its name in our own lists.
        column: &'static str,
    },
    /// More rows than one import takes.
    #[error("the list has more than {max} rows")]
    TooManyRows {
        /// The most it may have.
        max: usize,
    },
}

/// Reads the rows behind the header, blank ones left out.
///
/// # Errors
///
/// [`ListError`] when the file is no such list.
pub(crate) fn read<C: Heading>(
    sheet: &mut Sheet,
    rows_max: usize,
) -> Result<Vec<ListRow<C>>, ListError> {
    let (header_line, columns) = header::<C>(sheet)?;
    let mut rows = Vec::new();
    for row in sheet.rows()? {
        let row = row?;
        if row.line <= header_line || row.cells.iter().all(Cell::is_blank) {
            continue;
        }
        if rows.len() == rows_max {
            return Err(ListError::TooManyRows { max: rows_max });
        }
        let cells = columns.iter().zip(row.cells);
        rows.push(ListRow {
            line: row.line,
            cells: cells
                .filter_map(|(column, cell)| Some(((*column)?, readable(cell))))
                .collect(),
        });
    }
    Ok(rows)
}

/// The text of a cell, cleaned; none when there is something that is no text.
fn readable(cell: Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => text::clean(&text, column::Column::Source)
            .ok()
            .map(|clean| clean.text),
        Cell::Broken(_) => None,
    }
}

type Found<C> = (u64, Vec<Option<C>>);

/// The line of the header and its columns; of CSV by the delimiter under which it is one.
fn header<C: Heading>(sheet: &mut Sheet) -> Result<Found<C>, ListError> {
    let mut least = C::REQUIRED.to_vec();
    loop {
        for row in sheet.rows()?.take(limits::HEADER_SEARCH_ROWS) {
            let row = row?;
            let columns = columns_of::<C>(&row);
            let lacks = |column: &C| !columns.contains(&Some(*column));
            let lacking: Vec<C> = C::REQUIRED.iter().copied().filter(lacks).collect();
            if lacking.is_empty() {
                refuse_duplicates(&columns)?;
                return Ok((row.line, columns));
            }
            if lacking.len() < least.len() {
                least = lacking;
            }
        }
        if !sheet.try_next_delimiter() {
            let columns = least.into_iter().map(C::name).collect();
            return Err(ListError::MissingColumns { columns });
        }
    }
}

fn columns_of<C: Heading>(row: &RawRow) -> Vec<Option<C>> {
    let column = |cell: &Cell| match cell {
        Cell::Text(header) => {
            let folded = search::fold(header);
            let means = |column: &C| {
                search::fold(column.name()) == folded || column.aliases().contains(&folded.as_str())
            };
            C::ALL.iter().copied().find(means)
        }
        Cell::Broken(_) => None,
    };
    row.cells.iter().map(column).collect()
}

fn refuse_duplicates<C: Heading>(columns: &[Option<C>]) -> Result<(), ListError> {
    for column in C::ALL.iter().copied().filter(|column| !column.may_repeat()) {
        let count = columns.iter().filter(|found| **found == Some(column));
        if count.count() > 1 {
            let column = column.name();
            return Err(ListError::DuplicateColumn { column });
        }
    }
    Ok(())
}

impl ListError {
    /// An upload that broke off.
    #[must_use]
    pub fn unreadable(error: std::io::Error) -> Self {
        Self::File(error.into())
    }

    /// The stable name of the problem.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::File(_) => "file_unreadable",
            Self::MissingColumns { .. } => "columns_missing",
            Self::DuplicateColumn { .. } => "column_repeated",
            Self::TooManyRows { .. } => "too_many_rows",
        }
    }

    /// What is wrong and what to do.
    pub(crate) fn message(&self, language: Language) -> Message {
        let detail = match self {
            Self::File(_) => language
                .pick(
                    "Hãy mở tệp, lưu lại dạng .xlsx hoặc CSV UTF-8 rồi gửi tệp đó.",
                    "Open the file, save it as .xlsx or CSV UTF-8, and send that.",
                )
                .to_owned(),
            Self::MissingColumns { columns } => language
                .pick(
                    "Dòng tiêu đề còn thiếu cột: {columns}. Hãy thêm các cột đó.",
                    "The header row lacks the columns {columns}. Add them.",
                )
                .replace("{columns}", &columns.join(", ")),
            Self::DuplicateColumn { column } => language
                .pick(
                    "Hai cột cùng nghĩa là {column}. Hãy đổi tên hoặc bỏ một cột.",
                    "Two headers mean the column {column}. Rename or remove one of them.",
                )
                .replace("{column}", column),
            Self::TooManyRows { max } => language
                .pick(
                    "Tệp có hơn {max} dòng. Hãy chia thành nhiều tệp.",
                    "The file has more than {max} rows. Split it into several files.",
                )
                .replace("{max}", &max.to_string()),
        };
        Message::with(
            language,
            "Không đọc được tệp",
            "The file cannot be read",
            detail,
        )
    }
}
