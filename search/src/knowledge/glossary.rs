//! Goods and what else they are called.

use std::collections::{BTreeSet, HashMap};

use crate::words::{TEXT_WORDS_MAX, Word, words};

/// `vi,variants,en`: see `data/README.md`.
const FILE: &str = include_str!("../../../data/ocop-glossary.csv");
/// Stands before a term that counts only where a name begins, because its word means something
/// else in the middle of one.
const ONLY_FIRST: char = '^';

/// Goods by the words they are called.
pub(super) struct Glossary {
    /// By their first word, folded.
    terms: HashMap<String, Vec<Term>>,
    goods: Vec<Goods>,
}

struct Term {
    words: Vec<Word>,
    goods: usize,
    only_first: bool,
}

/// One kind of goods.
struct Goods {
    vietnamese: Vec<String>,
    english: Vec<String>,
}

/// Where a name names goods.
#[derive(Clone, Copy)]
struct Named {
    start: usize,
    end: usize,
    goods: usize,
}

impl Glossary {
    pub(super) fn load() -> Self {
        let mut glossary = Self {
            terms: HashMap::new(),
            goods: Vec::new(),
        };
        for line in FILE.lines().skip(1) {
            let mut columns = line.split(',');
            let mut terms = || {
                columns
                    .next()
                    .into_iter()
                    .flat_map(|column| column.split(';'))
            };
            let vietnamese: Vec<&str> = terms().collect();
            let variants: Vec<&str> = terms().collect();
            let english: Vec<&str> = terms().collect();
            glossary.add([vietnamese, variants].concat(), english);
        }
        glossary
    }

    fn add(&mut self, vietnamese: Vec<&str>, english: Vec<&str>) {
        let goods = self.goods.len();
        for written in vietnamese.iter().chain(&english) {
            let words = words(written, TEXT_WORDS_MAX);
            if let Some(first) = words.first() {
                let terms = self.terms.entry(first.folded.clone()).or_default();
                terms.push(Term {
                    goods,
                    only_first: written.starts_with(ONLY_FIRST),
                    words,
                });
            }
        }
        let texts = |written: Vec<&str>| {
            let plain = written
                .iter()
                .map(|term| term.trim_start_matches(ONLY_FIRST));
            plain
                .filter(|term| !term.is_empty())
                .map(str::to_owned)
                .collect()
        };
        self.goods.push(Goods {
            vietnamese: texts(vietnamese),
            english: texts(english),
        });
    }

    /// The names by which the goods in these names are known too.
    pub(super) fn other_names(&self, names: &[String]) -> Vec<String> {
        let mut others = BTreeSet::new();
        for name in names {
            let words = words(name, TEXT_WORDS_MAX);
            let named = self.named(&words);
            for one in &named {
                let goods = &self.goods[one.goods];
                others.extend(&goods.vietnamese);
                // Fish sauce (nước mắm) is no fermented fish (mắm): only the whole is translated.
                if !named.iter().any(|other| other.holds(*one)) {
                    others.extend(&goods.english);
                }
            }
        }
        others.into_iter().cloned().collect()
    }

    fn named(&self, words: &[Word]) -> Vec<Named> {
        let has_marks = words.iter().any(|word| word.marked != word.folded);
        let mut named = Vec::new();
        for (start, first) in words.iter().enumerate() {
            let terms = self.terms.get(&first.folded).into_iter().flatten();
            for term in terms.filter(|term| start == 0 || !term.only_first) {
                let end = start + term.words.len();
                if words
                    .get(start..end)
                    .is_some_and(|run| term.is(run, has_marks))
                {
                    named.push(Named {
                        start,
                        end,
                        goods: term.goods,
                    });
                }
            }
        }
        named
    }
}

impl Term {
    /// Whether these words are the term. In a text without marks one word tells too little.
    fn is(&self, run: &[Word], has_marks: bool) -> bool {
        let mut pairs = self.words.iter().zip(run);
        if has_marks || self.words.len() == 1 {
            pairs.all(|(term, word)| term.marked == word.marked)
        } else {
            pairs.all(|(term, word)| term.folded == word.folded)
        }
    }
}

impl Named {
    /// Whether it is longer and has the other in it.
    fn holds(self, other: Self) -> bool {
        self.start <= other.start
            && other.end <= self.end
            && other.end - other.start < self.end - self.start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn others(name: &str) -> Vec<String> {
        Glossary::load().other_names(&[name.to_owned()])
    }

    #[test]
    fn the_glossary_is_whole() {
        let glossary = Glossary::load();

        assert!(glossary.goods.len() >= 300);
        for (line, goods) in FILE.lines().skip(1).zip(&glossary.goods) {
            assert_eq!(line.split(',').count(), 3, "{line}");
            assert!(
                !goods.vietnamese.is_empty() && !goods.english.is_empty(),
                "{line}"
            );
        }
    }

    #[test]
    fn goods_are_known_by_their_other_names() {
        assert!(others("Tôm khô Sông Đầm").contains(&"dried shrimp".to_owned()));
        assert!(others("Đậu phộng rang muối").contains(&"lạc".to_owned()));
        assert!(others("Keo dua sau rieng").contains(&"coconut candy".to_owned()));
    }

    #[test]
    fn the_whole_is_translated_and_not_its_parts() {
        let sauce = others("Nước mắm Phú Quốc");

        assert!(sauce.contains(&"fish sauce".to_owned()));
        assert!(!sauce.contains(&"fermented fish paste".to_owned()));
    }

    #[test]
    fn marks_tell_goods_apart() {
        assert!(!others("Dứa sấy").contains(&"dried coconut".to_owned()));
        assert!(
            !others("Muối Bạc Liêu")
                .iter()
                .any(|name| name.contains("silver"))
        );
    }
}
