//! A market beside a real Meilisearch: it is killed, hangs, gets wrong keys, and is rebuilt while
//! shoppers search. Without the program of `CHOSAO_TEST_MEILISEARCH_BINARY` nothing is tried.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use market::{
    MeilisearchSettings,
    accounts::StaffRole,
    catalog::documents::{self, Following},
};
use serde_json::{Value, json};
use tests::{Caller, Market, RealSearchServer};
use uuid::Uuid;

use super::{Given, freshness::reprice, list, slugs};

/// A market with two products whose lists come from a real server, if its keys allow.
struct Served {
    market: Market,
    admin: Caller,
    shrimp: Uuid,
    asked: AtomicU32,
    _following: Following,
}

impl Served {
    async fn start(settings: MeilisearchSettings) -> Self {
        // A machine under load may be slow to answer the first searches.
        let settings = MeilisearchSettings {
            search_timeout: Duration::from_millis(500),
            ..settings
        };
        let market = Market::start_with(|all| all.meilisearch = Some(settings)).await;
        let seller = market.seller("HTX Sông Đầm").await;
        let (shrimp, _) = Given::product(seller, "Tôm khô", "shrimp")
            .put_up(&market)
            .await;
        let honey = Given::product(seller, "Mật ong", "honey");
        honey.put_up(&market).await;
        market.settle_jobs().await;
        let following = documents::start(market.app()).await.expect("a catalogue");
        Self {
            admin: market.staff(StaffRole::Admin).await,
            market,
            shrimp,
            asked: AtomicU32::new(0),
            _following: following,
        }
    }

    /// A list that nobody has asked for before, so that none is kept.
    async fn list(&self, q: &str) -> Value {
        let price = 900_000 + self.asked.fetch_add(1, Ordering::Relaxed);
        list(&self.market, &format!("q={q}&price_max={price}")).await
    }

    async fn server(&self) -> Value {
        let status = self.admin.get("/v1/desk/search/status").await.expect(200);
        status["server"].clone()
    }

    /// Looks until the server stands as it should.
    async fn until(&self, is_right: impl Fn(&Value) -> bool) -> Value {
        loop {
            let server = self.server().await;
            if is_right(&server) {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The state of the catalogue and what readiness says of it.
    async fn readiness(&self) -> (Value, String) {
        let ready = self.market.guest().get("/readyz").await.expect(200);
        let mut checks = ready["checks"].as_array().expect("checks").iter();
        let catalogue = checks.find(|check| check["name"] == "catalogue");
        let catalogue = catalogue.expect("the check of the catalogue");
        (catalogue["state"].clone(), catalogue["detail"].to_string())
    }
}

fn under(server: &RealSearchServer, key: &str) -> MeilisearchSettings {
    MeilisearchSettings::new(&server.url(), Some(key))
}

fn is_ready(server: &Value) -> bool {
    server["is_ready"] == true && server["lag"] == 0
}

#[tokio::test]
async fn a_real_server_that_is_killed_or_hangs_is_done_without_and_caught_up() {
    let Some(mut server) = RealSearchServer::start().await else {
        return;
    };
    let served = Served::start(under(&server, RealSearchServer::KEY)).await;
    served.until(is_ready).await;
    let whole = served.list("tom").await;

    server.kill();
    let mut while_away = Vec::new();
    for _ in 0..20 {
        while_away.push(served.list("tom").await);
    }
    served.until(|server| server["is_away"] == true).await;
    let (killed, _) = served.readiness().await;
    reprice(&served.market, served.shrimp, 77_000).await;
    served.market.settle_jobs().await;
    server.start_again().await;
    served.until(is_ready).await;
    let repriced = served.list("tom&price_min=77000").await;
    let (back, _) = served.readiness().await;

    server.hang(true);
    for _ in 0..20 {
        while_away.push(served.list("tom").await);
    }
    served.until(|server| server["is_away"] == true).await;
    server.hang(false);
    served.until(is_ready).await;
    let resumed = served.list("tom").await;

    assert_eq!(
        (slugs(&whole), &whole["degraded"]),
        (vec!["shrimp"], &Value::Null)
    );
    for list in &while_away {
        assert_eq!(
            (slugs(list), &list["degraded"]),
            (vec!["shrimp"], &json!(true))
        );
    }
    assert_eq!((killed, back), (json!("amber"), json!("green")));
    assert_eq!(
        (slugs(&repriced), &repriced["degraded"]),
        (vec!["shrimp"], &Value::Null)
    );
    assert_eq!(resumed["degraded"], Value::Null);
}

#[tokio::test]
async fn a_key_that_does_not_fit_is_named_and_searches_are_answered_here() {
    let Some(server) = RealSearchServer::start().await else {
        return;
    };
    let admin = [
        "indexes.*",
        "documents.get",
        "documents.delete",
        "settings.update",
        "tasks.get",
        "stats.get",
    ];
    let lacking = server.key(&admin).await;
    let searching = server.key(&["search"]).await;
    let with_search_key = |key: &str, search_key: &str| MeilisearchSettings {
        search_key: Some(search_key.to_owned()),
        ..under(&server, key)
    };
    for (settings, refused_for) in [
        (under(&server, "wrong-from-the-start"), "/keys"),
        (under(&server, &lacking), "/keys"),
        (with_search_key(&lacking, &searching), "/documents"),
        (
            with_search_key(RealSearchServer::KEY, &lacking),
            "/multi-search",
        ),
    ] {
        let served = Served::start(settings).await;
        let standing = served.until(|server| !server["last_error"].is_null()).await;
        let (state, detail) = served.readiness().await;
        let found = served.list("tom").await;

        let error = standing["last_error"].to_string();
        assert!(
            error.contains("refuses the key") && error.contains(refused_for),
            "{error}"
        );
        assert_eq!(state, "amber");
        assert!(detail.contains("refuses the key"), "{detail}");
        assert_eq!(
            (slugs(&found), &found["degraded"]),
            (vec!["shrimp"], &json!(true))
        );
    }
}

#[tokio::test]
async fn keys_that_may_do_no_more_than_they_must_are_enough() {
    let Some(server) = RealSearchServer::start().await else {
        return;
    };
    let admin = [
        "indexes.*",
        "documents.*",
        "settings.update",
        "tasks.get",
        "stats.get",
    ];
    let (admin, searching) = (server.key(&admin).await, server.key(&["search"]).await);
    let settings = MeilisearchSettings {
        search_key: Some(searching),
        ..under(&server, &admin)
    };

    let served = Served::start(settings).await;
    served.until(is_ready).await;

    assert_eq!(served.list("mat%20ong").await["degraded"], Value::Null);
}

#[tokio::test]
async fn a_real_server_is_filled_anew_while_shoppers_search() {
    let Some(server) = RealSearchServer::start().await else {
        return;
    };
    let served = Served::start(under(&server, RealSearchServer::KEY)).await;
    served.until(is_ready).await;

    let begun = served
        .admin
        .post("/v1/desk/search/reindex", json!({}))
        .await;
    begun.expect(202);
    let mut found = Vec::new();
    let mut has_filled = false;
    while !has_filled || !is_ready(&served.server().await) {
        has_filled |= served.server().await["is_filling"] == true;
        found.push(served.list("tom").await);
        served.market.settle_jobs().await;
    }

    assert!(
        found.iter().all(|list| slugs(list) == ["shrimp"]),
        "{found:?}"
    );
    assert_eq!(served.list("tom").await["degraded"], Value::Null);
}
