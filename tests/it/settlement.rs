//! Settlement: from delivered goods to a paid cooperative, and who may do it.

use chrono::{Days, TimeDelta};
use market::accounts::StaffRole;
use sea_orm::{ConnectionTrait, Value as Cell};
use serde_json::{Value, json};
use tests::{Caller, Market};
use uuid::Uuid;

const PRICE: i64 = 100_000;

/// A seller with one pack on the shelf; the pack has the seller's id.
async fn stocked_seller(market: &Market, name: &str) -> Uuid {
    let id = market.seller(name).await;
    let now: Cell = market.app().clock().now().into();
    let slug: Cell = format!("tra-{}", id.simple()).into();
    let rows: [(&str, Vec<Cell>); 5] = [
        (
            "INSERT INTO product (id, seller_id, slug, state, return_class, created_at, updated_at,
                                  published_at)
             VALUES ($1, $1, $2, 'published', 'standard', $3, $3, $3)",
            vec![id.into(), slug, now.clone()],
        ),
        (
            "INSERT INTO product_text (product_id, language, name) VALUES ($1, 'vi', 'Trà')",
            vec![id.into()],
        ),
        (
            "INSERT INTO variant (id, product_id, name, net_weight_g, price, position)
             VALUES ($1, $1, 'Túi 500 g', 500, $2, 1)",
            vec![id.into(), PRICE.into()],
        ),
        ("INSERT INTO stock VALUES ($1, 10)", vec![id.into()]),
        (
            "INSERT INTO stock_movement (id, variant_id, delta, reason, actor, created_at)
             VALUES ($1, $1, 10, 'count', 'test', $2)",
            vec![id.into(), now],
        ),
    ];
    for (text, values) in rows {
        let db = market.database().write();
        let insert = market::database::sql(db, text, values);
        db.execute_raw(insert).await.expect("a row");
    }
    id
}

/// Buys two packs of each seller, to be paid at the door.
async fn buy(market: &Market, sellers: &[Uuid]) -> Value {
    let guest = market.guest();
    let cart = guest.post("/v1/store/carts", json!({})).await.expect(201);
    let buyer = guest.with("Cart-Token", cart["token"].as_str().expect("a token"));
    let path = format!("/v1/store/carts/{}", cart["id"].as_str().expect("an id"));
    for seller in sellers {
        let line = json!({"variant_id": seller, "quantity": 2});
        buyer.post(&format!("{path}/lines"), line).await.expect(201);
    }
    let address = json!({
        "name": "Mai", "phone": "0912345678", "province_code": "01", "commune_code": "00004",
        "line": "1 Phố Huế",
    });
    buyer
        .put(&format!("{path}/address"), address)
        .await
        .expect(200);
    let options = buyer
        .get(&format!("{path}/delivery-options"))
        .await
        .expect(200);
    let choices: Vec<Value> = options["sellers"]
        .as_array()
        .expect("sellers")
        .iter()
        .map(|one| json!({"seller_id": one["seller"]["id"], "option_id": one["options"][0]["id"]}))
        .collect();
    let choices = json!({"choices": choices});
    buyer
        .put(&format!("{path}/delivery-choices"), choices)
        .await
        .expect(200);
    let order = json!({
        "payment_method": "cod", "contact": {"name": "Mai", "phone": "0912345678"},
    });
    buyer
        .post(&format!("{path}/checkout"), order)
        .header("Idempotency-Key", "one-purchase")
        .await
        .expect(201)
}

/// Confirms, packs, ships and delivers everything that waits.
async fn fulfil(member: &Caller) {
    let orders = member.get("/v1/seller/orders").await.expect(200);
    for order in orders["items"].as_array().expect("orders") {
        let path = format!("/v1/seller/orders/{}", order["id"].as_str().expect("an id"));
        for (step, body) in [
            ("confirm", json!({})),
            ("pack", json!({})),
            ("ship", json!({"carrier": "GHN", "tracking_code": "G1"})),
            ("deliver", json!({})),
        ] {
            member
                .post(&format!("{path}/{step}"), body)
                .await
                .expect(200);
        }
    }
}

async fn run(finance: &Caller, key: &str) -> Value {
    finance
        .post("/v1/desk/payout-runs", json!({}))
        .header("Idempotency-Key", key)
        .await
        .expect(201)
}

async fn assert_clean(finance: &Caller) {
    let books = finance
        .get("/v1/desk/ledger/trial-balance")
        .await
        .expect(200);
    assert_eq!(books["sum"]["amount"], 0);
    let broken: Vec<&Value> = books["audit"]["invariants"]
        .as_array()
        .expect("invariants")
        .iter()
        .filter(|invariant| invariant["ok"] != true)
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[tokio::test]
async fn two_cooperatives_are_paid_for_one_purchase() {
    let market = Market::start().await;
    let sellers = [
        stocked_seller(&market, "HTX Một").await,
        stocked_seller(&market, "HTX Hai").await,
    ];
    let members = [
        market.member_of(sellers[0]).await,
        market.member_of(sellers[1]).await,
    ];
    let finance = market.staff(StaffRole::Finance).await;
    buy(&market, &sellers).await;

    for member in &members {
        fulfil(member).await;
    }
    assert_clean(&finance).await;
    let too_soon = run(&finance, "first").await;
    market.advance(TimeDelta::days(8));
    let paid = run(&finance, "second").await;
    let again = run(&finance, "second").await;

    assert_eq!(too_soon["payouts"], json!([]));
    assert_eq!(paid["released"], 2);
    assert_eq!(paid, again, "the same key is the same run");
    for payout in paid["payouts"].as_array().expect("payouts") {
        assert_eq!(payout["amount"]["amount"], 2 * PRICE);
        assert_eq!(payout["orders"].as_array().expect("numbers").len(), 1);
        let id = payout["id"].as_str().expect("an id");
        let done = finance
            .post(
                &format!("/v1/desk/payouts/{id}/complete"),
                json!({"bank_reference": "FT26325"}),
            )
            .header("Idempotency-Key", id)
            .await
            .expect(200);
        assert_eq!(done["state"], "paid");
    }
    for member in &members {
        let balance = member.get("/v1/seller/balance").await.expect(200);
        assert_eq!(balance["paid_out"]["amount"], 2 * PRICE);
        assert_eq!(balance["available"]["amount"], 0);
    }
    assert_clean(&finance).await;
}

#[tokio::test]
async fn a_statement_opens_in_a_spreadsheet() {
    let market = Market::start().await;
    let seller = stocked_seller(&market, "=HTX").await;
    let member = market.member_of(seller).await;
    buy(&market, &[seller]).await;
    fulfil(&member).await;
    let month = market.app().clock().today().format("%Y-%m").to_string();

    let statement = member
        .get(&format!("/v1/seller/statements/{month}.csv"))
        .header("Accept-Language", "en")
        .await;
    let unknown = member.get("/v1/seller/statements/2026-13.csv").await;

    assert_eq!(statement.status, 200);
    assert_eq!(
        statement.header("content-type"),
        Some("text/csv; charset=utf-8")
    );
    let name = format!("attachment; filename=\"statement-{month}.csv\"");
    assert_eq!(statement.header("content-disposition"), Some(name.as_str()));
    let text = statement.text();
    assert!(text.starts_with("\u{feff}Date,Description,"), "{text}");
    assert!(text.contains("'=HTX") && !text.contains(",=HTX"), "{text}");
    assert!(text.contains(&format!(",{},{}\r\n", 2 * PRICE, 2 * PRICE)));
    unknown.problem(400, "period_unusable");
}

#[tokio::test]
async fn money_moves_only_for_finance_staff_with_a_key() {
    let market = Market::start().await;
    let finance = market.staff(StaffRole::Finance).await;
    let promoter = market.staff(StaffRole::Promoter).await;
    let runs = "/v1/desk/payout-runs";
    let complete = format!("/v1/desk/payouts/{}/complete", Uuid::nil());
    let reference = json!({"bank_reference": "FT1"});

    let stranger = market.guest().post(runs, json!({})).await;
    let wrong_role = promoter
        .post(runs, json!({}))
        .header("Idempotency-Key", "a")
        .await;
    let no_key = finance
        .post(runs, json!({}))
        .without("Idempotency-Key")
        .await;
    let ahead = finance
        .post(runs, json!({"as_of": "2999-01-01"}))
        .header("Idempotency-Key", "a")
        .await;
    let unknown = finance
        .post(&complete, reference)
        .header("Idempotency-Key", "a")
        .await;

    stranger.problem(401, "sign_in_needed");
    wrong_role.problem(403, "role_needed");
    no_key.problem(400, "idempotency_key_missing");
    ahead.problem(400, "day_ahead");
    unknown.problem(404, "payout_not_found");
}

#[tokio::test]
async fn fees_change_for_days_to_come_only() {
    let market = Market::start().await;
    let finance = market.staff(StaffRole::Finance).await;
    let plan = |day: String| {
        json!({
            "commission_bp": 800, "commission_vat_bp": 1000, "valid_from": day,
            "source": "Quyết định 12/QĐ",
        })
    };
    let today = market.app().clock().today();
    let tomorrow = today.succ_opt().expect("a day").to_string();

    let past = finance
        .post("/v1/desk/fee-plans", plan(today.to_string()))
        .await;
    let made = finance
        .post("/v1/desk/fee-plans", plan(tomorrow.clone()))
        .await;
    let taken = finance.post("/v1/desk/fee-plans", plan(tomorrow)).await;

    past.problem(400, "fee_plan_not_ahead");
    made.expect(201);
    taken.problem(409, "fee_plan_day_taken");
    let plans = finance.get("/v1/desk/fee-plans").await.expect(200);
    assert_eq!(plans["items"][0]["commission_bp"], 800);
    assert_eq!(plans["items"].as_array().expect("plans").len(), 2);
}

#[tokio::test]
async fn the_fees_of_the_day_are_frozen_and_taken_at_delivery() {
    let market = Market::start().await;
    let finance = market.staff(StaffRole::Finance).await;
    let seller = stocked_seller(&market, "HTX").await;
    let member = market.member_of(seller).await;
    let after_notice = market.app().clock().today() + Days::new(15);
    let plan = json!({
        "commission_bp": 800, "commission_vat_bp": 1000, "valid_from": after_notice.to_string(),
        "source": "Quyết định 12/QĐ",
    });
    finance.post("/v1/desk/fee-plans", plan).await.expect(201);
    market.advance(TimeDelta::days(15));

    buy(&market, &[seller]).await;
    fulfil(&member).await;

    let balance = member.get("/v1/seller/balance").await.expect(200);
    assert_eq!(balance["held"]["amount"], 200_000 - 16_000 - 1_600);
    let entries = member.get("/v1/seller/ledger?limit=2").await.expect(200);
    assert_eq!(entries["items"][0]["kind"], "fees_charged");
    assert!(entries["next_cursor"].is_string());
    assert_clean(&finance).await;
}
