//! Products that staff raise in lists for some days.

use chrono::{Days, TimeDelta};
use market::accounts::StaffRole;
use serde_json::{Value, json};
use tests::{Caller, Market};
use uuid::Uuid;

use super::{Given, list, slugs};

/// Two products that match alike; the newer one stands first.
async fn two(market: &Market) -> Uuid {
    let seller = market.seller("HTX Sông Đầm").await;
    let older = Given::product(seller, "Tôm khô", "older");
    let (older, _) = older.put_up(market).await;
    Given::product(seller, "Tôm khô", "newer")
        .put_up(market)
        .await;
    market.settle_jobs().await;
    older
}

fn path(product_id: Uuid) -> String {
    format!("/v1/desk/products/{product_id}/promotion")
}

/// Five steps, from tomorrow to the day after.
fn soon(market: &Market) -> Value {
    let today = market.app().clock().today();
    json!({
        "step": 5, "starts_on": today + Days::new(1), "ends_on": today + Days::new(2),
        "label": {"vi": "Tuần lễ OCOP", "en": "OCOP week"}, "reason": "Kế hoạch 12/KH",
    })
}

async fn promoter(market: &Market) -> Caller {
    market.staff(StaffRole::Promoter).await
}

#[tokio::test]
async fn a_promotion_begins_and_ends_by_itself() {
    let market = Market::start().await;
    let older = two(&market).await;
    let set = promoter(&market)
        .await
        .put(&path(older), soon(&market))
        .await
        .expect(200);
    market.settle_jobs().await;

    let before = list(&market, "q=tom").await;
    market.advance(TimeDelta::days(1));
    let during = list(&market, "q=tom").await;
    market.settle_jobs().await;
    let rendered = list(&market, "q=tom").await;
    let page = market
        .guest()
        .with("accept-language", "en")
        .get("/v1/store/products/older")
        .await
        .expect(200);
    market.advance(TimeDelta::days(2));
    let after = list(&market, "q=tom").await;

    assert_eq!(
        (&set["step"], &set["reason"]),
        (&json!(5), &json!("Kế hoạch 12/KH"))
    );
    assert_eq!(slugs(&before), ["newer", "older"]);
    assert_eq!(before["items"][1]["promotion"], Value::Null);
    assert_eq!(slugs(&during), ["older", "newer"]);
    assert_eq!(during["items"][0]["promotion"], "Tuần lễ OCOP");
    assert_eq!(rendered, during);
    assert_eq!(page["promotion"], "OCOP week");
    assert_eq!(slugs(&after), ["newer", "older"]);
    assert_eq!(after["items"][1]["promotion"], Value::Null);
}

#[tokio::test]
async fn a_promotion_is_explained_listed_on_record_and_can_be_taken_back() {
    let market = Market::start().await;
    let older = two(&market).await;
    let promoter = promoter(&market).await;
    let admin = market.staff(StaffRole::Admin).await;
    let mut now = soon(&market);
    now["starts_on"] = Value::Null;
    promoter.put(&path(older), now).await.expect(200);
    market.settle_jobs().await;

    let preview = promoter.post("/v1/desk/search/preview", json!({"q": "tom"}));
    let preview = preview.await.expect(200);
    let listed = promoter.get("/v1/desk/promotions").await.expect(200);
    promoter.delete(&path(older)).await.expect(204);
    promoter.delete(&path(older)).await.expect(204);
    market.settle_jobs().await;
    let log = format!("/v1/desk/audit-log?subject_type=product_promotion&subject_id={older}");
    let log = admin.get(&log).await.expect(200);

    assert_eq!(preview["items"][0]["slug"], "older");
    assert_eq!(preview["items"][0]["promotion"], 150);
    assert_eq!(listed["items"][0]["product_id"], older.to_string());
    assert_eq!(slugs(&list(&market, "q=tom").await), ["newer", "older"]);
    promoter
        .get(&path(older))
        .await
        .problem(404, "promotion_not_found");
    let actions: Vec<&Value> = log["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| &entry["action"])
        .collect();
    assert_eq!(
        actions,
        ["product_promotion.removed", "product_promotion.set"]
    );
}

#[tokio::test]
async fn steps_and_days_have_bounds() {
    let market = Market::start().await;
    let older = two(&market).await;
    let promoter = promoter(&market).await;
    let today = market.app().clock().today();
    let changed = |field: &str, value: Value| {
        let mut body = soon(&market);
        body[field] = value;
        promoter.put(&path(older), body)
    };

    let too_high = changed("step", json!(6)).await;
    let backwards = changed("ends_on", json!(today)).await;
    let too_long = changed("ends_on", json!(today + Days::new(500))).await;
    let unexplained = changed("reason", json!(" ")).await;
    let stranger = promoter.put(&path(Uuid::from_u128(7)), soon(&market)).await;

    let problem = too_high.problem(400, "promotion_step_unusable");
    assert_eq!(problem["errors"][0]["pointer"], "/step");
    for refused in [backwards, too_long] {
        let problem = refused.problem(400, "promotion_days_unusable");
        assert_eq!(problem["errors"][0]["pointer"], "/ends_on");
    }
    assert_eq!(unexplained.status, 400);
    stranger.problem(404, "product_not_found");
}
