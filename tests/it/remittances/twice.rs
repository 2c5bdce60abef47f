//! The same money comes once: files sent again, at the same moment, from two processes.

use super::given::{Sale, balance, careful_market, finance, ghn_file, today, upload};

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let sale = Sale::delivered(&market, "GHN1").await;
    let file = ghn_file("P1", &today(&market), &[("GHN1", sale.amount, 22_000)]);
    let received = (sale.amount - 22_000).to_string();
    let fields = [("carrier", "ghn"), ("received", received.as_str())];

    let first = upload(&finance, &file, &fields).await.expect(201);
    let second = upload(&finance, &file, &fields).await.expect(201);
    let other = ghn_file("P1", &today(&market), &[("GHN1", sale.amount, 21_000)]);
    let changed = upload(&finance, other, &fields).await;

    assert_eq!(first["was_known"], false);
    assert_eq!(second["was_known"], true);
    assert_eq!(second["remittance"], first["remittance"]);
    changed.problem(409, "remittance_known_otherwise");
    assert_eq!(balance(&finance, "bank:main").await, sale.amount - 22_000);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn the_same_file_at_the_same_moment_is_posted_once() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let next_door = finance.at(&market.guest_next_door().await);
    let sale = Sale::delivered(&market, "GHN1").await;
    let file = ghn_file("P1", &today(&market), &[("GHN1", sale.amount, 0)]);
    let received = sale.amount.to_string();
    let fields = [("carrier", "ghn"), ("received", received.as_str())];

    let (here, there) =
        futures_util::join!(async { upload(&finance, &file, &fields).await }, async {
            upload(&next_door, &file, &fields).await
        },);

    let known = [here.expect(201), there.expect(201)].map(|report| report["was_known"] == true);
    assert_eq!(known.iter().filter(|known| **known).count(), 1);
    assert_eq!(balance(&finance, "bank:main").await, sale.amount);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn two_files_for_one_parcel_at_the_same_moment_bring_its_cash_once() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let next_door = finance.at(&market.guest_next_door().await);
    let sale = Sale::delivered(&market, "GHN1").await;
    let rows = [("GHN1", sale.amount, 0)];
    let files = ["P1", "P2"].map(|reference| ghn_file(reference, &today(&market), &rows));
    let received = sale.amount.to_string();
    let fields = [("carrier", "ghn"), ("received", received.as_str())];

    let (here, there) = futures_util::join!(
        async { upload(&finance, &files[0], &fields).await },
        async { upload(&next_door, &files[1], &fields).await },
    );

    let mut statuses = [here.status, there.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 400]);
    assert_eq!(balance(&finance, "bank:main").await, sale.amount);
    assert_eq!(balance(&finance, "carrier_cod:ghn").await, 0);
    market.audit_is_clean().await;
}
