//! Suggestions while a text is being typed.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
};

use super::{
    collect::{Collect, Found},
    question::{Manner, Question, everywhere, sellers},
    rows::{Rows, ValueId, index},
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
        };
        let sellers = self.first_found(
            &question,
            &sellers(&self.fields),
            &collect,
            |sellers: &Sellers| !sellers.is_empty(),
        )?;
        Ok(Suggestions {
            products: found.map_or_else(Vec::new, |found| best(found, limit)),
            sellers: self.best_sellers(sellers.unwrap_or_default(), limit),
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

    fn best_sellers(&self, sellers: Sellers, limit: usize) -> Vec<String> {
        let mut sellers: Vec<(Reverse<Standing>, &str)> = sellers
            .into_iter()
            .map(|(seller, standing)| (Reverse(standing), self.values.text(seller)))
            .collect();
        sellers.sort_unstable();
        sellers
            .into_iter()
            .take(limit)
            .map(|(_, slug)| slug.to_owned())
            .collect()
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
type Sellers = HashMap<ValueId, Standing>;

/// Finds the sellers of what matches.
struct CollectSellers {
    rows: Vec<Arc<Rows>>,
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
            sellers: Sellers::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Sellers>) -> tantivy::Result<Sellers> {
        let mut all = Sellers::new();
        for (seller, standing) in segments.into_iter().flatten() {
            add(&mut all, seller, standing);
        }
        Ok(all)
    }
}

impl SegmentCollector for CollectSellersSegment {
    type Fruit = Sellers;

    fn collect(&mut self, doc: DocId, score: Score) {
        add(
            &mut self.sellers,
            self.rows.get(doc).seller,
            (score.to_bits(), 1),
        );
    }

    fn harvest(self) -> Sellers {
        self.sellers
    }
}

fn add(sellers: &mut Sellers, seller: ValueId, (score, products): Standing) {
    let standing = sellers.entry(seller).or_default();
    standing.0 = standing.0.max(score);
    standing.1 += products;
}
