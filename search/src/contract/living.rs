//! Changes, rebuilds and suggestions.

use super::*;

pub(super) async fn changes_are_seen_by_the_next_search(engine: &dyn Engine) {
    with_names(engine, &["Tôm khô", "Muối"]).await;

    let changes = vec![
        product(3, "Mật ong").into(),
        product(1, "Cua biển").into(),
        Change::Remove(Uuid::from_u128(2)),
        Change::Remove(Uuid::from_u128(99)),
    ];
    engine.apply(changes, 7).await.unwrap();

    assert_eq!(found(engine, "").await, [1, 3]);
    assert_eq!(found(engine, "cua").await, [1]);
    assert_eq!(engine.count().await.unwrap(), 2);
    assert_eq!(engine.applied_through().await.unwrap(), 7);
}

pub(super) async fn a_rebuild_is_swapped_at_once(engine: &dyn Engine) {
    with_names(engine, &["Tôm khô"]).await;
    let mut growing = engine.rebuild().await.unwrap();
    growing
        .add(vec![product(5, "Mật ong"), product(6, "Mắm")])
        .await
        .unwrap();

    let before = found(engine, "").await;
    growing.swap(41).await.unwrap();

    assert_eq!(before, [1]);
    assert_eq!(found(engine, "").await, [5, 6]);
    assert_eq!(engine.applied_through().await.unwrap(), 41);
}

pub(super) async fn suggestions_name_products_and_sellers(engine: &dyn Engine) {
    let of = |number, name: &str, seller: &str, seller_name: &str| Entry {
        seller: seller.to_owned(),
        seller_name: seller_name.to_owned(),
        ..product(number, name)
    };
    let entries = vec![
        of(1, "Tôm khô", "song-dam", "HTX Sông Đầm"),
        of(2, "Mật ong", "tai-thinh-phat", "HTX Tài Thịnh Phát"),
    ];
    with(engine, entries).await;

    let products = engine.suggest("mat o", 5).await.unwrap().products;
    let sellers = engine.suggest("htx song d", 5).await.unwrap().sellers;

    assert_eq!(products, [Uuid::from_u128(2)]);
    assert_eq!(sellers, ["song-dam"]);
    assert!(engine.suggest("", 5).await.unwrap().products.is_empty());
}
