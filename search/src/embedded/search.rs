//! Answering a query.

use tantivy::query::AllQuery;

use super::{
    collect::{Collect, Found, text_score},
    question::{Manner, Question, WHOLE_TEXTS, everywhere},
    rows::Values,
    view::View,
};
use crate::{
    error::SearchError,
    position::{Maker, Position, Rank, Reach},
    query::{Answer, Explanation, Query, Sort},
};

impl View {
    /// Answers a query.
    pub(super) fn search(&self, query: &Query) -> Result<Answer, SearchError> {
        let question = Question::new(query.text.as_deref().unwrap_or_default(), false)
            .with_hint(query.hint.as_deref().unwrap_or_default());
        if let Some(after) = &query.after
            && (after.maker != Maker::Embedded
                || after.sort != query.sort
                || after.weights.len() != question.len())
        {
            return Err(SearchError::PositionForeign);
        }
        if question.is_open() {
            let found = self
                .searcher
                .search(&AllQuery, &Collect::new(query, false, self))?;
            return Ok(self.answer(query, found, (None, Vec::new())));
        }
        let (reaches, weights) = match question.is_empty() {
            true => (vec![Reach::Exact], Vec::new()),
            false => self.plan(query, &question)?,
        };
        let words = !question.is_empty();
        let zones = everywhere(&self.fields);
        let scored = query.sort == Sort::Relevance;
        let collect = Collect::new(query, scored, self);
        let mut answer = Answer::default();
        for reach in reaches {
            let manner = Manner {
                reach,
                weights: &weights,
                zones: &zones,
                whole_texts: WHOLE_TEXTS,
                scored,
            };
            let found = self.searcher.search(&question.query(manner), &collect)?;
            let matched = found.matched > 0;
            answer = self.answer(query, found, (words.then_some(reach), weights.clone()));
            if matched {
                break;
            }
        }
        Ok(answer)
    }

    /// How far to stretch the words and how to weigh them: on later pages as on the first.
    fn plan(
        &self,
        query: &Query,
        question: &Question,
    ) -> Result<(Vec<Reach>, Vec<u8>), SearchError> {
        match &query.after {
            Some(Position {
                reach: Some(reach),
                weights,
                ..
            }) => Ok((vec![*reach], weights.clone())),
            _ => Ok((
                question.reaches(&self.searcher, &self.fields)?,
                question.weigh(&self.searcher, &everywhere(&self.fields))?,
            )),
        }
    }

    fn answer(
        &self,
        query: &Query,
        found: Found,
        (reach, weights): (Option<Reach>, Vec<u8>),
    ) -> Answer {
        let (answer, page) = page_of(query, found, (reach, weights), &self.values);
        Answer {
            explained: self.explain(query, &page),
            ..answer
        }
    }

    fn explain(&self, query: &Query, page: &[Rank]) -> Vec<Explanation> {
        let hits = page.iter().filter(|_| query.explain);
        let explain = |rank: &Rank| {
            let row = self.rows.iter().find_map(|rows| rows.find(rank.id.0));
            Explanation {
                text: match query.sort {
                    Sort::Relevance => text_score(rank.key).into(),
                    _ => 0.0,
                },
                points: row.map_or_else(Default::default, |row| query.ranking.points(row.merits())),
            }
        };
        hits.map(explain).collect()
    }
}

/// The page of what was found, not yet explained, and the places of its hits.
pub(super) fn page_of(
    query: &Query,
    found: Found,
    (reach, weights): (Option<Reach>, Vec<u8>),
    values: &Values,
) -> (Answer, Vec<Rank>) {
    let facets = found.facets(values);
    let limit = query.limit.min(Query::LIMIT_MAX);
    let mut page = found.best.into_sorted_vec();
    let has_next = page.len() > limit;
    page.truncate(limit);
    let next = page.last().filter(|_| has_next).map(|last| Position {
        maker: Maker::Embedded,
        relaxed: 0,
        sort: query.sort,
        reach,
        weights,
        rank: *last,
    });
    let answer = Answer {
        hits: page.iter().map(|rank| rank.id.0).collect(),
        total: found.total,
        next,
        missing: match reach {
            Some(Reach::Loose(missing)) => usize::from(missing),
            _ => 0,
        },
        stretched: matches!(reach, Some(Reach::Near | Reach::Loose(_))),
        facets,
        explained: Vec::new(),
    };
    (answer, page)
}
