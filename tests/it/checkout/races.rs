//! Many buyers at once: nothing is sold that is not there, and nobody waits in a circle.

use futures_util::future::join_all;
use serde_json::json;
use tests::{Answer, Caller, Cart, Goods, Market, dong, how_to_pay};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_unit_is_sold_once() {
    let market = Market::start().await;
    let goods = market
        .product_of(market.seller("HTX A").await, 50_000, 1)
        .await;
    let doors = [market.guest(), market.guest_next_door().await];
    let carts = carts(&doors, 20, &[(goods, 1)]).await;

    let answers = check_out_all(&carts, "cod").await;

    assert_eq!(sold(&answers, goods, 0), 1);
    assert_eq!(market.on_hand(goods).await, 0);
    market.audit_is_clean().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_never_sell_more_than_there_is() {
    let market = Market::start().await;
    let goods = market
        .product_of(market.seller("HTX A").await, 50_000, 7)
        .await;
    let doors = [market.guest(), market.guest_next_door().await];
    let carts = carts(&doors, 12, &[(goods, 2)]).await;

    let answers = check_out_all(&carts, "cod").await;

    assert_eq!(sold(&answers, goods, 1), 3);
    assert_eq!(market.on_hand(goods).await, 1);
    market.audit_is_clean().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_unit_is_promised_to_one_unpaid_purchase() {
    let market = Market::start().await;
    let goods = market
        .product_of(market.seller("HTX A").await, 50_000, 1)
        .await;
    let doors = [market.guest(), market.guest_next_door().await];
    let carts = carts(&doors, 8, &[(goods, 1)]).await;

    let asked = carts
        .iter()
        .map(|cart| spawn(cart.check_out_by_sandbox("never")));
    let answers = join_all(asked).await;

    assert_eq!(sold(&answers, goods, 0), 1);
    assert_eq!(market.on_hand(goods).await, 1, "held, not gone");
    market.audit_is_clean().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn buyers_of_the_same_goods_in_any_order_do_not_wait_in_a_circle() {
    let market = Market::start().await;
    let [a, b] = [market.seller("HTX A").await, market.seller("HTX B").await];
    let here = market.product_of(a, 50_000, 100).await;
    let there = market.product_of(b, 70_000, 100).await;
    let doors = [market.guest(), market.guest_next_door().await];
    let mut carts = carts(&doors, 8, &[(here, 1), (there, 2)]).await;
    carts.extend(self::carts(&doors, 8, &[(there, 2), (here, 1)]).await);

    let answers = check_out_all(&carts, "sandbox").await;

    for answer in answers {
        assert_eq!(answer.expect(201)["state"], "placed");
    }
    assert_eq!(market.on_hand(here).await, 100 - 16);
    assert_eq!(market.on_hand(there).await, 100 - 32);
    market.settle_jobs().await;
    market.audit_is_clean().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_cart_filled_from_two_windows_keeps_every_unit() {
    let market = Market::start().await;
    let goods = market
        .product_of(market.seller("HTX A").await, 50_000, 100)
        .await;
    let next_door = market.guest_next_door().await;
    let cart = Cart::open(&market.guest()).await;
    let elsewhere = cart.at(&next_door);

    let asked = (0..20).map(|turn| {
        let window = if turn % 2 == 0 { &cart } else { &elsewhere };
        spawn(window.add(goods, 1))
    });
    for answer in join_all(asked).await {
        answer.expect(201);
    }

    let view = cart.view().await;
    assert_eq!(view["lines"].as_array().map(Vec::len), Some(1));
    assert_eq!(view["lines"][0]["quantity"], 20);
}

/// A unit that comes while its cart is being bought is either bought with it or refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_added_while_a_cart_is_bought_is_bought_or_refused() {
    let market = Market::start().await;
    let goods = market
        .product_of(market.seller("HTX A").await, 50_000, 100)
        .await;
    let next_door = market.guest_next_door().await;

    for _ in 0..8 {
        let cart = Cart::ready(&market.guest(), &[(goods, 1)]).await;
        let adding = spawn(cart.at(&next_door).add(goods, 1));
        let (added, bought) = tokio::join!(adding, spawn(cart.check_out("cod")));

        let bought = bought.expect(201);
        let quantity = &bought["orders"][0]["lines"][0]["quantity"];
        if added.is_success() {
            assert_eq!(*quantity, 2);
        } else {
            added.problem(409, "cart_completed");
            assert_eq!(*quantity, 1);
        }
    }
    market.audit_is_clean().await;
}

/// A price that changes while goods are bought is charged as it was or as it is, with sums that
/// agree; where the shopper named a total, no other is charged.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_price_that_changes_meanwhile_is_charged_as_it_was_or_as_it_is() {
    const PRICES: [i64; 2] = [50_000, 80_000];
    let market = Market::start().await;
    let goods = market
        .product_of(market.seller("HTX A").await, PRICES[0], 100)
        .await;

    for turn in 1..=8 {
        let cart = Cart::ready(&market.guest(), &[(goods, 1)]).await;
        let careful = Cart::ready(&market.guest(), &[(goods, 1)]).await;
        let shown = dong(&careful.view().await["totals"]["total"]);
        let expecting = json!({"amount": shown, "currency": "VND"});
        let mut body = how_to_pay("cod");
        body["expected_total"] = expecting;

        let ((), bought, checked) = tokio::join!(
            market.reprice(goods, PRICES[turn % 2]),
            spawn(cart.check_out("cod")),
            spawn(careful.check_out_with(body)),
        );

        let bought = bought.expect(201);
        let price = dong(&bought["orders"][0]["lines"][0]["unit_price"]);
        assert!(PRICES.contains(&price), "{price}");
        assert_eq!(dong(&bought["totals"]["goods"]), price);
        if checked.is_success() {
            assert_eq!(dong(&checked.expect(201)["totals"]["total"]), shown);
        } else {
            checked.problem(409, "total_changed");
        }
    }
    market.audit_is_clean().await;
}

/// What comes into a cart while its delivery is chosen is there afterwards, and so is the choice.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_added_while_delivery_is_chosen_is_kept() {
    let market = Market::start().await;
    let seller = market.seller("HTX A").await;
    let goods = market.product_of(seller, 50_000, 100).await;
    let more = market.product_of(seller, 70_000, 100).await;
    let next_door = market.guest_next_door().await;

    for _ in 0..8 {
        let cart = Cart::ready(&market.guest(), &[(goods, 1)]).await;
        let adding = spawn(cart.at(&next_door).add(more, 1));
        let (added, chosen) = tokio::join!(adding, cart.choose("Giao tiêu chuẩn"));

        added.expect(201);
        let view = cart.view().await;
        assert_eq!(view["lines"].as_array().map(Vec::len), Some(2));
        assert_eq!(
            view["sellers"][0]["delivery"],
            chosen["sellers"][0]["delivery"]
        );
        cart.check_out("cod").await.expect(201);
    }
}

/// Carts of different guests, by turns through these doors.
async fn carts(doors: &[Caller], count: usize, wanted: &[(Goods, i64)]) -> Vec<Cart> {
    let opened = (0..count).map(|turn| Cart::ready(&doors[turn % doors.len()], wanted));
    join_all(opened).await
}

async fn check_out_all(carts: &[Cart], method: &str) -> Vec<Answer> {
    join_all(carts.iter().map(|cart| spawn(cart.check_out(method)))).await
}

/// A request on a task of its own, so that several run in parallel.
async fn spawn(sending: tests::Sending) -> Answer {
    let asked = tokio::spawn(async move { sending.await });
    asked.await.expect("asking does not panic")
}

/// How many bought; all others were told that too few are left, of what, and how many.
fn sold(answers: &[Answer], goods: Goods, left: i64) -> usize {
    let (bought, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|a| a.is_success());
    for answer in refused {
        let line = answer.problem(409, "out_of_stock")["lines"][0].clone();
        assert_eq!(line["variant_id"], goods.variant_id.to_string());
        assert!(line["wanted"].as_i64() > line["left"].as_i64(), "{line}");
        assert!(line["left"].as_i64() >= Some(left), "{line}");
    }
    bought.len()
}
