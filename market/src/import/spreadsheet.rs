//! Rows of the first sheet of an XLSX file, cell by cell.

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxCellReader, XlsxError};

use super::{
    limits,
    sheet::{BrokenCell, Cell, RawRow, RawRows},
    source::Input,
    table::TableError,
};

pub(super) type Workbook = Xlsx<Input>;

/// Opens a file that [`archive::check`](super::archive::check) has looked at.
pub(super) fn open(input: Input) -> Result<Workbook, TableError> {
    Ok(Xlsx::new(input)?)
}

pub(super) fn rows(workbook: &mut Workbook) -> Result<RawRows<'_>, TableError> {
    let sheets = workbook.sheets_metadata();
    let is_table = |sheet: &&calamine::Sheet| {
        sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
    };
    let first = sheets.iter().find(is_table).map(|sheet| sheet.name.clone());
    let name = first.ok_or_else(|| XlsxError::WorksheetNotFound(String::new()))?;
    let cells = workbook.worksheet_cells_reader(&name)?;
    Ok(Box::new(Rows {
        cells,
        ahead: None,
        has_ended: false,
    }))
}

/// Cells gathered into rows; a row ends where the next one begins.
struct Rows<'a> {
    cells: XlsxCellReader<'a, Input>,
    /// What was met behind the row just given.
    ahead: Option<Result<Positioned, TableError>>,
    has_ended: bool,
}

struct Positioned {
    line: u64,
    column: usize,
    cell: Cell,
}

impl Rows<'_> {
    /// The next cell that holds something.
    fn next_cell(&mut self) -> Result<Option<Positioned>, TableError> {
        if self.has_ended {
            return Ok(None);
        }
        while let Some(found) = self.cells.next_cell()? {
            let (row, column) = found.get_position();
            let cell = cell(found.get_value());
            if cell.is_blank() {
                continue;
            }
            let line = u64::from(row) + 1;
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            if column >= limits::COLUMNS_MAX {
                return Err(TableError::TooManyColumns { line });
            }
            return Ok(Some(Positioned { line, column, cell }));
        }
        self.has_ended = true;
        Ok(None)
    }

    fn next_row(&mut self) -> Result<Option<RawRow>, TableError> {
        let first = match self.ahead.take() {
            Some(cell) => Some(cell?),
            None => self.next_cell()?,
        };
        let Some(first) = first else { return Ok(None) };
        let mut row = RawRow {
            line: first.line,
            cells: Vec::new(),
            states_width: false,
        };
        put(&mut row.cells, first.column, first.cell);
        while let Some(next) = self.next_cell().transpose() {
            match next {
                Ok(next) if next.line == row.line => put(&mut row.cells, next.column, next.cell),
                other => {
                    self.ahead = Some(other);
                    break;
                }
            }
        }
        Ok(Some(row))
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<RawRow, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.next_row();
        self.has_ended |= row.is_err();
        row.transpose()
    }
}

fn put(cells: &mut Vec<Cell>, column: usize, cell: Cell) {
    if cells.len() <= column {
        cells.resize(column + 1, Cell::Text(String::new()));
    }
    cells[column] = cell;
}

/// The text a person sees in the cell.
fn cell(value: &DataRef<'_>) -> Cell {
    let text = match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is_true) => is_true.to_string(),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{day:02}/{month:02}/{year}")
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => {
            return Cell::Broken(BrokenCell::Formula {
                shown: error.to_string(),
            });
        }
        DataRef::Empty => String::new(),
    };
    if text.len() > limits::CELL_BYTES_MAX {
        return Cell::Broken(BrokenCell::TooLong { bytes: text.len() });
    }
    Cell::Text(text)
}

/// A whole number without a decimal point: a barcode is a number to a spreadsheet.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}
