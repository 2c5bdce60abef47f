//! What staff see before they change the weights: an order, and why it is so.

use search::{Engine, Explanation, Interpret, Query};
use uuid::Uuid;

use super::{BrowseError, list};
use crate::{
    App, Language,
    accounts::Staff,
    catalog::{
        documents,
        ranking::{self, Ranking},
    },
    limits,
};

/// Hits of a search server that are put in order under weights that are not in force.
const HITS_ORDERED: usize = 200;

/// A hit and why it stands where it does.
#[derive(Clone, Debug)]
pub struct Previewed {
    /// The product's address part.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What put it there.
    pub explanation: Explanation,
}

/// The first hits for a text under weights that need not be in force, each explained.
///
/// # Errors
///
/// [`BrowseError::Weight`] for weights out of bounds, [`BrowseError::Building`] while the index of
/// this process is away.
pub async fn preview(
    app: &App,
    _staff: &Staff,
    text: &str,
    weights: Option<Ranking>,
) -> Result<Vec<Previewed>, BrowseError> {
    documents::be_current(app).await?;
    let in_force = ranking::weights(app).await?;
    let wanted = weights.map_or(in_force, |weights| Ranking {
        now_ms: in_force.now_ms,
        ..weights
    });
    ranking::check(&wanted)?;
    let query = Query {
        text: Some(text.chars().take(limits::SEARCH_CHARS_MAX).collect()),
        limit: usize::try_from(limits::PAGE_ROWS_DEFAULT).unwrap_or(usize::MAX),
        ranking: wanted,
        explain: true,
        ..Query::default()
    };
    let found = match app.catalogue().remote().ready() {
        Some(server) => on_server(server, query).await?,
        None => {
            let index = app.catalogue().index().ok_or(BrowseError::Building)?;
            explained(index, &query).await?
        }
    };
    let previewed = found.into_iter().filter_map(|(id, explanation)| {
        let label = documents::labels(app, &[id], Language::Vi).pop()?;
        Some(Previewed {
            slug: label.slug,
            name: label.name,
            explanation,
        })
    });
    Ok(previewed.collect())
}

/// The search server has the weights in force in its documents: hits that match equally well are
/// put in order here, so more of them are asked for than are shown.
async fn on_server(
    server: &dyn Engine,
    query: Query,
) -> Result<Vec<(Uuid, Explanation)>, BrowseError> {
    let shown = query.limit;
    let wider = Query {
        limit: HITS_ORDERED,
        ..query
    };
    let mut found = explained(server, &wider).await?;
    found.sort_by(|(_, one), (_, other)| {
        let by_text = other.text.total_cmp(&one.text);
        by_text.then(other.points.total().cmp(&one.points.total()))
    });
    found.truncate(shown);
    Ok(found)
}

async fn explained(
    engine: &dyn Engine,
    query: &Query,
) -> Result<Vec<(Uuid, Explanation)>, BrowseError> {
    let found = list::find(engine, query, Interpret::ALL).await?.answer;
    Ok(found.hits.into_iter().zip(found.explained).collect())
}
