//! Filters, orders, counts and pages.

use tests::Market;

use super::{Given, list, slugs};

async fn three_products() -> Market {
    let market = Market::start().await;
    let today = market.app().clock().today();
    let near = market.seller("HTX Sông Đầm").await;
    let far = market.seller("HTX Tân Phát").await;
    let last = today + chrono::Days::new(10);
    let given = [
        Given::product(near, "Tôm khô", "tom-kho").stars(5, last),
        Given::product(near, "Mắm lóc", "mam-loc")
            .price(Some(50_000))
            .stars(3, last),
        Given::product(far, "Khô cá bổi", "kho-ca-boi")
            .price(Some(200_000))
            .stock(0),
    ];
    for product in given {
        product.put_up(&market).await;
    }
    market.settle_jobs().await;
    market
}

#[tokio::test]
async fn filters_narrow_and_orders_sort() {
    let market = three_products().await;

    for (query, found) in [
        ("stars=4,5", vec!["tom-kho"]),
        ("stars=3,5&sort=price", vec!["mam-loc", "tom-kho"]),
        ("sort=-price", vec!["kho-ca-boi", "tom-kho", "mam-loc"]),
        ("sort=-stars&in_stock=true", vec!["tom-kho", "mam-loc"]),
        ("price_min=60000&price_max=150000", vec!["tom-kho"]),
        ("province=01", vec![]),
        ("category=thuc-pham&sort=newest&limit=1", vec!["kho-ca-boi"]),
        (
            "product_set=8&industry=1&region=mekong-river-delta&q=tôm",
            vec!["tom-kho"],
        ),
        ("q=kho%20ca%20boi", vec!["kho-ca-boi"]),
    ] {
        let answer = list(&market, query).await;
        assert_eq!(slugs(&answer), found, "{query}");
    }
}

#[tokio::test]
async fn a_filter_does_not_narrow_its_own_counts() {
    let market = three_products().await;

    let facets = &list(&market, "stars=5&facets=true").await["facets"];

    let stars = facets["stars"].as_array().expect("counts");
    assert_eq!(stars.len(), 2);
    assert_eq!(facets["province"][0]["label"], "Cà Mau");
    assert_eq!(facets["province"][0]["count"], 1);
    assert_eq!(facets["seller"][0]["label"], "HTX Sông Đầm");
    assert_eq!(facets["price"]["min"]["amount"], 100_000);
}

#[tokio::test]
async fn pages_put_together_are_the_whole_list() {
    let market = three_products().await;
    let mut seen = Vec::new();
    let mut cursor = String::new();

    loop {
        let page = list(&market, &format!("limit=1&sort=price{cursor}")).await;
        assert_eq!(page["total"], 3);
        seen.extend(slugs(&page).into_iter().map(str::to_owned));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }

    assert_eq!(seen, ["mam-loc", "tom-kho", "kho-ca-boi"]);
}

#[tokio::test]
async fn a_filter_that_makes_no_sense_is_named() {
    let market = Market::start().await;
    let guest = market.guest();

    for (query, code, pointer) in [
        ("stars=9", "filter_invalid", "/stars"),
        ("stars=x", "filter_invalid", "/stars"),
        ("province=zz", "filter_invalid", "/province"),
        ("commune=1", "filter_invalid", "/commune"),
        ("region=moon", "filter_invalid", "/region"),
        ("industry=7", "filter_invalid", "/industry"),
        ("product_set=27", "filter_invalid", "/product_set"),
        ("category=nope", "filter_invalid", "/category"),
        ("price_min=-1", "filter_invalid", "/price_min"),
        ("limit=0", "limit_out_of_range", "/limit"),
        ("limit=101", "limit_out_of_range", "/limit"),
        ("cursor=nonsense", "cursor_unusable", "/cursor"),
        ("sort=cheap", "parameter_invalid", "/sort"),
        ("in_stock=maybe", "parameter_invalid", "/in_stock"),
    ] {
        let answer = guest.get(&format!("/v1/store/products?{query}")).await;
        let problem = answer.problem(400, code);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{query}");
    }
    let many = vec!["01"; 51].join(",");
    let answer = guest
        .get(&format!("/v1/store/products?province={many}"))
        .await;
    answer.problem(400, "filter_values_too_many");
}

#[tokio::test]
async fn hostile_words_are_only_words() {
    let market = three_products().await;

    for words in [
        "%00",
        "%27%20OR%201=1--",
        "%22(",
        "*",
        "a%20AND%20",
        "%F0%9F%A6%90",
    ] {
        list(&market, &format!("q={words}")).await;
    }
    let long = "a".repeat(5_000);
    assert_eq!(list(&market, &format!("q={long}")).await["total"], 0);
}
