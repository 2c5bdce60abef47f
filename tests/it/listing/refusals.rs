//! What sellers may not do.

use market::accounts::StaffRole;
use serde_json::{Value, json};
use tests::Market;

use super::{Listing, dong, dried_shrimp, text};

#[tokio::test]
async fn a_stranger_finds_no_product_of_another_seller() {
    let listing = Listing::start().await;
    let product = listing.draft("Tôm khô").await;
    let other = listing.market.seller("HTX khác").await;
    let stranger = listing.market.member_of(other).await;
    let own = format!("/v1/seller/products/{}", text(&product["id"]));
    let variant_id = text(&product["variants"][0]["id"]);
    let variant = format!("{own}/variants/{variant_id}");
    let claim = json!({
        "product_id": product["id"], "stars": 4, "decision": "1/QĐ", "issued_on": "2026-01-05",
    });
    let stock = json!([{"variant_id": variant_id, "on_hand": 1}]);

    for (answer, code) in [
        (stranger.get(&own).await, "product_not_found"),
        (stranger.patch(&own, json!({})).await, "product_not_found"),
        (
            stranger.post(&format!("{own}/submit"), Value::Null).await,
            "product_not_found",
        ),
        (
            stranger.post(&format!("{own}/archive"), Value::Null).await,
            "product_not_found",
        ),
        (
            stranger
                .post(&format!("{own}/variants"), json!({"name": "x"}))
                .await,
            "product_not_found",
        ),
        (
            stranger.patch(&variant, json!({"price": dong(1)})).await,
            "product_not_found",
        ),
        (stranger.delete(&variant).await, "product_not_found"),
        (
            stranger.patch("/v1/seller/stock", stock).await,
            "variant_not_found",
        ),
        (
            stranger.post("/v1/seller/certificates", claim).await,
            "product_not_found",
        ),
    ] {
        answer.problem(404, code);
    }
    let unchanged = listing.member.get(&own).await.expect(200);
    assert_eq!(unchanged, product);
    let lists = stranger.get("/v1/seller/products").await.expect(200);
    assert_eq!(lists["items"], json!([]));
}

#[tokio::test]
async fn people_of_several_sellers_name_the_one_they_act_for() {
    let market = Market::start().await;
    let (first, second) = (
        market.seller("HTX một").await,
        market.seller("HTX hai").await,
    );
    let strangers = market.seller("HTX khác").await;
    let member = market.member_of(first).await;
    serve(&market, &member, second).await;

    let unnamed = member.get("/v1/seller/products").await;
    let named = member.with("Seller-Id", &second.to_string());
    let strange = member.with("Seller-Id", &strangers.to_string());
    let made = named
        .post("/v1/seller/products", dried_shrimp("Tôm khô"))
        .await;

    unnamed.problem(400, "seller_choice_needed");
    assert_eq!(made.expect(201)["seller_id"], second.to_string());
    for other in [&strange, &member.with("Seller-Id", "x")] {
        let answer = other.get("/v1/seller/products").await;
        answer.problem(403, "seller_membership_needed");
    }
    let me = member.get("/v1/seller/me").await.expect(200);
    assert_eq!(me["memberships"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_product_has_no_field_for_stars() {
    let listing = Listing::start().await;
    let mut starred = dried_shrimp("Tôm khô");
    starred["stars"] = json!(5);

    let created = listing.member.post("/v1/seller/products", starred).await;
    let draft = listing.draft("Tôm khô").await;
    let own = format!("/v1/seller/products/{}", text(&draft["id"]));
    let changed = listing.member.patch(&own, json!({"stars": 5})).await;

    created.problem(400, "body_invalid");
    changed.problem(400, "body_invalid");
}

#[tokio::test]
async fn a_stale_copy_changes_nothing() {
    let listing = Listing::start().await;
    let draft = listing.draft("Tôm khô").await;
    let own = format!("/v1/seller/products/{}", text(&draft["id"]));
    let seen = listing.member.get(&own).await;
    let tag = seen.header("etag").expect("a tag").to_owned();

    let change = json!({"return_class": "sealed"});
    let first = listing
        .member
        .patch(&own, change.clone())
        .header("If-Match", &tag)
        .await;
    let second = listing
        .member
        .patch(&own, change.clone())
        .header("If-Match", &tag)
        .await;
    let strange = listing
        .member
        .patch(&own, change.clone())
        .header("If-Match", "\"x\"")
        .await;
    let any = listing
        .member
        .patch(&own, change.clone())
        .header("If-Match", "*")
        .await;

    assert_eq!(first.expect(200)["return_class"], "sealed");
    second.problem(412, "product_changed");
    strange.problem(412, "product_changed");
    let tag = format!("W/{}", any.header("etag").expect("a tag"));
    any.expect(200);
    let weak = listing.member.patch(&own, change);
    weak.header("If-Match", &tag).await.expect(200);
}

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "a table of refusals reads best in one piece"
)]
async fn unusable_values_name_the_field() {
    let listing = Listing::start().await;
    let draft = listing.draft("Tôm khô").await;
    let own = format!("/v1/seller/products/{}", text(&draft["id"]));
    let variants = format!("{own}/variants");

    for (path, change, code, pointer) in [
        (
            &own,
            json!({"texts": {"vi": {"name": " "}}}),
            "text_missing",
            "/texts/vi/name",
        ),
        (
            &own,
            json!({"texts": {"vi": {"name": "a\u{0}"}}}),
            "text_unusable",
            "/texts/vi/name",
        ),
        (
            &own,
            json!({"texts": {"en": {"story": "x"}}}),
            "text_missing",
            "/texts/en/name",
        ),
        (
            &own,
            json!({"address": "x".repeat(501)}),
            "text_too_long",
            "/address",
        ),
        (
            &own,
            json!({"product_set": 27}),
            "product_set_unknown",
            "/product_set",
        ),
        (
            &own,
            json!({"category": "khong-co"}),
            "category_unknown",
            "/category",
        ),
        (
            &own,
            json!({"commune_code": "00004"}),
            "place_unknown",
            "/commune_code",
        ),
        (
            &variants,
            json!({"name": "x", "price": dong(0)}),
            "price_out_of_range",
            "/price",
        ),
        (
            &variants,
            json!({"name": "x", "price": dong(-1)}),
            "price_out_of_range",
            "/price",
        ),
        (
            &variants,
            json!({"name": "x", "price": dong(5), "compare_at": dong(5)}),
            "compare_at_not_higher",
            "/compare_at",
        ),
        (
            &variants,
            json!({"name": "x", "gtin": "8930123456785"}),
            "gtin_unusable",
            "/gtin",
        ),
        (
            &variants,
            json!({"pack": {"quantity": "0", "unit": "g"}}),
            "pack_unusable",
            "/pack/quantity",
        ),
        (
            &variants,
            json!({"name": "x", "net_weight_g": 0}),
            "weight_out_of_range",
            "/net_weight_g",
        ),
    ] {
        let sending = if path == &own {
            listing.member.patch(path, change)
        } else {
            listing.member.post(path, change)
        };
        let problem = sending.await.problem(400, code);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
}

#[tokio::test]
async fn only_owners_change_the_bank_account() {
    let market = Market::start().await;
    let seller_id = market.seller("HTX").await;
    let owner = market.member_of(seller_id).await;
    let helper = market.sign_up("Người giúp").await;
    serve(&market, &helper, seller_id).await;
    let account = json!({"bin": "970436", "number": "0071 0012 34567", "holder": "HTX"});

    let refused = json!({"bank_account": account.clone()});
    let refused = helper.patch("/v1/seller/profile", refused).await;
    let changed = json!({"bank_account": account});
    let changed = owner.patch("/v1/seller/profile", changed).await;
    let seen = helper.get("/v1/seller/profile").await.expect(200);

    refused.problem(403, "owner_needed");
    assert_eq!(
        changed.expect(200)["bank_account"]["number"],
        "0071001234567"
    );
    assert_eq!(seen["bank_account"]["number"], "••••4567");
}

#[tokio::test]
async fn the_desk_is_closed_to_others() {
    let listing = Listing::start().await;
    let product = listing.draft("Tôm khô").await;
    let approve = format!("/v1/desk/products/{}/approve", text(&product["id"]));
    let promoter = listing.market.staff(StaffRole::Promoter).await;

    for caller in [&listing.member, &promoter] {
        caller
            .post(&approve, Value::Null)
            .await
            .problem(403, "role_needed");
    }
    let guest = listing.market.guest().post(&approve, Value::Null).await;
    guest.problem(401, "sign_in_needed");
}

/// Lets somebody serve a seller as staff.
async fn serve(market: &Market, member: &tests::Caller, seller_id: uuid::Uuid) {
    use entity::sellers::{MemberRole, membership};
    use sea_orm::{ActiveValue::Set, EntityTrait};
    let row = membership::ActiveModel {
        seller_id: Set(seller_id),
        account_id: Set(member.account_id()),
        role: Set(MemberRole::Staff),
        created_at: Set(market.app().clock().now()),
    };
    membership::Entity::insert(row)
        .exec_without_returning(market.database().write())
        .await
        .expect("a membership");
}
