//! Texts that nobody types in good faith: a list or a refusal, never a fault.

use tests::Market;

use super::given::Given;

/// Percent-encoded texts.
fn texts() -> Vec<String> {
    let long = "t%C3%B4m%20".repeat(1_200);
    let operators = "%28a%20OR%20b%29%20AND%20NOT%20%22c%22%20%2Bname%3A%2A%20%5E2%20~1";
    [
        "%00",
        "tom%00kho",
        operators,
        "seller%3D%22x%22%20OR%201%3D1%20--",
        "%22%22%22",
        "%F0%9F%A6%90%F0%9F%A6%90",
        "%E2%80%AE%CC%81%CC%81%CC%81",
        "%25%25%5C%27%3B",
        "a%2F..%2F..%2Fetc",
        &long,
        &"x".repeat(10_000),
        &"%00".repeat(3_000),
    ]
    .map(str::to_owned)
    .into()
}

#[tokio::test]
async fn hostile_texts_find_nothing_or_are_refused() {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    Given::product(seller, "Tôm khô", "tom-kho")
        .put_up(&market)
        .await;
    market.settle_jobs().await;
    let guest = market.guest();

    for text in texts() {
        for path in [
            format!("/v1/store/products?q={text}&facets=true"),
            format!("/v1/store/products?q={text}&interpret=false"),
            format!("/v1/store/products?q={text}&interpret=place"),
            format!("/v1/store/search/suggest?q={text}"),
        ] {
            let answer = guest.get(&path).await;
            assert!(matches!(answer.status, 200 | 400), "{answer}");
        }
        for parameter in [
            "seller",
            "category",
            "province",
            "stars",
            "interpret",
            "cursor",
        ] {
            let answer = guest
                .get(&format!("/v1/store/products?{parameter}={text}"))
                .await;
            assert!(matches!(answer.status, 200 | 400), "{answer}");
            if parameter == "seller" && answer.status == 200 {
                assert_eq!(answer.json()["total"], 0, "{answer}");
            }
        }
    }
    let of_all = guest.get("/v1/store/products").await.expect(200);
    assert_eq!(of_all["total"], 1);
}
