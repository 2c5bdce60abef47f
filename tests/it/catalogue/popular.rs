//! What is suggested because many ask for it, and what staff keep out of that.

use market::{accounts::StaffRole, catalog::analytics};
use serde_json::{Value, json};
use tests::Market;

use super::searches::{ask, market};

const HIDDEN: &str = "/v1/desk/search/hidden-queries";

async fn suggested(market: &Market, typed: &str) -> Value {
    let path = format!("/v1/store/search/suggest?q={typed}");
    market.guest().get(&path).await.expect(200)
}

async fn queries(market: &Market, typed: &str) -> Value {
    suggested(market, typed).await["queries"].clone()
}

#[tokio::test]
async fn what_many_find_something_with_is_suggested_first() {
    let market = market().await;

    ask(&market, 6, "q=tom%20kho").await;
    ask(&market, 9, "q=t%C3%B4m%20kh%C3%B4%20r%E1%BA%A1ch").await;
    ask(&market, 4, "q=tom").await;
    ask(&market, 9, "q=tozzy").await;
    analytics::keep_up(market.app()).await.expect("kept");

    assert_eq!(
        queries(&market, "to").await,
        json!(["tôm khô rạch", "tom kho", "Tôm khô Rạch Gốc"])
    );
    assert_eq!(
        queries(&market, "t%C3%B4m%20kh%C3%B4").await,
        json!(["tôm khô rạch", "Tôm khô Rạch Gốc"])
    );
}

#[tokio::test]
async fn what_staff_hide_is_not_suggested_until_they_show_it_again() {
    let market = market().await;
    let promoter = market.staff(StaffRole::Promoter).await;
    ask(&market, 5, "q=tom%20kho").await;
    ask(&market, 5, "q=tom%20kho%20rach").await;
    analytics::keep_up(market.app()).await.expect("kept");

    let body = json!({"q": "Khô  Rạch"});
    let hidden = promoter.post(HIDDEN, body.clone()).await.expect(200);
    promoter.post(HIDDEN, body).await.expect(200);

    assert_eq!(hidden["q"], "kho rach");
    let all = promoter.get(HIDDEN).await.expect(200);
    assert_eq!(all["items"].as_array().map(Vec::len), Some(1));
    let popular = json!(["tom kho", "Tôm khô Rạch Gốc"]);
    assert_eq!(queries(&market, "tom").await, popular);
    let report = promoter.get(super::searches::ANALYTICS).await.expect(200);
    let marked = report["top_queries"].as_array().expect("texts");
    let of = |q: &str| marked.iter().find(|text| text["q"] == q);
    assert_eq!(of("tom kho rach").expect("still told")["hidden"], true);
    assert_eq!(of("tom kho").expect("told")["hidden"], false);

    let path = format!("{HIDDEN}/kh%C3%B4%20r%E1%BA%A1ch");
    promoter.delete(&path).await.expect(204);
    promoter
        .delete(&path)
        .await
        .problem(404, "query_not_hidden");
    assert_eq!(
        queries(&market, "tom").await,
        json!(["tom kho", "tom kho rach", "Tôm khô Rạch Gốc"])
    );
    promoter
        .post(HIDDEN, json!({"q": "!"}))
        .await
        .problem(400, "nothing_to_hide");
    let log = market.staff(StaffRole::Admin).await;
    let log = log.get("/v1/desk/audit-log").await.expect(200);
    let deeds = log["items"].as_array().expect("deeds").iter();
    let of_queries = deeds.filter(|deed| deed["subject_type"] == "search_query");
    assert_eq!(of_queries.count(), 2);
}

#[tokio::test]
async fn a_text_being_typed_may_mean_products_sellers_places_and_queries() {
    let market = market().await;
    let tom = suggested(&market, "rach").await;
    let seller = suggested(&market, "song%20d").await;
    let place = suggested(&market, "c%C3%A0%20m").await;
    let nothing = suggested(&market, "").await;

    assert_eq!(tom["products"][0]["slug"], "tom-kho");
    assert_eq!(seller["sellers"][0]["name"], "HTX Sông Đầm");
    let found = place["places"].as_array().expect("places");
    assert!(
        found
            .iter()
            .any(|place| place["code"] == "96" && place["kind"] == "province"),
        "{place}"
    );
    for kind in ["products", "sellers", "places", "queries"] {
        assert_eq!(nothing[kind], json!([]), "{kind}");
    }
}
