//! How an index is set up.

use std::collections::BTreeMap;

use meilisearch_sdk::settings::{
    FacetSortValue, FacetingSettings, LocalizedAttributes, MinWordSizeForTypos, PaginationSetting,
    Settings, TypoToleranceSettings,
};

/// Raised when documents or settings change: an index of another version is not used.
pub(super) const VERSION: u32 = 1;
/// Vietnamese, as the server names it (ISO 639-3).
pub(super) const LOCALE: &str = "vie";
/// Hits that can be paged through.
pub(super) const HITS_MAX: usize = 10_000;
/// Values counted of one facet.
const FACET_VALUES_MAX: usize = 1_000;

/// Most telling first.
const SEARCHABLE: [&str; 8] = [
    "name", "aliases", "producer", "printed", "places", "notes", "story", "joined",
];
const FILTERABLE: [&str; 10] = [
    "stars",
    "province",
    "commune",
    "region",
    "industry",
    "product_set",
    "category",
    "seller",
    "price",
    "in_stock",
];
const SORTABLE: [&str; 5] = ["id", "price", "stars", "rating", "published_at"];
/// An order that is asked for comes first; else the text decides, and `merit`, in which promotion
/// has its weight, between equals.
const RANKING: [&str; 9] = [
    "sort",
    "words",
    "typo",
    "proximity",
    "attribute",
    "exactness",
    "merit:desc",
    "published_at:desc",
    // So that equals stand in one order on every page.
    "id:desc",
];
/// Words as good as each other. Goods have their other names in their documents; these are words
/// of forms and papers, which names leave out.
const SYNONYMS: [(&str, &str); 4] = [
    ("htx", "hợp tác xã"),
    ("tnhh", "trách nhiệm hữu hạn"),
    ("cty", "công ty"),
    ("hkd", "hộ kinh doanh"),
];

pub(super) fn settings() -> Settings {
    let synonyms = SYNONYMS
        .iter()
        .flat_map(|(one, other)| [(*one, vec![*other]), (*other, vec![*one])])
        .collect();
    let by_count = BTreeMap::from([("*".to_owned(), FacetSortValue::Count)]);
    let mut settings = Settings::new()
        .with_searchable_attributes(SEARCHABLE)
        .with_filterable_attributes(FILTERABLE)
        .with_sortable_attributes(SORTABLE)
        .with_ranking_rules(RANKING)
        .with_synonyms(synonyms);
    settings.typo_tolerance = Some(TypoToleranceSettings {
        enabled: Some(true),
        disable_on_attributes: Some(Vec::new()),
        disable_on_words: Some(Vec::new()),
        min_word_size_for_typos: Some(MinWordSizeForTypos {
            one_typo: Some(4),
            two_typos: Some(8),
        }),
        disable_on_numbers: None,
    });
    settings.pagination = Some(PaginationSetting {
        max_total_hits: HITS_MAX,
    });
    settings.faceting = Some(FacetingSettings {
        max_values_per_facet: FACET_VALUES_MAX,
        sort_facet_values_by: Some(by_count),
    });
    settings.localized_attributes = Some(vec![LocalizedAttributes {
        locales: vec![LOCALE.to_owned()],
        attribute_patterns: vec!["*".to_owned()],
    }]);
    settings
}
