//! Featuring: stars that are proven, and what promotion staff put before shoppers.

use chrono::{Months, TimeDelta};
use market::accounts::StaffRole;
use serde_json::{Value, json};
use tests::Caller;

use crate::listing::{Listing, text};

/// A claim of four stars, decided yesterday.
async fn claim(listing: &Listing, product: &Value) -> String {
    let yesterday = listing.market.app().clock().today() - TimeDelta::days(1);
    let claim = json!({
        "product_id": product["id"], "stars": 4, "decision": "12/QĐ-UBND", "issued_on": yesterday,
    });
    let claim = listing.member.post("/v1/seller/certificates", claim).await;
    text(&claim.expect(201)["id"]).to_owned()
}

/// A published product with four stars in force, and the certificate.
async fn starred(listing: &Listing, name: &str) -> (Value, String) {
    let product = listing.published(name).await;
    let certificate = claim(listing, &product).await;
    let verify = format!("/v1/desk/certificates/{certificate}/verify");
    listing
        .verifier
        .post(&verify, Value::Null)
        .await
        .expect(200);
    (product, certificate)
}

fn hero(product: &Value) -> Value {
    json!({
        "placement": "home_hero", "label": {"vi": "Sao tháng này", "en": "Star of the month"},
        "ocop_only": true, "product_id": product["id"],
    })
}

async fn names_in_hero(caller: &Caller) -> Vec<String> {
    let slots = caller.get("/v1/store/slots/home_hero").await.expect(200);
    let items = slots["items"].as_array().expect("a list");
    items
        .iter()
        .map(|item| text(&item["product"]["name"]).to_owned())
        .collect()
}

#[tokio::test]
async fn a_claim_shows_its_stars_only_once_verified_and_while_in_force() {
    let listing = Listing::start().await;
    let product = listing.published("Tôm khô").await;
    let page = format!("/v1/store/products/{}", text(&product["slug"]));
    let guest = listing.market.guest();

    let certificate = claim(&listing, &product).await;
    let claimed = listing.shown().await;
    let before = guest.get(&page).await.expect(200);
    drop(claimed);
    let desk = format!("/v1/desk/certificates/{certificate}");
    listing
        .verifier
        .post(&format!("{desk}/verify"), Value::Null)
        .await
        .expect(200);
    let verified = listing.shown().await;
    let while_in_force = guest.get(&page).await.expect(200);
    drop(verified);
    let taken_back = json!({"ground": "mark_misuse"});
    listing
        .verifier
        .post(&format!("{desk}/withdraw"), taken_back)
        .await
        .expect(200);
    let _withdrawn = listing.shown().await;
    let after = guest.get(&page).await.expect(200);

    assert_eq!(before["stars"], Value::Null);
    assert_eq!(while_in_force["stars"], 4);
    assert_eq!(after["stars"], Value::Null);
}

#[tokio::test]
async fn a_certificate_is_found_true_once() {
    let listing = Listing::start().await;
    let product = listing.published("Tôm khô").await;
    let desk = format!("/v1/desk/certificates/{}", claim(&listing, &product).await);

    let verified = listing
        .verifier
        .post(&format!("{desk}/verify"), Value::Null)
        .await;
    let again = listing
        .verifier
        .post(&format!("{desk}/verify"), Value::Null)
        .await;
    let late = json!({"note": "Không có trong quyết định"});
    let rejected = listing.verifier.post(&format!("{desk}/reject"), late).await;

    assert_eq!(verified.expect(200)["status"], "current");
    let problem = again.problem(409, "illegal_transition");
    assert_eq!(problem["possible"], json!(["withdraw"]));
    rejected.problem(409, "illegal_transition");
}

#[tokio::test]
async fn an_ocop_slot_takes_only_products_with_a_star_in_force() {
    let listing = Listing::start().await;
    let promoter = listing.market.staff(StaffRole::Promoter).await;
    let plain = listing.published("Cá khô").await;
    let (product, _) = starred(&listing, "Tôm khô").await;

    let refused = promoter.post("/v1/desk/slots", hero(&plain)).await;
    let taken = promoter.post("/v1/desk/slots", hero(&product)).await;
    let mut too_late = hero(&product);
    too_late["starts_at"] = json!(listing.market.app().clock().now() + Months::new(37));
    let too_late = promoter.post("/v1/desk/slots", too_late).await;

    let problem = refused.problem(409, "star_not_in_force");
    assert_eq!(problem["product_ids"], json!([plain["id"]]));
    taken.expect(201);
    too_late.problem(409, "star_not_in_force");
}

#[tokio::test]
async fn a_star_that_lapses_leaves_its_ocop_slot_the_same_day() {
    let listing = Listing::start().await;
    let promoter = listing.market.staff(StaffRole::Promoter).await;
    let (product, _) = starred(&listing, "Tôm khô").await;
    promoter
        .post("/v1/desk/slots", hero(&product))
        .await
        .expect(201);
    listing.market.settle_jobs().await;
    let guest = listing.market.guest();

    let today = names_in_hero(&guest).await;
    listing.market.advance(TimeDelta::days(37 * 31));
    let later = names_in_hero(&guest).await;

    assert_eq!(today, ["Tôm khô"]);
    assert!(later.is_empty(), "{later:?}");
}

#[tokio::test]
async fn a_slot_is_shown_in_its_time_and_language() {
    let listing = Listing::start().await;
    let promoter = listing.market.staff(StaffRole::Promoter).await;
    let product = listing.published("Tôm khô").await;
    let now = listing.market.app().clock().now();
    let mut slot = hero(&product);
    slot["ocop_only"] = json!(false);
    slot["starts_at"] = json!(now + TimeDelta::hours(1));
    slot["ends_at"] = json!(now + TimeDelta::hours(2));
    promoter.post("/v1/desk/slots", slot).await.expect(201);
    listing.market.settle_jobs().await;
    let guest = listing.market.guest();

    let early = names_in_hero(&guest).await;
    listing.market.advance(TimeDelta::minutes(61));
    let in_time = guest
        .get("/v1/store/slots/home_hero")
        .header("Accept-Language", "en")
        .await;
    listing.market.advance(TimeDelta::minutes(60));
    let late = names_in_hero(&guest).await;

    assert!(early.is_empty(), "{early:?}");
    assert_eq!(
        in_time.expect(200)["items"][0]["label"],
        "Star of the month"
    );
    assert_eq!(in_time.header("vary"), Some("accept-language"));
    assert!(late.is_empty(), "{late:?}");
}

#[tokio::test]
async fn a_collection_is_shown_without_what_nobody_can_buy() {
    let listing = Listing::start().await;
    let promoter = listing.market.staff(StaffRole::Promoter).await;
    let (shrimp, fish) = (
        listing.published("Tôm khô").await,
        listing.published("Cá khô").await,
    );
    let draft = listing.draft("Mực khô").await;

    let unpublished = json!({"name": {"vi": "X"}, "product_ids": [draft["id"]]});
    let unpublished = promoter.post("/v1/desk/collections", unpublished).await;
    let made =
        json!({"name": {"vi": "Đặc sản Đất Mũi"}, "product_ids": [fish["id"], shrimp["id"]]});
    let made = promoter
        .post("/v1/desk/collections", made)
        .await
        .expect(201);
    let archive = format!("/v1/seller/products/{}/archive", text(&fish["id"]));
    listing.member.post(&archive, Value::Null).await.expect(200);
    listing.market.settle_jobs().await;
    let path = format!("/v1/store/collections/{}", text(&made["slug"]));
    let shown = listing.market.guest().get(&path).await.expect(200);

    unpublished.problem(409, "product_not_published");
    assert_eq!(shown["name"], "Đặc sản Đất Mũi");
    assert_eq!(shown["products"].as_array().map(Vec::len), Some(1));
    assert_eq!(shown["products"][0]["name"], "Tôm khô");
}

#[tokio::test]
async fn a_collection_on_show_is_not_deleted() {
    let listing = Listing::start().await;
    let promoter = listing.market.staff(StaffRole::Promoter).await;
    let product = listing.published("Tôm khô").await;
    let made = json!({"name": {"vi": "Đặc sản"}, "product_ids": [product["id"]]});
    let made = promoter
        .post("/v1/desk/collections", made)
        .await
        .expect(201);
    let path = format!("/v1/desk/collections/{}", text(&made["id"]));
    let slot = json!({
        "placement": "home_row", "label": {"vi": "Đặc sản"}, "collection_id": made["id"],
    });
    let slot = promoter.post("/v1/desk/slots", slot).await.expect(201);

    let refused = promoter.delete(&path).await;
    let slot_path = format!("/v1/desk/slots/{}", text(&slot["id"]));
    promoter.delete(&slot_path).await.expect(204);

    let problem = refused.problem(409, "collection_in_use");
    assert_eq!(problem["slot_ids"], json!([slot["id"]]));
    promoter.delete(&path).await.expect(204);
}
