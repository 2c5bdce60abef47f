//! What narrows an answer, and what is counted.

use super::*;

pub(super) async fn filters_narrow(engine: &dyn Engine) {
    with(engine, four()).await;

    for (filters, expected) in cases() {
        assert_eq!(
            narrowed(engine, filters.clone()).await,
            expected,
            "{filters:?}"
        );
    }
}

pub(super) async fn filter_values_are_never_syntax(engine: &dyn Engine) {
    with(engine, four()).await;

    for hostile in [
        "x\" OR stars = 5 OR seller = \"y",
        "seller-96\" OR seller EXISTS --",
        "] OR stars EXISTS OR seller IN [\"",
        "\\",
        "\"",
        "'",
        "\0",
        "*",
        "",
        "🦐",
    ] {
        let filters = Filters {
            sellers: vec![hostile.to_owned()],
            ..Filters::default()
        };
        assert_eq!(
            narrowed(engine, filters).await,
            Vec::<u128>::new(),
            "{hostile:?}"
        );
    }
}

pub(super) async fn facets_ignore_their_own_filter(engine: &dyn Engine) {
    with(engine, four()).await;
    let query = Query {
        filters: Filters {
            stars: vec![4],
            ..Filters::default()
        },
        facets: true,
        ..page(24)
    };

    let facets = engine.search(&query).await.unwrap().facets.unwrap();

    let stars: Vec<(u8, usize)> = facets
        .stars
        .iter()
        .map(|one| (one.value, one.count))
        .collect();
    assert_eq!(stars, [(3, 1), (4, 1), (5, 1)]);
    assert_eq!(facets.provinces.len(), 1);
    assert_eq!(
        (
            facets.provinces[0].value.as_str(),
            facets.provinces[0].count
        ),
        ("96", 1)
    );
    let price = facets.price.unwrap();
    assert_eq!((price.min, price.max), (20, 20));
}

pub(super) async fn filters_do_not_make_words_looser(engine: &dyn Engine) {
    let entries = vec![
        Entry {
            stars: Some(3),
            ..product(1, "Tôm khô")
        },
        Entry {
            stars: Some(5),
            ..product(2, "Tôm tươi sống")
        },
    ];
    with(engine, entries).await;
    let query = Query {
        filters: Filters {
            stars: vec![5],
            ..Filters::default()
        },
        ..text("tôm khô")
    };

    assert_eq!(engine.search(&query).await.unwrap().total, 0);
}

/// Filters, and the numbers of the products they leave.
fn cases() -> Vec<(Filters, Vec<u128>)> {
    let texts = |text: &str| vec![text.to_owned()];
    let only = |change: &dyn Fn(&mut Filters)| {
        let mut filters = Filters::default();
        change(&mut filters);
        filters
    };
    let region = || texts("mekong-river-delta");
    let between = |filters: &mut Filters| {
        (filters.price_min, filters.price_max) = (Some(15), Some(25));
    };
    let both = |filters: &mut Filters| {
        (filters.stars, filters.provinces) = (vec![4], texts("86"));
    };
    vec![
        (only(&|by| by.stars = vec![3, 5]), vec![1, 3]),
        (only(&|by| by.provinces = texts("96")), vec![1, 2]),
        (only(&|by| by.regions = region()), vec![1, 2, 3]),
        (only(&|by| by.industries = vec![1]), vec![1, 2, 3]),
        (only(&|by| by.product_sets = vec![4]), vec![2]),
        (only(&|by| by.categories = texts("category-5")), vec![3]),
        (only(&|by| by.sellers = texts("seller-96")), vec![1, 2]),
        (only(&|by| by.price_min = Some(20)), vec![1, 2]),
        (only(&|by| by.price_max = Some(10)), vec![3]),
        (only(&between), vec![2]),
        (only(&|by| by.in_stock = true), vec![2]),
        (only(&both), vec![]),
        (only(&|by| by.communes = texts("00000")), vec![]),
        (Filters::default(), vec![1, 2, 3, 4]),
    ]
}
