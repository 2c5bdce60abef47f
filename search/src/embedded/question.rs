//! Typed words as Tantivy queries. What is typed is only ever compared, never parsed as syntax.
//!
//! Every score is a sum of constants, never of statistics of the collection: a product keeps its
//! score, and so its place between two pages, when others come and go. Constants are whole numbers,
//! which `f32` adds exactly in any order.

use tantivy::{
    Searcher,
    query::{AllQuery, BooleanQuery, ConstScoreQuery, Occur, Query},
};

use super::{
    alternatives::{Alternatives, Automata},
    asked::Asked,
    points::{
        ALIASES, FOLDED, HINT, JOINED, JOINED_LETTERS, MARKED, NAME_ENDS, NAME_STARTS, NAMES,
        NEIGHBOURS, ONE_TYPO, ONE_TYPO_LETTERS, ONE_WRONG, ONE_WRONG_SO_FAR, PRINTED,
        ROUGH_NEIGHBOURS, SO_FAR, STORY, TWO_TYPOS, TWO_TYPOS_LETTERS, TWO_WRONG, UNFINISHED,
        UNFINISHED_LETTERS, WHENCE,
    },
    schema::{Fields, Zone},
};
use crate::{
    position::Reach,
    words::{ends, starts},
};

/// A text as words to be looked up.
pub(super) struct Question {
    words: Vec<Asked>,
    hints: Vec<Asked>,
    automata: Automata,
    /// Whether the text is still being typed.
    typing: bool,
}

/// How a question is to be put this time.
#[derive(Clone, Copy)]
pub(super) struct Manner<'a> {
    pub(super) reach: Reach,
    /// By word, from [`Question::weigh`].
    pub(super) weights: &'a [u8],
    pub(super) zones: &'a [(Zone, u16)],
    /// So many of the zones, the first, hold texts that are best found whole.
    pub(super) whole_texts: usize,
    /// Whether the order of the hits depends on the score.
    pub(super) scored: bool,
}

/// The zones that hold names, which come first in [`everywhere`].
pub(super) const WHOLE_TEXTS: usize = 2;

/// Where products are found, with the points.
pub(super) fn everywhere(fields: &Fields) -> [(Zone, u16); 6] {
    [
        (fields.names, NAMES),
        (fields.aliases, ALIASES),
        (fields.seller, WHENCE),
        (fields.places, WHENCE),
        (fields.printed, PRINTED),
        (fields.story, STORY),
    ]
}

/// Where sellers are found.
pub(super) fn sellers(fields: &Fields) -> [(Zone, u16); 1] {
    [(fields.seller, WHENCE)]
}

impl Question {
    /// The first words of a text. Empty when there is no letter or digit in it.
    pub(super) fn new(text: &str, typing: bool) -> Self {
        Self {
            words: Asked::all(text),
            hints: Vec::new(),
            automata: Automata::default(),
            typing,
        }
    }

    /// The question with words that need not be there, but raise what has them.
    pub(super) fn with_hint(mut self, hint: &str) -> Self {
        self.hints = Asked::all(hint);
        self
    }

    /// Whether every product answers it alike.
    pub(super) fn is_open(&self) -> bool {
        self.words.is_empty() && self.hints.is_empty()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The weight of each word: the rarer, the more it tells. 4 for one that is everywhere, one
    /// more for each halving.
    pub(super) fn weigh(
        &self,
        searcher: &Searcher,
        zones: &[(Zone, u16)],
    ) -> tantivy::Result<Vec<u8>> {
        let products = searcher.num_docs();
        let weigh = |asked: &Asked| {
            let rarity = (products / asked.frequency(searcher, zones)?.max(1))
                .max(1)
                .ilog2();
            Ok(u8::try_from(4 + rarity).expect("a u64 is halved at most 63 times"))
        };
        self.words.iter().map(weigh).collect()
    }

    /// The reaches to try, nearest first, until one matches.
    ///
    /// An exact match is tried only when the last word is one that names, sellers or places have:
    /// else it is more likely unfinished than a word of some story.
    pub(super) fn reaches(
        &self,
        searcher: &Searcher,
        fields: &Fields,
    ) -> tantivy::Result<Vec<Reach>> {
        let mut reaches = Vec::new();
        if let Some(last) = self.words.last() {
            let zones = [
                (fields.names, NAMES),
                (fields.aliases, ALIASES),
                (fields.seller, WHENCE),
                (fields.places, WHENCE),
                (fields.printed, PRINTED),
            ];
            if !self.typing && last.frequency(searcher, &zones)? > 0 {
                reaches.push(Reach::Exact);
            }
        }
        reaches.extend([Reach::Prefix, Reach::Near]);
        if !self.typing {
            let half = u8::try_from(self.words.len() / 2).expect("a query has at most 12 words");
            reaches.extend((half > 0).then_some(Reach::Loose(1)));
            reaches.extend((half > 1).then_some(Reach::Loose(half)));
        }
        Ok(reaches)
    }

    /// The question as a query.
    pub(super) fn query(&self, manner: Manner) -> Box<dyn Query> {
        let words = (0..self.words.len())
            .map(|place| self.word(place, manner))
            .collect();
        let matches: Box<dyn Query> = match manner.reach {
            Reach::Loose(missing) => {
                let needed = self.words.len().saturating_sub(usize::from(missing)).max(1);
                Box::new(BooleanQuery::union_with_minimum_required_clauses(
                    words, needed,
                ))
            }
            _ if self.words.is_empty() => Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)),
            Reach::Exact | Reach::Prefix | Reach::Near => {
                Box::new(BooleanQuery::intersection(words))
            }
        };
        let mut clauses = vec![(Occur::Must, matches)];
        if manner.scored {
            let hints = self.hints.iter().map(|hint| self.hint(hint, manner.zones));
            let rewards = self.order(manner).into_iter().chain(hints);
            clauses.extend(rewards.map(|query| (Occur::Should, query)));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    /// What one word matches, scored by the best of its matches.
    fn word(&self, place: usize, manner: Manner) -> Box<dyn Query> {
        let asked = &self.words[place];
        let mut best = Alternatives::new(&self.automata);
        for (zone, points) in manner.zones {
            let points = points * u16::from(manner.weights[place]);
            for (reading, loss) in asked.readings() {
                best.term(zone.marked, &reading.marked, points * (MARKED - loss));
                best.term(zone.folded, &reading.folded, points * (FOLDED - loss));
            }
            if asked.typed.letters() >= JOINED_LETTERS {
                best.term(zone.neighbours, &asked.typed.folded, points * JOINED);
            }
            for joined in self.joined(place) {
                best.term(zone.folded, &joined, points * JOINED);
            }
            if manner.reach != Reach::Exact && self.may_be_unfinished(place) {
                for (reading, _) in asked.readings() {
                    best.spelled(zone.folded, &reading.folded, SO_FAR, points * UNFINISHED);
                }
            }
            if matches!(manner.reach, Reach::Near | Reach::Loose(_)) {
                self.typos(place, *zone, points, &mut best);
            }
        }
        best.query()
    }

    /// What raises products that have a word which need not be there.
    fn hint(&self, hint: &Asked, zones: &[(Zone, u16)]) -> Box<dyn Query> {
        let mut best = Alternatives::new(&self.automata);
        for (zone, points) in zones {
            best.term(zone.marked, &hint.typed.marked, points * HINT * MARKED);
            best.term(zone.folded, &hint.typed.folded, points * HINT * FOLDED);
        }
        best.query()
    }

    fn typos(&self, place: usize, zone: Zone, points: u16, best: &mut Alternatives) {
        let typed = &self.words[place].typed;
        let folded = &typed.folded;
        if typed.letters() >= ONE_TYPO_LETTERS {
            best.spelled(zone.folded, folded, ONE_WRONG, points * ONE_TYPO);
            if self.typing && self.may_be_unfinished(place) {
                best.spelled(zone.folded, folded, ONE_WRONG_SO_FAR, points * TWO_TYPOS);
            }
        }
        if typed.letters() >= TWO_TYPOS_LETTERS {
            best.spelled(zone.folded, folded, TWO_WRONG, points * TWO_TYPOS);
        }
    }

    /// What rewards words that stand in the order of the text.
    fn order(&self, manner: Manner) -> Vec<Box<dyn Query>> {
        let mut rewards = Vec::new();
        for (place, pair) in self.words.windows(2).enumerate() {
            let mut best = Alternatives::new(&self.automata);
            let weight = u16::from(manner.weights[place]) + u16::from(manner.weights[place + 1]);
            for (zone, points) in manner.zones {
                let points = points * weight / 2;
                self.neighbours(place, pair, manner.reach, (*zone, points), &mut best);
            }
            rewards.push(best.query());
        }
        if let (Some(first), Some(last)) = (self.words.first(), self.words.last()) {
            let mut start = Alternatives::new(&self.automata);
            let mut end = Alternatives::new(&self.automata);
            let last_at = self.words.len() - 1;
            for (zone, points) in &manner.zones[..manner.whole_texts] {
                let weight = |place: usize| points * u16::from(manner.weights[place]);
                for (reading, _) in first.readings() {
                    start.term(zone.neighbours, &starts(reading), weight(0) * NAME_STARTS);
                }
                for (reading, _) in last.readings() {
                    end.term(zone.neighbours, &ends(reading), weight(last_at) * NAME_ENDS);
                }
            }
            rewards.extend([start.query(), end.query()]);
        }
        rewards
    }

    fn neighbours(
        &self,
        place: usize,
        pair: &[Asked],
        reach: Reach,
        (zone, points): (Zone, u16),
        best: &mut Alternatives,
    ) {
        for (left, _) in pair[0].readings() {
            for (right, _) in pair[1].readings() {
                let joined = format!("{}{}", left.folded, right.folded);
                best.term(zone.neighbours, &joined, points * NEIGHBOURS);
                match reach {
                    Reach::Exact => {}
                    Reach::Prefix if self.may_be_unfinished(place + 1) => {
                        best.spelled(zone.neighbours, &joined, SO_FAR, points * ROUGH_NEIGHBOURS);
                    }
                    Reach::Prefix => {}
                    Reach::Near | Reach::Loose(_) => {
                        if joined.len() >= ONE_TYPO_LETTERS {
                            best.spelled(
                                zone.neighbours,
                                &joined,
                                ONE_WRONG,
                                points * ROUGH_NEIGHBOURS,
                            );
                        }
                    }
                }
            }
        }
    }

    /// The word run together with the one after and the one before, for names that are written as
    /// one word but typed as two.
    fn joined(&self, place: usize) -> impl Iterator<Item = String> {
        let pair = |left: usize| {
            let (left, right) = (self.words.get(left)?, self.words.get(left + 1)?);
            Some(format!("{}{}", left.typed.folded, right.typed.folded))
        };
        pair(place)
            .into_iter()
            .chain(place.checked_sub(1).and_then(pair))
    }

    fn may_be_unfinished(&self, place: usize) -> bool {
        place + 1 == self.words.len()
            && (self.typing || self.words[place].typed.letters() >= UNFINISHED_LETTERS)
    }
}
