//! Refusals: one form for all of them, whatever refused.

use poem::http::Method;
use serde_json::json;
use tests::{Market, PASSWORD};
use uuid::Uuid;

const ACCOUNTS: &str = "/v1/store/accounts";

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let market = Market::start().await;

    for path in [
        "/nothing",
        "/v1",
        "/v1/store/nothing",
        "/v1/store/me/",
        "/v2/store/me",
    ] {
        market.guest().get(path).await.problem(404, "not_found");
    }
}

#[tokio::test]
async fn a_wrong_method_is_refused() {
    let market = Market::start().await;

    let answer = market.guest().delete(ACCOUNTS).await;

    answer.problem(405, "method_not_allowed");
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused() {
    let market = Market::start().await;
    let post = || market.guest().send(Method::POST, ACCOUNTS);

    let other_type = post().bytes("text/plain", "{}").await;
    let no_type = post().bytes("", "{}").without("Content-Type").await;
    let torn = post().bytes("application/json", r#"{"name": "#).await;
    let not_text = post().bytes("application/json", b"\"\xff\"".to_vec()).await;
    let empty = post().bytes("application/json", "").await;

    other_type.problem(415, "media_type_unsupported");
    no_type.problem(415, "media_type_unsupported");
    torn.problem(400, "body_invalid");
    not_text.problem(400, "body_invalid");
    empty.problem(400, "body_invalid");
}

#[tokio::test]
async fn an_unknown_field_is_refused_by_its_name() {
    let market = Market::start().await;
    let body = json!({"name": "Lan", "password": PASSWORD, "colour": "red"});

    let answer = market.guest().post(ACCOUNTS, body).await;

    let problem = answer.problem(400, "body_invalid");
    assert_eq!(problem["errors"][0]["pointer"], "/colour");
}

#[tokio::test]
async fn a_body_that_breaks_the_contract_is_refused_by_the_field() {
    let market = Market::start().await;
    let path = format!("/v1/store/carts/{}/lines", Uuid::nil());
    let id = Uuid::nil();
    let broken = [
        (json!({}), "/variant_id", "missing"),
        (json!({"quantity": 1}), "/variant_id", "missing"),
        (json!({"variant_id": id}), "/quantity", "missing"),
        (
            json!({"variant_id": "x", "quantity": 1}),
            "/variant_id",
            "uuid",
        ),
        (
            json!({"variant_id": id, "quantity": "1"}),
            "/quantity",
            "int64",
        ),
        (
            json!({"variant_id": id, "quantity": 1.5}),
            "/quantity",
            "int64",
        ),
        (
            json!({"variant_id": id, "quantity": null}),
            "/quantity",
            "int64",
        ),
        (
            json!({"variant_id": id, "quantity": 1e30}),
            "/quantity",
            "int64",
        ),
        (
            json!({"variant_id": id, "quantity": 1, "a/b": 1}),
            "/a~1b",
            "no field",
        ),
        (json!([]), "", "object"),
    ];

    for (body, pointer, words) in broken {
        let sent = body.to_string();
        let answer = market
            .guest()
            .post(&path, body)
            .header("Accept-Language", "en")
            .await;

        let problem = answer.problem(400, "body_invalid");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{sent}");
        let detail = problem["errors"][0]["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(words), "{sent}: {detail}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let market = Market::start().await;
    let long = "x".repeat(300 * 1024);

    let answer = market
        .guest()
        .post(ACCOUNTS, json!({"name": long, "password": PASSWORD}))
        .await;

    answer.problem(413, "body_too_large");
}

#[tokio::test]
async fn a_nul_in_text_is_a_fault_of_the_caller() {
    let market = Market::start().await;
    let guest = market.guest();

    let in_a_name = json!({"email": "lan@example.vn", "name": "La\u{0}n", "password": PASSWORD});
    let registered = guest.post(ACCOUNTS, in_a_name).await;
    let in_an_identifier = json!({"email": "la\u{0}n@example.vn", "password": PASSWORD});
    let signed_in = guest.post("/v1/store/sessions", in_an_identifier).await;

    registered.problem(400, "name_unusable");
    signed_in.problem(401, "wrong_credentials");
}

#[tokio::test]
async fn words_are_vietnamese_unless_english_is_preferred() {
    let market = Market::start().await;
    let ask = |language| {
        let asked = market.guest().get("/v1/store/me");
        asked.header("Accept-Language", language)
    };

    let by_default = market.guest().get("/v1/store/me").await;

    let problem = by_default.problem(401, "sign_in_needed");
    assert_eq!(problem["title"], "Cần đăng nhập");
    for (language, title) in [
        ("vi-VN,vi;q=0.9,en;q=0.8", "Cần đăng nhập"),
        ("en;q=0.4, vi-VN;q=0.8", "Cần đăng nhập"),
        ("fr, de;q=0.5", "Cần đăng nhập"),
        ("en;q=nonsense", "Cần đăng nhập"),
        ("en-GB,en;q=0.9,vi;q=0.3", "Sign in first"),
        ("vi;q=0.3,en;q=0.31", "Sign in first"),
    ] {
        let problem = ask(language).await.problem(401, "sign_in_needed");
        assert_eq!(problem["title"], title, "{language}");
    }
}

#[tokio::test]
async fn every_answer_has_a_request_id_of_its_own() {
    let market = Market::start().await;
    let guest = market.guest();

    let answers = [
        guest.get("/healthz").await,
        guest.get("/v1/store/me").await,
        guest.get("/nothing").await,
        guest.delete(ACCOUNTS).await,
        guest
            .get("/healthz")
            .header("X-Request-Id", "chosen-by-the-caller")
            .await,
    ];

    let mut ids: Vec<&str> = answers
        .iter()
        .filter_map(|answer| answer.header("x-request-id"))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), answers.len());
    assert!(!ids.contains(&"chosen-by-the-caller"));
}

#[tokio::test]
async fn private_answers_are_not_stored_by_caches() {
    let market = Market::start().await;
    let lan = market.sign_up("Lan").await;

    let me = lan.get("/v1/store/me").await;
    let refused = market.guest().get("/v1/store/me").await;

    assert_eq!(me.header("cache-control"), Some("no-store"));
    assert_eq!(refused.header("cache-control"), Some("no-store"));
    assert_eq!(me.header("x-content-type-options"), Some("nosniff"));
}
