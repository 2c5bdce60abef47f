//! The seller's one answer, and what the desk hides.

use market::accounts::StaffRole;
use serde_json::{Value, json};
use tests::Market;

use super::{delivered, path, rating, review};

#[tokio::test]
async fn a_seller_answers_a_review_of_its_own_once() {
    let market = Market::start().await;
    let placed = delivered(&market).await;
    let stranger = market.shop("HTX B").await.member;
    let member = &placed.shop.member;
    let written = review(&placed.bought.shopper, placed.goods, 2).await;
    let written = written.expect(201);
    let reply = format!(
        "/v1/seller/reviews/{}/reply",
        written["id"].as_str().expect("an id")
    );
    let words = json!({"text": "Xin lỗi, HTX sẽ đổi hũ khác."});

    let theirs = stranger.post(&reply, words.clone()).await;
    let waiting = member
        .get("/v1/seller/reviews?answered=false")
        .await
        .expect(200);
    let answered = member.post(&reply, words.clone()).await.expect(200);
    let again = member.post(&reply, words.clone()).await;
    let shown = market.guest().get(&path(placed.goods)).await.expect(200);

    theirs.problem(404, "review_not_found");
    again.problem(409, "review_answered");
    assert_eq!(waiting["items"][0]["id"], written["id"]);
    assert_eq!(answered["reply"]["text"], words["text"]);
    assert_eq!(shown["items"][0]["reply"], answered["reply"]);
    let left = member.get("/v1/seller/reviews?answered=false").await;
    assert_eq!(left.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn the_desk_hides_what_does_not_belong_and_shows_it_again() {
    let market = Market::start().await;
    let placed = delivered(&market).await;
    let verifier = market.staff(StaffRole::Verifier).await;
    let written = review(&placed.bought.shopper, placed.goods, 5).await;
    let written = written.expect(201);
    let id = written["id"].as_str().expect("an id");
    let step = |step: &str| {
        let path = format!("/v1/desk/reviews/{id}/{step}");
        verifier.post(&path, json!({"note": "Lời lẽ xúc phạm"}))
    };
    let shown = async || {
        let listed = market.guest().get(&path(placed.goods)).await.expect(200);
        listed["items"].as_array().expect("a list").len()
    };

    let hidden = step("hide").await.expect(200);
    let twice = step("hide").await;
    let while_hidden = (shown().await, rating(&market, placed.goods).await);
    let found = verifier.get("/v1/desk/reviews?hidden=true").await;
    step("show").await.expect(200);
    let after = (shown().await, rating(&market, placed.goods).await);

    assert_eq!(hidden["hidden_reason"], "Lời lẽ xúc phạm");
    let problem = twice.problem(409, "illegal_transition");
    assert_eq!(problem["possible"], json!(["show"]));
    assert_eq!(found.expect(200)["items"][0]["id"], id);
    assert_eq!(while_hidden, (0, json!({"average": null, "count": 0})));
    assert_eq!(after, (1, json!({"average": 5.0, "count": 1})));
    let admin = market.staff(StaffRole::Admin).await;
    let log = format!("/v1/desk/audit-log?subject_type=review&subject_id={id}");
    let log = admin.get(&log).await.expect(200);
    let actions: Vec<&Value> = log["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| &entry["action"])
        .collect();
    assert_eq!(actions, ["review.shown", "review.hidden"]);
    market.audit_is_clean().await;
}
