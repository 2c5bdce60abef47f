//! What came of an import.

use std::collections::BTreeMap;

use entity::catalog::{ProductState, product};

use crate::import::{ProductRow, Reading, RowIssue, Severity};

/// What came of an import: every row counts once in `created` to `failed`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows of the list.
    pub rows: u64,
    /// Rows that became products.
    pub created: u64,
    /// Rows that changed a product.
    pub updated: u64,
    /// Rows that say what they said when they were last imported.
    pub unchanged: u64,
    /// Rows that repeat an earlier one of the list.
    pub duplicates: u64,
    /// Usable rows that were left out because others have errors (all-or-nothing).
    pub skipped: u64,
    /// Rows with errors.
    pub failed: u64,
    /// Rows whose product is a draft now.
    pub drafts: u64,
    /// Rows whose product stays a draft because of this.
    pub missing: BTreeMap<Missing, u64>,
    /// Everything there is to say about rows, by line.
    pub issues: Vec<RowIssue>,
    /// Places that are kept, in whole or in part, as printed only, with the number of rows.
    pub unresolved_places: BTreeMap<String, u64>,
}

/// What a product lacks before it can be sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missing {
    /// The list does not say who makes it.
    Producer,
    /// No pack has a price.
    Price,
    /// No pack with a price has been counted.
    Stock,
}

impl Missing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Producer, Self::Price, Self::Stock];

    /// Stable name: `producer`, `price` or `stock`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Producer => "producer",
            Self::Price => "price",
            Self::Stock => "stock",
        }
    }

    /// What it is called in Vietnamese and English.
    #[must_use]
    pub const fn words(self) -> [&'static str; 2] {
        match self {
            Self::Producer => ["chủ thể sản xuất", "producer"],
            Self::Price => ["giá bán", "price"],
            Self::Stock => ["số lượng tồn kho", "stock"],
        }
    }
}

impl Outcome {
    /// Issues of one severity, in the order of the lines.
    pub fn issues_of(&self, severity: Severity) -> impl Iterator<Item = &RowIssue> {
        self.issues
            .iter()
            .filter(move |issue| issue.severity() == severity)
    }

    /// Notes what was read, and gives the rows that can be taken.
    pub(super) fn note(&mut self, readings: Vec<Reading>) -> Vec<ProductRow> {
        let mut rows = Vec::with_capacity(readings.len());
        for reading in readings {
            self.rows += 1;
            self.issues.extend(reading.issues);
            match (reading.row, reading.duplicate_of) {
                (None, _) => self.failed += 1,
                (Some(_), Some(_)) => self.duplicates += 1,
                (Some(row), None) => {
                    self.note_place(&row);
                    rows.push(row);
                }
            }
        }
        rows
    }

    fn note_place(&mut self, row: &ProductRow) {
        if !row.place.unresolved.is_empty() {
            *self
                .unresolved_places
                .entry(row.place.as_printed.clone())
                .or_default() += 1;
        }
    }

    /// Leaves usable rows out.
    pub(super) fn skip(&mut self, rows: &[ProductRow]) {
        self.skipped += u64::try_from(rows.len()).expect("a batch is small");
    }

    pub(super) fn add(&mut self, tally: Tally) {
        self.created += tally.created;
        self.updated += tally.updated;
        self.unchanged += tally.unchanged;
        self.drafts += tally.drafts;
        for (missing, rows) in tally.missing {
            *self.missing.entry(missing).or_default() += rows;
        }
    }
}

/// What came of one batch.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) created: u64,
    pub(super) updated: u64,
    pub(super) unchanged: u64,
    drafts: u64,
    missing: BTreeMap<Missing, u64>,
}

impl Tally {
    /// Counts in what state a row's product is now.
    pub(super) fn note(&mut self, product: &product::Model, missing: &[Missing]) {
        self.drafts += u64::from(product.state == ProductState::Draft);
        for one in missing {
            *self.missing.entry(*one).or_default() += 1;
        }
    }
}
