//! The bytes of a list: a file on disk or an upload in memory.

use std::{
    fs::File,
    io::{self, BufReader, Cursor, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use bytes::Bytes;

/// Where a list can be read from, again and again.
#[derive(Clone, Debug)]
pub(super) enum Source {
    File(PathBuf),
    Bytes(Bytes),
}

/// One reading of a source.
#[derive(Debug)]
pub(super) enum Input {
    File(BufReader<File>),
    Bytes(Cursor<Bytes>),
}

impl Source {
    pub(super) fn file(path: &Path) -> Self {
        Self::File(path.to_owned())
    }

    pub(super) fn open(&self) -> io::Result<Input> {
        match self {
            Self::File(path) => Ok(Input::File(BufReader::new(File::open(path)?))),
            Self::Bytes(bytes) => Ok(Input::Bytes(Cursor::new(bytes.clone()))),
        }
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(buffer),
            Self::Bytes(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for Input {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(to),
            Self::Bytes(bytes) => bytes.seek(to),
        }
    }
}
