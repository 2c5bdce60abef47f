//! Orders that shrink before delivery, and parcels that do not arrive.

use serde_json::json;
use tests::dong;

use super::{NET, Sold};
use crate::orders::possible;

#[tokio::test]
async fn units_taken_out_before_shipping_are_neither_paid_nor_sold() {
    for (method, captured) in [("sandbox", 130_000), ("cod", 80_000)] {
        let sold = Sold::placed(method).await;
        let cancel = |quantity: i64| {
            let body = json!({"lines": [sold.units(quantity)], "reason": "Đặt thừa"});
            sold.shopper().post(&sold.of_order("/cancel"), body)
        };

        let left = cancel(1).await.expect(200);
        let too_many = cancel(2).await;
        sold.settle().await;
        sold.placed.bring_to("delivered").await;
        sold.settle().await;

        assert_eq!(left["orders"][0]["state"], "pending");
        assert_eq!(left["orders"][0]["lines"][0]["reversed_quantity"], 1);
        assert_eq!(too_many.problem(409, "too_many_units")["left"], 1);
        assert_eq!(sold.shelf().await, 9);
        let payment = sold.placed.bought.view().await["payment"].clone();
        assert_eq!(dong(&payment["captured"]), captured, "{method}");
        assert_eq!(dong(&payment["refunded"]), captured - 80_000, "{method}");
        assert_eq!(sold.balance().await, [NET / 2, 0], "{method}");
    }
}

#[tokio::test]
async fn with_its_last_unit_an_order_is_cancelled() {
    let sold = Sold::placed("sandbox").await;
    let cancel = || {
        let body = json!({"lines": [sold.units(1)]});
        sold.shopper().post(&sold.of_order("/cancel"), body)
    };

    cancel().await.expect(200);
    let end = cancel().await.expect(200);
    sold.settle().await;

    assert_eq!(end["state"], "cancelled");
    assert_eq!(sold.shelf().await, 10);
    assert_eq!(sold.refunded().await, 130_000);
    assert!(possible(&cancel().await, "cancelled").is_empty());
}

#[tokio::test]
async fn a_refused_parcel_comes_back_with_stock_and_money() {
    for (method, refunded) in [("sandbox", 130_000), ("cod", 0)] {
        let sold = Sold::placed(method).await;
        sold.placed.bring_to("shipped").await;

        let reason = json!({"reason": "Khách không nhận"});
        sold.parcel("fail-delivery", reason).await.expect(200);
        let early = sold.parcel("receive-back", json!({})).await;
        sold.parcel("turn-back", json!({})).await.expect(200);
        let back = sold.parcel("receive-back", json!({})).await.expect(200);
        let again = sold.parcel("receive-back", json!({})).await;
        sold.settle().await;

        assert_eq!(possible(&early, "delivery_failed"), ["reship", "turn_back"]);
        assert_eq!(back["state"], "returned");
        assert!(possible(&again, "returned").is_empty());
        assert_eq!(sold.shelf().await, 10, "{method}");
        assert_eq!(sold.refunded().await, refunded, "{method}");
        assert_eq!(sold.placed.bought.view().await["state"], "cancelled");
        assert_eq!(sold.balance().await, [0, 0]);
    }
}

#[tokio::test]
async fn what_cannot_be_sold_again_stays_off_the_shelf() {
    let sold = Sold::placed("cod").await;
    sold.placed.bring_to("shipped").await;
    sold.parcel("turn-back", json!({})).await.expect(200);

    let spoiled = json!({"can_be_sold": false});
    sold.parcel("receive-back", spoiled).await.expect(200);
    sold.settle().await;

    assert_eq!(sold.shelf().await, 8);
}

#[tokio::test]
async fn a_second_try_may_still_deliver() {
    let sold = Sold::placed("cod").await;
    sold.placed.bring_to("shipped").await;

    let reason = json!({"reason": "Vắng nhà"});
    sold.parcel("fail-delivery", reason).await.expect(200);
    sold.parcel("reship", json!({})).await.expect(200);
    sold.parcel("deliver", json!({})).await.expect(200);
    sold.settle().await;

    assert_eq!(sold.balance().await, [NET, 0]);
}

#[tokio::test]
async fn a_lost_parcel_is_paid_back_and_its_goods_are_gone() {
    let sold = Sold::placed("sandbox").await;
    let path = format!("/v1/desk/orders/{}/lose", sold.placed.order);
    let body = json!({"reason": "GHN báo mất"});
    let early = sold.finance.post(&path, body.clone()).await;
    sold.placed.bring_to("shipped").await;

    let by_seller = sold.member().post(&path, body.clone()).await;
    let refunds = sold.finance.post(&path, body.clone()).await.expect(200);
    let again = sold.finance.post(&path, body).await;
    sold.settle().await;

    early.problem(409, "illegal_transition");
    by_seller.problem(403, "role_needed");
    assert_eq!(dong(&refunds["items"][0]["amount"]), 130_000);
    again.problem(409, "illegal_transition");
    assert_eq!(sold.shelf().await, 8);
    assert_eq!(sold.refunded().await, 130_000);
}
