//! The shipped list of 565 real rows.

use chrono::TimeDelta;
use entity::{
    catalog::{MovementReason, ProductState},
    certification::{CertificateState, certificate},
    sellers::{SellerKind, seller},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tests::Market;

use super::{
    Held, List,
    given::{day, product_named},
};

#[tokio::test]
async fn the_real_list_becomes_products_sellers_and_certificates() {
    let market = Market::start().await;

    let outcome = List::shipped().import(&market).await;

    assert_eq!(
        (outcome.rows, outcome.created, outcome.failed),
        (565, 565, 0)
    );
    assert_eq!(outcome.drafts, 565, "the list states no stock");
    let held = Held::by(&market).await;
    assert_eq!((held.products.len(), held.certificates.len()), (565, 450));
    assert_eq!(held.texts.len(), 565, "it has no English names");
    assert_eq!((held.stock.len(), held.movements.len()), (0, 0));
    let stars = |count| {
        held.certificates
            .iter()
            .filter(|it| it.stars == count)
            .count()
    };
    assert_eq!([stars(3), stars(4), stars(5)], [199, 207, 44]);
    let of = |kind| held.sellers.iter().filter(|it| it.kind == kind).count();
    assert!(of(Some(SellerKind::Cooperative)) > 90 && of(Some(SellerKind::Company)) > 100);
    assert!(
        held.products
            .iter()
            .all(|product| product.province_code.is_some())
    );
}

#[tokio::test]
async fn what_the_list_says_of_a_product_is_kept_to_the_letter() {
    let market = Market::start().await;
    List::shipped().import(&market).await;

    let product = product_named(&market, "Ba khía muối Đầm Dơi").await;

    assert_eq!(product.slug, "ba-khia-muoi-dam-doi");
    assert_eq!(product.province_code.as_deref(), Some("96"));
    assert_eq!(
        product.commune_code, None,
        "the commune is one of before July 2025"
    );
    let printed = product.address_as_printed.as_deref();
    assert_eq!(printed, Some("Quách Phẩm Bắc, Đầm Dơi, Cà Mau"));
    let notes = product.provenance_notes.expect("notes");
    assert!(notes.starts_with("4-star certificate of 2023 (reported 28/01/2024)"));
    let source = product.provenance_source.expect("a source");
    assert!(source.starts_with("https://nongnghiep.vn/"));
    let held = Held::by(&market).await;
    let pack = held.variants.iter().find(|it| it.product_id == product.id);
    let pack = pack.expect("a pack");
    assert_eq!(
        (pack.name.as_str(), pack.price),
        ("keo", None),
        "a range is no price"
    );
    assert_eq!(
        pack.price_as_printed.as_deref(),
        Some("130.000 - 150.000 đồng/kg")
    );
    let seller = held.sellers.iter().find(|it| it.id == product.seller_id);
    let seller = seller.expect("a seller");
    assert_eq!(
        (seller.name.as_str(), seller.kind),
        ("HTX Ba khía Đầm Dơi", Some(SellerKind::Cooperative))
    );
}

#[tokio::test]
async fn a_certificate_of_a_year_is_verified_and_lapses_with_the_third_year_after() {
    let market = Market::start().await;
    List::shipped().import(&market).await;

    let product = product_named(&market, "Ba khía muối Đầm Dơi").await;

    let certificate = certificate::Entity::find()
        .filter(certificate::Column::ProductId.eq(product.id))
        .one(market.database().read())
        .await
        .expect("the database answers")
        .expect("a certificate");
    assert_eq!((certificate.stars, certificate.year), (4, Some(2023)));
    assert_eq!(certificate.expires_on, Some(day("2026-12-31")));
    assert_eq!(certificate.state, CertificateState::Verified);
    assert_eq!(certificate.verified_by.as_deref(), Some("import:cli:lan"));
    assert_eq!(certificate.source, product.provenance_source);
    assert!(
        certificate.code.len() >= 13,
        "a code that cannot be guessed"
    );
}

#[tokio::test]
async fn a_row_without_producer_is_held_by_a_seller_that_says_so() {
    let market = Market::start().await;

    List::shipped().import(&market).await;

    let nobodies = seller::Entity::find()
        .filter(seller::Column::Name.starts_with("Chưa rõ chủ thể ("))
        .all(market.database().read())
        .await
        .expect("the database answers");
    assert_eq!(nobodies.len(), 13, "one for each province");
    let held = Held::by(&market).await;
    let orphans = held
        .products
        .iter()
        .filter(|product| nobodies.iter().any(|seller| seller.id == product.seller_id));
    let notes: Vec<&str> = orphans
        .map(|product| product.review_note.as_deref().unwrap_or_default())
        .collect();
    assert_eq!(notes.len(), 65);
    assert!(notes.iter().all(|note| note.contains("chủ thể sản xuất")));
}

#[tokio::test]
async fn the_same_list_again_changes_nothing() {
    let market = Market::start().await;
    List::shipped().import(&market).await;
    let before = Held::by(&market).await;

    market.advance(TimeDelta::days(1));
    let again = List::shipped().import(&market).await;

    assert_eq!((again.unchanged, again.drafts), (565, 565));
    assert_eq!(Held::by(&market).await, before);
}

#[tokio::test]
async fn a_dry_run_tells_the_same_and_changes_nothing() {
    let market = Market::start().await;
    let empty = Held::by(&market).await;

    let dry = List::shipped().dry().import(&market).await;

    assert_eq!(Held::by(&market).await, empty);
    assert_eq!(dry, List::shipped().import(&market).await);
}

#[tokio::test]
async fn every_product_is_promised_to_the_public_in_bounded_events() {
    let market = Market::start().await;

    List::shipped().import(&market).await;

    let held = Held::by(&market).await;
    let promised: Vec<usize> = held
        .events
        .iter()
        .map(|event| event.payload.matches('-').count() / 4)
        .collect();
    assert_eq!(promised.iter().sum::<usize>(), 565);
    assert!(promised.iter().all(|ids| *ids <= 500), "{promised:?}");
}

#[tokio::test]
async fn samples_make_everything_sellable_and_are_marked() {
    let market = Market::start().await;
    List::shipped().import(&market).await;

    let outcome = List::shipped().with_samples().import(&market).await;

    assert_eq!((outcome.updated, outcome.drafts), (565, 0));
    let held = Held::by(&market).await;
    let is_public = |state| state == ProductState::Published;
    assert!(held.products.iter().all(|product| is_public(product.state)));
    assert!(
        held.products
            .iter()
            .all(|product| product.review_note.is_none())
    );
    assert!(
        held.variants
            .iter()
            .all(|pack| pack.sample && pack.price.is_some())
    );
    let real = product_named(&market, "Ba khía muối nước mắm").await;
    let pack = held.variants.iter().find(|it| it.product_id == real.id);
    assert_eq!(
        pack.and_then(|pack| pack.price),
        Some(250_000),
        "a real price stays"
    );
    let reasons = held.movements.iter().map(|movement| movement.reason);
    assert!(
        reasons
            .into_iter()
            .all(|reason| reason == MovementReason::Sample)
    );
    let on_hand: i64 = held.stock.iter().map(|stock| stock.on_hand).sum();
    assert_eq!(
        on_hand,
        held.movements.iter().map(|it| it.delta).sum::<i64>()
    );
    let again = List::shipped().with_samples().import(&market).await;
    assert_eq!(again.unchanged, 565);
    assert_eq!(Held::by(&market).await, held);
}
