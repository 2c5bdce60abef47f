//! Suggestions while a text is being typed.

use std::{cmp::Reverse, sync::Arc};

use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
};

use super::{
    collect::{Collect, Found},
    question::{Manner, Question, everywhere, sellers},
    rows::{Rows, ValueId, Values, index},
    schema::Zone,
    view::View,
};
use crate::{
    error::SearchError,
    query::{Query, Suggestions},
};

impl View {
    /// Up to `limit` products and sellers that a text still being typed may mean.
    pub(super) fn suggest(&self, text: &str, limit: usize) -> Result<Suggestions, SearchError> {
        let question = Question::new(text, true);
        if question.is_empty() || limit == 0 {
            return Ok(Suggestions::default());
        }
        let page = Query {
            limit,
            ..Query::default()
        };
        let collect = Collect::new(&page, true, self);
        let found = self.first_found(&question, &everywhere(&self.fields), &collect, |found| {
            found.matched > 0
        })?;
        let collect = CollectSellers {
            rows: self.rows.clone(),
            values: self.values.len(),
        };
        let sellers = self.first_found(
            &question,
            &sellers(&self.fields),
            &collect,
            |sellers: &Sellers| !sellers.seen.is_empty(),
        )?;
        Ok(Suggestions {
            products: found.map_or_else(Vec::new, |found| best(found, limit)),
            sellers: sellers.map_or_else(Vec::new, |sellers| sellers.best(&self.values, limit)),
        })
    }

    /// What the nearest reach finds that finds anything.
    fn first_found<C: Collector>(
        &self,
        question: &Question,
        zones: &[(Zone, u16)],
        collect: &C,
        any: impl Fn(&C::Fruit) -> bool,
    ) -> Result<Option<C::Fruit>, SearchError> {
        let weights = question.weigh(&self.searcher, zones)?;
        for reach in question.reaches(&self.searcher, &self.fields)? {
            let query = question.query(Manner {
                reach,
                weights: &weights,
                zones,
                whole_texts: 1,
                scored: true,
            });
            let fruit = self.searcher.search(&query, collect)?;
            if any(&fruit) {
                return Ok(Some(fruit));
            }
        }
        Ok(None)
    }
}

fn best(found: Found, limit: usize) -> Vec<uuid::Uuid> {
    found
        .best
        .into_sorted_vec()
        .into_iter()
        .take(limit)
        .map(|rank| rank.id.0)
        .collect()
}

/// The bits of a seller's score, which order as the score does, and the number of its products.
type Standing = (u32, u32);

/// How sellers stand, by number of their slug. Only those that were seen are looked at again.
struct Sellers {
    standings: Vec<Standing>,
    seen: Vec<ValueId>,
}

impl Sellers {
    fn new(values: usize) -> Self {
        Self {
            standings: vec![Standing::default(); values],
            seen: Vec::new(),
        }
    }

    fn add(&mut self, seller: ValueId, (score, products): Standing) {
        let standing = &mut self.standings[index(seller)];
        if standing.1 == 0 {
            self.seen.push(seller);
        }
        standing.0 = standing.0.max(score);
        standing.1 += products;
    }

    /// The slugs of the best; those who stand alike in the order of their letters.
    fn best(&self, values: &Values, limit: usize) -> Vec<String> {
        let standing = |seller: &ValueId| {
            let standing = Reverse(self.standings[index(*seller)]);
            (standing, values.rank_of(*seller), *seller)
        };
        let mut found: Vec<_> = self.seen.iter().map(standing).collect();
        if found.len() > limit {
            found.select_nth_unstable(limit);
            found.truncate(limit);
        }
        found.sort_unstable();
        let slugs = found.into_iter().map(|(_, _, seller)| values.text(seller));
        slugs.map(str::to_owned).collect()
    }
}

/// Finds the sellers of what matches.
struct CollectSellers {
    rows: Vec<Arc<Rows>>,
    values: usize,
}

struct CollectSellersSegment {
    rows: Arc<Rows>,
    sellers: Sellers,
}

impl Collector for CollectSellers {
    type Fruit = Sellers;
    type Child = CollectSellersSegment;

    fn for_segment(
        &self,
        ordinal: SegmentOrdinal,
        _segment: &SegmentReader,
    ) -> tantivy::Result<CollectSellersSegment> {
        let rows = Arc::clone(&self.rows[index(ordinal)]);
        Ok(CollectSellersSegment {
            rows,
            sellers: Sellers::new(self.values),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Sellers>) -> tantivy::Result<Sellers> {
        let mut segments = segments.into_iter();
        let Some(mut all) = segments.next() else {
            return Ok(Sellers::new(self.values));
        };
        for segment in segments {
            for seller in segment.seen {
                all.add(seller, segment.standings[index(seller)]);
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for CollectSellersSegment {
    type Fruit = Sellers;

    fn collect(&mut self, doc: DocId, score: Score) {
        let seller = self.rows.get(doc).seller;
        self.sellers.add(seller, (score.to_bits(), 1));
    }

    fn harvest(self) -> Sellers {
        self.sellers
    }
}
