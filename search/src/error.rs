//! Why the index could not answer or be changed.

use std::{io, path::PathBuf};

/// Why the index could not answer or be changed.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// A cursor that this index never gave out.
    #[error("the position is not one that was given out")]
    PositionMalformed,
    /// A cursor of another text or another order.
    #[error("the position belongs to another query")]
    PositionForeign,
    /// Another process holds the index directory.
    #[error("the index in {dir} is in use by another process")]
    InUse {
        /// The index directory.
        dir: PathBuf,
    },
    /// The directory could not be read or written.
    #[error("the index files at {path} could not be used")]
    Disk {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The engine cannot be reached in time.
    #[error("the search engine is away: {0}")]
    Away(String),
    /// The engine refused what it was asked: a mistake of this program or of its settings.
    #[error("the search engine refused: {0}")]
    Refused(String),
    /// The engine refused a key: it is wrong, or may not do what is needed.
    #[error("the search engine refuses the key: {0}")]
    KeyRefused(String),
    /// The engine failed.
    #[error("the search engine failed")]
    Engine(#[from] tantivy::TantivyError),
}
