//! How good answers are, by kind of query.

use std::collections::BTreeMap;

/// The least share of queries with something expected among the first three: over all, and of
/// any kind.
const HIT_AT_3_MIN: f64 = 0.95;
const HIT_AT_3_MIN_OF_A_KIND: f64 = 0.9;

/// Sums over queries, by kind.
#[derive(Default)]
pub(crate) struct Figures(BTreeMap<String, Sums>);

#[derive(Clone, Copy, Default)]
struct Sums {
    queries: f64,
    hit_at_1: f64,
    hit_at_3: f64,
    /// Reciprocal of the place of the first hit.
    reciprocal: f64,
    /// Normalised discounted cumulative gain of the first ten, every expected product worth 1.
    ndcg_at_10: f64,
}

impl Figures {
    /// Adds one answer: which of its first places have something expected, of so many there are.
    pub(crate) fn add(&mut self, kind: &str, hits: &[bool], expected: usize) {
        let first = hits.iter().position(|hit| *hit);
        let within = |places: usize| f64::from(first.is_some_and(|first| first < places));
        let gain = |place: usize| 1.0 / f64::from(u16::try_from(place + 2).unwrap()).log2();
        let gained: f64 = (0..hits.len()).filter(|place| hits[*place]).map(gain).sum();
        let ideal: f64 = (0..expected.min(10)).map(gain).sum();
        let one = Sums {
            queries: 1.0,
            hit_at_1: within(1),
            hit_at_3: within(3),
            reciprocal: first.map_or(0.0, |first| {
                1.0 / f64::from(u16::try_from(first + 1).unwrap())
            }),
            ndcg_at_10: gained / ideal,
        };
        self.0.entry(kind.to_owned()).or_default().add(one);
    }

    pub(crate) fn print(&self, engine: &str) {
        println!(
            "\n{engine}\n{:<18} queries  hit@1  hit@3    MRR  nDCG@10",
            "kind"
        );
        for (kind, sums) in &self.0 {
            sums.print(kind);
        }
        self.all().print("all");
    }

    /// Fails when answers are worse than they may be.
    pub(crate) fn hold_the_floors(&self) {
        assert!(self.all().share(self.all().hit_at_3) >= HIT_AT_3_MIN);
        for (kind, sums) in &self.0 {
            assert!(
                sums.share(sums.hit_at_3) >= HIT_AT_3_MIN_OF_A_KIND,
                "{kind}"
            );
        }
    }

    fn all(&self) -> Sums {
        let mut all = Sums::default();
        self.0.values().for_each(|sums| all.add(*sums));
        all
    }
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.queries += other.queries;
        self.hit_at_1 += other.hit_at_1;
        self.hit_at_3 += other.hit_at_3;
        self.reciprocal += other.reciprocal;
        self.ndcg_at_10 += other.ndcg_at_10;
    }

    fn share(&self, sum: f64) -> f64 {
        sum / self.queries
    }

    fn print(&self, kind: &str) {
        println!(
            "{kind:<18} {:>7}  {:.3}  {:.3}  {:.3}    {:.3}",
            self.queries,
            self.share(self.hit_at_1),
            self.share(self.hit_at_3),
            self.share(self.reciprocal),
            self.share(self.ndcg_at_10),
        );
    }
}
