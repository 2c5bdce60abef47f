//! A CSV or XLSX file as rows of cells, whatever they mean.

use std::{
    io::{self, Read, Seek},
    path::Path,
};

use bytes::Bytes;

use super::{
    archive, delimited, limits,
    source::Source,
    spreadsheet::{self, Workbook},
    table::TableError,
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
    pub(crate) fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

/// A row before the header is known.
#[derive(Debug)]
pub(crate) struct RawRow {
    /// As a person counts lines in the file, or rows in the sheet.
    pub(crate) line: u64,
    pub(crate) cells: Vec<Cell>,
    /// Whether the file says of every row how many cells it has.
    pub(crate) states_width: bool,
}

pub(crate) type RawRows<'a> = Box<dyn Iterator<Item = Result<RawRow, TableError>> + Send + 'a>;

/// A CSV or XLSX file whose rows can be read, again and again.
pub(crate) struct Sheet(Format);

enum Format {
    Delimited(Source, u8),
    Spreadsheet(Box<Workbook>),
}

impl Sheet {
    /// Opens a file.
    ///
    /// # Errors
    ///
    /// [`TableError`] when it is no readable table.
    pub(crate) fn open(path: &Path) -> Result<Self, TableError> {
        Self::of(Source::file(path))
    }

    /// Opens an uploaded file.
    ///
    /// # Errors
    ///
    /// [`TableError`] when it is no readable table.
    pub(crate) fn from_bytes(bytes: impl Into<Bytes>) -> Result<Self, TableError> {
        Self::of(Source::Bytes(bytes.into()))
    }

    fn of(source: Source) -> Result<Self, TableError> {
        let mut input = source.open()?;
        let bytes = input.seek(io::SeekFrom::End(0))?;
        if bytes > limits::FILE_BYTES_MAX {
            return Err(TableError::TooLarge { bytes });
        }
        input.rewind()?;
        let mut start = Vec::new();
        input.by_ref().take(4).read_to_end(&mut start)?;
        let format = match start[..] {
            [b'P', b'K', 3, 4] => {
                archive::check(source.open()?)?;
                Format::Spreadsheet(Box::new(spreadsheet::open(source.open()?)?))
            }
            [0xd0, 0xcf, 0x11, 0xe0] => {
                return Err(TableError::OtherFormat {
                    kind: "old Excel (.xls)",
                });
            }
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                return Err(TableError::OtherFormat {
                    kind: "UTF-16 text",
                });
            }
            [b'%', b'P', b'D', b'F'] => return Err(TableError::OtherFormat { kind: "PDF" }),
            _ => Format::Delimited(source, delimited::DELIMITERS[0]),
        };
        Ok(Self(format))
    }

    /// The rows from the first on, blank ones among them.
    ///
    /// # Errors
    ///
    /// [`TableError`] when the file cannot be opened again.
    pub(crate) fn rows(&mut self) -> Result<RawRows<'_>, TableError> {
        match &mut self.0 {
            Format::Delimited(source, delimiter) => Ok(delimited::rows(source.open()?, *delimiter)),
            Format::Spreadsheet(workbook) => spreadsheet::rows(workbook),
        }
    }

    /// Reads CSV by the next delimiter from now on; false when there is none left to try.
    pub(crate) fn try_next_delimiter(&mut self) -> bool {
        let Format::Delimited(_, delimiter) = &mut self.0 else {
            return false;
        };
        let tried = delimited::DELIMITERS
            .iter()
            .position(|known| known == delimiter);
        let next = tried.and_then(|at| delimited::DELIMITERS.get(at + 1));
        next.map(|next| *delimiter = *next).is_some()
    }
}
