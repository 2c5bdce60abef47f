//! What the desk learns of searches, and what nobody learns.

use chrono::TimeDelta;
use entity::search::search_text;
use market::{
    Language,
    accounts::StaffRole,
    catalog::{
        analytics,
        browse::{self, Ask},
    },
};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tests::{Caller, Market};

use super::{given::Given, list};

pub(super) const ANALYTICS: &str = "/v1/desk/search/analytics";
const CLICKS: &str = "/v1/store/search/clicks";

/// Dried shrimp on sale.
pub(super) async fn market() -> Market {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    Given::product(seller, "Tôm khô Rạch Gốc", "tom-kho")
        .put_up(&market)
        .await;
    market.settle_jobs().await;
    market
}

/// Asks for a list so many times; answers the last.
pub(super) async fn ask(market: &Market, times: usize, query: &str) -> Value {
    let mut answer = Value::Null;
    for _ in 0..times {
        answer = list(market, query).await;
    }
    answer
}

async fn kept(market: &Market) {
    analytics::keep_up(market.app()).await.expect("it is kept");
}

async fn report(promoter: &Caller) -> Value {
    promoter.get(ANALYTICS).await.expect(200)
}

async fn click(market: &Market, search_id: &Value, position: u32) {
    let body = json!({"search_id": search_id, "position": position});
    market.guest().post(CLICKS, body).await.expect(204);
}

#[tokio::test]
async fn the_desk_sees_what_many_ask_what_finds_nothing_and_what_is_opened() {
    let market = market().await;
    let promoter = market.staff(StaffRole::Promoter).await;

    let found = ask(&market, 4, "q=T%C3%B4m%20kh%C3%B4").await;
    ask(&market, 2, "q=tom%20kho").await;
    ask(&market, 5, "q=xyzzy").await;
    click(&market, &found["search_id"], 1).await;
    click(&market, &found["search_id"], 4).await;
    kept(&market).await;

    let report = report(&promoter).await;
    let all = &report["all"];
    assert_eq!(
        (&all["searches"], &all["zero_results"], &all["clicks"]),
        (&json!(11), &json!(5), &json!(2))
    );
    assert_eq!(report["days"].as_array().map(Vec::len), Some(1));
    let top = &report["top_queries"];
    assert_eq!(
        (&top[0]["q"], &top[0]["searches"]),
        (&json!("tom kho"), &json!(6))
    );
    assert_eq!(top[0]["click_through_rate"], json!(2.0 / 6.0));
    assert_eq!(top[0]["mean_position"], 2.5);
    assert_eq!(top[1]["mean_position"], Value::Null);
    let empty = report["zero_result_queries"].as_array().expect("texts");
    assert_eq!((empty.len(), &empty[0]["q"]), (1, &json!("xyzzy")));
    let table = promoter.get(&format!("{ANALYTICS}/csv")).await.text();
    assert!(table.contains("tom kho,6,0,0,0,2,33.3,2.5"), "{table}");
    assert!(table.contains("xyzzy,5,5,0,0,0,0.0,\r\n"), "{table}");
}

#[tokio::test]
async fn rare_texts_and_those_about_a_person_are_in_the_sums_and_nowhere_else() {
    let market = market().await;
    let promoter = market.staff(StaffRole::Promoter).await;

    ask(&market, 4, "q=thuoc%20la").await;
    let phone = ask(&market, 6, "q=chi%20Lan%200912%20345%20678").await;
    let mail = ask(&market, 6, "q=lan%40example.vn").await;
    kept(&market).await;

    let report = report(&promoter).await;
    assert_eq!(report["all"]["searches"], 16);
    assert_eq!(report["top_queries"], json!([]));
    assert_eq!(report["zero_result_queries"], json!([]));
    let rows = search_text::Entity::find()
        .all(market.database().read())
        .await;
    assert!(rows.expect("the table").is_empty());
    assert_eq!(
        (phone.get("search_id"), mail.get("search_id")),
        (None, None)
    );
    ask(&market, 1, "q=thuoc%20la").await;
    kept(&market).await;
    assert_eq!(
        self::report(&promoter).await["top_queries"][0]["searches"],
        5
    );
}

#[tokio::test]
async fn only_a_new_question_counts() {
    let market = market().await;
    let promoter = market.staff(StaffRole::Promoter).await;

    for query in [
        "",
        "q=%21%21",
        "q=tom&stars=4",
        "q=tom&sort=price",
        "q=tom&in_stock=true",
    ] {
        ask(&market, 6, query).await;
    }
    market
        .guest()
        .get("/v1/store/search/suggest?q=tom")
        .await
        .expect(200);
    kept(&market).await;

    assert_eq!(report(&promoter).await["all"]["searches"], 0);
    let narrowed = list(&market, "q=tom&in_stock=true").await;
    let first = list(&market, "q=tom&facets=true").await;
    assert_eq!(narrowed["search_id"], first["search_id"]);
}

#[tokio::test]
async fn processes_add_up_and_a_click_counts_wherever_it_arrives() {
    let market = market().await;
    let promoter = market.staff(StaffRole::Promoter).await;
    let other = market.second_process().await;
    let asked = Ask {
        q: Some("tôm khô".to_owned()),
        ..Ask::everything(Language::Vi)
    };

    let found = ask(&market, 5, "q=tom%20kho").await;
    kept(&market).await;
    for _ in 0..5 {
        browse::list(&other, asked.clone()).await.expect("a list");
    }
    let search_id = found["search_id"].as_str().expect("an id");
    analytics::click(&other, search_id, 3).expect("counted");
    let third = market.second_process().await;
    analytics::click(&third, search_id, 3).expect("counted");
    let (one, two) = tokio::join!(analytics::keep(&other), analytics::keep(&third));
    one.and(two).expect("both are kept");

    let report = report(&promoter).await;
    let top = &report["top_queries"][0];
    assert_eq!((&top["searches"], &top["clicks"]), (&json!(10), &json!(2)));
    assert_eq!(top["mean_position"], 3.0);
    assert_eq!(report["all"]["clicks"], 2);
}

#[tokio::test]
async fn clicks_that_make_no_sense_are_refused() {
    let market = market().await;
    let found = list(&market, "q=tom").await;
    let guest = market.guest();

    for (search_id, position, code) in [
        (json!("x"), 1, "search_id_unusable"),
        (json!("Z".repeat(32)), 1, "search_id_unusable"),
        (found["search_id"].clone(), 0, "position_unusable"),
        (found["search_id"].clone(), 1001, "position_unusable"),
    ] {
        let body = json!({"search_id": search_id, "position": position});
        guest.post(CLICKS, body).await.problem(400, code);
    }
}

#[tokio::test]
async fn counts_are_forgotten_after_their_days() {
    let market = market().await;
    let day = market.app().clock().today();
    ask(&market, 5, "q=tom").await;
    kept(&market).await;

    market.advance(TimeDelta::days(93));
    market.run_jobs().await;

    let promoter = market.staff(StaffRole::Promoter).await;
    let path = format!("{ANALYTICS}?from={day}&to={day}");
    let report = promoter.get(&path).await.expect(200);
    assert_eq!(report["all"]["searches"], 0);
    assert_eq!(report["top_queries"], json!([]));
    for period in [
        "from=2026-02-01&to=2026-01-01",
        "from=2020-01-01&to=2026-01-01",
    ] {
        let refused = promoter.get(&format!("{ANALYTICS}?{period}")).await;
        refused.problem(400, "period_unusable");
    }
}
