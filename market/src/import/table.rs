//! A list as a table: its header understood, its rows one by one.

mod error;

use std::{
    collections::BTreeMap,
    io::{self, Read, Seek},
    path::Path,
};

use bytes::Bytes;

pub use error::TableError;

use super::{
    archive,
    column::{self, Column},
    delimited, limits,
    source::Source,
    spreadsheet::{self, Workbook},
};

/// One cell as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text, untouched.
    Text(String),
    /// Something that is no text.
    Broken(BrokenCell),
}

/// Why a cell has no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BrokenCell {
    /// The bytes are not UTF-8.
    NotUtf8,
    /// Longer than [`limits::CELL_BYTES_MAX`].
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// A formula that failed, such as `#N/A`.
    Formula {
        /// What the cell shows.
        shown: String,
    },
}

impl Cell {
    /// Whether there is nothing in it.
    pub(super) fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

/// A row before the header is known.
#[derive(Debug)]
pub(super) struct RawRow {
    /// As a person counts lines in the file, or rows in the sheet.
    pub(super) line: u64,
    pub(super) cells: Vec<Cell>,
    /// Whether the file says of every row how many cells it has.
    pub(super) states_width: bool,
}

pub(super) type RawRows<'a> = Box<dyn Iterator<Item = Result<RawRow, TableError>> + Send + 'a>;

/// A row of the list, its cells by column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// As a person counts lines in the file, or rows in the sheet, from 1.
    pub line: u64,
    /// The cells of the columns that the header names.
    pub cells: BTreeMap<Column, Cell>,
    /// Found and expected number of cells, where they differ.
    pub wrong_width: Option<(usize, usize)>,
}

/// A product list whose header is understood.
pub struct Table {
    format: Format,
    header: Header,
}

enum Format {
    Delimited(Source, u8),
    Spreadsheet(Box<Workbook>),
}

#[derive(Debug)]
struct Header {
    line: u64,
    columns: Vec<Option<Column>>,
    unknown: Vec<String>,
}

/// The rows of a [`Table`], read as they are asked for.
pub struct Records<'a> {
    rows: RawRows<'a>,
    header: &'a Header,
    read: u64,
}

impl Table {
    /// Opens a CSV or XLSX file and reads its header.
    ///
    /// # Errors
    ///
    /// [`TableError`] when it is no readable table or lacks a required column.
    pub fn open(path: &Path) -> Result<Self, TableError> {
        Self::of(Source::file(path))
    }

    /// Reads the header of an uploaded CSV or XLSX file.
    ///
    /// # Errors
    ///
    /// [`TableError`] when it is no readable table or lacks a required column.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Result<Self, TableError> {
        Self::of(Source::Bytes(bytes.into()))
    }

    fn of(source: Source) -> Result<Self, TableError> {
        let mut format = Format::of(source)?;
        let header = format.header()?;
        Ok(Self { format, header })
    }

    /// The line of the header row.
    #[must_use]
    pub fn header_line(&self) -> u64 {
        self.header.line
    }

    /// The columns the header names, left to right.
    pub fn columns(&self) -> impl Iterator<Item = Column> {
        self.header.columns.iter().flatten().copied()
    }

    /// Headers that mean nothing to us; their cells are not read.
    #[must_use]
    pub fn unknown_columns(&self) -> &[String] {
        &self.header.unknown
    }

    /// The rows behind the header, blank ones left out; may be called again to read again.
    ///
    /// # Errors
    ///
    /// [`TableError`] when the file cannot be opened again. Each row may fail as well, after
    /// which there are no more.
    pub fn records(&mut self) -> Result<Records<'_>, TableError> {
        Ok(Records {
            rows: self.format.rows()?,
            header: &self.header,
            read: 0,
        })
    }

    /// How many rows there are, by reading through them once.
    ///
    /// # Errors
    ///
    /// [`TableError`] of the first row that cannot be read, or too many of them.
    pub fn count(&mut self) -> Result<u64, TableError> {
        self.records()?
            .try_fold(0, |count, record| record.map(|_| count + 1))
    }
}

impl Format {
    fn of(source: Source) -> Result<Self, TableError> {
        let mut input = source.open()?;
        let bytes = input.seek(io::SeekFrom::End(0))?;
        if bytes > limits::FILE_BYTES_MAX {
            return Err(TableError::TooLarge { bytes });
        }
        input.rewind()?;
        let mut start = Vec::new();
        input.by_ref().take(4).read_to_end(&mut start)?;
        match start[..] {
            [b'P', b'K', 3, 4] => {
                archive::check(source.open()?)?;
                Ok(Self::Spreadsheet(Box::new(spreadsheet::open(
                    source.open()?,
                )?)))
            }
            [0xd0, 0xcf, 0x11, 0xe0] => Err(TableError::OtherFormat {
                kind: "old Excel (.xls)",
            }),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(TableError::OtherFormat {
                kind: "UTF-16 text",
            }),
            [b'%', b'P', b'D', b'F'] => Err(TableError::OtherFormat { kind: "PDF" }),
            _ => Ok(Self::Delimited(source, delimited::DELIMITERS[0])),
        }
    }

    /// The header; of CSV by the delimiter under which it is one.
    fn header(&mut self) -> Result<Header, TableError> {
        let mut best = match Header::find(self.rows()?) {
            Err(TableError::MissingColumns { missing }) => missing,
            other => return other,
        };
        for other in &delimited::DELIMITERS[1..] {
            let Self::Delimited(_, delimiter) = self else {
                break;
            };
            *delimiter = *other;
            match Header::find(self.rows()?) {
                Err(TableError::MissingColumns { missing }) if missing.len() < best.len() => {
                    best = missing;
                }
                Err(TableError::MissingColumns { .. }) => {}
                other => return other,
            }
        }
        Err(TableError::MissingColumns { missing: best })
    }

    fn rows(&mut self) -> Result<RawRows<'_>, TableError> {
        match self {
            Self::Delimited(source, delimiter) => Ok(delimited::rows(source.open()?, *delimiter)),
            Self::Spreadsheet(workbook) => spreadsheet::rows(workbook),
        }
    }
}

impl Header {
    /// The first row that names every required column; titles may stand above it.
    fn find(rows: RawRows<'_>) -> Result<Self, TableError> {
        let mut missing = Column::REQUIRED.to_vec();
        for row in rows.take(limits::HEADER_SEARCH_ROWS) {
            let header = Self::of(row?)?;
            let lacks = |column: &Column| !header.columns.contains(&Some(*column));
            let lacking: Vec<Column> = Column::REQUIRED.into_iter().filter(lacks).collect();
            if lacking.is_empty() {
                return Ok(header);
            }
            if lacking.len() < missing.len() {
                missing = lacking;
            }
        }
        Err(TableError::MissingColumns { missing })
    }

    fn of(row: RawRow) -> Result<Self, TableError> {
        let mut header = Self {
            line: row.line,
            columns: Vec::new(),
            unknown: Vec::new(),
        };
        for cell in row.cells {
            let Cell::Text(text) = cell else {
                header.columns.push(None);
                continue;
            };
            let column = Column::of_header(&text);
            match column {
                Some(column) if header.columns.contains(&Some(column)) => {
                    return Err(TableError::DuplicateColumn { column });
                }
                None if !column::is_numbering(&text) => {
                    header.unknown.push(text.trim().to_owned());
                }
                _ => {}
            }
            header.columns.push(column);
        }
        Ok(header)
    }

    fn record(&self, row: RawRow) -> Record {
        let expected = self.columns.len();
        let filled = row
            .cells
            .iter()
            .rposition(|cell| !cell.is_blank())
            .map_or(0, |at| at + 1);
        let is_short = row.states_width && row.cells.len() < expected;
        let found = if is_short { row.cells.len() } else { filled };
        let wrong_width = (is_short || filled > expected).then_some((found, expected));
        let cells = self.columns.iter().zip(row.cells);
        let cells = cells
            .filter_map(|(column, cell)| Some(((*column)?, cell)))
            .collect();
        Record {
            line: row.line,
            cells,
            wrong_width,
        }
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Record, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let row = match self.rows.next()? {
                Ok(row) => row,
                Err(error) => return Some(Err(error)),
            };
            if row.line <= self.header.line || row.cells.iter().all(Cell::is_blank) {
                continue;
            }
            if self.read == limits::ROWS_MAX {
                return Some(Err(TableError::TooManyRows));
            }
            self.read += 1;
            return Some(Ok(self.header.record(row)));
        }
    }
}
