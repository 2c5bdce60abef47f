//! A look at a spreadsheet file before its reader opens it.
//!
//! An XLSX file is a zip of XML parts, and a few kilobytes can claim or unpack to gigabytes:
//! sizes in the zip directory may lie, and the table of shared texts states how many it holds,
//! which the reader reserves memory for. So every part is unpacked once as a stream, nothing
//! kept, and what it really holds is held against [`limits`].

use std::io::{self, Read};

use zip::{ZipArchive, result::ZipError};

use super::{limits, source::Input};

/// The attribute by which the table of shared texts states its length.
const COUNT_ATTRIBUTE: &[u8] = b"uniqueCount";

/// Why a spreadsheet file is not opened.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The file is cut off or damaged.
    #[error("the spreadsheet file is damaged: open it, save it again as .xlsx and import that")]
    Damaged(#[from] ZipError),
    /// A part cannot be unpacked.
    #[error("the spreadsheet file is damaged: open it, save it again as .xlsx and import that")]
    Unreadable(#[from] io::Error),
    /// It unpacks to far more than any list.
    #[error(
        "the part {part} of the spreadsheet is larger than a list can be: copy the list \
        alone into a new file"
    )]
    Bomb {
        /// The part of the file.
        part: String,
    },
    /// Its parts are not written as a spreadsheet's are.
    #[error(
        "the part {part} of the spreadsheet is not written as it should be: open the file, \
        save it again as .xlsx and import that"
    )]
    Malformed {
        /// The part of the file.
        part: String,
    },
}

/// Unpacks every part once and refuses what would exhaust memory.
pub(super) fn check(input: Input) -> Result<(), ArchiveError> {
    let mut archive = ZipArchive::new(input)?;
    if archive.len() > limits::PARTS_MAX {
        return Err(ArchiveError::Bomb {
            part: "[directory]".to_owned(),
        });
    }
    let mut left = limits::UNPACKED_BYTES_MAX;
    for at in 0..archive.len() {
        let mut part = archive.by_index(at)?;
        let name = part.name()?.to_lowercase();
        let mut scan = Scan::new(&name, left);
        scan.run(&mut part)?;
        left = left.saturating_sub(scan.bytes);
    }
    Ok(())
}

/// What is counted while one part streams by.
struct Scan<'a> {
    name: &'a str,
    bytes_max: u64,
    elements_max: u64,
    is_shared_strings: bool,
    is_xml: bool,
    bytes: u64,
    elements: u64,
    /// Bytes since the last element began.
    run: u64,
    /// The end of what went by, in which a count attribute may have begun.
    tail: Vec<u8>,
}

impl<'a> Scan<'a> {
    fn new(name: &'a str, left: u64) -> Self {
        let is_shared_strings = name.ends_with("sharedstrings.xml");
        let is_read_at_once = ["styles.xml", "theme1.xml", "workbook.xml", ".rels"];
        let is_small = is_read_at_once.iter().any(|end| name.ends_with(end));
        let bytes_max = match (is_shared_strings, is_small) {
            (true, _) => limits::SHARED_STRINGS_BYTES_MAX,
            (_, true) => limits::SMALL_PART_BYTES_MAX,
            _ => u64::MAX,
        };
        Self {
            name,
            bytes_max: bytes_max.min(left),
            elements_max: if is_shared_strings {
                limits::SHARED_STRINGS_ELEMENTS_MAX
            } else {
                u64::MAX
            },
            is_shared_strings,
            is_xml: name.ends_with(".xml") || name.ends_with(".rels"),
            bytes: 0,
            elements: 0,
            run: 0,
            tail: Vec::new(),
        }
    }

    fn run(&mut self, part: &mut impl Read) -> Result<(), ArchiveError> {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let length = part.read(&mut buffer)?;
            if length == 0 {
                return Ok(());
            }
            self.count(&buffer[..length])?;
        }
    }

    fn count(&mut self, chunk: &[u8]) -> Result<(), ArchiveError> {
        self.bytes += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        if self.bytes > self.bytes_max {
            return Err(self.bomb());
        }
        if !self.is_xml {
            return Ok(());
        }
        for byte in chunk {
            match byte {
                b'<' => {
                    self.elements += 1;
                    self.run = 0;
                }
                // UTF-8 text has none; an encoding that has some would hide the rest from us.
                0 => {
                    return Err(ArchiveError::Malformed {
                        part: self.name.to_owned(),
                    });
                }
                _ => self.run += 1,
            }
            if self.run > limits::ELEMENT_BYTES_MAX || self.elements > self.elements_max {
                return Err(self.bomb());
            }
        }
        if self.is_shared_strings {
            self.check_stated_count(chunk)
        } else {
            Ok(())
        }
    }

    /// It may not state more texts than we would let it hold.
    fn check_stated_count(&mut self, chunk: &[u8]) -> Result<(), ArchiveError> {
        self.tail.extend_from_slice(chunk);
        let mut from = 0;
        while let Some(at) = find(&self.tail[from..], COUNT_ATTRIBUTE) {
            from += at + COUNT_ATTRIBUTE.len();
            let behind = self.tail[from..].iter().copied();
            let value = behind.skip_while(|byte| b" \t\r\n='\"+".contains(byte));
            let digits: Vec<u8> = value.take_while(u8::is_ascii_digit).collect();
            let stated = String::from_utf8_lossy(&digits).parse().unwrap_or(0);
            if digits.len() > 19 || stated > limits::SHARED_STRINGS_ELEMENTS_MAX {
                return Err(self.bomb());
            }
        }
        // Long enough for an attribute with its value to be seen whole.
        let keep = self.tail.len().saturating_sub(256);
        self.tail.drain(..keep);
        Ok(())
    }

    fn bomb(&self) -> ArchiveError {
        ArchiveError::Bomb {
            part: self.name.to_owned(),
        }
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len())
        .position(|window| window == wanted)
}
