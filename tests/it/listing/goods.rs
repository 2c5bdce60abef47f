//! Pictures, packs and stock.

use serde_json::{Value, json};

use super::{Listing, dong, text};

#[tokio::test]
async fn a_picture_is_known_by_its_bytes_and_served_for_ever() {
    let listing = Listing::start().await;
    let product = listing.published("Tôm khô").await;
    let slug = text(&product["slug"]);
    let images = format!("/v1/seller/products/{}/images", text(&product["id"]));
    let upload = |bytes: &[u8]| {
        let sending = listing.member.post(&images, Value::Null);
        sending.bytes("multipart/form-data; boundary=B", form(bytes))
    };

    let added = upload(&png(20, 10)).await.expect(201);
    let page_as_picture = upload(b"<html><script>alert(1)</script></html>").await;
    let bomb = upload(&png(60_000, 60_000)).await;
    let served = listing
        .market
        .guest()
        .get(text(&added["images"][0]["url"]))
        .await;
    let _shown = listing.shown().await;
    let page = format!("/v1/store/products/{slug}");
    let page = listing.market.guest().get(&page).await.expect(200);

    page_as_picture.problem(400, "image_unreadable");
    bomb.problem(400, "image_too_large");
    assert_eq!(added["images"][0]["alt"], "Tôm khô");
    assert_eq!(served.status, 200, "{served}");
    assert_eq!(served.bytes, png(20, 10));
    assert_eq!(served.header("content-type"), Some("image/png"));
    assert_eq!(served.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(
        served.header("cache-control"),
        Some("public, max-age=31536000, immutable")
    );
    assert_eq!(page["image"]["url"], added["images"][0]["url"]);
}

#[tokio::test]
async fn nothing_but_pictures_is_served_from_the_data_directory() {
    let listing = Listing::start().await;

    for path in [
        "/files/chosao.sqlite",
        "/files/..%2fchosao.sqlite",
        "/files/%2e%2e%2fchosao.sqlite",
        "/files/.png",
    ] {
        let answer = listing.market.guest().get(path).await;
        answer.problem(404, "not_found");
    }
}

#[tokio::test]
async fn stock_changes_for_all_packs_or_for_none() {
    let listing = Listing::start().await;
    let (first, second) = (
        listing.draft("Tôm khô").await,
        listing.draft("Cá khô").await,
    );
    let first = text(&first["variants"][0]["id"]);
    let second = text(&second["variants"][0]["id"]);

    let counted = json!([{"variant_id": first, "on_hand": 4}, {"variant_id": second, "delta": 5}]);
    let counted = listing.member.patch("/v1/seller/stock", counted).await;
    let too_many =
        json!([{"variant_id": first, "delta": -1}, {"variant_id": second, "delta": -16}]);
    let too_many = listing.member.patch("/v1/seller/stock", too_many).await;
    let path = format!("/v1/seller/stock/movements?variant_id={first}");
    let moved = listing.member.get(&path).await.expect(200);

    let levels = counted.expect(200);
    assert_eq!(levels["items"][0]["on_hand"], 4);
    assert_eq!(levels["items"][1]["on_hand"], 15);
    let problem = too_many.problem(409, "stock_out_of_range");
    assert_eq!(problem["variant_id"], second);
    assert_eq!(problem["on_hand"], 15);
    let deltas: Vec<i64> = moved["items"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|movement| movement["delta"].as_i64())
        .collect();
    assert_eq!(deltas, [-6, 10]);
}

#[tokio::test]
async fn movements_add_up_when_many_change_stock_at_once() {
    let listing = Listing::start().await;
    let product = listing.draft("Tôm khô").await;
    let variant_id = text(&product["variants"][0]["id"]);

    let changes = (0..12).map(|_| {
        let change = json!([{"variant_id": variant_id, "delta": -1}]);
        listing
            .member
            .patch("/v1/seller/stock", change)
            .into_future()
    });
    let answers = futures_util::future::join_all(changes).await;

    let taken = answers.iter().filter(|answer| answer.is_success()).count();
    assert_eq!(taken, 10);
    let moved = listing
        .member
        .get("/v1/seller/stock/movements")
        .await
        .expect(200);
    let moved = moved["items"].as_array().expect("a list");
    let left: i64 = moved
        .iter()
        .filter_map(|movement| movement["delta"].as_i64())
        .sum();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn the_last_pack_on_sale_stays_until_the_product_goes() {
    let listing = Listing::start().await;
    let product = listing.published("Tôm khô").await;
    let variants = format!("/v1/seller/products/{}/variants", text(&product["id"]));
    let first = format!("{variants}/{}", text(&product["variants"][0]["id"]));

    let last = listing.member.delete(&first).await;
    let other = json!({"name": "Gói 1 kg", "price": dong(240_000)});
    listing.member.post(&variants, other).await.expect(201);
    let removed = listing.member.delete(&first).await.expect(200);
    let same_number = json!({"name": "Gói mới", "sku": "TK500", "price": dong(1)});
    let again = listing.member.post(&variants, same_number).await;

    last.problem(409, "last_variant");
    assert_eq!(removed["variants"].as_array().map(Vec::len), Some(1));
    again.expect(201);
}

/// A picture in a form, whatever the form says it is.
fn form(bytes: &[u8]) -> Vec<u8> {
    let head = "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.html\"\r\n\
                Content-Type: text/html\r\n\r\n";
    [head.as_bytes(), bytes, b"\r\n--B--\r\n"].concat()
}

/// The head of a PNG of this size, which is all that is looked at.
fn png(width: u32, height: u32) -> Vec<u8> {
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice();
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    [head, &size, &[8, 6, 0, 0, 0]].concat()
}
