//! The cells of one record, and the issues met while reading them.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::import::{
    column::Column,
    issue::{CellProblem, Problem, RowIssue, Severity},
    sheet::Cell,
    table::Record,
    text, value,
};

/// Raised when rows must be read anew although their cells are the same.
const FINGERPRINT_EDITION: &[u8] = b"1";

/// Clean text by column; reading it notes what is wrong.
pub(super) struct Cells<'a> {
    record: &'a Record,
    texts: BTreeMap<Column, String>,
    issues: Vec<RowIssue>,
    has_error: bool,
}

impl<'a> Cells<'a> {
    pub(super) fn new(record: &'a Record) -> Self {
        let mut cells = Self {
            record,
            texts: BTreeMap::new(),
            issues: Vec::new(),
            has_error: false,
        };
        if let Some((found, expected)) = record.wrong_width {
            cells.note(None, CellProblem::WrongWidth { found, expected }.into());
        }
        for (column, cell) in &record.cells {
            cells.clean(*column, cell);
        }
        cells
    }

    fn clean(&mut self, column: Column, cell: &Cell) {
        let clean = match cell {
            Cell::Text(text) => text::clean(text, column),
            Cell::Broken(broken) => Err(CellProblem::Broken(broken.clone())),
        };
        match clean {
            Ok(clean) => {
                if clean.had_invisible {
                    self.report(column, CellProblem::Invisible);
                }
                if !clean.text.is_empty() {
                    self.texts.insert(column, clean.text);
                }
            }
            Err(problem) => self.report(column, problem),
        }
    }

    pub(super) fn line(&self) -> u64 {
        self.record.line
    }

    pub(super) fn report(&mut self, column: Column, problem: impl Into<Problem>) {
        self.note(Some(column), problem.into());
    }

    fn note(&mut self, column: Option<Column>, problem: Problem) {
        let issue = RowIssue {
            line: self.record.line,
            column,
            problem,
        };
        self.has_error |= issue.severity() == Severity::Error;
        self.issues.push(issue);
    }

    pub(super) fn text(&self, column: Column) -> Option<String> {
        self.texts.get(&column).cloned()
    }

    /// A text the row cannot do without.
    pub(super) fn required(&mut self, column: Column) -> Option<String> {
        if !self.texts.contains_key(&column) && self.is_readable(column) {
            self.report(column, CellProblem::Missing);
        }
        self.text(column)
    }

    /// Whether the list has this column but the row says nothing there.
    pub(super) fn is_empty(&self, column: Column) -> bool {
        self.record.cells.get(&column).is_some_and(Cell::is_blank)
    }

    /// Whether a missing text is really missing, not just refused.
    pub(super) fn is_readable(&self, column: Column) -> bool {
        !self.issues.iter().any(|issue| issue.column == Some(column))
    }

    /// A text understood, or the problem with it reported.
    pub(super) fn value<T, E: Into<Problem>>(
        &mut self,
        column: Column,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match read(self.texts.get(&column)?) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.report(column, problem);
                None
            }
        }
    }

    pub(super) fn number(&mut self, column: Column, min: u32, max: u32) -> Option<u32> {
        self.value(column, |text| value::number(text, min, max))
    }

    pub(super) fn has_error(&self) -> bool {
        self.has_error
    }

    /// A digest of what the cells say, whatever the order of the columns.
    pub(super) fn fingerprint(&self) -> String {
        let mut digest = Sha256::new();
        digest.update(FINGERPRINT_EDITION);
        for (column, text) in &self.texts {
            for part in [column.name(), text] {
                digest.update(part);
                digest.update([0]);
            }
        }
        digest
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    pub(super) fn into_issues(self) -> Vec<RowIssue> {
        self.issues
    }
}
