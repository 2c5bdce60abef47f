//! What every engine must do alike. Each adapter passes all of it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::{
    Answer, Change, Engine, Entry, Filters, Index, Meilisearch, MeilisearchSettings, Query,
    Relaxed, Sort, find, highlight,
};

fn product(number: u128, name: &str) -> Entry {
    Entry {
        id: Uuid::from_u128(number),
        seller: "htx-song-dam".to_owned(),
        names: vec![name.to_owned()],
        ..Entry::default()
    }
}

/// An engine that holds just these.
async fn with(engine: &dyn Engine, entries: Vec<Entry>) {
    let mut growing = engine.rebuild().await.unwrap();
    growing.add(entries).await.unwrap();
    growing.swap(1).await.unwrap();
}

async fn with_names(engine: &dyn Engine, names: &[&str]) {
    let entries = (1..).zip(names).map(|(number, name)| product(number, name));
    with(engine, entries.collect()).await;
}

fn page(limit: usize) -> Query {
    Query {
        limit,
        ..Query::default()
    }
}

fn text(text: &str) -> Query {
    Query {
        text: Some(text.to_owned()),
        ..page(24)
    }
}

fn numbers(answer: &Answer) -> Vec<u128> {
    answer.hits.iter().map(Uuid::as_u128).collect()
}

async fn found(engine: &dyn Engine, typed: &str) -> Vec<u128> {
    let mut numbers = numbers(&find(engine, &text(typed), false).await.unwrap().answer);
    numbers.sort_unstable();
    numbers
}

async fn narrowed(engine: &dyn Engine, filters: Filters) -> Vec<u128> {
    let query = Query {
        filters,
        ..page(24)
    };
    let mut numbers = numbers(&engine.search(&query).await.unwrap());
    numbers.sort_unstable();
    numbers
}

/// Four products that differ in everything that can be filtered by.
fn four() -> Vec<Entry> {
    let of = |number: u128, stars: u8, province: &str, price: i64| Entry {
        stars: Some(stars),
        province: Some(province.to_owned()),
        region: Some("mekong-river-delta".to_owned()),
        industry: Some(1),
        product_set: Some(stars),
        category: Some(format!("category-{stars}")),
        seller: format!("seller-{province}"),
        price: Some(price),
        in_stock: number.is_multiple_of(2),
        rating: Some(u16::from(stars) * 100),
        rating_count: 9,
        published_at: price,
        ..product(number, "Tôm khô")
    };
    let bare = product(4, "Tôm tươi");
    vec![
        of(1, 3, "96", 30),
        of(2, 4, "96", 20),
        of(3, 5, "86", 10),
        bare,
    ]
}

async fn filters_narrow(engine: &dyn Engine) {
    with(engine, four()).await;
    let texts = |text: &str| vec![text.to_owned()];
    let cases = [
        (
            Filters {
                stars: vec![3, 5],
                ..Filters::default()
            },
            vec![1, 3],
        ),
        (
            Filters {
                provinces: texts("96"),
                ..Filters::default()
            },
            vec![1, 2],
        ),
        (
            Filters {
                regions: texts("mekong-river-delta"),
                ..Filters::default()
            },
            vec![1, 2, 3],
        ),
        (
            Filters {
                industries: vec![1],
                ..Filters::default()
            },
            vec![1, 2, 3],
        ),
        (
            Filters {
                product_sets: vec![4],
                ..Filters::default()
            },
            vec![2],
        ),
        (
            Filters {
                categories: texts("category-5"),
                ..Filters::default()
            },
            vec![3],
        ),
        (
            Filters {
                sellers: texts("seller-96"),
                ..Filters::default()
            },
            vec![1, 2],
        ),
        (
            Filters {
                price_min: Some(20),
                ..Filters::default()
            },
            vec![1, 2],
        ),
        (
            Filters {
                price_max: Some(10),
                ..Filters::default()
            },
            vec![3],
        ),
        (
            Filters {
                price_min: Some(15),
                price_max: Some(25),
                ..Filters::default()
            },
            vec![2],
        ),
        (
            Filters {
                in_stock: true,
                ..Filters::default()
            },
            vec![2],
        ),
        (
            Filters {
                stars: vec![4],
                provinces: texts("86"),
                ..Filters::default()
            },
            vec![],
        ),
        (
            Filters {
                communes: texts("00000"),
                ..Filters::default()
            },
            vec![],
        ),
        (Filters::default(), vec![1, 2, 3, 4]),
    ];

    for (filters, expected) in cases {
        assert_eq!(
            narrowed(engine, filters.clone()).await,
            expected,
            "{filters:?}"
        );
    }
}

async fn filter_values_are_never_syntax(engine: &dyn Engine) {
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

async fn facets_ignore_their_own_filter(engine: &dyn Engine) {
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

async fn orders_sort(engine: &dyn Engine) {
    with(engine, four()).await;

    for (sort, expected) in [
        (Sort::PriceAscending, [3, 2, 1, 4]),
        (Sort::PriceDescending, [1, 2, 3, 4]),
        (Sort::Newest, [1, 2, 3, 4]),
        (Sort::StarsDescending, [3, 2, 1, 4]),
        (Sort::RatingDescending, [3, 2, 1, 4]),
    ] {
        let query = Query { sort, ..page(24) };
        assert_eq!(
            numbers(&engine.search(&query).await.unwrap()),
            expected,
            "{sort:?}"
        );
    }
}

async fn equal_matches_go_by_stock_then_stars(engine: &dyn Engine) {
    with(engine, four()).await;

    let answer = engine.search(&text("tôm khô")).await.unwrap();

    assert_eq!(numbers(&answer), [2, 3, 1]);
}

async fn pages_have_no_gaps_and_no_repeats(engine: &dyn Engine) {
    let entry = |number: u128| Entry {
        price: Some(i64::try_from(number % 3).unwrap()),
        ..product(number, "Tôm khô")
    };
    with(engine, (1..=53).map(entry).collect()).await;

    for (words, sort) in [
        (None, Sort::PriceAscending),
        (None, Sort::Newest),
        (Some("tôm"), Sort::PriceDescending),
        (Some("tôm khô"), Sort::Relevance),
        (None, Sort::Relevance),
    ] {
        let mut query = Query {
            text: words.map(str::to_owned),
            sort,
            ..page(7)
        };
        let mut seen = Vec::new();
        loop {
            let answer = engine.search(&query).await.unwrap();
            assert_eq!(answer.total, 53);
            seen.extend(numbers(&answer));
            match answer.next {
                Some(next) => query.after = Some(crate::Position::parse(&next.to_text()).unwrap()),
                None => break,
            }
        }
        let once: BTreeSet<u128> = seen.iter().copied().collect();
        assert_eq!((seen.len(), once.len()), (53, 53), "{words:?} {sort:?}");
    }
    let mut foreign = page(7);
    foreign.after = engine.search(&page(7)).await.unwrap().next;
    foreign.sort = Sort::Newest;
    assert!(engine.search(&foreign).await.is_err());
}

async fn vietnamese_is_found_however_it_is_typed(engine: &dyn Engine) {
    with_names(
        engine,
        &[
            "Đường thốt nốt Hòa Bình",
            "Tôm khô Rạch Gốc",
            "Muối hạt",
            "Mật ong",
        ],
    )
    .await;
    let decomposed: String = "đường thốt nốt".nfd().collect();

    for (typed, expected) in [
        ("đường thốt nốt", 1),
        ("duong thot not", 1),
        ("ĐƯỜNG THỐT NỐT", 1),
        (&decomposed, 1),
        ("đường hoà", 1),
        ("đường hòa", 1),
        ("tom kho rach goc", 2),
        ("tôm khô rach gốc", 2),
        ("toom khoo", 2),
        ("muoois hatj", 3),
        ("maatj ong", 4),
    ] {
        assert_eq!(found(engine, typed).await, [expected], "{typed}");
    }
}

async fn typos_prefixes_and_joined_words_are_found(engine: &dyn Engine) {
    with_names(
        engine,
        &["Nước mắm Phú Quốc", "Bánh phồng tôm", "Tôm khô Sông Đầm"],
    )
    .await;

    for (typed, expected) in [
        ("nuoc mam phu qouc", 1),
        ("bánh phồ", 2),
        ("banh phong to", 2),
        ("tomkho song dam", 3),
    ] {
        assert!(found(engine, typed).await.contains(&expected), "{typed}");
    }
}

async fn goods_are_found_by_their_other_names(engine: &dyn Engine) {
    with_names(engine, &["Tôm khô", "Lạc rang", "Kẹo dừa"]).await;

    for (typed, expected) in [
        ("dried shrimp", 1),
        ("dried shirmp", 1),
        ("đậu phộng", 2),
        ("coconut candy", 3),
    ] {
        assert_eq!(found(engine, typed).await, [expected], "{typed}");
    }
}

async fn no_text_matches_everything(engine: &dyn Engine) {
    with_names(engine, &["Tôm khô", "Muối"]).await;

    for typed in ["", "   ", "\"\"", "🦐", "()", "*", "\0"] {
        assert_eq!(found(engine, typed).await, [1, 2], "{typed:?}");
    }
}

async fn hostile_text_is_only_text(engine: &dyn Engine) {
    with_names(engine, &["Tôm khô", "Muối"]).await;
    let (long, many) = ("tôm".repeat(4_000), "tôm khô ".repeat(1_300));

    for typed in [
        "tôm AND NOT khô",
        "-tôm",
        "\"tôm khô",
        "names:tôm^9",
        "(((((",
        "[* TO *]",
        "/.*/",
        "'; DROP TABLE product; --",
        "\u{202e}khô",
        "ﷺ ꙮ \u{10ffff}",
        &long,
        &many,
    ] {
        find(engine, &text(typed), false).await.unwrap();
        engine.suggest(typed, 5).await.unwrap();
    }
    assert_eq!(found(engine, "tôm\0khô").await, [1]);
    assert_eq!(found(engine, "🦐 tôm 🦐 khô").await, [1]);
    assert_eq!(found(engine, "-tôm").await, [1]);
}

async fn filters_do_not_make_words_looser(engine: &dyn Engine) {
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

async fn one_thing_of_the_text_is_given_up(engine: &dyn Engine) {
    let entry = Entry {
        stars: Some(4),
        province: Some("96".to_owned()),
        ..product(1, "Tôm khô")
    };
    with(engine, vec![entry, product(2, "Muối")]).await;

    for (typed, relaxed) in [
        ("tôm khô", None),
        ("tôm khô 4 sao cà mau", None),
        ("tôm khô 5 sao", Some(Relaxed::Stars)),
        ("tôm khô hà giang", Some(Relaxed::Place)),
        ("tôm khô zzzzzzzz", Some(Relaxed::Words)),
    ] {
        let found = find(engine, &text(typed), false).await.unwrap();
        assert_eq!(
            (numbers(&found.answer), found.relaxed),
            (vec![1], relaxed),
            "{typed}"
        );
    }
}

async fn changes_are_seen_by_the_next_search(engine: &dyn Engine) {
    with_names(engine, &["Tôm khô", "Muối"]).await;

    let changes = vec![
        product(3, "Mật ong").into(),
        product(1, "Cua biển").into(),
        Change::Remove(Uuid::from_u128(2)),
        Change::Remove(Uuid::from_u128(99)),
    ];
    engine.apply(changes, 7).await.unwrap();

    assert_eq!(found(engine, "").await, [1, 3]);
    assert_eq!(found(engine, "cua").await, [1]);
    assert_eq!(engine.count().await.unwrap(), 2);
    assert_eq!(engine.applied_through().await.unwrap(), 7);
}

async fn a_rebuild_is_swapped_at_once(engine: &dyn Engine) {
    with_names(engine, &["Tôm khô"]).await;
    let mut growing = engine.rebuild().await.unwrap();
    growing
        .add(vec![product(5, "Mật ong"), product(6, "Mắm")])
        .await
        .unwrap();

    let before = found(engine, "").await;
    growing.swap(41).await.unwrap();

    assert_eq!(before, [1]);
    assert_eq!(found(engine, "").await, [5, 6]);
    assert_eq!(engine.applied_through().await.unwrap(), 41);
}

async fn suggestions_name_products_and_sellers(engine: &dyn Engine) {
    let of = |number, name: &str, seller: &str, seller_name: &str| Entry {
        seller: seller.to_owned(),
        seller_name: seller_name.to_owned(),
        ..product(number, name)
    };
    let entries = vec![
        of(1, "Tôm khô", "song-dam", "HTX Sông Đầm"),
        of(2, "Mật ong", "tai-thinh-phat", "HTX Tài Thịnh Phát"),
    ];
    with(engine, entries).await;

    let products = engine.suggest("mat o", 5).await.unwrap().products;
    let sellers = engine.suggest("htx song d", 5).await.unwrap().sellers;

    assert_eq!(products, [Uuid::from_u128(2)]);
    assert_eq!(sellers, ["song-dam"]);
    assert!(engine.suggest("", 5).await.unwrap().products.is_empty());
}

async fn an_order_can_be_explained(engine: &dyn Engine) {
    with(engine, four()).await;
    let query = Query {
        explain: true,
        ..text("tôm khô")
    };

    let answer = engine.search(&query).await.unwrap();

    assert_eq!(answer.explained.len(), answer.hits.len());
    assert!(answer.explained[0].text > 0.0);
    assert!(answer.explained[0].points.in_stock > 0 && answer.explained[1].points.in_stock == 0);
}

/// What is marked in a name is told from the name alone, so that every engine marks alike.
async fn what_was_typed_is_marked(engine: &dyn Engine) {
    with_names(engine, &["Tôm khô Rạch Gốc"]).await;
    assert_eq!(found(engine, "tom kh").await, [1]);

    let name = "Tôm khô Rạch Gốc";
    let marked = highlight(name, "tom kh");

    let marked: Vec<&str> = marked.into_iter().map(|range| &name[range]).collect();
    assert_eq!(marked, ["Tôm", "khô"]);
}

async fn keeps_the_contract(engine: &dyn Engine) {
    filters_narrow(engine).await;
    filter_values_are_never_syntax(engine).await;
    facets_ignore_their_own_filter(engine).await;
    orders_sort(engine).await;
    equal_matches_go_by_stock_then_stars(engine).await;
    pages_have_no_gaps_and_no_repeats(engine).await;
    vietnamese_is_found_however_it_is_typed(engine).await;
    typos_prefixes_and_joined_words_are_found(engine).await;
    goods_are_found_by_their_other_names(engine).await;
    no_text_matches_everything(engine).await;
    hostile_text_is_only_text(engine).await;
    filters_do_not_make_words_looser(engine).await;
    one_thing_of_the_text_is_given_up(engine).await;
    changes_are_seen_by_the_next_search(engine).await;
    a_rebuild_is_swapped_at_once(engine).await;
    suggestions_name_products_and_sellers(engine).await;
    an_order_can_be_explained(engine).await;
    what_was_typed_is_marked(engine).await;
}

#[tokio::test]
async fn the_embedded_engine_keeps_the_contract() {
    keeps_the_contract(&Index::in_memory().unwrap()).await;
}

/// Runs against the server at `CHOSAO_TEST_MEILISEARCH_URL`, under the key in
/// `CHOSAO_TEST_MEILISEARCH_KEY`; without one there is nothing to hold to the contract.
#[tokio::test]
async fn meilisearch_keeps_the_contract() {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test is told where its server is"
    )]
    let (url, key) = (
        std::env::var("CHOSAO_TEST_MEILISEARCH_URL"),
        std::env::var("CHOSAO_TEST_MEILISEARCH_KEY"),
    );
    let Ok(url) = url else {
        println!("CHOSAO_TEST_MEILISEARCH_URL is not set: the contract was not run on a server");
        return;
    };
    let mut settings = MeilisearchSettings::new(&url, key.ok().as_deref());
    settings.prefix = format!("contract_{}_", Uuid::now_v7().simple());
    settings.search_timeout = std::time::Duration::from_secs(10);
    let engine = Meilisearch::open(settings).await.unwrap();
    println!("Meilisearch {}", engine.version().await.unwrap());

    keeps_the_contract(&engine).await;

    engine.remove().await.unwrap();
}
