//! Terms that stand for one another in a query.

use std::{cell::RefCell, collections::HashMap, fmt, sync::Arc};

use tantivy::{
    Term,
    query::{
        AutomatonWeight, ConstScoreQuery, DfaWrapper, DisjunctionMaxQuery, EnableScoring,
        FuzzyTermQuery, Query, TermQuery, Weight,
    },
    schema::{Field, IndexRecordOption},
};

/// Alternatives of which the best counts.
pub(super) struct Alternatives<'a> {
    queries: Vec<Box<dyn Query>>,
    automata: &'a Automata,
}

/// How terms may differ from a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Spelling {
    /// Letters wrong, missing or too many, or neighbours swapped; 2 at most.
    pub(super) typos: u8,
    /// Whether more letters may follow.
    pub(super) unfinished: bool,
}

/// The automata of one question. Building one costs more than running it, and every zone and
/// reach needs the same ones.
#[derive(Default)]
pub(super) struct Automata(RefCell<HashMap<(String, Spelling), Arc<DfaWrapper>>>);

impl<'a> Alternatives<'a> {
    pub(super) fn new(automata: &'a Automata) -> Self {
        Self {
            queries: Vec::new(),
            automata,
        }
    }

    /// The term itself.
    pub(super) fn term(&mut self, field: Field, text: &str, points: u16) {
        let term = Term::from_field_text(field, text);
        self.add(TermQuery::new(term, IndexRecordOption::Basic), points);
    }

    /// Terms that differ from the text no more than this.
    pub(super) fn spelled(&mut self, field: Field, text: &str, spelling: Spelling, points: u16) {
        let automaton = self.automata.get(field, text, spelling);
        self.add(Spelled { field, automaton }, points);
    }

    fn add(&mut self, query: impl Query, points: u16) {
        let query = ConstScoreQuery::new(Box::new(query), f32::from(points));
        self.queries.push(Box::new(query));
    }

    pub(super) fn query(self) -> Box<dyn Query> {
        Box::new(DisjunctionMaxQuery::new(self.queries))
    }
}

impl Automata {
    fn get(&self, field: Field, text: &str, spelling: Spelling) -> Arc<DfaWrapper> {
        let build = || {
            let term = Term::from_field_text(field, text);
            let query = if spelling.unfinished {
                FuzzyTermQuery::new_prefix(term, spelling.typos, true)
            } else {
                FuzzyTermQuery::new(term, spelling.typos, true)
            };
            Arc::new(
                query
                    .automaton()
                    .expect("the term is text and the typos are 2 at most"),
            )
        };
        let mut automata = self.0.borrow_mut();
        Arc::clone(
            automata
                .entry((text.to_owned(), spelling))
                .or_insert_with(build),
        )
    }
}

/// [`FuzzyTermQuery`] with an automaton that is there already.
#[derive(Clone)]
struct Spelled {
    field: Field,
    automaton: Arc<DfaWrapper>,
}

impl fmt::Debug for Spelled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Spelled({:?})", self.field)
    }
}

impl Query for Spelled {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(AutomatonWeight::<DfaWrapper>::new(
            self.field,
            Arc::clone(&self.automaton),
        )))
    }
}
