//! Rows of CSV text, with the lines a person counts.

use std::io::{self, BufRead, BufReader, Read};

use csv::{ByteRecord, ReaderBuilder, Terminator};

use super::{
    limits,
    sheet::{BrokenCell, Cell, RawRow, RawRows},
    source::Input,
    table::TableError,
};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The delimiters spreadsheets save with; the header tells which one a file has.
pub(super) const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

pub(super) fn rows<'a>(input: Input, delimiter: u8) -> RawRows<'a> {
    let reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .terminator(Terminator::Any(b'\n'))
        .from_reader(Lines::new(input));
    Box::new(Rows {
        reader,
        record: ByteRecord::new(),
        has_failed: false,
    })
}

struct Rows {
    reader: csv::Reader<Lines>,
    record: ByteRecord,
    has_failed: bool,
}

impl Iterator for Rows {
    type Item = Result<RawRow, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let begin = self.reader.position().line();
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => Some(Ok(self.row(begin))),
            Ok(false) => None,
            Err(error) => {
                self.has_failed = true;
                Some(Err(error.into()))
            }
        }
    }
}

impl Rows {
    /// The record with the line it stands on.
    ///
    /// The reader began to look for it at line `begin`, before any blank lines; so the lines
    /// are counted back from its end, which a quote left open moves behind the last line.
    fn row(&self, begin: u64) -> RawRow {
        let breaks = self
            .record
            .iter()
            .flatten()
            .filter(|byte| **byte == b'\n')
            .count();
        let breaks = u64::try_from(breaks).unwrap_or(u64::MAX);
        let end = self.reader.position().line();
        RawRow {
            line: end.saturating_sub(1).saturating_sub(breaks).max(begin),
            cells: self.record.iter().map(cell).collect(),
            states_width: true,
        }
    }
}

fn cell(bytes: &[u8]) -> Cell {
    if bytes.len() > limits::CELL_BYTES_MAX {
        return Cell::Broken(BrokenCell::TooLong { bytes: bytes.len() });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cell::Text(text.to_owned()),
        Err(_) => Cell::Broken(BrokenCell::NotUtf8),
    }
}

/// The bytes with one kind of line end, also at the end, and without a byte order mark.
///
/// This makes the line count right for files from every system.
struct Lines {
    input: BufReader<Input>,
    has_begun: bool,
    last: u8,
}

impl Lines {
    fn new(input: Input) -> Self {
        Self {
            input: BufReader::new(input),
            has_begun: false,
            last: b'\n',
        }
    }

    fn skip_byte_order_mark(&mut self) -> io::Result<()> {
        self.has_begun = true;
        if self.input.fill_buf()?.starts_with(BYTE_ORDER_MARK) {
            self.input.consume(BYTE_ORDER_MARK.len());
        }
        Ok(())
    }
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.has_begun {
            self.skip_byte_order_mark()?;
        }
        let mut written = 0;
        while written < buffer.len() {
            let Some(&byte) = self.input.fill_buf()?.first() else {
                if !matches!(self.last, b'\n' | b'\r') {
                    self.last = b'\n';
                    buffer[written] = b'\n';
                    written += 1;
                }
                break;
            };
            self.input.consume(1);
            let is_second_half = byte == b'\n' && self.last == b'\r';
            self.last = byte;
            if !is_second_half {
                buffer[written] = if byte == b'\r' { b'\n' } else { byte };
                written += 1;
            }
        }
        Ok(written)
    }
}
