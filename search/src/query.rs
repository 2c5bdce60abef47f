//! What can be asked of the index, and what it answers.

use uuid::Uuid;

use crate::{
    position::Position,
    ranking::{Points, Ranking},
};

/// A question: text, filters, order, and which page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What the shopper typed, taken as words and never as syntax. Nothing, or a text without
    /// a letter or digit, matches everything.
    pub text: Option<String>,
    /// Words that need not be there, but raise what has them: the name of a place that is a
    /// filter already.
    pub hint: Option<String>,
    /// What the answer is narrowed to.
    pub filters: Filters,
    /// The order of the hits.
    pub sort: Sort,
    /// What decides between hits of equal relevance.
    pub ranking: Ranking,
    /// Whether to tell why each hit stands where it does.
    pub explain: bool,
    /// Whether to count values for the filters on offer.
    pub facets: bool,
    /// Hits at most on this page; see [`Query::LIMIT_MAX`].
    pub limit: usize,
    /// Where the previous page ended.
    pub after: Option<Position>,
}

impl Query {
    /// More hits than this are never given in one page, whatever `limit` says.
    pub const LIMIT_MAX: usize = 1_000;
}

/// What an answer is narrowed to: one of the values in each list that is not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Stars in force.
    pub stars: Vec<u8>,
    /// Province codes.
    pub provinces: Vec<String>,
    /// Commune codes.
    pub communes: Vec<String>,
    /// Region slugs.
    pub regions: Vec<String>,
    /// OCOP industries.
    pub industries: Vec<u8>,
    /// OCOP product sets.
    pub product_sets: Vec<u8>,
    /// Category slugs.
    pub categories: Vec<String>,
    /// Seller slugs.
    pub sellers: Vec<String>,
    /// Lowest price allowed, VND, inclusive. A bound leaves out what has no price.
    pub price_min: Option<i64>,
    /// Highest price allowed, VND, inclusive. A bound leaves out what has no price.
    pub price_max: Option<i64>,
    /// Only what can be bought now.
    pub in_stock: bool,
}

/// The order of hits. Ties go by id, the later (newer) id first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best text match first; among equal matches what [`Ranking`] gives more points.
    #[default]
    Relevance,
    /// Cheapest first, without a price last.
    PriceAscending,
    /// Dearest first, without a price last.
    PriceDescending,
    /// Latest published first.
    Newest,
    /// Most stars first, without a star last.
    StarsDescending,
    /// Best rated first, unrated last.
    RatingDescending,
}

/// One page of hits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The products, in order.
    pub hits: Vec<Uuid>,
    /// How many products match in all pages.
    pub total: usize,
    /// Where the next page begins, when there is one.
    pub next: Option<Position>,
    /// Words that a hit may lack, because nothing has them all.
    pub missing: usize,
    /// Whether nothing has all words as they are typed: what was found has others like them.
    pub stretched: bool,
    /// The counts, when asked for.
    pub facets: Option<Facets>,
    /// Why each hit stands where it does, when asked for.
    pub explained: Vec<Explanation>,
}

/// Why a hit stands where it does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explanation {
    /// How well the text matches: comparable within one answer only. 0 without words.
    pub text: f64,
    /// What decides between equal matches.
    pub points: Points,
}

/// How many matching products have each value, most frequent first.
///
/// Beyond the [`Facets::VALUES_MAX`] most frequent of each an engine may leave values out.
/// Disjunctive: the filter of a dimension does not narrow its own counts, so that choosing
/// 4 stars still shows how many have 5. The price range ignores the price filter alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// By stars in force.
    pub stars: Vec<Count<u8>>,
    /// By province code.
    pub provinces: Vec<Count<String>>,
    /// By region slug.
    pub regions: Vec<Count<String>>,
    /// By OCOP industry.
    pub industries: Vec<Count<u8>>,
    /// By OCOP product set.
    pub product_sets: Vec<Count<u8>>,
    /// By category slug.
    pub categories: Vec<Count<String>>,
    /// By seller slug.
    pub sellers: Vec<Count<String>>,
    /// From the lowest to the highest price; none when no match has a price.
    pub price: Option<PriceRange>,
}

impl Facets {
    /// Values of one dimension: sellers can be thousands, and nobody reads more.
    pub const VALUES_MAX: usize = 100;
}

/// How many matching products have one value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count<T> {
    /// The value.
    pub value: T,
    /// The products that have it.
    pub count: usize,
}

/// From the lowest to the highest price, VND, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceRange {
    /// The lowest price.
    pub min: i64,
    /// The highest price.
    pub max: i64,
}

/// What may be meant by a text that is still being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// Products, best first.
    pub products: Vec<Uuid>,
    /// Slugs of sellers, best first.
    pub sellers: Vec<String>,
}
