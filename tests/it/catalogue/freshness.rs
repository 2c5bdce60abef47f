//! What changes is seen: on the page, in the list, in the counts.

use std::fs;

use chrono::{Days, TimeDelta};
use entity::{
    catalog::variant,
    sellers::{SellerState, seller},
};
use market::{catalog::documents, outbox::Event};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use tests::{Cart, Goods, Market};
use uuid::Uuid;

use super::{Given, given, list, slugs};

/// Changes the price of all packs of a product.
pub(super) async fn reprice(market: &Market, product_id: Uuid, price: i64) {
    variant::Entity::update_many()
        .set(variant::ActiveModel {
            price: Set(Some(price)),
            ..Default::default()
        })
        .filter(variant::Column::ProductId.eq(product_id))
        .exec(market.database().write())
        .await
        .expect("a price");
    given::changed(market, product_id).await;
}

#[tokio::test]
async fn a_new_price_is_on_the_page_in_the_list_and_in_the_counts() {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    let (id, _) = Given::product(seller, "Tôm khô", "tom-kho")
        .put_up(&market)
        .await;
    market.settle_jobs().await;
    assert_eq!(list(&market, "facets=true").await["total"], 1);

    reprice(&market, id, 90_000).await;
    market.settle_jobs().await;

    let page = market
        .guest()
        .get("/v1/store/products/tom-kho")
        .await
        .expect(200);
    assert_eq!(page["variants"][0]["price"]["amount"], 90_000);
    let list = list(&market, "facets=true").await;
    assert_eq!(list["items"][0]["price"]["amount"], 90_000);
    assert_eq!(list["facets"]["price"]["max"]["amount"], 90_000);
}

#[tokio::test]
async fn the_count_of_what_there_is_plenty_of_is_a_minute_old_at_most() {
    let market = Market::start().await;
    let shop = market.shop("HTX Sông Đầm").await;
    let goods = market.product(&shop, 50_000, 510).await;
    given::changed(&market, goods.product_id).await;
    market.settle_jobs().await;
    let guest = market.guest();

    Cart::ready(&guest, &[(goods, 2)]).await.buy("cod").await;
    market.settle_jobs().await;
    assert_eq!(counted(&market, goods).await, 510);
    market.advance(TimeDelta::minutes(1));
    market.settle_jobs().await;
    assert_eq!(counted(&market, goods).await, 508);

    Cart::ready(&guest, &[(goods, 10)]).await.buy("cod").await;
    market.settle_jobs().await;
    assert_eq!(counted(&market, goods).await, 498);
}

/// The units left, as the product's page says.
async fn counted(market: &Market, goods: Goods) -> i64 {
    let path = format!("/v1/store/products/product-{}", goods.product_id.simple());
    let page = market.guest().get(&path).await.expect(200);
    page["variants"][0]["available"].as_i64().expect("a count")
}

#[tokio::test]
async fn a_follower_shows_changes_without_being_asked_to_look() {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    let following = documents::start(market.app()).await.expect("a catalogue");
    Given::product(seller, "Tôm khô", "tom-kho")
        .put_up(&market)
        .await;

    market.settle_jobs().await;

    while list(&market, "q=tom").await["total"] == 0 {
        tokio::task::yield_now().await;
    }
    drop(following);
}

#[tokio::test]
async fn a_star_lapses_at_midnight_though_no_job_has_run() {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    let today = market.app().clock().today();
    let given = Given::product(seller, "Tôm khô", "tom-kho").stars(4, today);
    given.put_up(&market).await;
    market.settle_jobs().await;
    assert_eq!(list(&market, "stars=4").await["total"], 1);

    market.advance(TimeDelta::days(1));

    let all = list(&market, "facets=true").await;
    assert!(all["items"][0]["stars"].is_null());
    assert_eq!(all["facets"]["stars"], serde_json::json!([]));
    assert_eq!(list(&market, "stars=4").await["total"], 0);
    let page = market
        .guest()
        .get("/v1/store/products/tom-kho")
        .await
        .expect(200);
    assert!(page["stars"].is_null());
    assert_eq!(page["certificate"]["status"], "lapsed");
    market.settle_jobs().await;
    assert_eq!(list(&market, "stars=4").await["total"], 0);
}

#[tokio::test]
async fn a_lapsed_certificate_is_told_but_gives_no_star() {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    let today = market.app().clock().today();
    let lapsed = today.checked_sub_days(Days::new(1)).expect("a day");
    Given::product(seller, "Mắm", "mam")
        .stars(5, lapsed)
        .put_up(&market)
        .await;

    market.settle_jobs().await;

    let page = market
        .guest()
        .get("/v1/store/products/mam")
        .await
        .expect(200);
    assert!(page["stars"].is_null());
    assert_eq!(page["certificate"]["stars"], 5);
    assert_eq!(page["certificate"]["status"], "lapsed");
}

#[tokio::test]
async fn a_suspended_seller_takes_all_its_products_away() {
    let market = Market::start().await;
    let near = market.seller("HTX Sông Đầm").await;
    let far = market.seller("HTX Tân Phát").await;
    Given::product(near, "Tôm khô", "tom-kho")
        .put_up(&market)
        .await;
    Given::product(far, "Mắm", "mam").put_up(&market).await;
    market.settle_jobs().await;

    seller::Entity::update_many()
        .set(seller::ActiveModel {
            state: Set(SellerState::Suspended),
            ..Default::default()
        })
        .filter(seller::Column::Id.eq(near))
        .exec(market.database().write())
        .await
        .expect("a seller");
    given::say(&market, Event::SellerChanged { seller_id: near }).await;
    market.settle_jobs().await;

    assert_eq!(slugs(&list(&market, "").await), ["mam"]);
    let guest = market.guest();
    let page = guest.get("/v1/store/products/tom-kho").await;
    page.problem(404, "product_not_found");
    let storefront = format!("/v1/store/sellers/seller-{}", near.simple());
    guest
        .get(&storefront)
        .await
        .problem(404, "seller_not_found");
}

#[tokio::test]
async fn two_processes_render_at_once_and_both_serve_the_newest() {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    let (id, _) = Given::product(seller, "Tôm khô", "tom-kho")
        .put_up(&market)
        .await;
    market.settle_jobs().await;
    let other = market.second_process().await;

    for price in [80_000, 70_000, 60_000] {
        reprice(&market, id, price).await;
        let (here, there) = tokio::join!(
            market::jobs::run_until_idle(market.app()),
            market::jobs::run_until_idle(&other),
        );
        here.and(there).expect("both workers reach their work");
        market.settle_jobs().await;

        let card = &list(&market, "").await["items"][0];
        assert_eq!(card["price"]["amount"], price);
        let page = documents::page(&other, "tom-kho", market::Language::Vi).await;
        let page = page.expect("the documents").expect("the product");
        let page: serde_json::Value = serde_json::from_slice(&page.json).expect("JSON");
        assert_eq!(page["price"]["amount"], price);
    }
}

#[tokio::test]
async fn a_damaged_index_is_built_again_while_the_market_serves() {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    Given::product(seller, "Tôm khô", "tom-kho")
        .put_up(&market)
        .await;
    market.settle_jobs().await;
    let index = market.data_dir().join("index");
    fs::create_dir_all(&index).expect("a directory");
    fs::write(index.join("current"), "nonsense").expect("a damaged index");

    let other = market.second_process().await;
    let following = documents::start(&other).await;

    following.expect("it starts all the same");
    let ask = market::catalog::browse::Ask::everything(market::Language::Vi);
    let list = market::catalog::browse::list(&other, ask)
        .await
        .expect("a list");
    let list: serde_json::Value = serde_json::from_slice(&list.json).expect("JSON");
    assert_eq!(list["total"], 1);
    let standing = documents::standing(&other).expect("it serves");
    assert_eq!((standing.products, standing.indexed), (1, 1));
}

#[tokio::test]
async fn reindexing_changes_nothing_that_was_right() {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    Given::product(seller, "Tôm khô", "tom-kho")
        .put_up(&market)
        .await;
    market.settle_jobs().await;
    let before = list(&market, "facets=true").await;

    let progress = documents::reindex(market.app(), |_| {}).await;

    assert_eq!(progress.expect("the database").done, 1);
    assert_eq!(list(&market, "facets=true").await, before);
}
