//! Where a page begins on a server that counts hits and does not name them.
//!
//! A position holds the number of the last hit and its id. The next page is asked with some hits
//! before it, among which the id shows how far the list has moved meanwhile.

use std::cmp::Reverse;

use uuid::Uuid;

use super::settings::HITS_MAX;
use crate::{
    error::SearchError,
    position::{Maker, Position, Rank, Reach},
    query::Query,
};

/// Hits before and behind the expected place that are looked at.
const SLACK: usize = 24;

/// The hits to ask for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) offset: usize,
    pub(super) limit: usize,
    page: usize,
    /// The last hit of the page before, and its number.
    after: Option<(Uuid, usize)>,
}

/// A page cut out of a window.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Which hits of the window.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether more follow.
    pub(super) has_next: bool,
}

impl Window {
    pub(super) fn of(query: &Query) -> Self {
        let page = query.limit.min(Query::LIMIT_MAX);
        let after = query.after.as_ref().map(|position| {
            let number = usize::try_from(position.rank.key)
                .unwrap_or(HITS_MAX)
                .min(HITS_MAX);
            (position.rank.id.0, number)
        });
        let offset = after.map_or(0, |(_, number)| (number + 1).saturating_sub(SLACK));
        let slack = after.map_or(0, |_| 2 * SLACK);
        Self {
            offset,
            limit: page + slack + 1,
            page,
            after,
        }
    }

    /// The page in the hits of the window.
    pub(super) fn page(&self, hits: &[Uuid]) -> Page {
        let start = self.after.map_or(0, |(last, number)| {
            let moved_to = hits.iter().position(|hit| *hit == last);
            moved_to.unwrap_or((number).saturating_sub(self.offset)) + 1
        });
        let start = start.min(hits.len());
        let end = (start + self.page).min(hits.len());
        Page {
            start,
            end,
            has_next: end < hits.len() && end > start,
        }
    }
}

/// The attempt that a position belongs to, if it is one of ours for this query.
pub(super) fn attempt_of(query: &Query, attempts: usize) -> Result<Option<usize>, SearchError> {
    let Some(after) = &query.after else {
        return Ok(None);
    };
    let attempt = match after.weights[..] {
        [number] => usize::from(number).checked_sub(1),
        _ => None,
    };
    match attempt {
        Some(attempt) if attempt < attempts && is_of(after, query) => Ok(Some(attempt)),
        _ => Err(SearchError::PositionForeign),
    }
}

fn is_of(after: &Position, query: &Query) -> bool {
    after.maker == Maker::Meilisearch && after.sort == query.sort
}

/// The position behind a hit. It holds the number of the attempt, from 1, as its only weight.
pub(super) fn position(query: &Query, attempt: usize, number: usize, hit: Uuid) -> Position {
    let attempt = u8::try_from(attempt + 1).expect("there are fewer than ten attempts");
    Position {
        maker: Maker::Meilisearch,
        relaxed: 0,
        sort: query.sort,
        reach: Some(Reach::Exact),
        weights: vec![attempt],
        rank: Rank {
            key: u64::try_from(number).unwrap_or(u64::MAX),
            id: Reverse(hit),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers on each page of so many hits, when `between` changes the list after each page.
    fn pages(mut list: Vec<u128>, limit: usize, between: impl Fn(&mut Vec<u128>)) -> Vec<u128> {
        let mut query = Query {
            limit,
            ..Query::default()
        };
        let mut seen = Vec::new();
        loop {
            let window = Window::of(&query);
            let inside = list.iter().skip(window.offset).take(window.limit);
            let hits: Vec<Uuid> = inside.map(|number| Uuid::from_u128(*number)).collect();
            let page = window.page(&hits);
            seen.extend(hits[page.start..page.end].iter().map(Uuid::as_u128));
            if !page.has_next {
                return seen;
            }
            let last = page.end - 1;
            query.after = Some(position(&query, 0, window.offset + last, hits[last]));
            between(&mut list);
        }
    }

    #[test]
    fn pages_have_every_hit_once() {
        let list: Vec<u128> = (1..=200).collect();

        assert_eq!(pages(list.clone(), 7, |_| {}), list);
        assert_eq!(pages(list.clone(), 200, |_| {}), list);
        assert!(pages(Vec::new(), 7, |_| {}).is_empty());
    }

    #[test]
    fn a_list_that_moves_neither_skips_nor_repeats() {
        let list: Vec<u128> = (1_000..=1_100).collect();

        let grown = pages(list.clone(), 10, |list| list.insert(0, 1));
        let shrunk = pages(list.clone(), 10, |list| {
            list.remove(0);
        });

        assert_eq!(grown, list);
        assert_eq!(shrunk, list);
    }

    #[test]
    fn a_position_survives_its_text_and_belongs_to_its_query() {
        let mut query = Query::default();
        let position = position(&query, 1, 23, Uuid::from_u128(7));

        let read = Position::parse(&position.to_text()).unwrap();
        query.after = Some(read.clone());

        assert_eq!(read, position);
        assert_eq!(attempt_of(&query, 2).unwrap(), Some(1));
        assert!(attempt_of(&query, 1).is_err());
        query.sort = crate::Sort::Newest;
        assert!(attempt_of(&query, 2).is_err());
    }
}
