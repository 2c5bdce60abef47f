//! A list as a table: its header understood, its rows one by one.

mod error;

use std::{collections::BTreeMap, path::Path};

use bytes::Bytes;

pub use error::TableError;

use super::{
    column::{self, Column},
    limits,
    sheet::{Cell, RawRow, RawRows, Sheet},
};

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
    sheet: Sheet,
    header: Header,
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
        Self::of(Sheet::open(path)?)
    }

    /// Reads the header of an uploaded CSV or XLSX file.
    ///
    /// # Errors
    ///
    /// [`TableError`] when it is no readable table or lacks a required column.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Result<Self, TableError> {
        Self::of(Sheet::from_bytes(bytes)?)
    }

    fn of(mut sheet: Sheet) -> Result<Self, TableError> {
        let header = header(&mut sheet)?;
        Ok(Self { sheet, header })
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
            rows: self.sheet.rows()?,
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

/// The header; of CSV by the delimiter under which it is one.
fn header(sheet: &mut Sheet) -> Result<Header, TableError> {
    let mut best = match Header::find(sheet.rows()?) {
        Err(TableError::MissingColumns { missing }) => missing,
        other => return other,
    };
    while sheet.try_next_delimiter() {
        match Header::find(sheet.rows()?) {
            Err(TableError::MissingColumns { missing }) if missing.len() < best.len() => {
                best = missing;
            }
            Err(TableError::MissingColumns { .. }) => {}
            other => return other,
        }
    }
    Err(TableError::MissingColumns { missing: best })
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
