//! The way past the desk.

use market::accounts::StaffRole;
use serde_json::{Value, json};

use super::{Listing, dong, text};

#[tokio::test]
async fn a_product_reaches_shoppers_once_the_desk_approved_it() {
    let listing = Listing::start().await;
    let draft = listing.draft("Tôm khô Rạch Gốc").await;
    let (id, slug) = (text(&draft["id"]), text(&draft["slug"]));
    let (own, page) = (
        format!("/v1/seller/products/{id}"),
        format!("/v1/store/products/{slug}"),
    );
    let desk = format!("/v1/desk/products/{id}");

    let submitted = listing
        .member
        .post(&format!("{own}/submit"), Value::Null)
        .await;
    let inbox = listing.verifier.get("/v1/desk/inbox").await.expect(200);
    let _before = listing.shown().await;
    let hidden = listing.market.guest().get(&page).await;
    let note = json!({"note": "Thêm nơi sản xuất"});
    let returned = listing
        .verifier
        .post(&format!("{desk}/request-changes"), note)
        .await;
    listing
        .member
        .post(&format!("{own}/submit"), Value::Null)
        .await
        .expect(200);
    let approved = listing
        .verifier
        .post(&format!("{desk}/approve"), Value::Null)
        .await;
    let _after = listing.shown().await;
    let shown = listing.market.guest().get(&page).await;

    assert_eq!(submitted.expect(200)["state"], "submitted");
    assert_eq!(inbox["products"]["count"], 1);
    assert_eq!(hidden.status, 404, "{hidden}");
    let returned = returned.expect(200);
    assert_eq!(returned["state"], "changes_requested");
    assert_eq!(returned["review_note"], "Thêm nơi sản xuất");
    let approved = approved.expect(200);
    assert_eq!(approved["state"], "published");
    assert!(approved["published_at"].is_string(), "{approved}");
    let shown = shown.expect(200);
    assert_eq!(shown["name"], "Tôm khô Rạch Gốc");
    assert_eq!(shown["price"], dong(125_000));
    assert_eq!(shown["stars"], Value::Null);
}

#[tokio::test]
async fn a_new_price_is_on_the_page_and_in_the_list() {
    let listing = Listing::start().await;
    let product = listing.published("Tôm khô Rạch Gốc").await;
    let (id, slug) = (text(&product["id"]), text(&product["slug"]));
    let variant_id = text(&product["variants"][0]["id"]);

    let change = json!({"price": dong(99_000), "compare_at": dong(125_000)});
    let path = format!("/v1/seller/products/{id}/variants/{variant_id}");
    let changed = listing.member.patch(&path, change).await.expect(200);
    let _shown = listing.shown().await;

    assert_eq!(changed["state"], "published");
    let guest = listing.market.guest();
    let page = guest
        .get(&format!("/v1/store/products/{slug}"))
        .await
        .expect(200);
    let list = guest.get("/v1/store/products").await.expect(200);
    for seen in [&page, &list["items"][0]] {
        assert_eq!(seen["price"], dong(99_000));
        assert_eq!(seen["compare_at"], dong(125_000));
    }
}

#[tokio::test]
async fn what_is_missing_is_told_in_words_before_the_desk_sees_it() {
    let listing = Listing::start().await;
    let bare = json!({"texts": {"vi": {"name": "Tôm khô"}}});
    let draft = listing
        .member
        .post("/v1/seller/products", bare)
        .await
        .expect(201);
    let own = format!("/v1/seller/products/{}", text(&draft["id"]));

    let without_pack = listing
        .member
        .post(&format!("{own}/submit"), Value::Null)
        .await;
    let pack = json!({"name": "Gói"});
    listing
        .member
        .post(&format!("{own}/variants"), pack)
        .await
        .expect(201);
    let without_price = listing
        .member
        .post(&format!("{own}/submit"), Value::Null)
        .await;

    assert_eq!(draft["missing"][0]["code"], "variant");
    let problem = without_pack.problem(409, "listing_incomplete");
    assert_eq!(problem["missing"][0]["code"], "variant");
    let problem = without_price.problem(409, "listing_incomplete");
    assert_eq!(problem["missing"][0]["code"], "price");
    assert_eq!(
        problem["missing"][0]["en"],
        "Give at least one pack a price"
    );
}

#[tokio::test]
async fn what_the_desk_approved_changes_only_by_another_review() {
    let listing = Listing::start().await;
    let product = listing.published("Tôm khô Rạch Gốc").await;
    let own = format!("/v1/seller/products/{}", text(&product["id"]));

    let described = json!({"texts": {"vi": {"story": "Ba đời làm tôm"}}});
    let described = listing.member.patch(&own, described).await;
    let renamed = json!({"texts": {"vi": {"name": "Tôm hùm"}}});
    let refused = listing.member.patch(&own, renamed.clone()).await;
    let mut resubmitted = renamed;
    resubmitted["resubmit"] = json!(true);
    let resubmitted = listing.member.patch(&own, resubmitted).await;

    assert_eq!(described.expect(200)["state"], "published");
    let problem = refused.problem(409, "review_needed");
    assert_eq!(problem["fields"], json!(["texts.vi.name"]));
    let resubmitted = resubmitted.expect(200);
    assert_eq!(resubmitted["state"], "submitted");
    assert_eq!(resubmitted["published_at"], product["published_at"]);
}

#[tokio::test]
async fn approval_holds_for_what_was_looked_at() {
    let listing = Listing::start().await;
    let draft = listing.draft("Tôm khô").await;
    let id = text(&draft["id"]);
    let (own, desk) = (
        format!("/v1/seller/products/{id}"),
        format!("/v1/desk/products/{id}"),
    );
    listing
        .member
        .post(&format!("{own}/submit"), Value::Null)
        .await
        .expect(200);
    let looked_at = listing.verifier.get(&desk).await;
    let tag = looked_at.header("etag").expect("a tag");

    let swapped = json!({"texts": {"vi": {"name": "Thuốc trị bệnh"}}});
    listing.member.patch(&own, swapped).await.expect(200);
    let approve = listing
        .verifier
        .post(&format!("{desk}/approve"), Value::Null);

    approve
        .header("If-Match", tag)
        .await
        .problem(412, "product_changed");
    let product = listing.member.get(&own).await.expect(200);
    assert_eq!(product["state"], "submitted");
}

#[tokio::test]
async fn a_suspended_seller_vanishes_from_the_shop_and_still_signs_in() {
    let listing = Listing::start().await;
    let product = listing.published("Tôm khô").await;
    let page = format!("/v1/store/products/{}", text(&product["slug"]));
    let seller = format!("/v1/desk/sellers/{}", text(&product["seller_id"]));

    let note = json!({"note": "Chờ kiểm tra nhãn"});
    listing
        .verifier
        .post(&format!("{seller}/suspend"), note)
        .await
        .expect(200);
    let suspended = listing.shown().await;
    let hidden = listing.market.guest().get(&page).await;
    let own = listing.member.get("/v1/seller/products").await;
    drop(suspended);
    listing
        .verifier
        .post(&format!("{seller}/reopen"), Value::Null)
        .await
        .expect(200);
    let _reopened = listing.shown().await;

    assert_eq!(hidden.status, 404, "{hidden}");
    assert_eq!(own.expect(200)["items"][0]["id"], product["id"]);
    listing.market.guest().get(&page).await.expect(200);
}

#[tokio::test]
async fn every_deed_of_the_desk_is_on_record() {
    let listing = Listing::start().await;
    let admin = listing.market.staff(StaffRole::Admin).await;
    let product = listing.published("Tôm khô").await;
    let id = text(&product["id"]);
    let reject = format!("/v1/desk/products/{id}/reject");

    let note = json!({"note": "Không phải hàng OCOP"});
    listing.verifier.post(&reject, note).await.expect(200);
    let path = format!("/v1/desk/audit-log?subject_type=product&subject_id={id}");
    let log = admin.get(&path).await.expect(200);

    let deeds: Vec<&str> = log["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| text(&entry["action"]))
        .collect();
    assert_eq!(deeds, ["product.rejected", "product.approved"]);
    assert_eq!(log["items"][0]["detail"]["note"], "Không phải hàng OCOP");
    let actor = format!("account:{}", listing.verifier.account_id());
    assert_eq!(log["items"][0]["actor"], actor);
    listing
        .verifier
        .get(&path)
        .await
        .problem(403, "role_needed");
}
