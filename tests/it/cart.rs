//! Carts: what goes in, what is refused, and where it goes.

use serde_json::{Value, json};
use tests::{Cart, Goods, Market, dong};
use uuid::Uuid;

#[tokio::test]
async fn a_cart_adds_up_over_several_sellers() {
    let market = Market::start().await;
    let [here, there] = [market.seller("HTX A").await, market.seller("HTX B").await];
    let goods = [
        market.product_of(here, 33_333, 10).await,
        market.product_of(there, 1_001, 10).await,
    ];

    let cart = Cart::ready(&market.guest(), &[(goods[0], 3), (goods[1], 7)]).await;

    let view = cart.view().await;
    assert_eq!(view["token"], Value::Null, "told once");
    assert_eq!(dong(&view["lines"][0]["line_total"]), 99_999);
    assert_eq!(dong(&view["lines"][1]["line_total"]), 7_007);
    assert_eq!(dong(&view["sellers"][0]["subtotal"]), 99_999);
    assert_eq!(dong(&view["totals"]["goods"]), 107_006);
    assert_eq!(dong(&view["totals"]["delivery"]), 60_000);
    assert_eq!(dong(&view["totals"]["total"]), 167_006);
    let problems = cart.guest.get(&cart.path("/problems")).await.expect(200);
    assert_eq!(problems, json!({"ready": true, "problems": []}));
}

#[tokio::test]
async fn the_same_goods_again_are_more_of_them() {
    let market = Market::start().await;
    let goods = some_goods(&market).await;
    let cart = Cart::open(&market.guest()).await;

    cart.add(goods, 2).await.expect(201);
    let view = cart.add(goods, 3).await.expect(201);
    let line = view["lines"][0]["id"].as_str().expect("an id").to_owned();
    let path = cart.path(&format!("/lines/{line}"));
    let set = cart
        .guest
        .patch(&path, json!({"quantity": 4}))
        .await
        .expect(200);
    let removed = cart.guest.delete(&path).await.expect(200);
    let gone = cart.guest.delete(&path).await;

    assert_eq!(view["lines"].as_array().map(Vec::len), Some(1));
    assert_eq!(view["lines"][0]["quantity"], 5);
    assert_eq!(set["lines"][0]["quantity"], 4);
    assert_eq!(removed["lines"], json!([]));
    gone.problem(404, "line_not_found");
}

#[tokio::test]
async fn quantities_that_are_none_are_refused() {
    let market = Market::start().await;
    let goods = some_goods(&market).await;
    let cart = Cart::open(&market.guest()).await;
    let view = cart.add(goods, 1).await.expect(201);
    let line = view["lines"][0]["id"].as_str().expect("an id").to_owned();
    let line = cart.path(&format!("/lines/{line}"));

    for (quantity, code) in [
        (json!(0), "quantity_out_of_range"),
        (json!(-1), "quantity_out_of_range"),
        (json!(10_000), "quantity_out_of_range"),
        (json!(i64::MAX), "quantity_out_of_range"),
        (json!(i64::MIN), "quantity_out_of_range"),
        (json!(u64::MAX), "body_invalid"),
        (json!(1e300), "body_invalid"),
        (json!(1.5), "body_invalid"),
        (json!("3"), "body_invalid"),
        (json!(true), "body_invalid"),
        (json!(null), "body_invalid"),
        (json!([1]), "body_invalid"),
    ] {
        let body = json!({"variant_id": goods.variant_id, "quantity": quantity});
        let added = cart.guest.post(&cart.path("/lines"), body).await;
        let set = cart
            .guest
            .patch(&line, json!({ "quantity": quantity }))
            .await;
        for answer in [added, set] {
            answer.problem(400, code);
        }
    }
    let most = cart.add(goods, 9_999).await;
    let problem = most.problem(400, "quantity_out_of_range");
    assert_eq!(problem["errors"][0]["pointer"], "/quantity");
    assert_eq!(cart.view().await["lines"][0]["quantity"], 1);
}

#[tokio::test]
async fn a_line_is_a_variant_on_sale_and_nothing_more() {
    let market = Market::start().await;
    let goods = some_goods(&market).await;
    let cart = Cart::open(&market.guest()).await;
    let lines = cart.path("/lines");
    let post = |body| cart.guest.post(&lines, body);

    let unknown = post(json!({"variant_id": Uuid::nil(), "quantity": 1})).await;
    let product = post(json!({"variant_id": goods.product_id, "quantity": 1})).await;
    let no_id = post(json!({"variant_id": "x", "quantity": 1})).await;
    let cheaper = json!({"variant_id": goods.variant_id, "quantity": 1, "unit_price": 1});
    let cheaper = post(cheaper).await;
    let bare = post(json!({"variant_id": goods.variant_id})).await;

    unknown.problem(404, "variant_not_found");
    product.problem(404, "variant_not_found");
    no_id.problem(400, "body_invalid");
    cheaper.problem(400, "body_invalid");
    bare.problem(400, "body_invalid");
    let opened = market
        .guest()
        .post("/v1/store/carts", json!({"token": "mine"}));
    opened.await.problem(400, "body_invalid");
    assert_eq!(cart.view().await["lines"], json!([]));
}

#[tokio::test]
async fn the_hundred_and_first_line_is_refused() {
    let market = Market::start().await;
    let seller = market.seller("HTX A").await;
    let cart = Cart::open(&market.guest()).await;
    let first = market.product_of(seller, 1_000, 10).await;
    cart.add(first, 1).await.expect(201);
    for _ in 1..100 {
        let goods = market.product_of(seller, 1_000, 10).await;
        cart.add(goods, 1).await.expect(201);
    }

    let one_more = market.product_of(seller, 1_000, 10).await;
    let refused = cart.add(one_more, 1).await;
    let more_of_one = cart.add(first, 1).await;

    refused.problem(409, "cart_full");
    assert_eq!(more_of_one.expect(201)["lines"][0]["quantity"], 2);
}

#[tokio::test]
async fn an_address_is_checked_field_by_field() {
    let market = Market::start().await;
    let cart = Cart::open(&market.guest()).await;

    for (field, value) in [
        ("province_code", json!("99")),
        ("province_code", json!("9\u{0}")),
        ("province_code", json!("")),
        ("commune_code", json!("00004")), // Of Hà Nội, not of Cà Mau.
        ("commune_code", json!("x")),
        ("name", json!("")),
        ("name", json!("La\u{0}n")),
        ("name", json!("x".repeat(201))),
        ("phone", json!("12")),
        ("phone", json!("+84 912 345 67\u{0}8")),
        ("phone", json!("٠٩١٢٣٤٥٦٧٨")),
        ("line", json!("  ")),
        ("line", json!("12\u{7}")),
        ("note", json!("a\u{0}")),
        ("note", json!("x".repeat(501))),
    ] {
        let mut address = tests::home();
        address[field] = value;
        let answer = cart.put_address(&address).await;
        let problem = answer.problem(400, "address_unusable");
        assert_eq!(
            problem["errors"][0]["pointer"],
            format!("/{field}"),
            "{answer}"
        );
    }
    let mut unknown = tests::home();
    unknown["id"] = json!(Uuid::nil());
    let unknown = cart.put_address(&unknown).await;
    unknown.problem(400, "body_invalid");
    let district = json!({"name": "Lan", "phone": "0912345678", "province_code": "96"});
    cart.put_address(&district)
        .await
        .problem(400, "body_invalid");
    assert_eq!(cart.view().await["address"], Value::Null);
}

#[tokio::test]
async fn an_address_keeps_the_names_of_its_places() {
    let market = Market::start().await;
    let cart = Cart::open(&market.guest()).await;

    let mut address = tests::home();
    address["name"] = json!("  Lê Thị Hồng Gấm ");
    let view = cart.put_address(&address).await.expect(200);

    assert_eq!(view["address"]["name"], "Lê Thị Hồng Gấm");
    assert_eq!(view["address"]["province"], "Cà Mau");
    assert_eq!(view["address"]["commune"], "Phường Bạc Liêu");
}

#[tokio::test]
async fn deliveries_are_chosen_among_those_offered() {
    let market = Market::start().await;
    let goods = some_goods(&market).await;
    let stranger = market.seller("HTX B").await;
    let cart = Cart::open(&market.guest()).await;
    cart.add(goods, 1).await.expect(201);
    let options = cart.path("/delivery-options");
    cart.guest
        .get(&options)
        .await
        .problem(409, "address_missing");
    cart.put_address(&tests::home()).await.expect(200);
    let offers = cart.guest.get(&options).await.expect(200);
    let option = offers["sellers"][0]["options"][0]["id"].clone();

    for (seller, option) in [
        (json!(stranger), option.clone()),
        (json!(goods.seller_id), json!(Uuid::nil())),
        (json!(Uuid::nil()), option.clone()),
    ] {
        let choices = json!({"choices": [{"seller_id": seller, "option_id": option}]});
        let refused = cart
            .guest
            .put(&cart.path("/delivery-choices"), choices)
            .await;
        let problem = refused.problem(400, "delivery_not_offered");
        assert_eq!(problem["errors"][0]["pointer"], "/choices/0");
    }
    let twice = json!({"seller_id": goods.seller_id, "option_id": option});
    let twice = json!({"choices": [twice, twice]});
    let chosen = cart.guest.put(&cart.path("/delivery-choices"), twice).await;
    assert_eq!(chosen.expect(200)["sellers"][0]["delivery"]["id"], option);
}

#[tokio::test]
async fn choosing_deliveries_answers_the_cart_as_it_then_stands() {
    let market = Market::start().await;
    let here = some_goods(&market).await;
    let there = market
        .product_of(market.seller("HTX B").await, 70_000, 100)
        .await;
    let cart = Cart::ready(&market.guest(), &[(here, 2), (there, 1)]).await;

    for name in ["Giao theo khối lượng", "Giao tiêu chuẩn"] {
        let chosen = cart.choose(name).await;

        assert_eq!(chosen["sellers"][0]["delivery"]["name"], name);
        assert_eq!(chosen, cart.view().await);
    }
}

#[tokio::test]
async fn ids_that_are_none_are_not_found() {
    let market = Market::start().await;
    let cart = Cart::open(&market.guest()).await;

    for path in [
        "/v1/store/carts/x",
        "/v1/store/purchases/x",
        "/v1/store/carts/%00",
    ] {
        let answer = cart.guest.get(path).await;
        assert!([400, 404].contains(&answer.status), "{answer}");
    }
    let answer = cart.guest.delete(&cart.path("/lines/x")).await;
    assert!([400, 404].contains(&answer.status), "{answer}");
}

async fn some_goods(market: &Market) -> Goods {
    market
        .product_of(market.seller("HTX A").await, 50_000, 10)
        .await
}
