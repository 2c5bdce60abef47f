//! A market beside a search server: it goes by what staff change, and is caught up when it is back.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use chrono::TimeDelta;
use market::{
    MeilisearchSettings,
    accounts::StaffRole,
    catalog::documents::{self, Following},
};
use serde_json::{Value, json};
use tests::{Market, fakes::SearchServer};
use uuid::Uuid;

use super::{Given, freshness::reprice, list, slugs};

/// A market whose lists come from a server; one product has five stars, the other is in stock.
struct Served {
    server: SearchServer,
    market: Market,
    five_stars: Uuid,
    asked: AtomicU32,
    _following: Following,
}

impl Served {
    async fn start() -> Self {
        let server = SearchServer::start().await;
        let settings = MeilisearchSettings::new(server.url(), None);
        let market = Market::start_with(|all| all.meilisearch = Some(settings)).await;
        let seller = market.seller("HTX Sông Đầm").await;
        let last = market.app().clock().today() + chrono::Days::new(90);
        let sold_out = Given::product(seller, "Tôm khô", "five-stars").stars(5, last);
        let (five_stars, _) = sold_out.stock(0).put_up(&market).await;
        let in_stock = Given::product(seller, "Tôm khô", "in-stock").stars(3, last);
        in_stock.put_up(&market).await;
        market.settle_jobs().await;
        let following = documents::start(market.app()).await.expect("a catalogue");
        let served = Self {
            server,
            market,
            five_stars,
            asked: AtomicU32::new(0),
            _following: following,
        };
        served.until(|list, _| list["degraded"].is_null()).await;
        served
    }

    /// A list that nobody has asked for before, so that none is kept.
    async fn list(&self, more: &str) -> Value {
        let price = 900_000 + self.asked.fetch_add(1, Ordering::Relaxed);
        let query = format!("q=t%C3%B4m&price_max={price}{more}");
        list(&self.market, &query).await
    }

    /// Looks until a list and the status of the search are as they should be, and gives the list.
    async fn until(&self, is_right: impl Fn(&Value, &Value) -> bool) -> Value {
        let admin = self.market.staff(StaffRole::Admin).await;
        loop {
            let found = self.list("").await;
            let status = admin.get("/v1/desk/search/status").await.expect(200);
            if is_right(&found, &status) {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What readiness says of the catalogue.
    async fn readiness(&self) -> Value {
        let ready = self.market.guest().get("/readyz").await.expect(200);
        let mut checks = ready["checks"].as_array().expect("checks").iter();
        let catalogue = checks.find(|check| check["name"] == "catalogue");
        catalogue.expect("the check of the catalogue")["state"].clone()
    }

    fn merit(&self) -> i64 {
        let document = self.server.document(&self.five_stars.to_string());
        document.expect("a document")["merit"]
            .as_i64()
            .expect("points")
    }
}

#[tokio::test]
async fn changed_weights_and_a_new_day_reach_the_server_by_themselves() {
    let served = Served::start().await;
    let promoter = served.market.staff(StaffRole::Promoter).await;
    let weights = json!({
        "in_stock": 0, "star": 200, "promotion": 30, "rating": 0, "freshness": 60,
        "fresh_days": 60,
    });
    let first = served.list("").await;
    let preview = json!({"q": "tôm", "weights": weights});
    let preview = promoter.post("/v1/desk/search/preview", preview).await;
    let preview = preview.expect(200);

    promoter
        .put("/v1/desk/search/settings", weights)
        .await
        .expect(200);
    let changed = served
        .until(|list, status| {
            list["degraded"].is_null()
                && status["server"]["is_ranked"] == true
                && slugs(list) == ["five-stars", "in-stock"]
        })
        .await;
    let fresh = served.merit();
    served.market.advance(TimeDelta::days(30));
    served.until(|_, _| served.merit() < fresh).await;
    let worn = fresh - served.merit();

    assert_eq!(slugs(&first), ["in-stock", "five-stars"]);
    assert_eq!(preview["items"][0]["slug"], "five-stars");
    assert_eq!(changed["total"], 2);
    // Whole days count, from the hour in which it was published to a midnight.
    assert!((29..=30).contains(&worn), "{worn}");
}

#[tokio::test]
async fn a_server_that_hangs_is_done_without_and_caught_up_when_it_is_back() {
    let served = Served::start().await;
    let ready = served.readiness().await;
    let page = served.list("&limit=1").await;
    let cursor = page["next_cursor"].as_str().expect("a next page");

    served.server.hang(true);
    let second = served.list(&format!("&limit=1&cursor={cursor}")).await;
    let while_away = served.list("").await;
    let away = served
        .until(|_, status| status["server"]["is_away"] == true)
        .await;
    let amber = served.readiness().await;
    reprice(&served.market, served.five_stars, 77_000).await;
    served.market.settle_jobs().await;
    served.server.hang(false);
    let back = served
        .until(|list, status| list["degraded"].is_null() && status["server"]["lag"] == 0)
        .await;

    assert_eq!(ready, "green");
    assert_eq!(
        (slugs(&while_away), &while_away["degraded"]),
        (vec!["in-stock", "five-stars"], &json!(true))
    );
    assert_eq!(
        (slugs(&page), slugs(&second), &second["degraded"]),
        (vec!["in-stock"], vec!["five-stars"], &json!(true))
    );
    assert_eq!(away["degraded"], true);
    assert_eq!(amber, "amber");
    assert_eq!(back["total"], 2);
    let document = served.server.document(&served.five_stars.to_string());
    assert_eq!(document.expect("a document")["price"], 77_000);
}

#[tokio::test]
async fn a_task_that_fails_is_told_and_what_it_should_have_done_is_done_later() {
    let served = Served::start().await;

    served.server.fail_tasks(true);
    reprice(&served.market, served.five_stars, 77_000).await;
    served.market.settle_jobs().await;
    let failed = served
        .until(|list, status| {
            let error = status["server"]["last_error"].to_string();
            error.contains("No space left") && list["degraded"] == true
        })
        .await;
    let metrics = served.market.guest().get("/metrics").await.text();
    let amber = served.readiness().await;
    served.server.fail_tasks(false);
    served
        .until(|list, status| list["degraded"].is_null() && status["server"]["lag"] == 0)
        .await;

    assert_eq!(slugs(&failed).len(), 2);
    assert_eq!(amber, "amber");
    let errors = metrics
        .lines()
        .find_map(|line| line.strip_prefix("chosao_search_server_errors "));
    assert!(errors.is_some_and(|errors| errors != "0"), "{metrics}");
    let document = served.server.document(&served.five_stars.to_string());
    assert_eq!(document.expect("a document")["price"], 77_000);
}

#[tokio::test]
async fn a_star_lapses_on_the_server_though_no_job_has_run() {
    let served = Served::start().await;
    let stars = || {
        let document = served.server.document(&served.five_stars.to_string());
        document.expect("a document")["stars"].clone()
    };
    assert_eq!(stars(), 5);

    served.market.advance(TimeDelta::days(91));
    served.until(|_, _| stars().is_null()).await;

    let found = served.list("").await;
    let cards = found["items"].as_array().expect("cards");
    assert!(cards.iter().all(|card| card["stars"].is_null()), "{found}");
}
