//! Orders, and pages through them.

use search::{Change, Entry, Index, Position, Query, SearchError, Sort};

use crate::given::{id, index_of, numbers, product, sorted, text};

const SORTS: [Sort; 6] = [
    Sort::Relevance,
    Sort::PriceAscending,
    Sort::PriceDescending,
    Sort::Newest,
    Sort::StarsDescending,
    Sort::RatingDescending,
];

fn order(index: &Index, sort: Sort) -> Vec<u128> {
    numbers(&index.search(&sorted(sort, 24)).unwrap())
}

/// Reads page after page, and runs `between` before each but the first.
fn all_pages(index: &Index, mut query: Query, mut between: impl FnMut()) -> Vec<u128> {
    let mut seen = Vec::new();
    loop {
        let answer = index.search(&query).unwrap();
        assert!(answer.hits.len() <= query.limit);
        seen.extend(numbers(&answer));
        let Some(next) = answer.next else {
            return seen;
        };
        // As a client would: through text.
        query.after = Some(Position::parse(&next.to_text()).unwrap());
        between();
    }
}

/// 50 products with many ties in every order.
fn ties() -> Vec<Entry> {
    let names = ["Tôm khô", "Khô tôm sú", "Bánh phồng tôm"];
    let entry = |number: u8| Entry {
        price: (!number.is_multiple_of(5)).then_some(i64::from(number % 4) * 1_000),
        stars: (!number.is_multiple_of(3)).then_some(3 + number % 2),
        rating: number.is_multiple_of(2).then_some(400),
        published_at: i64::from(number % 6),
        in_stock: number % 7 > 2,
        ..product(u128::from(number), names[usize::from(number % 3)])
    };
    (1..=50).map(entry).collect()
}

#[test]
fn every_sort_puts_its_best_first() {
    let entry = |number, price, published_at, stars, rating| Entry {
        price,
        published_at,
        stars,
        rating,
        ..product(number, "Tôm khô")
    };
    let index = index_of([
        entry(1, Some(20_000), 300, Some(3), Some(410)),
        entry(2, None, 100, None, None),
        entry(3, Some(5_000), -200, Some(5), Some(500)),
        entry(4, Some(100_000), 400, Some(4), Some(409)),
    ]);

    assert_eq!(order(&index, Sort::PriceAscending), [3, 1, 4, 2]);
    assert_eq!(order(&index, Sort::PriceDescending), [4, 1, 3, 2]);
    assert_eq!(order(&index, Sort::Newest), [4, 1, 2, 3]);
    assert_eq!(order(&index, Sort::StarsDescending), [3, 4, 1, 2]);
    assert_eq!(order(&index, Sort::RatingDescending), [3, 1, 4, 2]);
    assert_eq!(order(&index, Sort::Relevance), [3, 4, 1, 2]);
}

#[test]
fn equal_matches_go_by_stock_then_stars_then_rating() {
    let entry = |number, in_stock, stars, rating| Entry {
        in_stock,
        stars,
        rating,
        ..product(number, "Tôm khô")
    };
    let index = index_of([
        entry(1, false, Some(5), Some(500)),
        entry(2, true, Some(4), Some(300)),
        entry(3, true, Some(4), Some(450)),
        entry(4, true, Some(5), None),
    ]);

    assert_eq!(
        numbers(&index.search(&text("tôm khô")).unwrap()),
        [4, 3, 2, 1]
    );
}

#[test]
fn pages_have_no_gaps_and_no_repeats_among_ties() {
    let index = index_of(ties());

    for sort in SORTS {
        for typed in [
            None,
            Some("tom kho".to_owned()),
            Some("tomm khoo xyz".to_owned()),
        ] {
            let query = Query {
                text: typed,
                ..sorted(sort, 7)
            };
            let whole = index
                .search(&Query {
                    limit: 100,
                    ..query.clone()
                })
                .unwrap();
            assert!(whole.total > 7, "{query:?}");

            let seen = all_pages(&index, query, || {});

            assert_eq!(seen, numbers(&whole), "{sort:?}");
        }
    }
}

#[test]
fn pages_stay_whole_while_products_come_and_go() {
    for sort in SORTS {
        for typed in [None, Some("tom kho".to_owned())] {
            let index = index_of(ties());
            let query = Query {
                text: typed,
                ..sorted(sort, 7)
            };
            let before = numbers(
                &index
                    .search(&Query {
                        limit: 100,
                        ..query.clone()
                    })
                    .unwrap(),
            );

            let mut number = 1_000;
            let mut seen = all_pages(&index, query, || {
                // Newcomers on both sides of the page, and so many that words become frequent;
                // for some pages only, or there would be no last one.
                if number > 1_200 {
                    return;
                }
                let newcomers = ties().into_iter().map(|copy| {
                    number += 1;
                    Change::from(Entry {
                        id: id(number),
                        ..copy
                    })
                });
                index.apply(newcomers, 2).unwrap();
            });

            seen.retain(|number| *number <= 50);
            assert_eq!(seen, before, "{sort:?}");
        }
    }
}

#[test]
fn the_last_hit_of_a_page_may_vanish() {
    let index = index_of(ties());
    let first = index.search(&sorted(Sort::Newest, 7)).unwrap();
    let last = *first.hits.last().unwrap();
    let all = order(&index, Sort::Newest);

    index.apply([Change::Remove(last)], 2).unwrap();
    let query = Query {
        after: first.next,
        ..sorted(Sort::Newest, 7)
    };

    assert_eq!(numbers(&index.search(&query).unwrap()), all[7..14]);
}

#[test]
fn totals_and_facets_are_of_all_pages() {
    let index = index_of(ties());
    let query = Query {
        facets: true,
        ..sorted(Sort::Newest, 20)
    };
    let first = index.search(&query).unwrap();

    let second = index
        .search(&Query {
            after: first.next,
            ..query
        })
        .unwrap();

    assert_eq!(second.total, 50);
    assert_eq!(second.facets, first.facets);
}

#[test]
fn the_last_page_has_no_next() {
    let index = index_of(ties());

    assert!(
        index
            .search(&sorted(Sort::Newest, 50))
            .unwrap()
            .next
            .is_none()
    );
    assert!(
        index
            .search(&sorted(Sort::Newest, 49))
            .unwrap()
            .next
            .is_some()
    );
    let none = index.search(&sorted(Sort::Newest, 0)).unwrap();
    assert_eq!((none.hits.len(), none.total, none.next), (0, 50, None));
    let huge = index.search(&sorted(Sort::Newest, usize::MAX)).unwrap();
    assert_eq!(huge.hits.len(), 50);
}

#[test]
fn a_position_of_another_query_is_refused() {
    let index = index_of(ties());
    let after = index.search(&sorted(Sort::Newest, 7)).unwrap().next;

    let other_sort = Query {
        after: after.clone(),
        ..sorted(Sort::PriceAscending, 7)
    };
    let other_text = Query {
        after,
        sort: Sort::Newest,
        ..text("tôm")
    };

    for query in [other_sort, other_text] {
        assert!(matches!(
            index.search(&query),
            Err(SearchError::PositionForeign)
        ));
    }
}
