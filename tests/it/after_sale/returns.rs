//! Goods that come back: proof, deadlines, classes, stock and money.

use chrono::TimeDelta;
use entity::{catalog::ReturnClass, orders::order_line};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use tests::{Sending, dong};

use super::{NET, Sold, picture, text, upload};

impl Sold {
    async fn photo(&self) -> Value {
        let added = upload(self.shopper(), &self.of_order("/photos"), &picture());
        added.await.expect(201)["id"].clone()
    }

    fn ask(&self, quantity: i64, reason: &str, photos: &[Value]) -> Sending {
        let body = json!({
            "lines": [self.units(quantity)], "reason": reason, "wish": "refund",
            "note": "Hũ bị vỡ", "photo_ids": photos,
        });
        self.shopper().post(&self.of_order("/returns"), body)
    }

    fn seller_does(&self, of: &Value, step: &str, body: Value) -> Sending {
        let path = format!("/v1/seller/returns/{}/{step}", text(&of["id"]));
        self.member().post(&path, body)
    }

    fn shopper_does(&self, of: &Value, step: &str) -> Sending {
        let path = format!("/v1/store/returns/{}/{step}", text(&of["id"]));
        let body = match step {
            "send" => json!({"carrier": "GHN", "tracking_code": "R1"}),
            _ => json!({}),
        };
        self.shopper().post(&path, body)
    }

    async fn state_of(&self, of: &Value) -> String {
        let path = format!("/v1/store/returns/{}", text(&of["id"]));
        text(&self.shopper().get(&path).await.expect(200)["state"])
    }

    /// Changes the return class of what was sold.
    async fn of_class(&self, class: ReturnClass) {
        let changed = order_line::ActiveModel {
            return_class: Set(class),
            ..Default::default()
        };
        order_line::Entity::update_many()
            .set(changed)
            .exec(self.market.database().write())
            .await
            .expect("a line");
    }
}

#[tokio::test]
async fn broken_goods_come_back_with_a_picture_and_are_paid_with_their_delivery() {
    let sold = Sold::delivered("sandbox").await;
    let unproven = sold.ask(2, "damaged", &[]).await;
    let photo = sold.photo().await;

    let asked = sold.ask(2, "damaged", &[photo]).await.expect(201);
    let too_early = sold.seller_does(&asked, "receive", json!({})).await;
    let agreed = sold
        .seller_does(&asked, "approve", json!({}))
        .await
        .expect(200);
    sold.shopper_does(&asked, "send").await.expect(200);
    let back = sold
        .seller_does(&asked, "receive", json!({}))
        .await
        .expect(200);
    let paid = sold
        .seller_does(&asked, "refund", json!({}))
        .await
        .expect(200);
    let twice = sold.seller_does(&asked, "refund", json!({})).await;
    sold.settle().await;

    unproven.problem(400, "photo_needed");
    assert_eq!(
        too_early.problem(409, "illegal_transition")["state"],
        "requested"
    );
    assert_eq!(agreed["state"], "approved");
    assert_eq!(agreed["freight_payer"], "seller");
    assert_eq!(back["lines"][0]["restocked"], 2);
    assert_eq!(paid["state"], "refunded");
    twice.problem(409, "illegal_transition");
    assert_eq!(sold.shelf().await, 10);
    assert_eq!(sold.refunded().await, 130_000);
    // The delivery of what nobody keeps is the seller's loss, beyond what the goods brought.
    sold.market.advance(TimeDelta::days(8));
    sold.settle().await;
}

#[tokio::test]
async fn a_small_value_is_paid_back_and_kept() {
    let sold = Sold::delivered("sandbox").await;
    let asked = sold.ask(1, "changed_mind", &[]).await.expect(201);

    let done = sold
        .seller_does(&asked, "approve", json!({}))
        .await
        .expect(200);
    sold.settle().await;

    assert_eq!(
        [&done["state"], &done["keeps_goods"]],
        [&json!("refunded"), &json!(true)]
    );
    assert_eq!(sold.refunded().await, 50_000);
    assert_eq!(sold.shelf().await, 8);
    assert_eq!(sold.balance().await, [NET / 2, 0]);
}

#[tokio::test]
async fn each_class_has_its_window_and_its_reasons() {
    let sold = Sold::delivered("sandbox").await;
    let photo = sold.photo().await;
    sold.of_class(ReturnClass::Perishable).await;

    let unwanted = sold.ask(1, "changed_mind", &[]).await;
    sold.market.advance(TimeDelta::hours(49));
    let spoiled = sold.ask(1, "spoiled", std::slice::from_ref(&photo)).await;
    let described = sold
        .ask(1, "not_as_described", std::slice::from_ref(&photo))
        .await;
    sold.of_class(ReturnClass::Craft).await;
    sold.market.advance(TimeDelta::hours(24));
    let late = sold.ask(1, "changed_mind", &[]).await;
    let broken = sold.ask(1, "damaged", &[photo]).await;

    assert_eq!(
        unwanted.problem(409, "return_window_over")["until"],
        Value::Null
    );
    assert!(spoiled.problem(409, "return_window_over")["until"].is_string());
    described.expect(201);
    late.problem(409, "return_window_over");
    broken.expect(201);
}

#[tokio::test]
async fn a_silent_seller_agrees_and_a_silent_shopper_gives_up() {
    let sold = Sold::delivered("sandbox").await;
    let asked = sold.ask(2, "changed_mind", &[]).await.expect(201);

    sold.market.advance(TimeDelta::hours(47));
    sold.market.settle_jobs().await;
    assert_eq!(sold.state_of(&asked).await, "requested");
    sold.market.advance(TimeDelta::hours(2));
    sold.market.settle_jobs().await;
    assert_eq!(sold.state_of(&asked).await, "approved");
    sold.market.advance(TimeDelta::days(15));
    sold.market.settle_jobs().await;

    assert_eq!(sold.state_of(&asked).await, "closed");
    assert_eq!(sold.refunded().await, 0);
    sold.market.advance(TimeDelta::minutes(2));
    sold.settle().await;
    assert_eq!(sold.balance().await, [0, NET]);
}

#[tokio::test]
async fn goods_that_nobody_looks_at_are_paid_back() {
    let sold = Sold::delivered("sandbox").await;
    let asked = sold.ask(2, "changed_mind", &[]).await.expect(201);
    let sent_back = json!({"keeps_goods": false});
    sold.seller_does(&asked, "approve", sent_back)
        .await
        .expect(200);
    sold.shopper_does(&asked, "send").await.expect(200);
    let worn = json!({"can_be_sold": false});
    sold.seller_does(&asked, "receive", worn).await.expect(200);

    sold.market.advance(TimeDelta::hours(73));
    sold.settle().await;

    assert_eq!(sold.state_of(&asked).await, "refunded");
    // A change of mind does not pay the delivery back.
    assert_eq!(sold.refunded().await, 100_000);
    assert_eq!(sold.shelf().await, 8);
}

#[tokio::test]
async fn an_open_return_holds_the_sellers_money() {
    let sold = Sold::delivered("sandbox").await;
    let asked = sold.ask(1, "changed_mind", &[]).await.expect(201);
    let answer = json!({"keeps_goods": false});
    sold.seller_does(&asked, "approve", answer)
        .await
        .expect(200);

    sold.market.advance(TimeDelta::days(8));
    sold.settle().await;
    assert_eq!(sold.balance().await, [NET, 0]);
    sold.shopper_does(&asked, "withdraw").await.expect(200);
    sold.market.advance(TimeDelta::minutes(2));
    sold.settle().await;

    assert_eq!(sold.balance().await, [0, NET]);
}

#[tokio::test]
async fn the_same_units_come_back_once() {
    let sold = Sold::delivered("sandbox").await;
    sold.ask(1, "changed_mind", &[]).await.expect(201);

    let more = sold.ask(2, "changed_mind", &[]).await;
    sold.ask(1, "changed_mind", &[]).await.expect(201);
    let none = sold.ask(1, "changed_mind", &[]).await;

    more.problem(409, "too_many_units");
    none.problem(409, "too_many_units");
}

#[tokio::test]
async fn a_refused_return_pays_nothing_and_other_goods_cost_nothing() {
    let sold = Sold::delivered("sandbox").await;
    let refused = sold.ask(1, "changed_mind", &[]).await.expect(201);
    let body = json!({"note": "Hàng đã mở"});
    let refused = sold.seller_does(&refused, "refuse", body).await.expect(200);
    let asked = sold.ask(1, "missing", &[]).await.expect(201);

    let other = json!({"keeps_goods": true});
    let done = sold.seller_does(&asked, "approve", other).await.expect(200);
    sold.settle().await;

    assert_eq!(
        [&refused["state"], &refused["answer"]],
        [&json!("rejected"), &json!("Hàng đã mở")]
    );
    assert_eq!(done["state"], "refunded");
    assert_eq!(dong(&sold.only_refund().await["amount"]), 50_000);
}

#[tokio::test]
async fn a_replacement_leaves_the_shelf_and_moves_no_money() {
    let sold = Sold::delivered("sandbox").await;
    let photo = sold.photo().await;
    let body = json!({
        "lines": [sold.units(1)], "reason": "wrong_item", "wish": "replacement",
        "note": "Nhầm vị", "photo_ids": [photo],
    });
    let asked = sold
        .shopper()
        .post(&sold.of_order("/returns"), body)
        .await
        .expect(201);
    let kept = json!({"keeps_goods": true});
    sold.seller_does(&asked, "approve", kept).await.expect(200);
    let nothing_to_send = sold.shopper_does(&asked, "send").await;

    let done = sold
        .seller_does(&asked, "replace", json!({}))
        .await
        .expect(200);
    sold.settle().await;

    nothing_to_send.problem(409, "nothing_to_send");
    assert_eq!(done["state"], "replaced");
    assert_eq!(sold.shelf().await, 7);
    assert_eq!(sold.refunded().await, 0);
}

#[tokio::test]
async fn proof_is_seen_by_both_sides_and_the_desk_alone() {
    let sold = Sold::delivered("sandbox").await;
    let id = text(&sold.photo().await);
    let rival = sold.market.shop("HTX B").await;
    let path = |audience: &str| format!("/v1/{audience}/order-photos/{id}");

    let seen = sold.shopper().get(&path("store")).await;
    let by_seller = sold.member().get(&path("seller")).await;
    let by_desk = sold.finance.get(&path("desk")).await;
    let by_guest = sold.market.guest().get(&path("store")).await;
    let by_rival = rival.member.get(&path("seller")).await;
    let page = upload(sold.shopper(), &sold.of_order("/photos"), b"<html>").await;

    assert_eq!((seen.status, &seen.bytes), (200, &picture()));
    assert_eq!(seen.header("content-type"), Some("image/png"));
    assert_eq!([by_seller.status, by_desk.status], [200, 200]);
    by_guest.problem(404, "return_not_found");
    by_rival.problem(404, "return_not_found");
    page.problem(400, "image_unreadable");
}

#[tokio::test]
async fn the_way_back_is_booked_once_at_whose_fault_it_was() {
    let sold = Sold::released().await;
    let photo = sold.photo().await;
    let asked = sold.ask(1, "not_as_described", &[photo]).await.expect(201);
    let path = format!("/v1/desk/returns/{}/freight", text(&asked["id"]));
    let body = json!({"carrier": "Viettel", "amount": {"amount": 22_000, "currency": "VND"}});

    sold.finance.post(&path, body.clone()).await.expect(200);
    sold.finance.post(&path, body).await.expect(200);
    sold.settle().await;

    assert_eq!(sold.balance().await, [0, NET - 22_000]);
    let owed = sold.finance.get("/v1/desk/carriers/viettelpost/cod").await;
    assert_eq!(dong(&owed.expect(200)["ledger_fees_owed"]), 22_000);
}

#[tokio::test]
async fn the_statement_names_what_comes_back() {
    let sold = Sold::delivered("sandbox").await;
    let photo = sold.photo().await;
    let asked = sold.ask(1, "not_as_described", &[photo]).await.expect(201);
    let path = format!("/v1/desk/returns/{}/freight", text(&asked["id"]));
    let body = json!({"carrier": "GHN", "amount": {"amount": 22_000, "currency": "VND"}});
    sold.finance.post(&path, body).await.expect(200);
    let paid = sold.seller_does(&asked, "approve", json!({})).await;
    assert_eq!(
        paid.expect(200)["state"],
        "refunded",
        "kept, for its small value"
    );
    let part = json!([{"line_id": sold.line, "amount": {"amount": 10_000, "currency": "VND"}}]);
    sold.refund(part).await.expect(201);
    sold.settle().await;

    assert_eq!(
        sold.statement().await,
        [
            "Sale",
            "Commission",
            "VAT on commission",
            "Freight of returned goods",
            "Commission given back",
            "VAT on commission given back",
            "Goods returned",
            "Commission given back",
            "VAT on commission given back",
            "Refund to the shopper",
        ]
    );
}

#[tokio::test]
async fn goods_that_a_voucher_paid_for_come_back_without_a_refund() {
    let sold = Sold::given_away().await;

    let asked = sold.ask(1, "changed_mind", &[]).await.expect(201);
    sold.seller_does(&asked, "approve", json!({}))
        .await
        .expect(200);
    sold.settle().await;

    assert_eq!(sold.refunded().await, 0);
    assert_eq!(sold.balance().await, [NET / 2, 0]);
}
