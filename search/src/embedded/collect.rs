//! One pass over what the words match: filters, counts and the best of a page.

use std::{cmp::Reverse, collections::BinaryHeap, sync::Arc};

use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
};

use super::{
    filter::{Dimension, Failures, Filter},
    rows::{Row, Rows, Values, index},
    view::View,
};
use crate::{
    position::Rank,
    query::{Count, Facets, PriceRange, Query, Sort},
};

/// What the pass is to find.
pub(super) struct Collect {
    rows: Vec<Arc<Rows>>,
    filter: Arc<Filter>,
    page: Page,
    /// How many values there are to count; none when facets are not asked for.
    values: Option<usize>,
    scored: bool,
}

/// Which part of which order is wanted.
#[derive(Clone, Copy)]
struct Page {
    sort: Sort,
    after: Option<Rank>,
    /// One more than the page holds, to tell whether there is a next.
    wanted: usize,
}

/// What the pass found, in one segment or all.
pub(super) struct Found {
    /// What the words match, before filters.
    pub(super) matched: usize,
    /// What passes the filters too.
    pub(super) total: usize,
    /// The best after the previous page, one more than the page holds.
    pub(super) best: BinaryHeap<Rank>,
    tally: Option<Tally>,
}

impl Collect {
    pub(super) fn new(query: &Query, scored: bool, view: &View) -> Self {
        Self {
            rows: view.rows.clone(),
            filter: Arc::new(Filter::new(&query.filters, &view.values)),
            page: Page {
                sort: query.sort,
                after: query.after.as_ref().map(|position| position.rank),
                wanted: query.limit.min(Query::LIMIT_MAX) + 1,
            },
            values: query.facets.then(|| view.values.len()),
            scored,
        }
    }
}

impl Collector for Collect {
    type Fruit = Found;
    type Child = CollectSegment;

    fn for_segment(
        &self,
        ordinal: SegmentOrdinal,
        _segment: &SegmentReader,
    ) -> tantivy::Result<CollectSegment> {
        Ok(CollectSegment {
            rows: Arc::clone(&self.rows[index(ordinal)]),
            filter: Arc::clone(&self.filter),
            page: self.page,
            found: Found::new(self.values),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.scored
    }

    fn merge_fruits(&self, segments: Vec<Found>) -> tantivy::Result<Found> {
        let mut all = Found::new(self.values);
        for segment in segments {
            all.add(segment, self.page.wanted);
        }
        Ok(all)
    }
}

/// [`Collect`] at work in one segment.
pub(super) struct CollectSegment {
    rows: Arc<Rows>,
    filter: Arc<Filter>,
    page: Page,
    found: Found,
}

impl SegmentCollector for CollectSegment {
    type Fruit = Found;

    fn collect(&mut self, doc: DocId, score: Score) {
        let row = self.rows.get(doc);
        let failures = self.filter.failures(row);
        self.found.matched += 1;
        if let Some(tally) = &mut self.found.tally {
            tally.count(row, failures);
        }
        if failures.none() {
            self.found.total += 1;
            let rank = Rank {
                key: key(self.page.sort, row, score),
                id: Reverse(row.id),
            };
            if self.page.after.is_none_or(|after| rank > after) {
                keep(&mut self.found.best, rank, self.page.wanted);
            }
        }
    }

    fn harvest(self) -> Found {
        self.found
    }
}

impl Found {
    fn new(values: Option<usize>) -> Self {
        Self {
            matched: 0,
            total: 0,
            best: BinaryHeap::new(),
            tally: values.map(Tally::new),
        }
    }

    fn add(&mut self, other: Self, wanted: usize) {
        self.matched += other.matched;
        self.total += other.total;
        for rank in other.best {
            keep(&mut self.best, rank, wanted);
        }
        if let (Some(tally), Some(other)) = (&mut self.tally, &other.tally) {
            tally.add(other);
        }
    }

    /// The counts, when they were asked for.
    pub(super) fn facets(&self, values: &Values) -> Option<Facets> {
        self.tally.as_ref().map(|tally| tally.facets(values))
    }
}

/// Adds a rank to the `wanted` smallest, of which the heap has the largest on top.
fn keep(best: &mut BinaryHeap<Rank>, rank: Rank, wanted: usize) {
    if best.len() < wanted {
        best.push(rank);
    } else if let Some(mut worst) = best.peek_mut()
        && rank < *worst
    {
        *worst = rank;
    }
}

/// The sort key of a row, smaller first.
pub(super) fn key(sort: Sort, row: &Row, score: Score) -> u64 {
    match sort {
        Sort::Relevance => !(u64::from(score.to_bits()) << 32 | u64::from(merit(row))),
        Sort::PriceAscending => row.price.map_or(u64::MAX, ascending),
        Sort::PriceDescending => row.price.map_or(u64::MAX, |price| !ascending(price)),
        Sort::Newest => !ascending(row.published_at),
        Sort::StarsDescending => !u64::from(row.stars),
        Sort::RatingDescending => !u64::from(row.rating),
    }
}

/// What decides between equal text matches: in stock, then stars, then rating.
fn merit(row: &Row) -> u32 {
    u32::from(row.in_stock) << 24 | u32::from(row.stars) << 16 | u32::from(row.rating)
}

/// Signed numbers as unsigned ones in the same order.
fn ascending(number: i64) -> u64 {
    number.cast_unsigned() ^ (1 << 63)
}

/// Counts per value, disjunctive: each dimension ignores its own filter.
struct Tally {
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
    fn new(values: usize) -> Self {
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

    fn count(&mut self, row: &Row, failures: Failures) {
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

    fn add(&mut self, other: &Self) {
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

    fn facets(&self, values: &Values) -> Facets {
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
