//! Why a file is no product list.

use std::io;

use crate::import::{archive::ArchiveError, column::Column, limits};

/// Why a file cannot be read as a product list at all.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file cannot be opened or read.
    #[error("the file cannot be read")]
    Io(#[from] io::Error),
    /// More bytes than [`limits::FILE_BYTES_MAX`].
    #[error("the file has {bytes} bytes, more than {max}: split it into several files",
        max = limits::FILE_BYTES_MAX)]
    TooLarge {
        /// Its size.
        bytes: u64,
    },
    /// Neither CSV nor XLSX.
    #[error("this is a {kind} file: save it as .xlsx or as CSV UTF-8 and import that")]
    OtherFormat {
        /// What it seems to be.
        kind: &'static str,
    },
    /// The spreadsheet is damaged, or built to exhaust memory.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The spreadsheet cannot be read.
    #[error("the spreadsheet cannot be read: open it, save it again as .xlsx and import that")]
    Spreadsheet(#[from] calamine::XlsxError),
    /// The CSV reader failed.
    #[error("the CSV file cannot be read")]
    Csv(#[from] csv::Error),
    /// No row among the first ones is a header.
    #[error(
        "the header row lacks the column {}: name the columns as in the template, for \
        example name_vi (Tên sản phẩm) and province (Tỉnh)",
        names(missing)
    )]
    MissingColumns {
        /// The required columns that were not found.
        missing: Vec<Column>,
    },
    /// Two headers mean one column.
    #[error("two headers mean the column {}: rename or remove one of them", column.name())]
    DuplicateColumn {
        /// The column meant twice.
        column: Column,
    },
    /// More rows than [`limits::ROWS_MAX`].
    #[error("the list has more than {max} rows: split it into several files",
        max = limits::ROWS_MAX)]
    TooManyRows,
    /// A filled cell beyond [`limits::COLUMNS_MAX`].
    #[error("line {line} has a filled cell beyond column {max}: remove what is not part of the \
        list", max = limits::COLUMNS_MAX)]
    TooManyColumns {
        /// Where.
        line: u64,
    },
}

fn names(columns: &[Column]) -> String {
    columns
        .iter()
        .map(|column| column.name())
        .collect::<Vec<_>>()
        .join(", ")
}
