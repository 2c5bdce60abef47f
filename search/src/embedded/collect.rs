//! One pass over what the words match: filters, counts and the best of a page.

use std::{cmp::Reverse, collections::BinaryHeap, sync::Arc};

use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
};

use super::{
    filter::Filter,
    rows::{Row, Rows, Values, index},
    tally::Tally,
    view::View,
};
use crate::{
    position::Rank,
    query::{Facets, Query, Sort},
    ranking::Ranking,
};

/// What the pass is to find.
pub(super) struct Collect {
    rows: Vec<Arc<Rows>>,
    filter: Arc<Filter>,
    page: Page,
    ranking: Ranking,
    /// Whether values are counted.
    counted: bool,
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

impl Page {
    fn of(query: &Query) -> Self {
        Self {
            sort: query.sort,
            after: query.after.as_ref().map(|position| position.rank),
            wanted: query.limit.min(Query::LIMIT_MAX) + 1,
        }
    }
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
            page: Page::of(query),
            ranking: query.ranking,
            counted: query.facets,
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
            ranking: self.ranking,
            found: Found::new(self.counted),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.scored
    }

    fn merge_fruits(&self, segments: Vec<Found>) -> tantivy::Result<Found> {
        let mut segments = segments.into_iter();
        let Some(mut all) = segments.next() else {
            return Ok(Found::new(self.counted));
        };
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
    ranking: Ranking,
    found: Found,
}

impl CollectSegment {
    /// At work in rows that are in no segment.
    pub(super) fn over(query: &Query, rows: &Arc<Rows>, values: &Values) -> Self {
        Self {
            rows: Arc::clone(rows),
            filter: Arc::new(Filter::new(&query.filters, values)),
            page: Page::of(query),
            ranking: query.ranking,
            found: Found::new(query.facets),
        }
    }
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
            if self.is_beaten(score) {
                return;
            }
            let rank = Rank {
                key: key(self.page.sort, row, score, &self.ranking),
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

impl CollectSegment {
    /// Whether a hit of this score cannot be among the best, whatever points it has. Most hits
    /// cannot, so this spares working out their points.
    fn is_beaten(&self, score: Score) -> bool {
        let is_full = self.found.best.len() >= self.page.wanted;
        let worst = self.found.best.peek().filter(|_| is_full);
        self.page.sort == Sort::Relevance
            && worst.is_some_and(|worst| relevance(score, u32::MAX) > worst.key)
    }
}

impl Found {
    fn new(counted: bool) -> Self {
        Self {
            matched: 0,
            total: 0,
            best: BinaryHeap::new(),
            tally: counted.then(Tally::new),
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
fn key(sort: Sort, row: &Row, score: Score, ranking: &Ranking) -> u64 {
    match sort {
        Sort::Relevance => relevance(score, ranking.points(row.merits()).total()),
        Sort::PriceAscending => row.price.map_or(u64::MAX, ascending),
        Sort::PriceDescending => row.price.map_or(u64::MAX, |price| !ascending(price)),
        Sort::Newest => !ascending(row.published_at),
        Sort::StarsDescending => !u64::from(row.stars),
        Sort::RatingDescending => !u64::from(row.rating),
    }
}

/// The sort key of a hit by relevance: its score, then its points.
fn relevance(score: Score, points: u32) -> u64 {
    !(u64::from(score.to_bits()) << 32 | u64::from(points))
}

/// The text score of a key that [`key`] made by relevance.
pub(super) fn text_score(key: u64) -> f32 {
    f32::from_bits(u32::try_from(!key >> 32).expect("half of 64 bits are 32"))
}

/// Signed numbers as unsigned ones in the same order.
fn ascending(number: i64) -> u64 {
    number.cast_unsigned() ^ (1 << 63)
}
