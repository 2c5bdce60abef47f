//! Filters, facets and what they count.

use search::{Count, Entry, Filters, Index, PriceRange};

use crate::given::{filtered, id, index_of, numbers, product};

/// Six products over all dimensions.
fn market() -> Index {
    let entry = |number, stars, province: &str, seller: &str, price, in_stock| Entry {
        stars,
        province: Some(province.to_owned()),
        commune: Some(format!("{province}001")),
        region: Some(
            if province == "96" {
                "mekong-river-delta"
            } else {
                "red-river-delta"
            }
            .into(),
        ),
        industry: Some(1),
        product_set: Some(if seller == "song-dam" { 3 } else { 26 }),
        category: Some("seafood".to_owned()),
        seller: seller.to_owned(),
        price,
        in_stock,
        ..product(number, "Tôm khô")
    };
    index_of([
        entry(1, Some(5), "96", "song-dam", Some(100_000), true),
        entry(2, Some(4), "96", "song-dam", Some(200_000), true),
        entry(3, Some(4), "96", "tai-thinh-phat", Some(300_000), false),
        entry(4, Some(3), "01", "tai-thinh-phat", Some(400_000), true),
        entry(5, None, "01", "ba-vi", None, true),
        Entry {
            id: id(6),
            seller: "ba-vi".to_owned(),
            ..Entry::default()
        },
    ])
}

fn hits(filters: Filters) -> Vec<u128> {
    let mut hits = numbers(&market().search(&filtered(filters)).unwrap());
    hits.sort_unstable();
    hits
}

fn some(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

fn counts<T: Clone>(counts: &[Count<T>]) -> Vec<(T, usize)> {
    counts
        .iter()
        .map(|count| (count.value.clone(), count.count))
        .collect()
}

#[test]
fn each_filter_narrows_to_its_values() {
    let all = Filters::default();

    assert_eq!(
        hits(Filters {
            stars: vec![4, 5],
            ..all.clone()
        }),
        [1, 2, 3]
    );
    assert_eq!(
        hits(Filters {
            provinces: some("01"),
            ..all.clone()
        }),
        [4, 5]
    );
    assert_eq!(
        hits(Filters {
            communes: some("96001"),
            ..all.clone()
        }),
        [1, 2, 3]
    );
    assert_eq!(
        hits(Filters {
            regions: some("red-river-delta"),
            ..all.clone()
        }),
        [4, 5]
    );
    assert_eq!(
        hits(Filters {
            industries: vec![1],
            ..all.clone()
        }),
        [1, 2, 3, 4, 5]
    );
    assert_eq!(
        hits(Filters {
            product_sets: vec![26],
            ..all.clone()
        }),
        [3, 4, 5]
    );
    assert_eq!(
        hits(Filters {
            categories: some("seafood"),
            ..all.clone()
        }),
        [1, 2, 3, 4, 5]
    );
    assert_eq!(
        hits(Filters {
            sellers: some("ba-vi"),
            ..all.clone()
        }),
        [5, 6]
    );
    assert_eq!(
        hits(Filters {
            in_stock: true,
            ..all.clone()
        }),
        [1, 2, 4, 5]
    );
    assert_eq!(hits(all), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn price_bounds_are_inclusive_and_leave_out_what_has_no_price() {
    let between = |price_min, price_max| Filters {
        price_min,
        price_max,
        ..Filters::default()
    };

    assert_eq!(hits(between(Some(200_000), None)), [2, 3, 4]);
    assert_eq!(hits(between(None, Some(200_000))), [1, 2]);
    assert_eq!(hits(between(Some(200_000), Some(300_000))), [2, 3]);
    assert_eq!(hits(between(Some(i64::MIN), Some(i64::MAX))), [1, 2, 3, 4]);
    assert!(hits(between(Some(2), Some(1))).is_empty());
}

#[test]
fn filters_of_several_dimensions_must_all_pass() {
    let filters = Filters {
        stars: vec![4],
        in_stock: true,
        ..Filters::default()
    };

    assert_eq!(hits(filters), [2]);
}

#[test]
fn values_nobody_has_match_nothing() {
    assert!(
        hits(Filters {
            provinces: some("99"),
            ..Filters::default()
        })
        .is_empty()
    );
    assert!(
        hits(Filters {
            provinces: some(""),
            ..Filters::default()
        })
        .is_empty()
    );
    assert!(
        hits(Filters {
            stars: vec![0],
            ..Filters::default()
        })
        .is_empty()
    );
    assert!(
        hits(Filters {
            sellers: some("\" OR 1=1"),
            ..Filters::default()
        })
        .is_empty()
    );
    let one_known = vec!["nobody".to_owned(), "ba-vi".to_owned()];
    assert_eq!(
        hits(Filters {
            sellers: one_known,
            ..Filters::default()
        }),
        [5, 6]
    );
}

#[test]
fn facets_count_every_value() {
    let answer = market().search(&filtered(Filters::default())).unwrap();

    let facets = answer.facets.unwrap();
    assert_eq!(counts(&facets.stars), [(4, 2), (3, 1), (5, 1)]);
    assert_eq!(
        counts(&facets.provinces),
        [("96".to_owned(), 3), ("01".to_owned(), 2)]
    );
    assert_eq!(facets.regions[0].value, "mekong-river-delta");
    assert_eq!(counts(&facets.industries), [(1, 5)]);
    assert_eq!(counts(&facets.product_sets), [(26, 3), (3, 2)]);
    assert_eq!(counts(&facets.categories), [("seafood".to_owned(), 5)]);
    assert_eq!(
        facets
            .sellers
            .iter()
            .map(|seller| seller.count)
            .sum::<usize>(),
        6
    );
    assert_eq!(
        facets.price,
        Some(PriceRange {
            min: 100_000,
            max: 400_000
        })
    );
}

#[test]
fn a_filter_does_not_hide_the_other_values_of_its_dimension() {
    let filters = Filters {
        stars: vec![4],
        ..Filters::default()
    };

    let answer = market().search(&filtered(filters)).unwrap();

    let facets = answer.facets.unwrap();
    assert_eq!(answer.total, 2);
    assert_eq!(counts(&facets.stars), [(4, 2), (3, 1), (5, 1)]);
    assert_eq!(counts(&facets.provinces), [("96".to_owned(), 2)]);
    assert_eq!(
        facets.price,
        Some(PriceRange {
            min: 200_000,
            max: 300_000
        })
    );
}

#[test]
fn each_of_two_filters_counts_under_the_other() {
    let filters = Filters {
        stars: vec![5],
        provinces: some("01"),
        ..Filters::default()
    };

    let answer = market().search(&filtered(filters)).unwrap();

    let facets = answer.facets.unwrap();
    assert_eq!(answer.total, 0);
    assert_eq!(counts(&facets.stars), [(3, 1)]);
    assert_eq!(counts(&facets.provinces), [("96".to_owned(), 1)]);
    assert!(facets.sellers.is_empty());
}

#[test]
fn the_price_range_ignores_the_price_filter() {
    let filters = Filters {
        price_max: Some(150_000),
        ..Filters::default()
    };

    let answer = market().search(&filtered(filters)).unwrap();

    assert_eq!(numbers(&answer), [1]);
    let range = PriceRange {
        min: 100_000,
        max: 400_000,
    };
    assert_eq!(answer.facets.unwrap().price, Some(range));
}

#[test]
fn facets_come_only_when_asked_for() {
    let mut query = filtered(Filters::default());
    query.facets = false;

    assert_eq!(market().search(&query).unwrap().facets, None);
}
