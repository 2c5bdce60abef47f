//! Lists that change, and lists imported while others write.

use entity::{
    catalog::{MovementReason, ProductState, product_text, variant},
    certification::{CertificateState, certificate},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use tests::Market;

use super::{Held, List};

const COLUMNS: &str = "stars,year,pack,price_vnd,stock,description_vi,source";
const HONEY: &str =
    "Mật ong,HTX U Minh,Cà Mau,4,2025,chai 500 ml,185000,30,Từ rừng tràm,https://a.vn";

fn honey(row: &str) -> List {
    List::new(COLUMNS, &[row])
}

#[tokio::test]
async fn a_row_with_price_and_stock_is_published() {
    let market = Market::start().await;

    let outcome = honey(HONEY).import(&market).await;

    assert_eq!((outcome.created, outcome.drafts), (1, 0));
    let held = Held::by(&market).await;
    assert_eq!(held.product().state, ProductState::Published);
    assert!(held.product().published_at.is_some());
    let pack = held.variant();
    assert_eq!((pack.price, pack.sample), (Some(185_000), false));
    assert_eq!(
        (pack.pack_quantity.as_deref(), pack.pack_unit.as_deref()),
        (Some("500"), Some("ml"))
    );
    assert_eq!(held.stock[0].on_hand, 30);
    let moved = &held.movements[0];
    assert_eq!((moved.delta, moved.reason), (30, MovementReason::Import));
    assert_eq!(moved.actor, "cli:lan");
}

#[tokio::test]
async fn a_row_that_lacks_something_is_a_draft_that_says_what() {
    for (row, note) in [
        ("Mật ong,HTX U Minh,Cà Mau,,,,,5,,", "Còn thiếu: giá bán."),
        (
            "Mật ong,HTX U Minh,Cà Mau,,,,90000,,,",
            "Còn thiếu: số lượng tồn kho.",
        ),
        (
            "Mật ong,,Cà Mau,,,,90000,5,,",
            "Còn thiếu: chủ thể sản xuất.",
        ),
        (
            "Mật ong,HTX U Minh,Cà Mau,,,500 g và 1 kg,250.000 đồng/kg,5,,",
            "Còn thiếu: số lượng tồn kho.",
        ),
    ] {
        let market = Market::start().await;

        let outcome = honey(row).import(&market).await;

        assert_eq!(outcome.drafts, 1, "{row}");
        let held = Held::by(&market).await;
        assert_eq!(held.product().review_note.as_deref(), Some(note), "{row}");
    }
}

#[tokio::test]
async fn a_draft_is_published_once_the_list_says_what_was_missing() {
    let market = Market::start().await;
    honey("Mật ong,HTX U Minh,Cà Mau,,,chai 500 ml,185000,,,")
        .import(&market)
        .await;

    let outcome = honey(HONEY).import(&market).await;

    assert_eq!((outcome.updated, outcome.drafts), (1, 0));
    let held = Held::by(&market).await;
    assert_eq!(held.product().state, ProductState::Published);
    assert_eq!(held.product().review_note, None);
    assert_eq!((held.product().version, held.variants.len()), (2, 1));
}

#[tokio::test]
async fn a_changed_row_changes_only_what_it_says() {
    let market = Market::start().await;
    honey(HONEY).import(&market).await;
    let before = Held::by(&market).await;
    let mut text = before.texts[0].clone().into_active_model();
    text.description = Set(Some("Lời của hợp tác xã".to_owned()));
    let text: product_text::Model = text
        .update(market.database().write())
        .await
        .expect("a text");
    let mut pack = before.variant().clone().into_active_model();
    pack.compare_at = Set(Some(210_000));
    let pack: variant::Model = pack
        .update(market.database().write())
        .await
        .expect("a pack");

    let row = "MẬT ONG,Htx U Minh,Cà Mau,,,,190000,,,";
    let outcome = honey(row).import(&market).await;

    assert_eq!(outcome.updated, 1, "case does not make another product");
    let held = Held::by(&market).await;
    assert_eq!(held.texts[0].description, text.description);
    assert_eq!(held.variant().price, Some(190_000));
    assert_eq!(held.variant().compare_at, pack.compare_at);
    assert_eq!(held.variant().pack_text.as_deref(), Some("chai 500 ml"));
    assert_eq!(
        (&held.stock, &held.movements),
        (&before.stock, &before.movements)
    );
    assert_eq!(held.certificates, before.certificates);
    assert_eq!(
        held.product().provenance_source,
        before.product().provenance_source
    );
    assert_eq!(held.product().slug, before.product().slug);
}

#[tokio::test]
async fn stated_stock_is_reached_by_a_movement() {
    let market = Market::start().await;
    honey(HONEY).import(&market).await;

    honey(&HONEY.replace(",30,", ",12,")).import(&market).await;

    let held = Held::by(&market).await;
    assert_eq!(held.stock[0].on_hand, 12);
    let deltas: Vec<i64> = held
        .movements
        .iter()
        .map(|movement| movement.delta)
        .collect();
    assert_eq!(deltas, [30, -18]);
}

#[tokio::test]
async fn a_product_that_people_took_in_hand_keeps_its_state() {
    let market = Market::start().await;
    honey(HONEY).import(&market).await;
    let mut archived = Held::by(&market)
        .await
        .product()
        .clone()
        .into_active_model();
    archived.state = Set(ProductState::Archived);
    archived
        .update(market.database().write())
        .await
        .expect("a product");

    honey(&HONEY.replace("185000", "190000"))
        .import(&market)
        .await;

    let held = Held::by(&market).await;
    assert_eq!(held.product().state, ProductState::Archived);
}

#[tokio::test]
async fn a_corrected_star_takes_the_place_of_the_imported_one() {
    let market = Market::start().await;
    honey(HONEY).import(&market).await;
    let before = Held::by(&market).await.certificate().clone();

    honey(&HONEY.replace(",4,2025,", ",3,2024,"))
        .import(&market)
        .await;

    let held = Held::by(&market).await;
    let after = held.certificate();
    assert_eq!((after.stars, after.year), (3, Some(2024)));
    assert_eq!((after.id, &after.code), (before.id, &before.code));
}

#[tokio::test]
async fn a_certificate_that_the_desk_rejected_does_not_come_back() {
    let market = Market::start().await;
    honey(HONEY).import(&market).await;
    let mut rejected = Held::by(&market)
        .await
        .certificate()
        .clone()
        .into_active_model();
    rejected.state = Set(CertificateState::Rejected);
    let rejected: certificate::Model = rejected
        .update(market.database().write())
        .await
        .expect("a certificate");

    honey(&HONEY.replace("185000", "190000"))
        .import(&market)
        .await;

    assert_eq!(Held::by(&market).await.certificate(), &rejected);
}

#[tokio::test]
async fn an_unsure_star_gives_no_certificate() {
    let market = Market::start().await;

    honey(&HONEY.replace(",4,2025,", ",3 hoặc 4,2025,"))
        .import(&market)
        .await;

    assert!(Held::by(&market).await.certificates.is_empty());
}

#[tokio::test]
async fn two_imports_at_once_make_each_product_once() {
    let market = Market::start().await;
    let other = market.second_process().await;

    let (one, two) = tokio::join!(
        List::shipped().import_at(market.app()),
        List::shipped().import_at(&other),
    );

    let (one, two) = (one.expect("an outcome"), two.expect("an outcome"));
    assert_eq!(one.created + two.created, 565);
    assert_eq!(one.unchanged + two.unchanged, 565);
    let held = Held::by(&market).await;
    assert_eq!((held.products.len(), held.certificates.len()), (565, 450));
}

#[tokio::test]
async fn names_that_many_share_get_addresses_of_their_own() {
    let market = Market::start().await;
    let rows = ["Tôm khô,HTX A,Cà Mau,", "Tôm khô,HTX B,Cà Mau,"];
    List::new("notes", &rows).import(&market).await;

    List::new(
        "notes",
        &["Tôm khô,HTX C,Cà Mau,", "Tôm khô,htx c,An Giang,"],
    )
    .import(&market)
    .await;

    let held = Held::by(&market).await;
    let plain = held
        .products
        .iter()
        .filter(|it| it.slug == "tom-kho")
        .count();
    assert_eq!((held.products.len(), plain), (3, 1));
    assert!(
        held.products
            .iter()
            .all(|it| it.slug.starts_with("tom-kho"))
    );
}

#[tokio::test]
async fn a_batch_takes_a_bounded_number_of_statements() {
    let market = Market::start().await;
    let rows: Vec<String> = (0..500)
        .map(|n| HONEY.replace("Mật ong", &format!("Mật ong {n}")))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let list = List::new(COLUMNS, &rows);
    let before = market.statements();

    let outcome = list.import(&market).await;

    assert_eq!(outcome.created, 500);
    let statements = market.statements() - before;
    assert!(statements <= 60, "{statements} statements for 500 rows");
    assert_eq!(product_count(&market).await, 500);
}

async fn product_count(market: &Market) -> usize {
    entity::catalog::product::Entity::find()
        .all(market.database().read())
        .await
        .expect("the database answers")
        .len()
}
