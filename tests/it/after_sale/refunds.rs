//! Money back after delivery: by units and amounts, once, to where it came from.

use chrono::TimeDelta;
use entity::payments::refund_bank_account;
use futures_util::future::join_all;
use market::accounts::StaffRole;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use tests::{Cart, dong};

use super::{NET, Sold, text, wins};
use crate::remittances::given::upload_to;

#[tokio::test]
async fn units_of_a_delivered_order_go_back_with_their_fees() {
    let sold = Sold::delivered("sandbox").await;

    let promised = sold.refund(json!([sold.units(1)])).await.expect(201);
    sold.settle().await;

    assert_eq!(promised["state"], "approved");
    assert_eq!(dong(&promised["amount"]), 50_000);
    assert_eq!(sold.only_refund().await["state"], "succeeded");
    assert_eq!(sold.refunded().await, 50_000);
    assert_eq!(sold.balance().await, [NET / 2, 0]);
}

#[tokio::test]
async fn any_parts_end_where_the_whole_would() {
    let sold = Sold::delivered("sandbox").await;

    for amount in [1, 333, 33_333] {
        let part = json!([{"line_id": sold.line, "amount": {"amount": amount, "currency": "VND"}}]);
        let refund = sold.refund(part).await.expect(201);
        assert_eq!(dong(&refund["amount"]), amount);
        sold.settle().await;
    }
    let rest = sold.refund(json!([sold.units(2)])).await.expect(201);
    sold.settle().await;

    assert_eq!(dong(&rest["amount"]), 100_000 - 33_667);
    assert_eq!(sold.refunded().await, 100_000);
    assert_eq!(sold.balance().await, [0, 0]);
}

#[tokio::test]
async fn never_more_goes_back_than_is_left() {
    let sold = Sold::delivered("sandbox").await;
    let amount =
        |dong: i64| json!([{"line_id": sold.line, "amount": {"amount": dong, "currency": "VND"}}]);
    sold.refund(json!([sold.units(1)])).await.expect(201);

    let units = sold.refund(json!([sold.units(2)])).await;
    let money = sold.refund(amount(50_001)).await;
    let nothing = sold.refund(json!([])).await;
    let zero = sold.refund(json!([sold.units(0)])).await;
    let twice = sold.refund(json!([sold.units(1), sold.units(1)])).await;
    let stranger = json!([{"line_id": sold.placed.order, "quantity": 1}]);
    let stranger = sold.refund(stranger).await;

    assert_eq!(units.problem(409, "too_many_units")["left"], 1);
    assert_eq!(money.problem(409, "refund_exceeds_rest")["left"], 50_000);
    nothing.problem(409, "nothing_to_refund");
    zero.problem(409, "too_many_units");
    twice.problem(400, "line_unknown");
    stranger.problem(400, "line_unknown");
    sold.refund(amount(50_000)).await.expect(201);
    sold.settle().await;
    assert_eq!(sold.refunded().await, 100_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_refunds_at_once_one_wins() {
    let sold = Sold::delivered("sandbox").await;
    let next_door = sold.market.guest_next_door().await;
    let elsewhere = sold.finance.at(&next_door);
    let body = json!({"lines": [sold.units(2)], "reason": "Hỏng"});
    let path = sold.refunds_path();

    let asked = (0..6).map(|turn| {
        let who = [&sold.finance, &elsewhere][turn % 2];
        let sending = who.post(&path, body.clone());
        tokio::spawn(async move { sending.await })
    });
    let answers: Vec<_> = join_all(asked).await;
    let answers: Vec<_> = answers
        .into_iter()
        .map(|answer| answer.expect("asking does not panic"))
        .collect();

    assert_eq!(wins(&answers), 1);
    sold.settle().await;
    assert_eq!(sold.refunded().await, 100_000);
    assert_eq!(sold.balance().await, [0, 0]);
}

#[tokio::test]
async fn the_same_intention_is_paid_once() {
    let sold = Sold::delivered("sandbox").await;
    let ask = || {
        sold.refund(json!([sold.units(1)]))
            .header("Idempotency-Key", "one")
    };

    let first = ask().await.expect(201);
    let second = ask().await.expect(201);
    let keyless = ask().without("Idempotency-Key").await;

    assert_eq!(first["id"], second["id"]);
    keyless.problem(400, "idempotency_key_missing");
    sold.settle().await;
    assert_eq!(sold.refunded().await, 50_000);
}

#[tokio::test]
async fn what_is_not_delivered_is_cancelled_and_not_refunded() {
    let sold = Sold::placed("sandbox").await;

    let early = sold.refund(json!([sold.units(1)])).await;

    early.problem(409, "illegal_transition");
    sold.settle().await;
}

/// The bank's statement of a transfer that came back and was made again.
async fn every_transfer_finds_its_line(sold: &Sold) {
    let number = text(&sold.placed.bought.answer["number"]);
    let statement = format!(
        "date,amount,direction,reference,content\n\
         2026-11-20,50000,out,FT1,Hoan tien {number}\n\
         2026-11-21,50000,in,X9,TRA LAI Hoan tien {number}\n\
         2026-11-22,50000,out,FT2,Hoan tien {number}\n"
    );
    let path = "/v1/desk/bank-statements";
    let taken = upload_to(&sold.finance, path, statement, &[]).await;
    assert_eq!(taken.expect(201)["matched"], 3);
}

#[tokio::test]
async fn cash_goes_back_by_bank_transfer_and_again_when_it_bounces() {
    let sold = Sold::delivered("cod").await;
    sold.refund(json!([sold.units(1)])).await.expect(201);
    sold.settle().await;
    let refund = sold.only_refund().await;
    let id = text(&refund["id"]);
    let act = |step: &str, body| {
        let path = format!("/v1/desk/refunds/{id}/{step}");
        sold.finance.post(&path, body)
    };
    let file = || sold.finance.get("/v1/desk/refund-transfers.csv");
    let account_path = sold
        .placed
        .bought
        .path(&format!("/refunds/{id}/bank-account"));
    let account = json!({"bin": "970436", "number": "0071 0012 34567", "holder": "=TRAN THI LAN"});

    assert_eq!(refund["state"], "manual");
    assert!(!file().await.text().contains(&id));
    let stranger = sold.market.guest().with("Purchase-Token", "cs_purchase_x");
    let strange = stranger.put(&account_path, account.clone()).await;
    strange.problem(404, "order_not_found");
    let unusable = json!({"bin": "9704", "number": "1", "holder": "A"});
    let unusable = sold.shopper().put(&account_path, unusable).await;
    unusable.problem(400, "bank_account_unusable");
    sold.shopper().put(&account_path, account).await.expect(200);
    let listed = file().await.text();
    assert!(
        listed.contains(&format!("{id},970436,0071001234567,'=TRAN THI LAN,50000,")),
        "{listed}"
    );

    let reference = json!({"bank_reference": "FT1"});
    act("retry", json!({}))
        .await
        .problem(409, "illegal_transition");
    act("complete", reference.clone()).await.expect(200);
    act("complete", reference.clone())
        .await
        .problem(409, "illegal_transition");
    sold.settle().await;
    assert_eq!(sold.refunded().await, 50_000);
    act("bounce", json!({"reason": "Sai tài khoản"}))
        .await
        .expect(200);
    sold.settle().await;
    assert_eq!(sold.refunded().await, 0);
    act("hand-over", json!({})).await.expect(200);
    act("complete", json!({"bank_reference": "FT2"}))
        .await
        .expect(200);
    sold.settle().await;

    assert_eq!(sold.only_refund().await["bank_reference"], "FT2");
    every_transfer_finds_its_line(&sold).await;
    assert_eq!(sold.refunded().await, 50_000);
    let kept = || async {
        let db = sold.market.database().read();
        refund_bank_account::Entity::find()
            .count(db)
            .await
            .expect("rows")
    };
    assert_eq!(kept().await, 1);
    sold.market.advance(TimeDelta::days(31));
    sold.market.settle_jobs().await;
    assert_eq!(kept().await, 0);
}

#[tokio::test]
async fn a_large_refund_needs_a_second_person() {
    let market = tests::Market::start().await;
    let shop = market.shop("HTX A").await;
    let goods = market.product(&shop, 6_000_000, 5).await;
    let bought = Cart::ready(&market.guest(), &[(goods, 2)])
        .await
        .buy("sandbox")
        .await;
    let order = bought.order_of(goods);
    for step in ["confirm", "pack", "ship", "deliver"] {
        crate::orders::act(&shop.member, &order, step)
            .await
            .expect(200);
    }
    let line = bought.answer["orders"][0]["lines"][0]["id"].clone();
    let [one, other] = [
        market.staff(StaffRole::Finance).await,
        market.staff(StaffRole::Finance).await,
    ];
    let path = format!("/v1/desk/orders/{order}/refunds");
    let body = json!({"lines": [{"line_id": line, "quantity": 1}], "reason": "Vỡ"});

    let first = one.post(&path, body.clone()).await.expect(201);
    let second = one.post(&path, body).await.expect(201);
    let decide = |who: &tests::Caller, refund: &serde_json::Value, step: &str| {
        let path = format!("/v1/desk/refunds/{}/{step}", text(&refund["id"]));
        who.post(
            &path,
            if step == "reject" {
                json!({"reason": "Không"})
            } else {
                json!({})
            },
        )
    };

    assert_eq!(first["state"], "requested");
    market.settle_jobs().await;
    market.audit_is_clean().await;
    decide(&one, &first, "approve")
        .await
        .problem(409, "second_person_needed");
    decide(&other, &second, "reject").await.expect(200);
    decide(&other, &second, "approve")
        .await
        .problem(409, "illegal_transition");
    let approved = decide(&other, &first, "approve").await.expect(200);
    decide(&other, &first, "approve")
        .await
        .problem(409, "illegal_transition");
    market.settle_jobs().await;
    market.audit_is_clean().await;
    assert_eq!(dong(&approved["amount"]), 6_000_000);
    assert_eq!(dong(&bought.view().await["payment"]["refunded"]), 6_000_000);
}

#[tokio::test]
async fn delivery_goes_back_at_whose_expense_is_said_and_once() {
    for (payer, available) in [("seller", -30_000), ("platform", 0)] {
        let sold = Sold::delivered("sandbox").await;
        let body = json!({"delivery": payer, "reason": "Giao trễ"});

        let refund = sold
            .finance
            .post(&sold.refunds_path(), body.clone())
            .await
            .expect(201);
        let again = sold.finance.post(&sold.refunds_path(), body).await;
        sold.settle().await;

        assert_eq!(dong(&refund["delivery"]), 30_000);
        again.problem(409, "nothing_to_refund");
        assert_eq!(sold.balance().await, [NET, available]);
    }
}

#[tokio::test]
async fn a_refund_after_release_takes_from_what_is_available() {
    let sold = Sold::released().await;

    sold.refund(json!([sold.units(1)])).await.expect(201);
    sold.settle().await;

    assert_eq!(sold.balance().await, [0, NET / 2]);
    assert_eq!(sold.refunded().await, 50_000);
}

#[tokio::test]
async fn a_refund_after_the_payout_leaves_the_seller_owing() {
    let sold = Sold::released().await;
    sold.finance
        .post("/v1/desk/payout-runs", json!({}))
        .await
        .expect(201);
    assert_eq!(sold.balance().await, [0, 0]);

    sold.refund(json!([sold.units(2)])).await.expect(201);
    sold.settle().await;

    assert_eq!(sold.balance().await, [0, -NET]);
    let run = sold
        .finance
        .post("/v1/desk/payout-runs", json!({}))
        .await
        .expect(201);
    assert_eq!(run["payouts"].as_array().map(Vec::len), Some(0));
    sold.settle().await;
}
