//! Counting values for the filters on offer.

use std::cmp::Reverse;

use super::{
    filter::{Dimension, Failures},
    rows::{NO_VALUE, Row, ValueId, Values, index},
};
use crate::query::{Count, Facets, PriceRange};

/// Counts per value, disjunctive: each dimension ignores its own filter.
pub(super) struct Tally {
    provinces: Counter,
    regions: Counter,
    categories: Counter,
    sellers: Counter,
    stars: [u32; 256],
    industries: [u32; 256],
    product_sets: [u32; 256],
    price: Option<PriceRange>,
}

/// Counts by number of a text. Most searches see few of the texts, so those are remembered, and no
/// other is looked at again. There is room up to the highest number seen: places and categories
/// have low ones, and need little, while sellers are many.
#[derive(Default)]
struct Counter {
    counts: Vec<u32>,
    seen: Vec<ValueId>,
}

impl Counter {
    fn add(&mut self, id: ValueId, more: u32) {
        let place = index(id);
        if place >= self.counts.len() {
            self.counts.resize((place + 1).next_power_of_two(), 0);
        }
        let count = &mut self.counts[place];
        if *count == 0 {
            self.seen.push(id);
        }
        *count += more;
    }

    fn add_all(&mut self, other: &Self) {
        for id in &other.seen {
            self.add(*id, other.counts[index(*id)]);
        }
    }

    /// The most frequent values; those of equal count in the order of their letters.
    fn facet(&self, values: &Values) -> Vec<Count<String>> {
        let named = self.seen.iter().filter(|id| **id != NO_VALUE);
        let mut found: Vec<(Reverse<u32>, u32, ValueId)> = named
            .map(|id| (Reverse(self.counts[index(*id)]), values.rank_of(*id), *id))
            .collect();
        if found.len() > Facets::VALUES_MAX {
            found.select_nth_unstable(Facets::VALUES_MAX);
            found.truncate(Facets::VALUES_MAX);
        }
        found.sort_unstable();
        let counted = found.into_iter().map(|(Reverse(count), _, id)| Count {
            value: values.text(id).to_owned(),
            count: index(count),
        });
        counted.collect()
    }
}

impl Tally {
    pub(super) fn new() -> Self {
        Self {
            provinces: Counter::default(),
            regions: Counter::default(),
            categories: Counter::default(),
            sellers: Counter::default(),
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
        let texts = [
            (Dimension::Province, &mut self.provinces, row.province),
            (Dimension::Region, &mut self.regions, row.region),
            (Dimension::Category, &mut self.categories, row.category),
            (Dimension::Seller, &mut self.sellers, row.seller),
        ];
        for (dimension, counter, id) in texts {
            if failures.none_but(dimension) {
                counter.add(id, 1);
            }
        }
        let counts = |dimension| u32::from(failures.none_but(dimension));
        self.stars[usize::from(row.stars)] += counts(Dimension::Stars);
        self.industries[usize::from(row.industry)] += counts(Dimension::Industry);
        self.product_sets[usize::from(row.product_set)] += counts(Dimension::ProductSet);
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
        self.provinces.add_all(&other.provinces);
        self.regions.add_all(&other.regions);
        self.categories.add_all(&other.categories);
        self.sellers.add_all(&other.sellers);
        let lists = [
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
        Facets {
            stars: facet(&self.stars),
            provinces: self.provinces.facet(values),
            regions: self.regions.facet(values),
            industries: facet(&self.industries),
            product_sets: facet(&self.product_sets),
            categories: self.categories.facet(values),
            sellers: self.sellers.facet(values),
            price: self.price,
        }
    }
}

/// The numbers that occur, most frequent first. 0 stands for "none".
fn facet(counts: &[u32; 256]) -> Vec<Count<u8>> {
    let mut facet: Vec<Count<u8>> = (0..=u8::MAX)
        .zip(counts)
        .skip(1)
        .filter(|(_, count)| **count > 0)
        .map(|(value, count)| Count {
            value,
            count: index(*count),
        })
        .collect();
    facet.sort_unstable_by(|a, b| b.count.cmp(&a.count).then(a.value.cmp(&b.value)));
    facet
}
