//! A search as it is counted.

use std::{ops::AddAssign, sync::Arc};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::telling::{keepable, spelled};
use crate::{Language, token::hex};

/// Bytes of a search id.
const ID_BYTES: usize = 16;

/// How often something happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) searches: i64,
    pub(super) empty: i64,
    pub(super) corrected: i64,
    pub(super) relaxed: i64,
    pub(super) clicks: i64,
    /// The sum of the places of the clicked hits, from 1.
    pub(super) positions: i64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.searches += more.searches;
        self.empty += more.empty;
        self.corrected += more.corrected;
        self.relaxed += more.relaxed;
        self.clicks += more.clicks;
        self.positions += more.positions;
    }
}

/// What came of a search.
#[derive(Clone, Copy, Debug)]
pub(in crate::catalog) struct Outcome {
    /// Nothing was found.
    pub(in crate::catalog) is_empty: bool,
    /// Another text was proposed.
    pub(in crate::catalog) is_corrected: bool,
    /// Something was given up.
    pub(in crate::catalog) is_relaxed: bool,
}

/// A text of one day and language that may be kept.
#[derive(Debug)]
pub(in crate::catalog) struct Named {
    pub(super) key: String,
    pub(super) day: NaiveDate,
    pub(super) language: Language,
    pub(super) text: String,
    /// The text with the marks it was typed with, if it was with any.
    pub(super) spelled: Option<String>,
}

impl Named {
    /// A typed text by the name it has in the counts; none when it may not be kept.
    pub(in crate::catalog) fn of(typed: &str, language: Language, day: NaiveDate) -> Option<Self> {
        let text = keepable(typed)?;
        let code = match language {
            Language::Vi => "vi",
            Language::En => "en",
        };
        let digest = Sha256::digest(format!("search {day} {code} {text}").as_bytes());
        Some(Self {
            key: hex(&digest[..ID_BYTES]),
            day,
            language,
            spelled: spelled(typed).filter(|spelled| *spelled != text),
            text,
        })
    }

    /// Whether a text can be a search id.
    pub(super) fn is_search_id(text: &str) -> bool {
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        text.len() == ID_BYTES * 2 && text.bytes().all(is_hex)
    }

    /// What a shopper sends back with a click: the same for all who typed the text on this day,
    /// so it tells nobody from another.
    pub(in crate::catalog) fn search_id(&self) -> &str {
        &self.key
    }
}

/// A search as it is counted each time its list is answered.
#[derive(Clone, Debug)]
pub(in crate::catalog) struct Heard {
    pub(super) day: NaiveDate,
    pub(super) language: Language,
    pub(super) named: Option<Arc<Named>>,
    pub(super) counts: Counts,
}

impl Heard {
    /// A search with what came of it.
    pub(in crate::catalog) fn new(
        (day, language): (NaiveDate, Language),
        named: Option<Arc<Named>>,
        outcome: Outcome,
    ) -> Self {
        let counts = Counts {
            searches: 1,
            empty: outcome.is_empty.into(),
            corrected: outcome.is_corrected.into(),
            relaxed: outcome.is_relaxed.into(),
            ..Counts::default()
        };
        Self {
            day,
            language,
            named,
            counts,
        }
    }
}
