//! The list of products: asked of the index, put together from cards, kept while it is right.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use chrono::NaiveDate;
use moka::sync::Cache;
use search::{Answers, Found, Interpret, Position, Query, SearchError};
use uuid::Uuid;

use super::{
    Ask, BrowseError, ask, facets,
    understood::{self, Understood},
};
use crate::{
    App, Language,
    catalog::{
        analytics::{Heard, Named, Outcome},
        documents::{self, Answer},
        ranking::{self, Ranking},
    },
    limits,
    page::PageError,
};

/// What a kept list costs beside its bytes, about.
const LIST_OVERHEAD_BYTES: usize = 600;

/// Lists that were put together lately.
pub(crate) struct Lists(Cache<Ask, Kept>);

/// A list, and the state of the catalogue it was made from.
#[derive(Clone)]
struct Kept {
    epoch: u64,
    day: NaiveDate,
    ranking: Ranking,
    answer: Answer,
    heard: Option<Heard>,
}

/// A list that was put together.
struct Made {
    answer: Answer,
    /// What is counted each time it is answered.
    heard: Option<Heard>,
    /// Whether it lacks what the search server would have given it.
    is_degraded: bool,
}

impl Lists {
    pub(crate) fn new() -> Self {
        let weigh = |ask: &Ask, kept: &Kept| {
            let bytes = kept.answer.json.len() + ask.text_bytes() + LIST_OVERHEAD_BYTES;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        Self(
            Cache::builder()
                .max_capacity(limits::LISTS_KEPT_BYTES)
                .weigher(weigh)
                .build(),
        )
    }
}

impl fmt::Debug for Lists {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Lists").finish_non_exhaustive()
    }
}

/// One page of the list of public products, ready to be sent.
///
/// # Errors
///
/// [`BrowseError`] for asks that make no sense, and for pages that only a search server can go on
/// with, while it is away.
pub async fn list(app: &App, ask: Ask) -> Result<Answer, BrowseError> {
    let day = app.clock().today();
    documents::be_current(app).await?;
    let ranking = ranking::weights(app).await?;
    let epoch = app.catalogue().epoch();
    if let Some(kept) = app.lists().0.get(&ask)
        && kept.epoch == epoch
        && kept.day == day
        && kept.ranking == ranking
    {
        count(app, kept.heard.as_ref());
        return Ok(kept.answer);
    }
    let Made {
        answer,
        heard,
        is_degraded,
    } = put_together(app, &ask, ranking).await?;
    count(app, heard.as_ref());
    if is_degraded {
        return Ok(answer);
    }
    let kept = Kept {
        epoch,
        day,
        ranking,
        answer: answer.clone(),
        heard,
    };
    app.lists().0.insert(ask, kept);
    Ok(answer)
}

fn count(app: &App, heard: Option<&Heard>) {
    if let Some(heard) = heard {
        app.analytics().count(heard);
    }
}

async fn put_together(app: &App, ask: &Ask, ranking: Ranking) -> Result<Made, BrowseError> {
    let query = Query {
        ranking,
        ..ask::query(app, ask)?
    };
    let interpret = ask::interpret(ask)?;
    let (found, is_degraded) = match from_server(app, &query, interpret).await? {
        Some(found) => (found, false),
        None => {
            let found = from_here(app, &query, interpret).await?;
            let is_whole = app.catalogue().index().is_some();
            (found, !is_whole || app.settings().meilisearch.is_some())
        }
    };
    let understood = Understood::of(&found, ask.language);
    let did_you_mean = understood::did_you_mean(app, &query, &found);
    let outcome = Outcome {
        is_empty: found.answer.total == 0,
        is_corrected: did_you_mean.is_some(),
        is_relaxed: found.relaxed.is_some(),
    };
    let day = app.clock().today();
    let named = ask.q.as_deref();
    let named = named.and_then(|typed| Named::of(typed, ask.language, day).map(Arc::new));
    let search_id = named.as_ref().map(|named| named.search_id().to_owned());
    let heard = ask
        .is_search()
        .then(|| Heard::new((day, ask.language), named, outcome));
    let found = found.answer;
    let cards = documents::cards(app, &found.hits, ask.language);
    let facets = found
        .facets
        .map(|counts| facets::labelled(app, &counts, ask.language));
    let next_cursor = found.next.map(|position| position.to_text());
    let json = written(&Parts {
        cards,
        total: found.total,
        next_cursor,
        facets,
        understood,
        did_you_mean,
        search_id,
        is_degraded,
    });
    Ok(Made {
        answer: Answer::new(json),
        heard,
        is_degraded,
    })
}

/// What the search server finds; none when there is none, or it is away, or the page before came
/// from the index of this process.
async fn from_server(
    app: &App,
    query: &Query,
    interpret: Interpret,
) -> Result<Option<Found>, BrowseError> {
    let remote = app.catalogue().remote();
    let begun_here = query.after.as_ref().map(Position::is_embedded);
    let server = remote.ready().filter(|_| begun_here != Some(true));
    let Some(server) = server else {
        return Ok(None);
    };
    match search::find(server, query, interpret).await {
        Ok(found) => Ok(Some(found)),
        Err(error @ (SearchError::PositionForeign | SearchError::PositionMalformed)) => {
            Err(failed(error))
        }
        Err(error) => {
            tracing::warn!("the search server did not answer: {error}");
            remote.note(&error);
            Ok(None)
        }
    }
}

/// What this process finds. A page that a search server began goes on behind the last hit of the
/// page before, or where that would stand.
async fn from_here(app: &App, query: &Query, interpret: Interpret) -> Result<Found, BrowseError> {
    let counted = |after: &Position| after.counted(query.sort);
    let Some((number, last)) = query.after.as_ref().and_then(counted) else {
        return find_here(app, query, interpret).await;
    };
    let wider = Query {
        after: None,
        limit: number.saturating_add(1 + query.limit),
        ..query.clone()
    };
    if wider.limit > Query::LIMIT_MAX {
        // Only the server can go on so far behind; it may be back in a moment.
        return Err(BrowseError::Building);
    }
    let mut found = find_here(app, &wider, interpret).await?;
    let hits = &mut found.answer.hits;
    let place = hits.iter().position(|hit| *hit == last);
    let behind = place.unwrap_or(number) + 1;
    hits.drain(..behind.min(hits.len()));
    Ok(found)
}

/// Asks the index of this process, or what stands in for it.
async fn find_here(app: &App, query: &Query, interpret: Interpret) -> Result<Found, BrowseError> {
    match app.catalogue().index() {
        Some(index) => find(index, query, interpret).await,
        None => find(&*documents::listing(app).await?, query, interpret).await,
    }
}

/// Finds what a shopper typed.
pub(super) async fn find(
    engine: &(impl Answers + ?Sized),
    query: &Query,
    interpret: Interpret,
) -> Result<Found, BrowseError> {
    search::find(engine, query, interpret).await.map_err(failed)
}

/// As `find_here`, for a query without words.
pub(super) async fn search_here(app: &App, query: &Query) -> Result<search::Answer, BrowseError> {
    let answer = match app.catalogue().index() {
        Some(index) => index.search(query),
        None => documents::listing(app).await?.answer(query).await,
    };
    answer.map_err(failed)
}

fn failed(error: SearchError) -> BrowseError {
    match error {
        SearchError::PositionForeign | SearchError::PositionMalformed => PageError::Cursor.into(),
        error => BrowseError::Index(error),
    }
}

/// What a list is made of.
struct Parts {
    cards: Vec<Bytes>,
    total: usize,
    next_cursor: Option<String>,
    facets: Option<facets::Facets>,
    understood: Understood,
    did_you_mean: Option<String>,
    search_id: Option<String>,
    is_degraded: bool,
}

/// Writes a list: its cards are JSON already, so they are copied and not written again.
fn written(parts: &Parts) -> Bytes {
    let cards: usize = parts.cards.iter().map(|card| card.len() + 1).sum();
    let mut json = Vec::with_capacity(cards + 200);
    json.extend(br#"{"items":["#);
    for (place, card) in parts.cards.iter().enumerate() {
        if place > 0 {
            json.push(b',');
        }
        json.extend_from_slice(card);
    }
    json.extend(format!(r#"],"total":{},"next_cursor":"#, parts.total).bytes());
    json.extend(plain_json(&parts.next_cursor));
    if let Some(facets) = &parts.facets {
        json.extend(br#","facets":"#);
        json.extend(plain_json(facets));
    }
    let optional = [
        ("understood", parts.understood.read.as_ref().map(plain_json)),
        ("relaxed", parts.understood.relaxed.as_ref().map(plain_json)),
        ("did_you_mean", parts.did_you_mean.as_ref().map(plain_json)),
        ("search_id", parts.search_id.as_ref().map(plain_json)),
        ("degraded", parts.is_degraded.then(|| plain_json(&true))),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            json.extend(format!(",\"{name}\":").bytes());
            json.extend(value);
        }
    }
    json.push(b'}');
    json.into()
}

fn plain_json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("counts and texts are plain JSON")
}

/// Cards alone, as a list without pages.
pub(super) fn of_cards(app: &App, product_ids: &[Uuid], language: Language) -> Answer {
    let cards = documents::cards(app, product_ids, language);
    Answer::new(written(&Parts {
        total: cards.len(),
        cards,
        next_cursor: None,
        facets: None,
        understood: Understood::default(),
        did_you_mean: None,
        search_id: None,
        is_degraded: false,
    }))
}
