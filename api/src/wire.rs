//! Shapes that all audiences share: money, pages, texts.

pub(crate) mod payouts;

use market::{Language, limits};
use money::Money;
use poem_openapi::{
    Enum, Object,
    types::{ParseFromJSON, ToJSON},
};

use crate::problem::ApiError;

/// An amount of money.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Money", deny_unknown_fields)]
pub(crate) struct MoneyView {
    /// Whole units of the currency's smallest part; đồng have none, so whole đồng.
    pub(crate) amount: i64,
    /// ISO 4217; always VND.
    #[oai(validator(pattern = "^VND$"))]
    pub(crate) currency: String,
}

impl From<Money> for MoneyView {
    fn from(money: Money) -> Self {
        Self::dong(money.dong())
    }
}

impl MoneyView {
    /// An amount of đồng that was checked before it was stored.
    pub(crate) fn dong(amount: i64) -> Self {
        Self {
            amount,
            currency: "VND".to_owned(),
        }
    }
}

/// One page of a list.
#[derive(Clone, Debug, Object)]
pub(crate) struct Page<T: ParseFromJSON + ToJSON> {
    /// The rows.
    pub(crate) items: Vec<T>,
    /// Send this as `cursor` for the next page; null on the last one.
    pub(crate) next_cursor: Option<String>,
}

/// How many rows to answer: 24 unless the caller says, at most 100.
pub(crate) fn page_rows(limit: Option<u64>) -> Result<u64, ApiError> {
    match limit.unwrap_or(limits::PAGE_ROWS_DEFAULT) {
        rows @ 1..=limits::PAGE_ROWS_MAX => Ok(rows),
        rows => Err(market::page::PageError::Limit { rows }.into()),
    }
}

/// A language of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "Language", rename_all = "snake_case")]
pub(crate) enum LanguageView {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

impl From<Language> for LanguageView {
    fn from(language: Language) -> Self {
        match language {
            Language::Vi => Self::Vi,
            Language::En => Self::En,
        }
    }
}

impl From<LanguageView> for Language {
    fn from(language: LanguageView) -> Self {
        match language {
            LanguageView::Vi => Self::Vi,
            LanguageView::En => Self::En,
        }
    }
}
