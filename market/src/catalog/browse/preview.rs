//! What staff see before they change the weights: an order, and why it is so.

use search::{Explanation, Interpret, Query};

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
    let index = app.catalogue().index().ok_or(BrowseError::Building)?;
    let query = Query {
        text: Some(text.chars().take(limits::SEARCH_CHARS_MAX).collect()),
        limit: usize::try_from(limits::PAGE_ROWS_DEFAULT).unwrap_or(usize::MAX),
        ranking: wanted,
        explain: true,
        ..Query::default()
    };
    let found = list::find(index, &query, Interpret::ALL).await?.answer;
    let explained = found.hits.iter().zip(found.explained);
    let previewed = explained.filter_map(|(id, explanation)| {
        let label = documents::labels(app, &[*id], Language::Vi).pop()?;
        Some(Previewed {
            slug: label.slug,
            name: label.name,
            explanation,
        })
    });
    Ok(previewed.collect())
}
