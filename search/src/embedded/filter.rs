//! Filters, resolved against the values of the index so that testing a row compares numbers.

use super::rows::{NO_VALUE, Row, ValueId, Values};
use crate::query::Filters;

/// One way to narrow an answer. The discriminants are bits of [`Failures`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dimension {
    Stars,
    Province,
    Commune,
    Region,
    Industry,
    ProductSet,
    Category,
    Seller,
    Price,
    Stock,
}

/// The dimensions whose filter a row does not pass.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Failures(u16);

impl Failures {
    fn note(&mut self, dimension: Dimension, passed: bool) {
        self.0 |= u16::from(!passed) << bit(dimension);
    }

    /// The row is a hit.
    pub(super) fn none(self) -> bool {
        self.0 == 0
    }

    /// The row would be a hit without the filter of this dimension.
    pub(super) fn none_but(self, dimension: Dimension) -> bool {
        self.0 & !(1 << bit(dimension)) == 0
    }

    /// The row would not be a hit without the filter of any one dimension.
    pub(super) fn several(self) -> bool {
        self.0.count_ones() > 1
    }
}

fn bit(dimension: Dimension) -> u32 {
    match dimension {
        Dimension::Stars => 0,
        Dimension::Province => 1,
        Dimension::Commune => 2,
        Dimension::Region => 3,
        Dimension::Industry => 4,
        Dimension::ProductSet => 5,
        Dimension::Category => 6,
        Dimension::Seller => 7,
        Dimension::Price => 8,
        Dimension::Stock => 9,
    }
}

/// [`Filters`] with texts as numbers. An empty list lets everything pass.
#[derive(Debug)]
pub(super) struct Filter {
    stars: Vec<u8>,
    industries: Vec<u8>,
    product_sets: Vec<u8>,
    provinces: Vec<ValueId>,
    communes: Vec<ValueId>,
    regions: Vec<ValueId>,
    categories: Vec<ValueId>,
    sellers: Vec<ValueId>,
    price_min: Option<i64>,
    price_max: Option<i64>,
    in_stock: bool,
    open: bool,
}

impl Filter {
    pub(super) fn new(filters: &Filters, values: &Values) -> Self {
        let numbers = |texts: &[String]| -> Vec<ValueId> {
            let mut numbers: Vec<ValueId> = texts
                .iter()
                .map(|text| {
                    values
                        .find(text)
                        .filter(|id| *id != NO_VALUE)
                        .unwrap_or(ABSENT)
                })
                .collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        Self {
            stars: filters.stars.clone(),
            industries: filters.industries.clone(),
            product_sets: filters.product_sets.clone(),
            provinces: numbers(&filters.provinces),
            communes: numbers(&filters.communes),
            regions: numbers(&filters.regions),
            categories: numbers(&filters.categories),
            sellers: numbers(&filters.sellers),
            price_min: filters.price_min,
            price_max: filters.price_max,
            in_stock: filters.in_stock,
            open: *filters == Filters::default(),
        }
    }

    /// What of the filter a row does not pass.
    pub(super) fn failures(&self, row: &Row) -> Failures {
        let mut failures = Failures::default();
        if self.open {
            return failures;
        }
        failures.note(Dimension::Stars, byte_passes(&self.stars, row.stars));
        failures.note(
            Dimension::Industry,
            byte_passes(&self.industries, row.industry),
        );
        failures.note(
            Dimension::ProductSet,
            byte_passes(&self.product_sets, row.product_set),
        );
        failures.note(
            Dimension::Province,
            value_passes(&self.provinces, row.province),
        );
        failures.note(
            Dimension::Commune,
            value_passes(&self.communes, row.commune),
        );
        failures.note(Dimension::Region, value_passes(&self.regions, row.region));
        failures.note(
            Dimension::Category,
            value_passes(&self.categories, row.category),
        );
        failures.note(Dimension::Seller, value_passes(&self.sellers, row.seller));
        failures.note(Dimension::Price, self.price_passes(row.price));
        failures.note(Dimension::Stock, !self.in_stock || row.in_stock);
        failures
    }

    fn price_passes(&self, price: Option<i64>) -> bool {
        if self.price_min.is_none() && self.price_max.is_none() {
            return true;
        }
        price.is_some_and(|price| {
            self.price_min.is_none_or(|min| price >= min)
                && self.price_max.is_none_or(|max| price <= max)
        })
    }
}

/// Stands for a text that no product has.
const ABSENT: ValueId = ValueId::MAX;

fn byte_passes(allowed: &[u8], byte: u8) -> bool {
    allowed.is_empty() || byte != 0 && allowed.contains(&byte)
}

fn value_passes(allowed: &[ValueId], value: ValueId) -> bool {
    allowed.is_empty() || allowed.binary_search(&value).is_ok()
}
