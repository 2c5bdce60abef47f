//! From a record of cells to a product, with what could not be used.

mod cells;
mod offer;

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use sha2::{Digest, Sha256};

pub use offer::{Offer, PrintedPrice};

use super::{
    certificate::CertificateClaim,
    column::Column,
    decision::Decision,
    issue::{CertificateProblem, ClassProblem, Problem, RowIssue},
    limits,
    stars::Stars,
    table::Record,
    text,
    value::{self, ProducerKind},
};
use crate::{
    catalog::Gtin,
    places::{Gazetteer, PlaceColumn, PrintedPlace, Resolved},
    product_sets::{self, Industry},
};
use cells::Cells;

/// One product of a list, its text kept as printed (NFC, ends trimmed).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductRow {
    /// Line of the file or row of the sheet, from 1.
    pub line: u64,
    /// Name in Vietnamese.
    pub name_vi: String,
    /// Name in English.
    pub name_en: Option<String>,
    /// Who makes it.
    pub producer: Option<String>,
    /// What kind of producer that is, where the list says it.
    pub producer_kind: Option<ProducerKind>,
    /// The place as printed.
    pub printed_place: PrintedPlace,
    /// The place as far as it is certain today.
    pub place: Resolved,
    /// Stars, where the list is sure of them.
    pub stars: Option<Stars>,
    /// Year of recognition.
    pub year: Option<i32>,
    /// Decision of recognition.
    pub decision: Option<Decision>,
    /// The certificate claimed; none without certain stars.
    pub certificate: Option<CertificateClaim>,
    /// OCOP industry.
    pub industry: Option<Industry>,
    /// Number of the OCOP product set.
    pub product_set: Option<u8>,
    /// The packs it is sold in; at least one.
    pub offers: Vec<Offer>,
    /// The price as printed.
    pub price: Option<PrintedPrice>,
    /// Units in stock.
    pub stock: Option<u32>,
    /// Weight in grams, for delivery.
    pub weight_g: Option<u32>,
    /// The seller's own article number.
    pub sku: Option<String>,
    /// Barcode number.
    pub gtin: Option<Gtin>,
    /// Shop text in Vietnamese.
    pub description_vi: Option<String>,
    /// Shop text in English.
    pub description_en: Option<String>,
    /// Remarks of whoever made the list; for staff and for search, no shop text.
    pub notes: Option<String>,
    /// Where the row's facts come from.
    pub source: Option<String>,
    /// What the cells say, as 64 hexadecimal digits: unchanged rows have the same.
    pub fingerprint: String,
}

impl ProductRow {
    /// What makes two rows the same product: name and producer, whatever their case.
    ///
    /// Marks matter, so "Tôm khô" and "Tom kho" are two products.
    #[must_use]
    pub fn key(&self) -> String {
        product_key(&self.name_vi, self.producer.as_deref())
    }
}

/// The key of a product called so by this producer, as [`ProductRow::key`] gives it.
#[must_use]
pub fn product_key(name_vi: &str, producer: Option<&str>) -> String {
    format!(
        "{}|{}",
        text::caseless(name_vi),
        text::caseless(producer.unwrap_or_default())
    )
}

/// What came of reading one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Line of the file or row of the sheet, from 1.
    pub line: u64,
    /// The product; none when an issue is an error.
    pub row: Option<ProductRow>,
    /// Line of an earlier row with the same key; this one should not be applied.
    pub duplicate_of: Option<u64>,
    /// What was wrong, in the order of the columns.
    pub issues: Vec<RowIssue>,
}

/// Reads the records of one list, remembering which products it has seen.
#[derive(Debug)]
pub struct ProductReader {
    gazetteer: &'static Gazetteer,
    today: NaiveDate,
    /// Lines by digest of the key: 40 bytes a row instead of the names.
    seen: HashMap<[u8; 32], u64>,
}

impl ProductReader {
    /// A reader for one list; `today` in Vietnam bounds years and decisions.
    #[must_use]
    pub fn new(today: NaiveDate) -> Self {
        Self {
            gazetteer: Gazetteer::shared(),
            today,
            seen: HashMap::new(),
        }
    }

    /// Understands one record.
    pub fn read(&mut self, record: &Record) -> Reading {
        let mut cells = Cells::new(record);
        let row = self.product(&mut cells);
        let mut issues = cells.into_issues();
        let duplicate_of = row.as_ref().and_then(|row| self.earlier(row));
        if let Some(first_line) = duplicate_of {
            let problem = Problem::Duplicate { first_line };
            issues.push(RowIssue {
                line: record.line,
                column: Some(Column::NameVi),
                problem,
            });
        }
        issues.sort_by_key(|issue| issue.column);
        Reading {
            line: record.line,
            row,
            duplicate_of,
            issues,
        }
    }

    /// The line that had this product first, after noting this one.
    fn earlier(&mut self, row: &ProductRow) -> Option<u64> {
        let digest: [u8; 32] = Sha256::digest(row.key()).into();
        let first = *self.seen.entry(digest).or_insert(row.line);
        (first != row.line).then_some(first)
    }

    fn product(&self, cells: &mut Cells<'_>) -> Option<ProductRow> {
        let name_vi = cells.required(Column::NameVi);
        let producer = cells.text(Column::Producer);
        if producer.is_none() && cells.is_readable(Column::Producer) {
            cells.report(Column::Producer, ClassProblem::NoProducer);
        }
        let printed_place = place(cells);
        let place = self.resolve(cells, &printed_place);
        let stars = stars(cells);
        let year = year(cells, self.today);
        let decision = decision(cells, self.today);
        let (industry, product_set) = class(cells);
        let (offers, price) = offer::read(cells);
        let row = ProductRow {
            line: cells.line(),
            name_vi: name_vi.unwrap_or_default(),
            name_en: cells.text(Column::NameEn),
            producer,
            producer_kind: cells.value(Column::ProducerKind, ProducerKind::read),
            printed_place,
            place,
            certificate: stars.map(|stars| CertificateClaim::new(stars, year, decision.as_ref())),
            stars,
            year,
            decision,
            industry,
            product_set,
            offers,
            price,
            stock: cells.number(Column::Stock, 0, limits::STOCK_MAX),
            weight_g: cells.number(Column::WeightG, 1, limits::WEIGHT_G_MAX),
            sku: cells.text(Column::Sku),
            gtin: cells.value(Column::Gtin, |text| {
                Gtin::read(text).map_err(ClassProblem::Gtin)
            }),
            description_vi: cells.text(Column::DescriptionVi),
            description_en: cells.text(Column::DescriptionEn),
            notes: cells.text(Column::Notes),
            source: cells.text(Column::Source),
            fingerprint: cells.fingerprint(),
        };
        (!cells.has_error()).then_some(row)
    }

    fn resolve(&self, cells: &mut Cells<'_>, printed: &PrintedPlace) -> Resolved {
        let resolved = self.gazetteer.resolve_printed(printed);
        for part in &resolved.unresolved {
            let column = match part.column {
                PlaceColumn::Commune => Column::Commune,
                PlaceColumn::District => Column::District,
                PlaceColumn::OldProvince => Column::OldProvince,
                PlaceColumn::Province => Column::Province,
            };
            cells.report(column, Problem::Place(part.reason));
        }
        resolved
    }
}

fn place(cells: &mut Cells<'_>) -> PrintedPlace {
    PrintedPlace {
        commune: cells.text(Column::Commune).unwrap_or_default(),
        district: cells.text(Column::District).unwrap_or_default(),
        old_province: cells.text(Column::OldProvince).unwrap_or_default(),
        province: cells.required(Column::Province).unwrap_or_default(),
    }
}

fn stars(cells: &mut Cells<'_>) -> Option<Stars> {
    if cells.is_empty(Column::Stars) {
        cells.report(Column::Stars, CertificateProblem::StarsMissing);
    }
    cells.value(Column::Stars, Stars::read)
}

fn year(cells: &mut Cells<'_>, today: NaiveDate) -> Option<i32> {
    cells.value(Column::Year, |printed| {
        let year = printed.strip_suffix(".0").unwrap_or(printed).parse().ok();
        let latest = today.year();
        year.filter(|year| (limits::FIRST_YEAR..=latest).contains(year))
            .ok_or_else(|| CertificateProblem::Year {
                printed: printed.to_owned(),
                latest,
            })
    })
}

fn decision(cells: &mut Cells<'_>, today: NaiveDate) -> Option<Decision> {
    let (decision, problem) = Decision::read(&cells.text(Column::Decision)?);
    if let Some(problem) = problem {
        cells.report(Column::Decision, problem);
    }
    if decision.issued_on.is_some_and(|day| day > today) {
        let printed = decision.printed.clone();
        cells.report(
            Column::Decision,
            CertificateProblem::DecisionInFuture { printed },
        );
    }
    Some(decision)
}

/// Industry and product set, the one following from the other where only the set is given.
fn class(cells: &mut Cells<'_>) -> (Option<Industry>, Option<u8>) {
    let stated = cells.value(Column::Group, |printed| {
        Industry::read(printed).ok_or_else(|| ClassProblem::UnknownGroup {
            printed: printed.to_owned(),
        })
    });
    let number = cells.value(Column::ProductSet, |text| value::number(text, 1, 26));
    let set = number.and_then(|number| product_sets::find(u8::try_from(number).ok()?));
    let Some(set) = set else {
        return (stated, None);
    };
    if stated.is_some_and(|stated| stated != set.industry) {
        let problem = ClassProblem::OtherGroup {
            set: set.number,
            industry: set.industry,
        };
        cells.report(Column::ProductSet, problem);
    }
    (Some(set.industry), Some(set.number))
}
