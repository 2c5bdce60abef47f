//! The order of hits, and their pages.

use super::*;

pub(super) async fn orders_sort(engine: &dyn Engine) {
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

pub(super) async fn equal_matches_go_by_stock_then_stars(engine: &dyn Engine) {
    with(engine, four()).await;

    let answer = engine.search(&text("tôm khô")).await.unwrap();

    assert_eq!(numbers(&answer), [2, 3, 1]);
}

pub(super) async fn pages_have_no_gaps_and_no_repeats(engine: &dyn Engine) {
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

pub(super) async fn an_order_can_be_explained(engine: &dyn Engine) {
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
