//! What a shopper asks of the list of products, and what the index is asked for it.

use std::str::FromStr;

use search::{Filters, Interpret, Position, Query, Sort};

use super::{Allowed, BrowseError};
use crate::{App, Language, catalog::categories, limits, places::Gazetteer};

/// What a shopper asks of the list of products, as it came: lists of values are joined by
/// commas. Equal asks have equal answers, so this is also the key of kept lists.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ask {
    /// The language of the answer.
    pub language: Language,
    /// Words to look for.
    pub q: Option<String>,
    /// What may be understood in the words: `true` (all, also without it), `false` (nothing), or
    /// some of `stars`, `place` and `ignored`.
    pub interpret: Option<String>,
    /// Stars in force, 3 to 5.
    pub stars: Option<String>,
    /// Province codes of today.
    pub province: Option<String>,
    /// Commune codes of today.
    pub commune: Option<String>,
    /// Region slugs.
    pub region: Option<String>,
    /// OCOP industries, 1 to 6.
    pub industry: Option<String>,
    /// OCOP product sets, 1 to 26.
    pub product_set: Option<String>,
    /// Category slugs; a category includes those below it.
    pub category: Option<String>,
    /// Seller slugs.
    pub seller: Option<String>,
    /// Lowest price, whole đồng.
    pub price_min: Option<i64>,
    /// Highest price, whole đồng.
    pub price_max: Option<i64>,
    /// Only what can be bought now.
    pub in_stock: bool,
    /// The order; by relevance when none is given.
    pub order: Order,
    /// Whether to count values for the filters on offer.
    pub facets: bool,
    /// Rows of the page.
    pub limit: Option<u64>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

impl Ask {
    /// Bytes of what the caller wrote: a kept list is weighed with its question, so that many
    /// long questions cannot fill the memory.
    pub(super) fn text_bytes(&self) -> usize {
        let texts = [
            &self.q,
            &self.interpret,
            &self.stars,
            &self.province,
            &self.commune,
            &self.region,
            &self.industry,
            &self.product_set,
            &self.category,
            &self.seller,
            &self.cursor,
        ];
        texts.into_iter().flatten().map(String::len).sum()
    }

    /// Whether this is a search by itself. Filters, other orders and later pages look closer at
    /// one that was counted already.
    pub(super) fn is_search(&self) -> bool {
        let begun = Self {
            q: self.q.clone(),
            interpret: self.interpret.clone(),
            facets: self.facets,
            limit: self.limit,
            ..Self::everything(self.language)
        };
        let has_words = |text: &str| text.chars().any(char::is_alphanumeric);
        self.q.as_deref().is_some_and(has_words) && *self == begun
    }

    /// Everything, in one language.
    #[must_use]
    pub const fn everything(language: Language) -> Self {
        Self {
            language,
            q: None,
            interpret: None,
            stars: None,
            province: None,
            commune: None,
            region: None,
            industry: None,
            product_set: None,
            category: None,
            seller: None,
            price_min: None,
            price_max: None,
            in_stock: false,
            order: Order::Relevance,
            facets: false,
            limit: None,
            cursor: None,
        }
    }
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// Best match first.
    #[default]
    Relevance,
    /// Cheapest first.
    Price,
    /// Dearest first.
    PriceDescending,
    /// Latest published first.
    Newest,
    /// Most stars first.
    StarsDescending,
    /// Best rated first.
    RatingDescending,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Relevance => Self::Relevance,
            Order::Price => Self::PriceAscending,
            Order::PriceDescending => Self::PriceDescending,
            Order::Newest => Self::Newest,
            Order::StarsDescending => Self::StarsDescending,
            Order::RatingDescending => Self::RatingDescending,
        }
    }
}

/// What the index is asked.
///
/// # Errors
///
/// [`BrowseError::Filter`], [`BrowseError::Page`] for values that make no sense.
pub(super) fn query(app: &App, ask: &Ask) -> Result<Query, BrowseError> {
    Ok(Query {
        text: ask
            .q
            .as_ref()
            .map(|text| text.chars().take(limits::SEARCH_CHARS_MAX).collect()),
        filters: filters(app, ask)?,
        sort: ask.order.into(),
        facets: ask.facets,
        limit: page_rows(ask.limit)?,
        after: position(ask.cursor.as_deref())?,
        ..Query::default()
    })
}

/// What may be understood in the words.
///
/// # Errors
///
/// [`BrowseError::Filter`] for anything but the words of the contract.
pub(super) fn interpret(ask: &Ask) -> Result<Interpret, BrowseError> {
    let parts = match ask.interpret.as_deref() {
        None | Some("true") => return Ok(Interpret::ALL),
        Some("false") => return Ok(Interpret::NOTHING),
        Some(parts) => Values::of("interpret", Some(parts))?,
    };
    let is_part = |part: &str| ["stars", "place", "ignored"].contains(&part);
    let parts = parts.known(Allowed::Interpretations, is_part)?;
    let has = |part: &str| parts.iter().any(|asked| asked == part);
    Ok(Interpret {
        stars: has("stars"),
        place: has("place"),
        ignored: has("ignored"),
    })
}

fn page_rows(limit: Option<u64>) -> Result<usize, BrowseError> {
    let rows = limit.unwrap_or(limits::PAGE_ROWS_DEFAULT);
    let in_range = (1..=limits::PAGE_ROWS_MAX).contains(&rows);
    match usize::try_from(rows) {
        Ok(count) if in_range => Ok(count),
        _ => Err(crate::page::PageError::Limit { rows }.into()),
    }
}

fn position(cursor: Option<&str>) -> Result<Option<Position>, BrowseError> {
    let position = cursor.map(Position::parse).transpose();
    position.map_err(|_| crate::page::PageError::Cursor.into())
}

fn filters(app: &App, ask: &Ask) -> Result<Filters, BrowseError> {
    let gazetteer = Gazetteer::shared();
    let stars = numbers("stars", ask.stars.as_deref(), 3, 5)?;
    let provinces = Values::of("province", ask.province.as_deref())?;
    let communes = Values::of("commune", ask.commune.as_deref())?;
    let regions = Values::of("region", ask.region.as_deref())?;
    Ok(Filters {
        stars,
        provinces: provinces.known(Allowed::Provinces, |code| {
            gazetteer.province(code).is_some()
        })?,
        communes: communes.known(Allowed::Communes, |code| gazetteer.commune(code).is_some())?,
        regions: regions.known(Allowed::Regions, |slug| gazetteer.region(slug).is_some())?,
        industries: numbers("industry", ask.industry.as_deref(), 1, 6)?,
        product_sets: numbers("product_set", ask.product_set.as_deref(), 1, 26)?,
        categories: category_filter(app, ask.category.as_deref())?,
        sellers: Values::of("seller", ask.seller.as_deref())?.known(Allowed::Anything, |_| true)?,
        price_min: price("price_min", ask.price_min)?,
        price_max: price("price_max", ask.price_max)?,
        in_stock: ask.in_stock,
    })
}

/// The categories asked for and all below them.
fn category_filter(app: &App, asked: Option<&str>) -> Result<Vec<String>, BrowseError> {
    let categories = categories::known(app);
    let asked = Values::of("category", asked)?.known(Allowed::Categories, |slug| {
        categories.iter().any(|category| category.slug == slug)
    })?;
    Ok(categories::with_those_below(&categories, asked))
}

fn price(parameter: &'static str, asked: Option<i64>) -> Result<Option<i64>, BrowseError> {
    match asked {
        Some(price) if !(0..=money::Money::MAX.dong()).contains(&price) => {
            Err(BrowseError::Filter {
                parameter,
                value: price.to_string(),
                allowed: Allowed::Prices,
            })
        }
        price => Ok(price),
    }
}

fn numbers(
    parameter: &'static str,
    asked: Option<&str>,
    lowest: u8,
    highest: u8,
) -> Result<Vec<u8>, BrowseError> {
    let allowed = Allowed::Numbers { lowest, highest };
    let in_range =
        |text: &str| u8::from_str(text).is_ok_and(|number| (lowest..=highest).contains(&number));
    let texts = Values::of(parameter, asked)?.known(allowed, in_range)?;
    Ok(texts.iter().filter_map(|text| text.parse().ok()).collect())
}

/// The values of one filter.
struct Values<'a> {
    parameter: &'static str,
    values: Vec<&'a str>,
}

impl<'a> Values<'a> {
    fn of(parameter: &'static str, asked: Option<&'a str>) -> Result<Self, BrowseError> {
        let values: Vec<&str> = asked
            .into_iter()
            .flat_map(|text| text.split(','))
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .collect();
        if values.len() > limits::FILTER_VALUES_MAX {
            return Err(BrowseError::TooManyValues { parameter });
        }
        Ok(Self { parameter, values })
    }

    fn known(
        self,
        allowed: Allowed,
        is_known: impl Fn(&str) -> bool,
    ) -> Result<Vec<String>, BrowseError> {
        match self.values.iter().find(|value| !is_known(value)) {
            Some(value) => Err(BrowseError::Filter {
                parameter: self.parameter,
                value: value.chars().take(40).collect(),
                allowed,
            }),
            None => Ok(self.values.into_iter().map(str::to_owned).collect()),
        }
    }
}
