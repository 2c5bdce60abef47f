//! A table that people take away: for spreadsheets as CSV and XLSX, for paper as PDF.

mod pdf;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text, shown as it is and never run.
    Text(String),
    /// A whole number, such as an amount of đồng.
    Whole(i64),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A table with a title and one name a column.
#[derive(Clone, Debug)]
pub struct Sheet {
    title: String,
    names: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

/// What a table can be given as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetFormat {
    /// Text that every spreadsheet reads.
    Csv,
    /// A spreadsheet of Office Open XML.
    Xlsx,
    /// Pages to print.
    Pdf,
}

impl SheetFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Xlsx, Self::Pdf];

    /// How the names of such files end.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
        }
    }

    /// Splits the name of a file before its ending; none for endings that we do not give.
    #[must_use]
    pub fn split(file: &str) -> Option<(&str, Self)> {
        let (name, extension) = file.rsplit_once('.')?;
        let mut formats = Self::ALL.into_iter();
        let format = formats.find(|format| format.extension() == extension)?;
        Some((name, format))
    }
}

/// Why a table cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The spreadsheet cannot be written.
    #[error("the spreadsheet cannot be written")]
    Xlsx(#[from] XlsxError),
    /// The font that comes with the market cannot be used.
    #[error("the pages cannot be set: {0}")]
    Font(&'static str),
}

impl Sheet {
    /// A table without rows.
    #[must_use]
    pub fn new<const COLUMNS: usize>(title: &str, names: [&str; COLUMNS]) -> Self {
        Self {
            title: title.to_owned(),
            names: names.map(str::to_owned).into(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn push<const COLUMNS: usize>(&mut self, cells: [Cell; COLUMNS]) {
        self.rows.push(cells.into());
    }

    /// The table in a format.
    ///
    /// # Errors
    ///
    /// [`SheetError`] when there is more than the format holds.
    pub fn write(&self, format: SheetFormat) -> Result<Vec<u8>, SheetError> {
        match format {
            SheetFormat::Csv => Ok(self.csv()),
            SheetFormat::Xlsx => self.xlsx(),
            SheetFormat::Pdf => pdf::pages(self),
        }
    }

    /// CSV (RFC 4180) in UTF-8, with the mark by which Excel knows it.
    #[must_use]
    pub fn csv(&self) -> Vec<u8> {
        let mut text = "\u{feff}".to_owned();
        let names: Vec<String> = self.names.iter().map(|name| text_cell(name)).collect();
        text.push_str(&names.join(","));
        text.push_str("\r\n");
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(csv_cell).collect();
            text.push_str(&cells.join(","));
            text.push_str("\r\n");
        }
        text.into_bytes()
    }

    fn xlsx(&self) -> Result<Vec<u8>, SheetError> {
        let mut workbook = Workbook::new();
        let head = Format::new().set_bold();
        let text = Format::new().set_num_format("@");
        let whole = Format::new().set_num_format("#,##0");
        let sheet: &mut Worksheet = workbook.add_worksheet();
        for (column, name) in (0u16..).zip(&self.names) {
            sheet.write_string_with_format(0, column, name, &head)?;
        }
        for (line, row) in (1u32..).zip(&self.rows) {
            for (column, cell) in (0u16..).zip(row) {
                match cell {
                    Cell::Empty => {}
                    Cell::Text(value) => {
                        sheet.write_string_with_format(line, column, value, &text)?;
                    }
                    Cell::Whole(value) => {
                        sheet.write_with_format(line, column, *value, &whole)?;
                    }
                }
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.autofit();
        Ok(workbook.save_to_buffer()?)
    }
}

fn csv_cell(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text_cell(text),
        Cell::Whole(number) => number.to_string(),
    }
}

/// A text that a spreadsheet shows and never runs: one that begins like a formula gets an
/// apostrophe before it (OWASP ASVS 5.0, 1.2.10).
pub(crate) fn text_cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        "'"
    } else {
        ""
    };
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let mut sheet = Sheet::new("Sao kê", ["Tên", "Số tiền"]);
        sheet.push(["=HYPERLINK(\"x\",1)".into(), Cell::Whole(-21_600)]);
        sheet.push(["0071".into(), Cell::Empty]);
        sheet
    }

    #[test]
    fn a_text_like_a_formula_stays_a_text() {
        let csv = String::from_utf8(sheet().csv()).expect("UTF-8");

        assert_eq!(
            csv,
            "\u{feff}Tên,Số tiền\r\n\"'=HYPERLINK(\"\"x\"\",1)\",-21600\r\n0071,\r\n"
        );
    }

    #[test]
    fn a_number_with_zeros_before_it_stays_a_text_in_a_spreadsheet() {
        use calamine::{Data, Reader};
        let bytes = sheet().write(SheetFormat::Xlsx).expect("a spreadsheet");

        let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes)).expect("it opens");
        let names = book.sheet_names();
        let range = book.worksheet_range(&names[0]).expect("a sheet");

        assert_eq!(range.get((2, 0)), Some(&Data::String("0071".to_owned())));
        assert_eq!(range.get((1, 1)), Some(&Data::Float(-21_600.0)));
        let text = Data::String("=HYPERLINK(\"x\",1)".to_owned());
        assert_eq!(range.get((1, 0)), Some(&text));
    }

    #[test]
    fn file_names_tell_the_format() {
        assert_eq!(
            SheetFormat::split("2026-11.pdf"),
            Some(("2026-11", SheetFormat::Pdf))
        );
        for stranger in ["2026-11", "2026-11.doc", ""] {
            assert_eq!(SheetFormat::split(stranger), None, "{stranger}");
        }
    }
}
