//! Counting values for the filters on offer.

use super::{
    filter::{Dimension, Failures},
    rows::{Row, Values, index},
};
use crate::query::{Count, Facets, PriceRange};

/// Counts per value, disjunctive: each dimension ignores its own filter.
pub(super) struct Tally {
    /// By number of the text, as the three below.
    provinces: Vec<u32>,
    regions: Vec<u32>,
    categories: Vec<u32>,
    sellers: Vec<u32>,
    stars: [u32; 256],
    industries: [u32; 256],
    product_sets: [u32; 256],
    price: Option<PriceRange>,
}

impl Tally {
    pub(super) fn new(values: usize) -> Self {
        Self {
            provinces: vec![0; values],
            regions: vec![0; values],
            categories: vec![0; values],
            sellers: vec![0; values],
            stars: [0; 256],
            industries: [0; 256],
            product_sets: [0; 256],
            price: None,
        }
    }

    pub(super) fn count(&mut self, row: &Row, failures: Failures) {
        if failures.several() {
            return;
        }
        let counts = |dimension| u32::from(failures.none_but(dimension));
        self.stars[usize::from(row.stars)] += counts(Dimension::Stars);
        self.industries[usize::from(row.industry)] += counts(Dimension::Industry);
        self.product_sets[usize::from(row.product_set)] += counts(Dimension::ProductSet);
        self.provinces[index(row.province)] += counts(Dimension::Province);
        self.regions[index(row.region)] += counts(Dimension::Region);
        self.categories[index(row.category)] += counts(Dimension::Category);
        self.sellers[index(row.seller)] += counts(Dimension::Seller);
        if let Some(price) = row.price
            && failures.none_but(Dimension::Price)
        {
            self.widen(PriceRange {
                min: price,
                max: price,
            });
        }
    }

    fn widen(&mut self, range: PriceRange) {
        let price = self.price.get_or_insert(range);
        price.min = price.min.min(range.min);
        price.max = price.max.max(range.max);
    }

    pub(super) fn add(&mut self, other: &Self) {
        let lists: [(&mut [u32], &[u32]); 7] = [
            (&mut self.provinces, &other.provinces),
            (&mut self.regions, &other.regions),
            (&mut self.categories, &other.categories),
            (&mut self.sellers, &other.sellers),
            (&mut self.stars, &other.stars),
            (&mut self.industries, &other.industries),
            (&mut self.product_sets, &other.product_sets),
        ];
        for (sums, counts) in lists {
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum += count;
            }
        }
        if let Some(range) = other.price {
            self.widen(range);
        }
    }

    pub(super) fn facets(&self, values: &Values) -> Facets {
        let texts = |counts: &[u32]| facet(values.texts().zip(counts), str::to_owned);
        let bytes = |counts: &[u32; 256]| facet((0..=u8::MAX).zip(counts), |byte| byte);
        Facets {
            stars: bytes(&self.stars),
            provinces: texts(&self.provinces),
            regions: texts(&self.regions),
            industries: bytes(&self.industries),
            product_sets: bytes(&self.product_sets),
            categories: texts(&self.categories),
            sellers: texts(&self.sellers),
            price: self.price,
        }
    }
}

/// The values that occur, most frequent first. The first value stands for "none".
fn facet<'a, T, V: Ord>(
    counts: impl Iterator<Item = (T, &'a u32)>,
    value: impl Fn(T) -> V,
) -> Vec<Count<V>> {
    let mut facet: Vec<Count<V>> = counts
        .skip(1)
        .filter(|(_, count)| **count > 0)
        .map(|(name, count)| Count {
            value: value(name),
            count: index(*count),
        })
        .collect();
    facet.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    facet
}
