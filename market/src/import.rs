//! Product lists: reading tables people made, and understanding them without inventing.
//!
//! A [`Table`] reads CSV and XLSX row by row and never holds the whole list. A
//! [`ProductReader`] turns each [`Record`] into a [`ProductRow`] and says by line and column
//! what it could not use; neither touches the database. A [`ProductImport`] does both and
//! writes what came of it.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let today = chrono::NaiveDate::MAX;
//! let mut table = market::import::Table::open(std::path::Path::new("products.csv"))?;
//! let mut reader = market::import::ProductReader::new(today);
//! for record in table.records()? {
//!     let reading = reader.read(&record?);
//!     for issue in &reading.issues {
//!         println!("{}:{} {}", issue.line, issue.column_name(), issue.detail_en());
//!     }
//! }
//! # Ok(())
//! # }
//! ```

mod apply;
mod archive;
mod certificate;
mod column;
mod decision;
mod delimited;
mod issue;
pub mod limits;
mod pack;
mod price;
mod row;
mod source;
mod spreadsheet;
mod stars;
mod table;
mod text;
mod value;

pub use apply::{ImportError, ImportOptions, Importer, Missing, Outcome, ProductImport, Progress};
pub use archive::ArchiveError;
pub use certificate::CertificateClaim;
pub use column::Column;
pub use decision::Decision;
pub use issue::{
    CellProblem, CertificateProblem, ClassProblem, OfferProblem, Problem, RowIssue, Severity,
};
pub use pack::ParsedPack;
pub use price::{ParsedPrice, PriceError};
pub use row::{Offer, PrintedPrice, ProductReader, ProductRow, Reading, product_key};
pub use stars::Stars;
pub use table::{BrokenCell, Cell, Record, Records, Table, TableError};
pub use value::ProducerKind;

#[cfg(test)]
mod tests;
