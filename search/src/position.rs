//! Where a page ended: what a cursor carries.

use std::cmp::Reverse;

use uuid::Uuid;

use crate::{error::SearchError, query::Sort, words::WORDS_MAX};

/// Raised when the bytes below, or what they mean, change.
const VERSION: u8 = 2;
/// Version, maker, relaxation, sort, reach, number of weights; then weights, key and id.
const HEAD_BYTES: usize = 6;
const TAIL_BYTES: usize = 8 + 16;

/// Where a page ended. Give it back with the same text and sort to get the page after.
///
/// It names the last hit by its sort key and id, not by a count, so that what is inserted or
/// removed meanwhile neither repeats nor skips a hit. For texts it also carries how the words
/// were weighed, which would otherwise drift with the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    pub(crate) maker: Maker,
    /// How the question was relaxed on the first page: a code of [`crate::Relaxed`], 0 for not.
    pub(crate) relaxed: u8,
    pub(crate) sort: Sort,
    pub(crate) reach: Option<Reach>,
    pub(crate) weights: Vec<u8>,
    pub(crate) rank: Rank,
}

/// The engine that gave a position out; no other can read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Maker {
    Embedded,
    Meilisearch,
}

/// Place of a hit in the list: smaller comes first. `key` comes from the sort; equal keys go
/// by id, the later one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    pub(crate) key: u64,
    pub(crate) id: Reverse<Uuid>,
}

/// How far words are stretched to match. Each includes what the ones before it match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Every word is there, with or without its marks.
    Exact,
    /// The last word may be unfinished.
    Prefix,
    /// Words may be mistyped.
    Near,
    /// So many words may be missing.
    Loose(u8),
}

impl Position {
    /// The position as opaque text of `0-9a-f`, safe in a URL.
    #[must_use]
    pub fn to_text(&self) -> String {
        let weights = u8::try_from(self.weights.len()).expect("a query has at most 12 words");
        let mut bytes = vec![
            VERSION,
            match self.maker {
                Maker::Embedded => 0,
                Maker::Meilisearch => 1,
            },
            self.relaxed,
            sort_code(self.sort),
            reach_code(self.reach),
            weights,
        ];
        bytes.extend(&self.weights);
        bytes.extend(self.rank.key.to_be_bytes());
        bytes.extend(self.rank.id.0.as_bytes());
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether the embedded engine gave it out.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        self.maker == Maker::Embedded
    }

    /// The number of the last hit from 0, and the hit, when a server that counts hits gave it out
    /// for this order.
    #[must_use]
    pub fn counted(&self, sort: Sort) -> Option<(usize, Uuid)> {
        let is_counted = self.maker == Maker::Meilisearch && self.sort == sort;
        let number = usize::try_from(self.rank.key).ok()?;
        is_counted.then_some((number, self.rank.id.0))
    }

    /// Reads what [`Position::to_text`] wrote.
    ///
    /// # Errors
    ///
    /// [`SearchError::PositionMalformed`] for anything else.
    pub fn parse(text: &str) -> Result<Self, SearchError> {
        parse(text).ok_or(SearchError::PositionMalformed)
    }
}

fn parse(text: &str) -> Option<Position> {
    if text.len() > 2 * (HEAD_BYTES + WORDS_MAX + TAIL_BYTES) {
        return None;
    }
    let bytes = from_hex(text)?;
    let (&[version, maker, relaxed, sort, reach, weights], rest) = bytes.split_first_chunk()?;
    let (weights, tail) = rest.split_at_checked(usize::from(weights))?;
    let (key, id) = tail.split_first_chunk()?;
    if version != VERSION || weights.contains(&0) {
        return None;
    }
    Some(Position {
        maker: match maker {
            0 => Maker::Embedded,
            1 => Maker::Meilisearch,
            _ => return None,
        },
        relaxed,
        sort: SORTS.get(usize::from(sort)).copied()?,
        reach: reach_of(reach, weights.len())?,
        weights: weights.to_vec(),
        rank: Rank {
            key: u64::from_be_bytes(*key),
            id: Reverse(Uuid::from_slice(id).ok()?),
        },
    })
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |letter: &u8| match letter {
        b'0'..=b'9' => Some(letter - b'0'),
        b'a'..=b'f' => Some(letter - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs
        .iter()
        .map(|[high, low]| Some(digit(high)? << 4 | digit(low)?))
        .collect()
}

/// In the order of their codes.
const SORTS: [Sort; 6] = [
    Sort::Relevance,
    Sort::PriceAscending,
    Sort::PriceDescending,
    Sort::Newest,
    Sort::StarsDescending,
    Sort::RatingDescending,
];

fn sort_code(sort: Sort) -> u8 {
    match sort {
        Sort::Relevance => 0,
        Sort::PriceAscending => 1,
        Sort::PriceDescending => 2,
        Sort::Newest => 3,
        Sort::StarsDescending => 4,
        Sort::RatingDescending => 5,
    }
}

fn reach_code(reach: Option<Reach>) -> u8 {
    match reach {
        None => 0,
        Some(Reach::Exact) => 1,
        Some(Reach::Prefix) => 2,
        Some(Reach::Near) => 3,
        Some(Reach::Loose(missing)) => 3 + missing,
    }
}

/// The reach of a code, if a query of so many words can have it.
fn reach_of(code: u8, words: usize) -> Option<Option<Reach>> {
    match code {
        0 if words == 0 => Some(None),
        1 if words > 0 => Some(Some(Reach::Exact)),
        2 if words > 0 => Some(Some(Reach::Prefix)),
        3 if words > 0 => Some(Some(Reach::Near)),
        4.. if words > usize::from(code - 3) => Some(Some(Reach::Loose(code - 3))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position() -> Position {
        Position {
            maker: Maker::Embedded,
            relaxed: 3,
            sort: Sort::PriceDescending,
            reach: Some(Reach::Loose(1)),
            weights: vec![9, 4],
            rank: Rank {
                key: u64::MAX - 7,
                id: Reverse(Uuid::from_u128(42)),
            },
        }
    }

    #[test]
    fn a_position_survives_its_text() {
        let position = position();

        let text = position.to_text();

        assert!(text.bytes().all(|letter| letter.is_ascii_alphanumeric()));
        assert_eq!(Position::parse(&text).unwrap(), position);
    }

    #[test]
    fn a_damaged_position_is_an_error() {
        let whole = position().to_text();

        for cut in 0..whole.len() {
            assert!(Position::parse(&whole[..cut]).is_err());
        }
        for bad in [
            "",
            "é",
            "zz",
            "%00",
            &whole.to_uppercase(),
            &format!("{whole}00"),
        ] {
            assert!(Position::parse(bad).is_err(), "{bad}");
        }
        assert!(Position::parse(&"0".repeat(10_000)).is_err());
        assert!(Position::parse(&whole.replacen("02", "01", 1)).is_err());
    }
}
