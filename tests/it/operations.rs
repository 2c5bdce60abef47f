//! What operators and newcomers look at.

use tests::Market;

#[tokio::test]
async fn a_market_says_that_it_is_alive_and_ready() {
    let market = Market::start().await;

    let alive = market.guest().get("/healthz").await;
    let ready = market.guest().get("/readyz").await.expect(200);

    assert_eq!(alive.expect(200), "ok\n");
    assert_eq!(ready["ready"], true);
    assert_eq!(ready["state"], "green");
}

#[tokio::test]
async fn a_market_without_its_schema_is_alive_but_not_ready() {
    let market = Market::start_with(|settings| {
        settings.data_dir.push("elsewhere");
        settings.database_url = None;
    })
    .await;

    let alive = market.guest().get("/healthz").await;
    let ready = market.guest().get("/readyz").await;

    alive.expect(200);
    let ready = ready.expect(503);
    let schema = ready["checks"]
        .as_array()
        .and_then(|checks| checks.iter().find(|check| check["name"] == "schema"));
    assert!(
        schema.is_some_and(|check| check["state"] == "red"),
        "{ready}"
    );
}

#[tokio::test]
async fn requests_are_measured_by_operation_and_status() {
    let market = Market::start().await;
    market
        .guest()
        .get("/v1/store/me")
        .await
        .problem(401, "sign_in_needed");

    let metrics = market.guest().get("/metrics").await.expect(200);

    let metrics = metrics.as_str().expect("text");
    let counted = metrics.lines().any(|line| {
        line.starts_with("chosao_requests_total")
            && line.contains("account_get")
            && line.contains("401")
            && line.ends_with(" 1")
    });
    assert!(counted, "{metrics}");
    assert!(metrics.contains("chosao_outbox_waiting 0"), "{metrics}");
}

#[tokio::test]
async fn a_newcomer_finds_the_reference_from_the_front_page() {
    let market = Market::start().await;
    let guest = market.guest();

    let front = guest.get("/").await.expect(200);
    let front = front.as_str().expect("a page");
    for path in ["/docs", "/openapi.yaml"] {
        assert!(front.contains(path), "{path} is not on the front page");
        guest.get(path).await.expect(200);
    }
    let spec = guest.get("/openapi.json").await.expect(200);
    assert_eq!(spec["info"]["title"], "Chợ Sao");
}
