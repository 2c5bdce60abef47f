//! The bank's slip of a payout that a person took to the bank.

use serde_json::json;
use tests::{Caller, Sending};

use super::Owed;
use crate::remittances::given::upload_to;

const SLIP: &[u8] = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

fn hand_in(finance: &Caller, payout: &str, bytes: &[u8]) -> Sending {
    upload_to(
        finance,
        &format!("/v1/desk/payouts/{payout}/proof"),
        bytes,
        &[],
    )
}

#[tokio::test]
async fn a_slip_is_for_finance_and_for_who_was_paid() {
    let owed = Owed::new().await;
    let id = owed.pay().await;
    let early = hand_in(&owed.finance, &id, SLIP).await;
    owed.end(&id, "complete", json!({"bank_reference": "FT1"}))
        .await
        .expect(200);
    let of_seller = format!("/v1/seller/payouts/{id}/proof");
    let none = owed.member().get(&of_seller).await;

    let kept = hand_in(&owed.finance, &id, SLIP).await.expect(200);

    early.problem(409, "payout_not_paid_by_hand");
    none.problem(404, "proof_not_found");
    assert_eq!(kept["has_proof"], true);
    let desk = owed
        .finance
        .get(&format!("/v1/desk/payouts/{id}/proof"))
        .await;
    let seller = owed.member().get(&of_seller).await;
    for read in [desk, seller] {
        assert_eq!(read.status, 200);
        assert_eq!(read.header("content-type"), Some("application/pdf"));
        let place = read.header("content-disposition").unwrap_or_default();
        assert!(
            place.starts_with("attachment; filename=\"payout-"),
            "{place}"
        );
        assert_eq!(read.header("cache-control"), Some("no-store"));
        assert_eq!(read.text().as_bytes(), SLIP);
    }
    let rival = owed.market.shop("HTX B").await.member;
    rival.get(&of_seller).await.problem(404, "payout_not_found");
    let by_seller = hand_in(owed.member(), &id, SLIP).await;
    by_seller.problem(403, "role_needed");
    owed.market.audit_is_clean().await;
}

#[tokio::test]
async fn what_is_no_slip_is_refused_by_its_bytes() {
    let owed = Owed::new().await;
    let id = owed.pay().await;
    owed.end(&id, "complete", json!({"bank_reference": "FT1"}))
        .await
        .expect(200);

    for bytes in [
        b"<html><script>alert(1)</script></html>".as_slice(),
        b"MZ\x90\0",
        b"PK\x03\x04 a spreadsheet",
        b"",
    ] {
        let refused = hand_in(&owed.finance, &id, bytes).await;
        let refused = refused.problem(400, "proof_unreadable");
        assert_eq!(refused["errors"][0]["pointer"], "/file");
    }
    let unknown = "00000000-0000-7000-8000-00000000cafe";
    let nowhere = hand_in(&owed.finance, unknown, SLIP).await;

    nowhere.problem(404, "payout_not_found");
    assert_eq!(owed.payout(&id).await["has_proof"], false);
}
