//! What carriers owe for parcels that they lost or spoilt.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{Caller, Market, Sending, dong};

use crate::remittances::given::{Sale, balance, finance, upload_to};

/// An order of 250,000 đồng whose parcel GHN lost.
async fn lost(market: &Market, finance: &Caller, tracking_code: &str) -> Sale {
    let sale = Sale::shipped(market, tracking_code).await;
    let path = format!("/v1/desk/orders/{}/lose", sale.order);
    let reason = json!({"reason": "GHN báo mất"});
    finance.post(&path, reason).await.expect(200);
    sale
}

fn claim(finance: &Caller, sale: &Sale, amount: i64, seller_share: i64) -> Sending {
    let path = format!("/v1/desk/orders/{}/carrier-claim", sale.order);
    let body = json!({"amount": amount, "seller_share": seller_share});
    finance.post(&path, body)
}

fn close(finance: &Caller, claim: &Value, step: &str, body: Value) -> Sending {
    let id = claim["id"].as_str().expect("an id");
    finance.post(&format!("/v1/desk/carrier-claims/{id}/{step}"), body)
}

/// The names of reconciliation reports that are not empty.
async fn work_left(finance: &Caller) -> Vec<String> {
    let books = finance.get("/v1/desk/ledger/trial-balance").await;
    let books = books.expect(200);
    let reports = books["audit"]["reconciliations"].as_array();
    reports
        .expect("reports")
        .iter()
        .filter(|report| report["ok"] == false)
        .map(|report| report["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[tokio::test]
async fn a_carrier_pays_for_what_it_lost() {
    let market = Market::start().await;
    let finance = finance(&market).await;
    let sale = lost(&market, &finance, "G1").await;

    let made = claim(&finance, &sale, 250_000, 200_000).await.expect(201);
    let owed = finance.get("/v1/desk/carriers/ghn/cod").await.expect(200);
    let payable = sale.available().await;
    let paid = json!({"amount": 220_000, "bank_reference": "FT2632599"});
    let closed = close(&finance, &made, "receive", paid).await.expect(200);
    let statement = "date,amount,direction,reference,content\n\
                     2026-11-20,220000,in,FT2632599,GHN BOI THUONG\n";
    let path = "/v1/desk/bank-statements";
    let taken = upload_to(&finance, path, statement, &[]).await.expect(201);

    assert_eq!(made["state"], "open");
    assert_eq!(made["tracking_code"], "G1");
    assert_eq!(made["order_number"].as_str(), Some(sale.number.as_str()));
    assert_eq!(dong(&owed["claimed"]), 250_000);
    assert_eq!(dong(&owed["claims_aged"]["up_to_3_days"]), 250_000);
    assert_eq!(owed["ledger_claims"], owed["claimed"]);
    assert_eq!(payable, 200_000, "the seller's share does not wait");
    assert_eq!(closed["state"], "received");
    assert_eq!(dong(&closed["received"]), 220_000);
    assert_eq!(balance(&finance, "carrier_claims:ghn").await, 0);
    assert_eq!(balance(&finance, "bank:main").await, 220_000);
    let cost = balance(&finance, "expense:failed_delivery").await;
    assert_eq!(
        cost,
        200_000 - 220_000,
        "what is left of it is the market's"
    );
    assert_eq!(taken["unmatched"], 0);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn what_a_carrier_refuses_to_pay_is_the_markets_cost() {
    let market = Market::start().await;
    let finance = finance(&market).await;
    let sale = lost(&market, &finance, "G1").await;
    let made = claim(&finance, &sale, 250_000, 250_000).await.expect(201);

    let reason = json!({"reason": "Đóng gói không đúng quy cách"});
    let closed = close(&finance, &made, "refuse", reason).await.expect(200);

    assert_eq!(closed["state"], "refused");
    assert_eq!(balance(&finance, "carrier_claims:ghn").await, 0);
    let cost = balance(&finance, "expense:failed_delivery").await;
    assert_eq!(cost, 250_000);
    assert_eq!(sale.available().await, 250_000);
    let refused = "/v1/desk/carrier-claims?carrier=ghn&state=refused";
    let listed = finance.get(refused).await.expect(200);
    assert_eq!(listed["items"], json!([closed]));
    let open = finance.get("/v1/desk/carrier-claims?state=open").await;
    assert_eq!(open.expect(200)["items"], json!([]));
    market.audit_is_clean().await;
}

#[tokio::test]
async fn a_parcel_is_claimed_once_and_closed_once() {
    let market = Market::start().await;
    let finance = finance(&market).await;
    let next_door = finance.at(&market.guest_next_door().await);
    let under_way = Sale::shipped(&market, "G1").await;
    let sale = lost(&market, &finance, "G2").await;

    let early = claim(&finance, &under_way, 1_000, 0).await;
    let nothing = claim(&finance, &sale, 0, 0).await;
    let generous = claim(&finance, &sale, 1_000, 1_001).await;
    let by_seller = claim(&sale.shop.member, &sale, 1_000, 0).await;
    let (here, there) =
        futures_util::join!(async { claim(&finance, &sale, 250_000, 0).await }, async {
            claim(&next_door, &sale, 250_000, 0).await
        },);
    let mut statuses = [here.status, there.status];
    statuses.sort_unstable();
    let made = finance.get("/v1/desk/carrier-claims").await.expect(200)["items"][0].clone();
    let too_much = json!({"amount": 250_001, "bank_reference": "FT1"});
    let too_much = close(&finance, &made, "receive", too_much).await;
    let paid = json!({"amount": 250_000, "bank_reference": "FT1"});
    let reason = json!({"reason": "Không trả"});
    let (paid, refused) = futures_util::join!(
        async { close(&finance, &made, "receive", paid).await },
        async { close(&next_door, &made, "refuse", reason).await },
    );
    let mut ends = [paid.status, refused.status];
    ends.sort_unstable();

    early.problem(409, "nothing_to_claim");
    nothing.problem(400, "field_unusable");
    generous.problem(400, "field_unusable");
    by_seller.problem(403, "role_needed");
    assert_eq!(statuses, [201, 409], "one claim a parcel");
    too_much.problem(409, "above_carrier_claim");
    assert_eq!(ends, [200, 409], "one end a claim");
    assert_eq!(balance(&finance, "carrier_claims:ghn").await, 0);
    market.audit_is_clean().await;
}

#[tokio::test]
async fn what_nobody_claims_or_pays_becomes_work() {
    let market = Market::start().await;
    let finance = finance(&market).await;
    let sale = lost(&market, &finance, "G1").await;
    market.run_jobs().await;

    let at_once = work_left(&finance).await;
    market.advance(TimeDelta::days(4));
    let unclaimed = work_left(&finance).await;
    claim(&finance, &sale, 250_000, 0).await.expect(201);
    let claimed = work_left(&finance).await;
    market.advance(TimeDelta::days(31));
    // Nobody stays signed in for so long.
    let finance = crate::remittances::given::finance(&market).await;
    let unpaid = work_left(&finance).await;
    let owed = finance.get("/v1/desk/carriers/ghn/cod").await.expect(200);

    assert_eq!(at_once, Vec::<String>::new());
    assert_eq!(unclaimed, ["lost_parcels_are_claimed"]);
    assert_eq!(claimed, Vec::<String>::new());
    assert_eq!(unpaid, ["carrier_claims_are_young"]);
    assert_eq!(dong(&owed["claims_aged"]["older"]), 250_000);
}
