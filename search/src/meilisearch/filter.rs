//! Filters as the server reads them. Nothing that a caller wrote becomes syntax: texts are quoted,
//! and one that no value of ours can have is left out beforehand.

use crate::query::Filters;

/// One way to narrow an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dimension {
    Stars,
    Province,
    Commune,
    Region,
    Industry,
    ProductSet,
    Category,
    Seller,
    Price,
    InStock,
}

impl Dimension {
    /// The attribute of documents.
    pub(super) const fn attribute(self) -> &'static str {
        match self {
            Self::Stars => "stars",
            Self::Province => "province",
            Self::Commune => "commune",
            Self::Region => "region",
            Self::Industry => "industry",
            Self::ProductSet => "product_set",
            Self::Category => "category",
            Self::Seller => "seller",
            Self::Price => "price",
            Self::InStock => "in_stock",
        }
    }
}

/// The dimensions that are counted.
pub(super) const COUNTED: [Dimension; 8] = [
    Dimension::Stars,
    Dimension::Province,
    Dimension::Region,
    Dimension::Industry,
    Dimension::ProductSet,
    Dimension::Category,
    Dimension::Seller,
    Dimension::Price,
];

/// The filters in force, by dimension.
pub(super) fn clauses(filters: &Filters) -> Vec<(Dimension, String)> {
    let numbers = |dimension, values: &[u8]| {
        let values = values.iter().map(u8::to_string).collect();
        one_of(dimension, values)
    };
    let clauses = [
        numbers(Dimension::Stars, &filters.stars),
        texts(Dimension::Province, &filters.provinces),
        texts(Dimension::Commune, &filters.communes),
        texts(Dimension::Region, &filters.regions),
        numbers(Dimension::Industry, &filters.industries),
        numbers(Dimension::ProductSet, &filters.product_sets),
        texts(Dimension::Category, &filters.categories),
        texts(Dimension::Seller, &filters.sellers),
        price(filters),
        filters
            .in_stock
            .then(|| (Dimension::InStock, "in_stock = true".to_owned())),
    ];
    clauses.into_iter().flatten().collect()
}

fn texts(dimension: Dimension, values: &[String]) -> Option<(Dimension, String)> {
    if values.is_empty() {
        return None;
    }
    let possible = values.iter().filter(|value| is_possible(value));
    let quoted: Vec<String> = possible.map(|value| quoted(value)).collect();
    Some((dimension, in_list(dimension, &quoted)))
}

fn one_of(dimension: Dimension, values: Vec<String>) -> Option<(Dimension, String)> {
    (!values.is_empty()).then(|| (dimension, in_list(dimension, &values)))
}

fn in_list(dimension: Dimension, values: &[String]) -> String {
    format!("{} IN [{}]", dimension.attribute(), values.join(", "))
}

fn price(filters: &Filters) -> Option<(Dimension, String)> {
    let clause = match (filters.price_min, filters.price_max) {
        (None, None) => return None,
        (Some(min), None) => format!("price >= {min}"),
        (None, Some(max)) => format!("price <= {max}"),
        (Some(min), Some(max)) => format!("price {min} TO {max}"),
    };
    Some((Dimension::Price, clause))
}

/// Whether a code or slug of ours can look like this.
fn is_possible(value: &str) -> bool {
    let is_ours = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    !value.is_empty() && value.len() <= 200 && value.chars().all(is_ours)
}

/// A text between quotes. [`is_possible`] keeps quotes and backslashes out; should it ever not,
/// they are escaped.
fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(filters: &Filters) -> Vec<String> {
        clauses(filters)
            .into_iter()
            .map(|(_, clause)| clause)
            .collect()
    }

    #[test]
    fn filters_are_written_in_the_server_s_words() {
        let filters = Filters {
            stars: vec![4, 5],
            provinces: vec!["96".to_owned()],
            sellers: vec!["htx-song-dam".to_owned()],
            price_min: Some(1),
            price_max: Some(2),
            in_stock: true,
            ..Filters::default()
        };

        assert_eq!(
            written(&filters),
            [
                "stars IN [4, 5]",
                "province IN [\"96\"]",
                "seller IN [\"htx-song-dam\"]",
                "price 1 TO 2",
                "in_stock = true"
            ]
        );
        assert!(written(&Filters::default()).is_empty());
    }

    #[test]
    fn nothing_a_caller_writes_is_syntax() {
        for hostile in [
            "x\" OR stars = 5 OR seller = \"y",
            "x\\",
            "\"",
            "] OR stars EXISTS",
            "x\nOR y",
            "\0",
            "",
            "a b",
        ] {
            let filters = Filters {
                sellers: vec![hostile.to_owned()],
                ..Filters::default()
            };

            assert_eq!(written(&filters), ["seller IN []"], "{hostile:?}");
        }
        assert_eq!(quoted("a\"b\\"), "\"a\\\"b\\\\\"");
    }
}
