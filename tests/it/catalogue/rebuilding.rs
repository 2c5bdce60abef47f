//! Building the search anew while it is used.

use chrono::TimeDelta;
use entity::search::{RebuildState, search_rebuild};
use market::{accounts::StaffRole, catalog::documents};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use tests::{Caller, Market};

use super::{freshness::reprice, given::Given, list};

const REINDEX: &str = "/v1/desk/search/reindex";

async fn market() -> (Market, uuid::Uuid) {
    let market = Market::start().await;
    let seller = market.seller("HTX Sông Đầm").await;
    let (id, _) = Given::product(seller, "Tôm khô", "tom-kho")
        .put_up(&market)
        .await;
    Given::product(seller, "Mắm", "mam").put_up(&market).await;
    market.settle_jobs().await;
    (market, id)
}

async fn status(staff: &Caller) -> Value {
    staff.get("/v1/desk/search/status").await.expect(200)
}

/// The status once the rebuild has ended.
async fn ended(staff: &Caller) -> Value {
    loop {
        let status = status(staff).await;
        if !status["rebuild"]["finished_at"].is_null() {
            return status;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn staff_build_the_search_anew_and_see_how_far_it_is() {
    let (market, _) = market().await;
    let promoter = market.staff(StaffRole::Promoter).await;
    assert_eq!(status(&promoter).await["rebuild"], Value::Null);

    let begun = promoter.post(REINDEX, json!({})).await.expect(202);
    let ended = ended(&promoter).await;

    assert_eq!(
        (&begun["state"], &begun["done"]),
        (&json!("rendering"), &json!(0))
    );
    let rebuild = &ended["rebuild"];
    assert_eq!(
        (&rebuild["state"], &rebuild["done"], &rebuild["total"]),
        (&json!("done"), &json!(2), &json!(2))
    );
    let account = format!("account:{}", promoter.account_id());
    assert_eq!(rebuild["started_by"], account);
    assert_eq!(list(&market, "q=tom%20kho").await["total"], 1);
    let caught_up = status(&promoter).await;
    assert_eq!(
        (&caught_up["engine"], &caught_up["indexed"]),
        (&json!("embedded"), &json!(2))
    );
    assert_eq!(
        (&caught_up["lag"], &caught_up["lag_s"], &caught_up["errors"]),
        (&json!(0), &json!(0), &json!(0))
    );
}

#[tokio::test]
async fn one_rebuild_runs_at_a_time_and_one_whose_process_is_gone_ends_by_itself() {
    let (market, _) = market().await;
    let promoter = market.staff(StaffRole::Promoter).await;
    let now = market.app().clock().now();
    let elsewhere = search_rebuild::ActiveModel {
        id: Set(1),
        state: Set(RebuildState::Building),
        started_by: Set("command:reindex".to_owned()),
        started_at: Set(now),
        finished_at: Set(None),
        done: Set(7),
        total: Set(9),
        error: Set(None),
        lease: Set(market::token::new_id()),
        leased_until: Set(now + TimeDelta::seconds(60)),
    };
    search_rebuild::Entity::insert(elsewhere)
        .exec_without_returning(market.database().write())
        .await
        .expect("a rebuild of another process");

    let refused = promoter.post(REINDEX, json!({})).await;
    let running = status(&promoter).await;
    market.advance(TimeDelta::seconds(61));
    let gone = status(&promoter).await;
    promoter.post(REINDEX, json!({})).await.expect(202);

    refused.problem(409, "reindex_running");
    assert_eq!(
        (&running["rebuild"]["state"], &running["rebuild"]["done"]),
        (&json!("building"), &json!(7))
    );
    assert_eq!(gone["rebuild"]["state"], "failed");
    assert_eq!(ended(&promoter).await["rebuild"]["state"], "done");
}

#[tokio::test]
async fn what_changes_during_a_rebuild_is_found_after_it() {
    let (market, id) = market().await;
    let promoter = market.staff(StaffRole::Promoter).await;
    let following = documents::start(market.app()).await.expect("a catalogue");

    promoter.post(REINDEX, json!({})).await.expect(202);
    reprice(&market, id, 77_000).await;
    market.run_jobs().await;
    ended(&promoter).await;
    market.settle_jobs().await;

    while list(&market, "q=tom&price_max=77000").await["total"] == 0 {
        tokio::task::yield_now().await;
    }
    while status(&promoter).await["lag"] != 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(list(&market, "q=tom&price_max=77000").await["total"], 1);
    assert_eq!(list(&market, "sort=price").await["total"], 2);
    drop(following);
}

#[tokio::test]
async fn operators_measure_how_far_the_search_is_behind() {
    let (market, id) = market().await;
    list(&market, "q=tom").await;
    reprice(&market, id, 77_000).await;
    market.settle_jobs().await;
    market.advance(TimeDelta::seconds(5));

    let behind = metrics(&market).await;
    list(&market, "q=tom").await;
    let caught_up = metrics(&market).await;

    assert_eq!(measured(&behind, "chosao_search_index_lag"), 1);
    assert!(measured(&behind, "chosao_search_index_lag_seconds") >= 5);
    assert_eq!(measured(&caught_up, "chosao_search_index_lag"), 0);
    assert_eq!(measured(&caught_up, "chosao_search_index_lag_seconds"), 0);
    assert_eq!(measured(&caught_up, "chosao_search_index_errors"), 0);
}

async fn metrics(market: &Market) -> String {
    market.guest().get("/metrics").await.text()
}

fn measured(metrics: &str, name: &str) -> i64 {
    let line = metrics
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let number = line.and_then(|number| number.trim().parse().ok());
    number.unwrap_or_else(|| panic!("{name} is not in {metrics}"))
}
