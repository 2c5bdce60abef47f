//! What the public sees of products: documents, rendered once when something about a product
//! changes and served from memory ever after.
//!
//! - `facts` reads what a document is made of, `render` makes it (`card`, `page`, `entry`),
//!   `store` writes it down under a number;
//! - `refresh` is what jobs call: render these products and write what changed;
//! - `catalogue` is what a serving process holds: the `shelf` of all cards, `pages` asked for
//!   lately, and the index; `feed` and `indexing` keep it up to the numbers, `follow` drives that;
//!   `listing` answers for as long as the index is being built.
//!
//! Checkout never reads documents: it reads the tables.

mod answer;
mod card;
mod catalogue;
mod entry;
mod facts;
mod feed;
mod follow;
mod indexing;
mod label;
mod listing;
mod page;
mod pages;
pub mod rebuild;
mod refresh;
mod remote;
mod render;
mod shelf;
mod store;
mod troubles;

pub use answer::Answer;
pub(crate) use card::place;
pub use card::{Card, Image, Place, Price, Rating, SellerLink};
pub(crate) use catalogue::Catalogue;
pub use feed::FeedError;
pub(super) use follow::be_current;
pub use follow::{Following, start};
pub(super) use label::Label;
pub(super) use listing::listing;
pub use page::{Breadcrumb, CertificateShown, PackShown, Page, Picture, Variant};
pub use pages::page;
pub use refresh::{Progress, reindex};
pub(crate) use refresh::{batches, refresh_batch, refresh_due};
pub use remote::RemoteStanding;

use std::collections::HashMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::{App, Language};

/// One of a thing for each language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PerLanguage<T> {
    pub(super) vi: T,
    pub(super) en: T,
}

impl<T> PerLanguage<T> {
    pub(super) const fn get(&self, language: Language) -> &T {
        match language {
            Language::Vi => &self.vi,
            Language::En => &self.en,
        }
    }

    fn map<U>(self, made: impl Fn(T) -> U) -> PerLanguage<U> {
        PerLanguage {
            vi: made(self.vi),
            en: made(self.en),
        }
    }
}

/// The cards of those of these products that are public, as JSON, in the order asked for.
pub(super) fn cards(app: &App, product_ids: &[Uuid], language: Language) -> Vec<Bytes> {
    let shelf = app.catalogue().shelf();
    product_ids
        .iter()
        .filter_map(|id| shelf.get(*id))
        .map(|product| product.card(language).clone())
        .collect()
}

/// The cards of those of these products that are public, as JSON, by product.
///
/// # Errors
///
/// [`FeedError`] when the documents cannot be read.
pub async fn cards_by_id(
    app: &App,
    product_ids: &[Uuid],
    language: Language,
) -> Result<HashMap<Uuid, Bytes>, FeedError> {
    be_current(app).await?;
    let shelf = app.catalogue().shelf();
    let products = product_ids.iter().filter_map(|id| shelf.get(*id));
    Ok(products
        .map(|product| (product.id, product.card(language).clone()))
        .collect())
}

/// The name of a seller who has public products.
pub(super) fn seller_name(app: &App, slug: &str) -> Option<String> {
    app.catalogue().shelf().seller_name(slug).map(str::to_owned)
}

/// How many public products a seller has.
pub(super) fn products_of(app: &App, seller: &str) -> usize {
    app.catalogue().shelf().products_of(seller)
}

/// What the product at a public address is, in words of a language.
pub(super) fn label_at(app: &App, slug: &str, language: Language) -> Option<Label> {
    let shelf = app.catalogue().shelf();
    let card = shelf.find(slug)?.card(language).clone();
    drop(shelf);
    label::read(&card)
}

/// What those of these products are that are public, in the order asked for.
pub(super) fn labels(app: &App, product_ids: &[Uuid], language: Language) -> Vec<Label> {
    let cards = cards(app, product_ids, language);
    cards.iter().filter_map(|card| label::read(card)).collect()
}

/// How well this process serves the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Public products that it knows.
    pub products: usize,
    /// Products in its index.
    pub indexed: u64,
    /// Whether words and filters can be answered now.
    pub is_searchable: bool,
    /// The number of the last change in the index.
    pub applied_through: i64,
    /// How often the index could not be brought up to date since this process began.
    pub errors: u64,
    /// What went wrong last, for an operator.
    pub last_error: Option<String>,
    /// The search server, when one is set up.
    pub remote: Option<RemoteStanding>,
}

/// How far the index of this process is behind, and the search server.
///
/// # Errors
///
/// When the database fails.
pub async fn lag(app: &App) -> Result<Lag, sea_orm::DbErr> {
    let standing = standing(app);
    let remote = standing
        .as_ref()
        .and_then(|standing| standing.remote.as_ref());
    Ok(Lag {
        remote: match remote {
            Some(remote) => Some(store::behind(app, remote.applied_through).await?),
            None => None,
        },
        index: match &standing {
            Some(standing) => Some(store::behind(app, standing.applied_through).await?),
            None => None,
        },
    })
}

/// How far everything that follows the documents is behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lag {
    /// The index of this process; none when it does not serve.
    pub index: Option<Behind>,
    /// The search server; none when there is none.
    pub remote: Option<Behind>,
}

/// How far something is behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// Changed products that it lacks.
    pub changes: u64,
    /// For how many seconds it has lacked the oldest of these changes.
    pub seconds: i64,
}

/// How well this process serves the catalogue; none when it does not serve.
#[must_use]
pub fn standing(app: &App) -> Option<Standing> {
    let catalogue = app.catalogue();
    let index = catalogue.any_index()?;
    Some(Standing {
        products: catalogue.shelf().len(),
        indexed: index.len(),
        is_searchable: catalogue.index().is_some(),
        applied_through: index.applied_through(),
        errors: catalogue.troubles.count(),
        last_error: catalogue.troubles.last(),
        remote: app
            .settings()
            .meilisearch
            .as_ref()
            .map(|_| catalogue.remote().standing()),
    })
}
