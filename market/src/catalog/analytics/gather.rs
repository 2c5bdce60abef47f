//! Counting in memory.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    AnalyticsError,
    heard::{Counts, Heard, Named},
    popular::Popular,
};
use crate::{App, Language, limits};

/// What this process has counted since the last batch, and what it suggests.
#[derive(Default)]
pub(crate) struct Analytics {
    gathered: Mutex<Gathered>,
    popular: RwLock<Arc<Popular>>,
}

#[derive(Default)]
struct Gathered {
    days: HashMap<(NaiveDate, Language), Counts>,
    texts: HashMap<String, Text>,
    /// Clicks on what another process answered, by search id.
    strays: HashMap<String, Stray>,
    /// The minute since 1970 of the last click, and the clicks in it.
    pace: (i64, u32),
}

struct Text {
    named: Arc<Named>,
    counts: Counts,
    spellings: Spellings,
    /// Whether it was asked often enough on its day to be kept.
    is_kept: bool,
    /// Whether it came since the last batch.
    is_new: bool,
}

/// How a text was typed with marks, a few ways of many, and how often each.
#[derive(Default)]
struct Spellings(Vec<(String, i64)>);

impl Spellings {
    fn count(&mut self, spelled: Option<&str>) {
        let Some(spelled) = spelled else {
            return;
        };
        if let Some((_, times)) = self.0.iter_mut().find(|(known, _)| known == spelled) {
            *times += 1;
        } else if self.0.len() < limits::SEARCH_SPELLINGS {
            self.0.push((spelled.to_owned(), 1));
        }
    }

    /// The way of most, if more than one typed it so.
    fn most_typed(&self) -> Option<String> {
        let by_times = self.0.iter().rev().max_by_key(|(_, times)| *times);
        by_times
            .filter(|(_, times)| *times > 1)
            .map(|(spelled, _)| spelled.clone())
    }
}

struct Stray {
    day: NaiveDate,
    counts: Counts,
}

/// What is to be written down at once.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) days: Vec<((NaiveDate, Language), Counts)>,
    pub(super) texts: Vec<Asked>,
    pub(super) strays: Vec<(String, Counts)>,
}

/// What is to be written down of a text.
pub(super) struct Asked {
    pub(super) named: Arc<Named>,
    pub(super) counts: Counts,
    /// How most of those typed it who typed its marks.
    pub(super) spelled: Option<String>,
}

impl Batch {
    pub(super) fn is_empty(&self) -> bool {
        self.days.is_empty() && self.texts.is_empty() && self.strays.is_empty()
    }
}

impl Analytics {
    /// Counts a search. This is on the way of every list, so it takes a lock for less than a
    /// microsecond and nothing else.
    pub(in crate::catalog) fn count(&self, heard: &Heard) {
        let mut gathered = self.gathered();
        *gathered
            .days
            .entry((heard.day, heard.language))
            .or_default() += heard.counts;
        let Some(named) = &heard.named else {
            return;
        };
        if let Some(text) = gathered.texts.get_mut(&named.key) {
            text.counts += heard.counts;
            text.spellings.count(named.spelled.as_deref());
        } else if gathered.texts.len() < limits::SEARCH_TEXTS_GATHERED {
            let mut spellings = Spellings::default();
            spellings.count(named.spelled.as_deref());
            let text = Text {
                named: Arc::clone(named),
                counts: heard.counts,
                spellings,
                is_kept: false,
                is_new: true,
            };
            gathered.texts.insert(named.key.clone(), text);
        }
    }

    fn click(&self, search_id: &str, position: u32, now: DateTime<Utc>, day: NaiveDate) -> bool {
        let mut gathered = self.gathered();
        if !gathered.keeps_pace(now.timestamp() / 60) {
            return false;
        }
        let counts = Counts {
            clicks: 1,
            positions: position.into(),
            ..Counts::default()
        };
        if let Some(text) = gathered.texts.get_mut(search_id) {
            text.counts += counts;
            let of = (text.named.day, text.named.language);
            *gathered.days.entry(of).or_default() += counts;
        } else if let Some(stray) = gathered.strays.get_mut(search_id) {
            stray.counts += counts;
        } else if gathered.strays.len() < limits::SEARCH_TEXTS_GATHERED {
            gathered
                .strays
                .insert(search_id.to_owned(), Stray { day, counts });
        }
        true
    }

    /// Takes out what may be written down. Texts that were asked too rarely stay, until their day
    /// is over.
    pub(super) fn take(&self, today: NaiveDate) -> Batch {
        let mut gathered = self.gathered();
        let mut batch = Batch {
            days: gathered.days.drain().collect(),
            ..Batch::default()
        };
        for text in gathered.texts.values_mut() {
            text.is_kept |= text.counts.searches >= limits::SEARCH_ASKED_MIN;
            if text.is_kept && text.counts != Counts::default() {
                let counts = std::mem::take(&mut text.counts);
                batch.texts.push(Asked {
                    named: Arc::clone(&text.named),
                    counts,
                    spelled: text.spellings.most_typed(),
                });
            }
        }
        let strays = gathered.strays.iter_mut();
        batch.strays = strays
            .filter(|(_, stray)| stray.counts != Counts::default())
            .map(|(id, stray)| (id.clone(), std::mem::take(&mut stray.counts)))
            .collect();
        gathered.forget(today);
        batch
    }

    /// Takes back what could not be written down.
    pub(super) fn give_back(&self, batch: Batch) {
        let mut gathered = self.gathered();
        for (of, counts) in batch.days {
            *gathered.days.entry(of).or_default() += counts;
        }
        for asked in batch.texts {
            if let Some(text) = gathered.texts.get_mut(&asked.named.key) {
                text.counts += asked.counts;
            }
        }
        for (id, counts) in batch.strays {
            if let Some(stray) = gathered.strays.get_mut(&id) {
                stray.counts += counts;
            }
        }
    }

    pub(super) fn popular(&self) -> Arc<Popular> {
        Arc::clone(&self.popular.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn set_popular(&self, popular: Popular) {
        *self.popular.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(popular);
    }

    fn gathered(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gathered {
    /// Whether a click may still be taken in this minute.
    fn keeps_pace(&mut self, minute: i64) -> bool {
        if self.pace.0 != minute {
            self.pace = (minute, 0);
        }
        self.pace.1 += 1;
        self.pace.1 <= limits::SEARCH_CLICKS_A_MINUTE
    }

    /// Drops what is of another day, and makes room when much of it is used: what was asked once
    /// and not again since the last batch goes.
    fn forget(&mut self, today: NaiveDate) {
        self.texts.retain(|_, text| text.named.day == today);
        self.strays.retain(|_, stray| stray.day == today);
        let is_crowded = self.texts.len() > limits::SEARCH_TEXTS_GATHERED / 2;
        if is_crowded {
            self.texts
                .retain(|_, text| text.is_kept || text.is_new || text.counts.searches > 1);
        }
        for text in self.texts.values_mut() {
            text.is_new = false;
        }
    }
}

impl fmt::Debug for Analytics {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gathered = self.gathered();
        out.debug_struct("Analytics")
            .field("texts", &gathered.texts.len())
            .finish_non_exhaustive()
    }
}

/// Counts a click on a hit of a list.
///
/// `search_id` came with the list and counts until the end of the next day; `position` is the
/// place of the hit on the whole list, from 1.
///
/// # Errors
///
/// [`AnalyticsError::SearchIdUnusable`], [`AnalyticsError::PositionUnusable`], and
/// [`AnalyticsError::TooManyClicks`] when more come in a minute than shoppers can make.
pub fn click(app: &App, search_id: &str, position: u32) -> Result<(), AnalyticsError> {
    if !Named::is_search_id(search_id) {
        return Err(AnalyticsError::SearchIdUnusable);
    }
    if !(1..=limits::SEARCH_POSITION_MAX).contains(&position) {
        return Err(AnalyticsError::PositionUnusable);
    }
    let clock = app.clock();
    match app
        .analytics()
        .click(search_id, position, clock.now(), clock.today())
    {
        true => Ok(()),
        false => Err(AnalyticsError::TooManyClicks),
    }
}

#[cfg(test)]
mod tests;
