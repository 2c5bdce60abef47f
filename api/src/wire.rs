//! Shapes that all audiences share: money, pages, texts.

pub(crate) mod after_sale;
pub(crate) mod carriers;
pub(crate) mod fees;
pub(crate) mod payouts;
pub(crate) mod remittances;
pub(crate) mod reviews;
pub(crate) mod table;
pub(crate) mod tax;
pub(crate) mod vouchers;
pub(crate) mod withholding;

use market::{Change, limits, page::PageRequest};
use money::Money;
use poem_openapi::{
    Object,
    types::{MaybeUndefined, ParseFromJSON, ToJSON},
};

use crate::problem::{ApiError, ApiResult};

/// Declares the wire form of an enum of the rules, and the way there and back. They are two
/// enums, so that renaming a rule and renaming what clients send stay two decisions.
macro_rules! mirror {
    (
        $(#[$about:meta])*
        $view:ident as $name:literal of $rule:path {
            $($(#[$note:meta])* $variant:ident,)+
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, poem_openapi::Enum)]
        #[oai(rename = $name, rename_all = "snake_case")]
        pub(crate) enum $view {
            $($(#[$note])* $variant,)+
        }

        impl From<$rule> for $view {
            fn from(rule: $rule) -> Self {
                use $rule as Rule;
                match rule {
                    $(Rule::$variant => Self::$variant,)+
                }
            }
        }

        impl From<$view> for $rule {
            fn from(view: $view) -> Self {
                match view {
                    $($view::$variant => Self::$variant,)+
                }
            }
        }
    };
}

pub(crate) use mirror;

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

impl<T: ParseFromJSON + ToJSON> Page<T> {
    /// A page of rows turned into what the caller sees.
    pub(crate) fn of<R>(
        (rows, next_cursor): (Vec<R>, Option<String>),
        view: impl Fn(R) -> T,
    ) -> Self {
        Self {
            items: rows.into_iter().map(view).collect(),
            next_cursor,
        }
    }
}

/// Which page a caller asks for.
pub(crate) fn page(limit: Option<u64>, cursor: Option<String>) -> ApiResult<PageRequest> {
    Ok(PageRequest::new(page_rows(limit)?, cursor.as_deref())?)
}

/// A text in both languages.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Bilingual", deny_unknown_fields)]
pub(crate) struct BilingualView {
    /// Vietnamese.
    pub(crate) vi: String,
    /// English, if there is one.
    pub(crate) en: Option<String>,
}

/// What shall be different about a text in both languages.
#[derive(Clone, Debug, Default, Object)]
#[oai(deny_unknown_fields)]
pub(crate) struct BilingualChange {
    /// Vietnamese.
    pub(crate) vi: Option<String>,
    /// English; null removes it.
    pub(crate) en: MaybeUndefined<String>,
}

/// What a field of a PATCH says: nothing, null, or a value.
pub(crate) fn change<T, U: From<T>>(field: MaybeUndefined<T>) -> Change<U> {
    match field {
        MaybeUndefined::Undefined => Change::Keep,
        MaybeUndefined::Null => Change::Clear,
        MaybeUndefined::Value(value) => Change::To(value.into()),
    }
}

/// How many rows to answer: 24 unless the caller says, at most 100.
pub(crate) fn page_rows(limit: Option<u64>) -> Result<u64, ApiError> {
    match limit.unwrap_or(limits::PAGE_ROWS_DEFAULT) {
        rows @ 1..=limits::PAGE_ROWS_MAX => Ok(rows),
        rows => Err(market::page::PageError::Limit { rows }.into()),
    }
}

mirror! {
    /// A language of texts.
    LanguageView as "Language" of market::Language {
        /// Vietnamese.
        Vi,
        /// English.
        En,
    }
}

mirror! {
    /// The legal form of a seller.
    SellerKindView as "SellerKind" of market::sellers::SellerKind {
        /// A cooperative.
        Cooperative,
        /// A cooperative group.
        CooperativeGroup,
        /// A household or farm with business registration.
        Household,
        /// A company.
        Company,
    }
}
