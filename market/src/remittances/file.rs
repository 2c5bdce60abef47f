//! A remittance file, read: rows, and what could not be read.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{
    Column,
    issue::{Problem, RowIssue, is_amount},
};
use crate::import::{ListError, ListRow, Sheet, day, dong, read_list};

/// Most rows of one file: the entries of its journal stay one statement on both databases.
const ROWS_MAX: usize = 4_000;
/// Characters of a code, a number or a reference.
const CODE_CHARS_MAX: usize = 80;

/// One parcel of the file. Amounts are đồng.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileRow {
    pub(super) line: u64,
    /// In capital letters: codes are told apart without case.
    pub(super) tracking_code: String,
    pub(super) order_number: Option<String>,
    pub(super) cod: i64,
    pub(super) fee: i64,
}

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct RemittanceFile {
    pub(super) rows: Vec<FileRow>,
    pub(super) reference: Option<String>,
    pub(super) remitted_on: Option<NaiveDate>,
    pub(super) issues: Vec<RowIssue>,
}

impl RemittanceFile {
    /// Reads a file to its end.
    pub(super) fn read(mut sheet: Sheet) -> Result<Self, ListError> {
        let mut file = Self::default();
        let mut first_lines = HashMap::new();
        for row in read_list::<Column>(&mut sheet, ROWS_MAX)? {
            if is_total(&row) {
                file.check_total(&row);
                continue;
            }
            file.note_transfer(&row);
            let Some(read) = file.row(&row) else { continue };
            let key = (read.tracking_code.clone(), read.order_number.clone());
            if let Some(first_line) = first_lines.get(&key).copied() {
                let problem = Problem::DuplicateRow { first_line };
                file.report(&row, Column::TrackingCode, problem);
            }
            first_lines.entry(key).or_insert(row.line);
            file.rows.push(read);
        }
        Ok(file)
    }

    fn report(&mut self, row: &ListRow<Column>, column: Column, problem: Problem) {
        self.issues.push(RowIssue::cell(row.line, column, problem));
    }

    fn row(&mut self, row: &ListRow<Column>) -> Option<FileRow> {
        let tracking_code = self.code(row, Column::TrackingCode);
        if tracking_code.as_deref() == Some("") {
            self.report(row, Column::TrackingCode, Problem::Missing);
        }
        let order_number = self.code(row, Column::OrderNumber);
        let cod = self.amount(row, Column::Cod);
        let fee = self.fee(row);
        Some(FileRow {
            line: row.line,
            tracking_code: tracking_code.filter(|code| !code.is_empty())?,
            order_number: order_number.filter(|number| !number.is_empty()),
            cod: cod?,
            fee: fee?,
        })
    }

    fn code(&mut self, row: &ListRow<Column>, column: Column) -> Option<String> {
        let code = row.text(column).map(str::trim);
        let code = code.filter(|code| code.chars().count() <= CODE_CHARS_MAX);
        if code.is_none() {
            self.report(row, column, Problem::Unreadable);
        }
        code.map(str::to_uppercase)
    }

    /// An empty cell of an amount stands for none.
    fn amount(&mut self, row: &ListRow<Column>, column: Column) -> Option<i64> {
        let mut sum = 0;
        let mut is_readable = true;
        for text in row.texts(column) {
            let amount = match text.map(str::trim) {
                Some("" | "-") => Some(0),
                text => text.and_then(dong).filter(|dong| is_amount(*dong)),
            };
            match amount {
                Some(amount) => sum += amount,
                None => is_readable = false,
            }
        }
        if !is_readable {
            self.report(row, column, Problem::NotAnAmount);
        }
        is_readable.then_some(sum)
    }

    /// The fees of a row: the total where there is one, which the single fees must add up to.
    fn fee(&mut self, row: &ListRow<Column>) -> Option<i64> {
        let sum = self.amount(row, Column::Fee)?;
        if row.texts(Column::FeeTotal).next().is_none() {
            return Some(sum);
        }
        let total = self.amount(row, Column::FeeTotal)?;
        if row.texts(Column::Fee).next().is_some() && sum != total {
            self.report(row, Column::FeeTotal, Problem::FeesDiffer { sum });
        }
        Some(total)
    }

    /// All rows must belong to one transfer.
    fn note_transfer(&mut self, row: &ListRow<Column>) {
        if let Some(reference) = row.text(Column::Reference).filter(|text| !text.is_empty()) {
            match &self.reference {
                Some(known) if known != reference => {
                    self.report(row, Column::Reference, Problem::OtherTransfer);
                }
                _ => self.reference = Some(reference.to_owned()),
            }
        }
        let Some(printed) = row.text(Column::RemittedOn).filter(|text| !text.is_empty()) else {
            return;
        };
        match (day(printed), self.remitted_on) {
            (None, _) => self.report(row, Column::RemittedOn, Problem::NotADay),
            (Some(day), Some(known)) if day != known => {
                self.report(row, Column::RemittedOn, Problem::OtherTransfer);
            }
            (day, _) => self.remitted_on = day,
        }
    }

    /// A row of sums at the end tells whether rows got lost.
    fn check_total(&mut self, row: &ListRow<Column>) {
        let stated = row.text(Column::Cod).and_then(dong);
        let sum = self.rows.iter().map(|row| row.cod).sum();
        if stated.is_some_and(|stated| stated != sum) {
            self.report(row, Column::Cod, Problem::TotalDiffers { sum });
        }
    }
}

/// Rows such as "Tổng cộng" below the parcels.
fn is_total(row: &ListRow<Column>) -> bool {
    let label = search::fold(row.text(Column::TrackingCode).unwrap_or_default());
    matches!(
        label.as_str(),
        "tong" | "tong cong" | "cong" | "total" | "sum"
    )
}
