//! What changes between the cart and the checkout is told, not charged.

use entity::{
    catalog::{ProductState, product, variant},
    sellers::{SellerState, seller},
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use tests::{Cart, Goods, Market, dong, how_to_pay};

#[tokio::test]
async fn a_new_price_is_told_with_the_new_totals() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    market.reprice(goods, 60_000).await;

    let refused = cart.check_out_with(expecting(130_000)).await;
    let agreed = cart.check_out_with(expecting(150_000)).await;

    let problem = refused.problem(409, "total_changed");
    assert_eq!(dong(&problem["totals"]["goods"]), 120_000);
    assert_eq!(dong(&problem["totals"]["delivery"]), 30_000);
    assert_eq!(dong(&problem["totals"]["total"]), 150_000);
    assert_eq!(dong(&agreed.expect(201)["totals"]["total"]), 150_000);
}

#[tokio::test]
async fn a_lower_price_is_told_too() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    market.reprice(goods, 1).await;

    let refused = cart.check_out_with(expecting(130_000)).await;

    let problem = refused.problem(409, "total_changed");
    assert_eq!(dong(&problem["totals"]["total"]), 30_002);
}

#[tokio::test]
async fn a_price_is_fixed_once_it_is_bought() {
    let market = Market::start().await;
    let (cart, goods) = cart_of_two(&market).await;
    let bought = cart.buy("cod").await;

    market.reprice(goods, 60_000).await;

    assert_eq!(bought.view().await["totals"], bought.answer["totals"]);
}

#[tokio::test]
async fn what_is_no_longer_sold_blocks_the_cart_and_says_why() {
    for (case, end) in [
        (0, Gone::ProductArchived),
        (1, Gone::PackArchived),
        (2, Gone::SellerSuspended),
    ] {
        let market = Market::start().await;
        let (cart, goods) = cart_of_two(&market).await;
        end.happen(&market, goods).await;

        let refused = cart.check_out("cod").await.problem(409, "cart_not_ready");
        let shown = cart.guest.get(&cart.path("/problems")).await.expect(200);

        let problem = &refused["problems"][0];
        assert_eq!(problem["code"], "not_sold", "case {case}");
        assert_eq!(problem["variant_id"], goods.variant_id.to_string());
        assert_eq!(shown["problems"][0]["code"], "not_sold");
        assert_eq!(shown["ready"], false);
        let view = cart.view().await;
        assert_eq!(view["lines"][0]["problem"]["code"], "not_sold");
        assert_eq!(dong(&view["totals"]["goods"]), 0);
        cart.add(goods, 1).await.problem(404, "variant_not_found");
    }
}

#[tokio::test]
async fn a_cart_says_everything_that_it_lacks() {
    let market = Market::start().await;
    let goods = market
        .product_of(market.seller("HTX A").await, 50_000, 3)
        .await;
    let cart = Cart::open(&market.guest()).await;

    let empty = codes(&cart.check_out("cod").await.problem(409, "cart_not_ready"));
    cart.add(goods, 4).await.expect(201);
    let bare = codes(&cart.check_out("cod").await.problem(409, "cart_not_ready"));
    cart.put_address(&tests::home()).await.expect(200);
    let addressed = codes(&cart.check_out("cod").await.problem(409, "cart_not_ready"));
    cart.choose("Giao tiêu chuẩn").await;
    let ready = cart.check_out("cod").await.problem(409, "out_of_stock");

    assert_eq!(empty, ["cart_empty"]);
    assert_eq!(bare, ["address_missing", "delivery_missing"]);
    assert_eq!(addressed, ["delivery_missing"]);
    let line = &ready["lines"][0];
    assert_eq!(line["variant_id"], goods.variant_id.to_string());
    assert_eq!([&line["wanted"], &line["left"]], [&json!(4), &json!(3)]);
    let view = cart.view().await;
    assert_eq!(
        view["lines"][0]["problem"],
        json!({"code": "out_of_stock", "left": 3})
    );
}

#[tokio::test]
async fn cheap_shipping_does_not_stay_for_a_far_address() {
    let market = Market::start().await;
    let (cart, _) = cart_of_two(&market).await;
    cart.choose("Giao theo khối lượng").await;
    let near = dong(&cart.view().await["totals"]["delivery"]);
    let mut far_away = tests::home();
    far_away["province_code"] = json!("01");
    far_away["commune_code"] = json!("00004");

    cart.put_address(&far_away).await.expect(200);
    let bought = cart.buy("cod").await;

    // One kilo in steps of half a kilo: 16,000 + 2,500 inside the province.
    assert_eq!(near, 18_500);
    assert_eq!(dong(&bought.answer["totals"]["delivery"]), 28_000 + 6_500);
}

/// How goods go out of sale.
enum Gone {
    ProductArchived,
    PackArchived,
    SellerSuspended,
}

impl Gone {
    async fn happen(self, market: &Market, goods: Goods) {
        let db = market.database().write();
        match self {
            Self::ProductArchived => {
                let row = product::ActiveModel {
                    id: Set(goods.product_id),
                    state: Set(ProductState::Archived),
                    ..Default::default()
                };
                product::Entity::update(row)
                    .exec(db)
                    .await
                    .expect("archived");
            }
            Self::PackArchived => {
                let row = variant::ActiveModel {
                    id: Set(goods.variant_id),
                    archived_at: Set(Some(market.app().clock().now())),
                    ..Default::default()
                };
                variant::Entity::update(row)
                    .exec(db)
                    .await
                    .expect("archived");
            }
            Self::SellerSuspended => {
                let row = seller::ActiveModel {
                    id: Set(goods.seller_id),
                    state: Set(SellerState::Suspended),
                    ..Default::default()
                };
                seller::Entity::update(row)
                    .exec(db)
                    .await
                    .expect("suspended");
            }
        }
    }
}

/// A cart with two of ten units at 50,000 đồng, ready to be bought for 130,000.
async fn cart_of_two(market: &Market) -> (Cart, Goods) {
    let goods = market
        .product_of(market.seller("HTX A").await, 50_000, 10)
        .await;
    let cart = Cart::ready(&market.guest(), &[(goods, 2)]).await;
    (cart, goods)
}

fn expecting(dong: i64) -> Value {
    let mut body = how_to_pay("cod");
    body["expected_total"] = json!({"amount": dong, "currency": "VND"});
    body
}

fn codes(problem: &Value) -> Vec<String> {
    let problems = problem["problems"].as_array().expect("problems");
    problems
        .iter()
        .map(|problem| problem["code"].as_str().expect("a code").to_owned())
        .collect()
}
