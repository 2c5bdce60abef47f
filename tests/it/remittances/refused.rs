//! What does not fit is refused whole, row by row, and nothing is posted.

use serde_json::json;
use tests::Market;

use super::given::{Sale, balance, careful_market, complaints, finance, ghn_file, today, upload};

fn row(line: u64, column: &str, code: &str) -> (Option<u64>, String, String) {
    (Some(line), column.to_owned(), code.to_owned())
}

#[tokio::test]
async fn every_row_that_does_not_fit_is_named_with_line_and_column() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let good = Sale::delivered(&market, "GOOD").await;
    let other = Sale::delivered(&market, "OTHER").await;
    let on_its_way = Sale::shipped(&market, "WAY").await;
    let elsewhere = Sale::sent(&market, "ghtk", "ELSE").await;
    elsewhere.deliver().await;
    let rows = [
        ("GOOD", good.amount, 0),
        ("OTHER", other.amount + 1, 0),
        ("WAY", on_its_way.amount, 0),
        ("ELSE", elsewhere.amount, 0),
        ("NOBODY", 1_000, 0),
        ("good", good.amount, 0),
    ];
    let file = ghn_file("P1", &today(&market), &rows);
    let received: i64 = rows.iter().map(|(_, cod, _)| cod).sum();
    let received = received.to_string();

    let fields = [("carrier", "ghn"), ("received", received.as_str())];
    let refused = upload(&finance, &file, &fields).await;

    let refused = refused.problem(400, "remittance_does_not_fit");
    assert_eq!(
        complaints(&refused["rows"]),
        [
            row(3, "cod", "other_amount"),
            row(4, "cod", "not_delivered"),
            row(5, "tracking_code", "unknown_parcel"),
            row(6, "tracking_code", "unknown_parcel"),
            row(7, "tracking_code", "duplicate_row"),
        ]
    );
    assert_eq!(balance(&finance, "bank:main").await, 0);
    assert_eq!(good.payment_state().await, "collected");
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_dong_too_much_or_too_little_is_refused() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let sale = Sale::delivered(&market, "GHN1").await;
    let file = ghn_file("P1", &today(&market), &[("GHN1", sale.amount, 22_000)]);

    for off in [-1, 1] {
        let received = (sale.amount - 22_000 + off).to_string();
        let fields = [("carrier", "ghn"), ("received", received.as_str())];
        let refused = upload(&finance, &file, &fields).await;
        let refused = refused.problem(400, "remittance_does_not_fit");
        assert_eq!(refused["sums"]["difference"], -off);
    }

    assert_eq!(balance(&finance, "carrier_cod:ghn").await, sale.amount);
}

#[tokio::test]
async fn cells_that_cannot_be_read_are_named() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let file = "Mã vận đơn,Tiền thu hộ,Phí dịch vụ,Phí hoàn,Tổng phí,Ngày chuyển tiền\n\
                A1,12.5,1000,0,1000,22/11/2026\n\
                ,1000,0,0,0,\n\
                A2,-5,0,0,0,soon\n\
                A3,1000,1000,500,1000,\n\
                Tổng cộng,999,,,,\n";

    let fields = [("carrier", "ghn"), ("received", "0"), ("reference", "P1")];
    let refused = upload(&finance, file, &fields).await;

    let refused = refused.problem(400, "remittance_does_not_fit");
    let mut found = complaints(&refused["rows"]);
    found.retain(|(_, _, code)| !["unknown_parcel", "does_not_balance"].contains(&code.as_str()));
    assert_eq!(
        found,
        [
            row(2, "cod", "not_an_amount"),
            row(3, "tracking_code", "missing"),
            row(4, "remitted_on", "not_a_day"),
            row(4, "cod", "not_an_amount"),
            row(5, "fee_total", "fees_differ"),
            row(6, "cod", "total_differs"),
        ]
    );
}

#[tokio::test]
async fn a_code_that_two_parcels_bear_needs_the_order_number() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let one = Sale::delivered(&market, "SAME").await;
    let two = Sale::delivered(&market, "SAME").await;
    let day = today(&market);
    let fields = [("carrier", "ghn"), ("received", "280000")];
    assert_eq!([one.amount, two.amount], [280_000, 280_000]);

    let bare = ghn_file("P1", &day, &[("SAME", one.amount, 0)]);
    let refused = upload(&finance, bare, &fields).await;
    let named = format!(
        "Mã vận đơn,Mã đơn khách hàng,COD Amount,Remittance ID,Date\nSAME,{},280000,P1,{day}\n",
        two.number
    );
    upload(&finance, named, &fields).await.expect(201);

    let refused = refused.problem(400, "remittance_does_not_fit");
    assert_eq!(
        complaints(&refused["rows"]),
        [row(2, "tracking_code", "several_parcels")]
    );
    assert_eq!(one.payment_state().await, "collected");
    assert_eq!(two.payment_state().await, "remitted");
}

#[tokio::test]
async fn what_was_handed_over_is_not_taken_again() {
    let market = careful_market().await;
    let finance = finance(&market).await;
    let sale = Sale::delivered(&market, "GHN1").await;
    let fields = [("carrier", "ghn"), ("received", "280000")];
    let file = ghn_file("P1", &today(&market), &[("GHN1", sale.amount, 0)]);
    upload(&finance, file, &fields).await.expect(201);

    let file = ghn_file("P2", &today(&market), &[("GHN1", sale.amount, 0)]);
    let refused = upload(&finance, file, &fields).await;

    let refused = refused.problem(400, "remittance_does_not_fit");
    assert_eq!(
        complaints(&refused["rows"]),
        [row(2, "cod", "already_remitted")]
    );
    assert_eq!(balance(&finance, "bank:main").await, sale.amount);
}

#[tokio::test]
async fn files_and_fields_that_cannot_be_used_are_refused_in_words() {
    let market = Market::start().await;
    let finance = finance(&market).await;
    let day = today(&market);
    let file = ghn_file("P1", &day, &[]);
    let unnamed = "tracking_code,cod\nA1,1\n";
    let cases = [
        ("nobody", file.as_str(), "0", 404, "carrier_not_found"),
        ("ghn", "a,b\n1,2\n", "0", 400, "columns_missing"),
        ("ghn", "%PDF-1.7", "0", 400, "file_unreadable"),
        ("ghn", unnamed, "0", 400, "remittance_reference_missing"),
        (
            "ghn",
            "cod,cod,tracking_code\n",
            "0",
            400,
            "column_repeated",
        ),
        ("ghn", file.as_str(), "9999999999999", 400, "field_unusable"),
    ];

    for (carrier, file, received, status, code) in cases {
        let fields = [("carrier", carrier), ("received", received)];
        upload(&finance, file, &fields).await.problem(status, code);
    }
    let ahead = [
        ("carrier", "ghn"),
        ("received", "0"),
        ("reference", "P1"),
        ("remitted_on", "2999-01-01"),
    ];
    upload(&finance, unnamed, &ahead)
        .await
        .problem(400, "field_unusable");
    let none = finance.get("/v1/desk/remittances").await.expect(200);
    assert_eq!(none["items"], json!([]));
}
