//! One word of a question in its readings.

use tantivy::{Searcher, Term};

use super::{
    points::{JOINED_LETTERS, TELEX_LOSS},
    schema::Zone,
};
use crate::{
    telex,
    words::{WORDS_MAX, Word, words},
};

/// One word in its readings.
pub(super) struct Asked {
    pub(super) typed: Word,
    pub(super) telex: Option<Word>,
}

impl Asked {
    pub(super) fn new(typed: Word) -> Self {
        Self {
            telex: telex::decode(&typed.folded),
            typed,
        }
    }

    /// The first words of a text.
    pub(super) fn all(text: &str) -> Vec<Self> {
        words(text, WORDS_MAX).into_iter().map(Self::new).collect()
    }

    /// The word as typed and, if it may be that, as Telex keys; with the points each loses.
    pub(super) fn readings(&self) -> impl Iterator<Item = (&Word, u16)> {
        std::iter::once((&self.typed, 0)).chain(self.telex.iter().map(|word| (word, TELEX_LOSS)))
    }

    /// Products that have the word, at most, in the zone where most do.
    pub(super) fn frequency(
        &self,
        searcher: &Searcher,
        zones: &[(Zone, u16)],
    ) -> tantivy::Result<u64> {
        let mut most = 0;
        for (zone, _) in zones {
            for (reading, _) in self.readings() {
                let term = Term::from_field_text(zone.folded, &reading.folded);
                most = most.max(searcher.doc_freq(&term)?);
            }
            if self.typed.letters() >= JOINED_LETTERS {
                let term = Term::from_field_text(zone.neighbours, &self.typed.folded);
                most = most.max(searcher.doc_freq(&term)?);
            }
        }
        Ok(most)
    }
}
