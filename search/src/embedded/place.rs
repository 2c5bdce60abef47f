//! The directory of the index.
//!
//! ```text
//! lock        held by the one process that uses the index
//! current     format and number of the index in use, such as `1-7`
//! 1-7/        that index
//! 1-8/        another, growing beside it until `current` names it
//! ```

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::error::SearchError;

/// Raised when the fields, or what is written to them, change: an index of another format is
/// discarded.
const FORMAT: u32 = 2;

/// The directory of the index, held by this process.
#[derive(Debug)]
pub(super) struct Place {
    dir: PathBuf,
    /// The lock goes when the file is closed.
    _lock: File,
}

/// What `current` says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Current {
    /// Nothing yet.
    Missing,
    /// The index of this number.
    Number(u64),
    /// Something that is not an index of today's format.
    Unknown(String),
}

impl Place {
    /// Makes the directory if it is missing, and holds it.
    pub(super) fn take(dir: &Path) -> Result<Self, SearchError> {
        fs::create_dir_all(dir).map_err(at(dir))?;
        let path = dir.join("lock");
        let lock = File::create(&path).map_err(at(&path))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                dir: dir.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(SearchError::InUse {
                dir: dir.to_owned(),
            }),
            Err(TryLockError::Error(source)) => Err(SearchError::Disk { path, source }),
        }
    }

    /// Which index is in use.
    pub(super) fn current(&self) -> Result<Current, SearchError> {
        let path = self.dir.join("current");
        let text = match fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Current::Missing),
            Err(source) => return Err(SearchError::Disk { path, source }),
        };
        let number = text
            .strip_prefix(&format!("{FORMAT}-"))
            .and_then(|rest| rest.parse().ok());
        Ok(number.map_or(Current::Unknown(text), Current::Number))
    }

    /// Where the index of this number lies.
    pub(super) fn of(&self, number: u64) -> PathBuf {
        self.dir.join(format!("{FORMAT}-{number}"))
    }

    /// An empty directory for the index of this number.
    pub(super) fn clear(&self, number: u64) -> Result<PathBuf, SearchError> {
        let path = self.of(number);
        remove(&path)?;
        fs::create_dir(&path).map_err(at(&path))?;
        Ok(path)
    }

    /// Makes this index the one in use, in one step.
    pub(super) fn switch_to(&self, number: u64) -> Result<(), SearchError> {
        let written = self.dir.join("current.new");
        let mut file = File::create(&written).map_err(at(&written))?;
        write!(file, "{FORMAT}-{number}").map_err(at(&written))?;
        file.sync_all().map_err(at(&written))?;
        fs::rename(&written, self.dir.join("current")).map_err(at(&written))?;
        let dir = File::open(&self.dir).map_err(at(&self.dir))?;
        dir.sync_all().map_err(at(&self.dir))
    }

    /// Removes every index but that of this number.
    pub(super) fn sweep(&self, kept: u64) -> Result<(), SearchError> {
        let kept = self.of(kept);
        for item in fs::read_dir(&self.dir).map_err(at(&self.dir))? {
            let path = item.map_err(at(&self.dir))?.path();
            if path != kept && path.is_dir() && is_index(&path) {
                remove(&path)?;
            }
        }
        Ok(())
    }
}

/// Whether a path is named as this module names indexes; nothing else is ever removed.
fn is_index(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    name.split_once('-')
        .is_some_and(|(format, number)| is_number(format) && is_number(number))
}

/// Removes a directory with all in it, if it is there.
pub(super) fn remove(path: &Path) -> Result<(), SearchError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path)(error)),
        _ => Ok(()),
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> SearchError {
    let path = path.to_owned();
    |source| SearchError::Disk { path, source }
}
