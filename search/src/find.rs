//! Finding what a shopper typed: read the text, ask the engine, relax one thing if that is all
//! that stands between the shopper and something found.

use async_trait::async_trait;

use crate::{
    error::SearchError,
    knowledge::{Interpret, Knowledge, PlaceFilter, ReadPlace, Reading},
    port::Engine,
    query::{Answer, Filters, Query},
};

/// What can be asked for products: every engine, and what stands in for one.
#[async_trait]
pub trait Answers: Send + Sync {
    /// Answers a query. Its text is words to be found.
    ///
    /// # Errors
    ///
    /// As [`Engine::search`].
    async fn answer(&self, query: &Query) -> Result<Answer, SearchError>;
}

#[async_trait]
impl<E: Engine + ?Sized> Answers for E {
    async fn answer(&self, query: &Query) -> Result<Answer, SearchError> {
        self.search(query).await
    }
}

/// What was found, and how the text was understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The products.
    pub answer: Answer,
    /// How the text was understood; none when it was to be taken word by word.
    pub reading: Option<Reading>,
    /// What had to be given up to find anything.
    pub relaxed: Option<Relaxed>,
}

/// The one thing given up to find anything: something of the text, never a filter that the caller
/// set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relaxed {
    /// Not all words had to be there.
    Words,
    /// A former district was taken for the province around it.
    District,
    /// The stars in the text.
    Stars,
    /// The place in the text.
    Place,
    /// Everything read into the text: it was taken word by word.
    Reading,
}

/// In the order in which they are tried; the code of each is its place, from 1.
const ALL: [Relaxed; 5] = [
    Relaxed::Words,
    Relaxed::District,
    Relaxed::Stars,
    Relaxed::Place,
    Relaxed::Reading,
];

/// Finds what a query asks for. Its text is what a shopper typed: stars, places and amounts in it
/// are understood as far as `interpret` says; the rest is words. A filter of the query wins over
/// what its text says.
///
/// # Errors
///
/// As [`Engine::search`].
pub async fn find(
    engine: &(impl Answers + ?Sized),
    query: &Query,
    interpret: Interpret,
) -> Result<Found, SearchError> {
    let text = query.text.as_deref().unwrap_or_default();
    let is_read = interpret != Interpret::NOTHING && !text.is_empty();
    let reading = is_read.then(|| Knowledge::shared().read_parts(text, interpret));
    let asked = Asked { query, reading };
    if let Some(after) = &query.after {
        return asked.page(engine, after.relaxed).await;
    }
    let mut answer = engine.answer(&asked.as_read()).await?;
    let mut relaxed = (answer.missing > 0).then_some(Relaxed::Words);
    if answer.total == 0 || answer.missing > 0 {
        let wanted = |option: &Relaxed| answer.total == 0 || *option == Relaxed::District;
        let options: Vec<Relaxed> = ALL.into_iter().filter(wanted).collect();
        for option in options {
            let Some(query) = asked.relaxed(option) else {
                continue;
            };
            let found = engine.answer(&query).await?;
            if found.total > 0 && (answer.total == 0 || found.missing == 0) {
                (answer, relaxed) = (found, Some(option));
                break;
            }
        }
    }
    if let Some(next) = &mut answer.next {
        next.relaxed = relaxed.map_or(0, Relaxed::code);
    }
    let relaxed = relaxed.filter(|_| answer.total > 0);
    Ok(Found {
        answer,
        reading: asked.reading,
        relaxed,
    })
}

/// A query with its text read.
struct Asked<'a> {
    query: &'a Query,
    reading: Option<Reading>,
}

impl Asked<'_> {
    /// A later page, of the question that had the first.
    async fn page(self, engine: &(impl Answers + ?Sized), code: u8) -> Result<Found, SearchError> {
        let relaxed = match code {
            0 => None,
            code => Some(Relaxed::of(code).ok_or(SearchError::PositionForeign)?),
        };
        let query = match relaxed {
            None | Some(Relaxed::Words) => self.as_read(),
            Some(option) => self.relaxed(option).ok_or(SearchError::PositionForeign)?,
        };
        let mut answer = engine.answer(&query).await?;
        if let Some(next) = &mut answer.next {
            next.relaxed = code;
        }
        Ok(Found {
            answer,
            reading: self.reading,
            relaxed,
        })
    }

    fn as_read(&self) -> Query {
        let Some(reading) = &self.reading else {
            return self.query.clone();
        };
        let mut query = Query {
            text: Some(reading.words.clone()),
            ..self.query.clone()
        };
        if query.filters.stars.is_empty() {
            query.filters.stars.clone_from(&reading.stars);
        }
        if let Some(place) = &reading.place {
            match is_placed(&query.filters) {
                true => query.text = Some(format!("{} {}", reading.words, reading.hint)),
                false => {
                    query.hint = Some(reading.hint.clone());
                    place.narrow(&mut query.filters);
                }
            }
        }
        query
    }

    /// The question without one thing; none when it does not have that.
    fn relaxed(&self, option: Relaxed) -> Option<Query> {
        let mut query = self.as_read();
        let before = query.clone();
        match option {
            Relaxed::Words => {}
            Relaxed::District => {
                let district = self.reading.as_ref()?.district.as_ref()?;
                if !is_placed(&query.filters) {
                    query.text = Some(district.other_words.clone());
                    district.narrow(&mut query.filters);
                }
            }
            Relaxed::Stars => query.filters.stars.clone_from(&self.query.filters.stars),
            Relaxed::Place => {
                let reading = self.reading.as_ref()?;
                let filters = &self.query.filters;
                query.filters.provinces.clone_from(&filters.provinces);
                query.filters.regions.clone_from(&filters.regions);
                query.text = Some(reading.words.clone());
            }
            Relaxed::Reading => query = self.query.clone(),
        }
        query.after.clone_from(&self.query.after);
        (query != before).then_some(query)
    }
}

fn is_placed(filters: &Filters) -> bool {
    !(filters.provinces.is_empty() && filters.communes.is_empty() && filters.regions.is_empty())
}

impl ReadPlace {
    fn narrow(&self, filters: &mut Filters) {
        match &self.filter {
            PlaceFilter::Province(code) => filters.provinces = vec![code.clone()],
            PlaceFilter::Region(slug) => filters.regions = vec![slug.clone()],
        }
    }
}

impl Relaxed {
    fn code(self) -> u8 {
        let place = ALL.iter().position(|other| *other == self);
        place
            .and_then(|place| u8::try_from(place + 1).ok())
            .unwrap_or(0)
    }

    fn of(code: u8) -> Option<Self> {
        ALL.get(usize::from(code).checked_sub(1)?).copied()
    }
}
