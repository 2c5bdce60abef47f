//! The adapter for Meilisearch against recorded traffic of a real server.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod recorded;

use std::time::{Duration, Instant};

use recorded::{Exchange, Server, recorded, told};
use search::{
    Change, Count, Engine, Entry, Filters, Meilisearch, MeilisearchSettings, Query, Ranking,
    SearchError,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use uuid::Uuid;

fn settings(url: &str) -> MeilisearchSettings {
    let mut settings = MeilisearchSettings::new(url, Some("ADMIN_KEY"));
    settings.search_key = Some("SEARCH_KEY".to_owned());
    settings.search_timeout = Duration::from_secs(5);
    settings
}

/// What opening asks of a server that has nothing yet.
fn opening() -> Vec<Exchange> {
    let mut script = told("create index", &["processing", "succeeded"]);
    script.extend(set_up());
    script.extend(state_index());
    script.push(key_tried());
    script
}

/// The search by which a key is tried.
fn key_tried() -> Exchange {
    let none = json!({"indexUid": "products_v1", "hits": [], "query": "", "processingTimeMs": 0,
        "limit": 1, "offset": 0, "estimatedTotalHits": 0});
    recorded("many searches for disjunctive facets")
        .answering(json!({ "results": [none] }))
        .of_our_own()
}

fn set_up() -> Vec<Exchange> {
    let mut script = told("settings", &["processing", "succeeded"]);
    script[0] = script[0].clone().of_our_own();
    script
}

fn state_index() -> Vec<Exchange> {
    let script = told("second index", &["processing", "succeeded"]).into_iter();
    script
        .map(|exchange| exchange.with("products_v2", "search_state_v1"))
        .collect()
}

/// Writing down how far changes were applied.
fn state_written() -> Vec<Exchange> {
    let script = told("fill second", &["succeeded"]).into_iter();
    script
        .map(|exchange| exchange.with("products_v2", "search_state_v1").of_our_own())
        .collect()
}

/// The same, when nobody waits for it.
fn state_told() -> Exchange {
    state_written().remove(0)
}

/// An open index on a server that then expects more.
async fn opened(more: Vec<Exchange>) -> (Server, Meilisearch) {
    let mut script = opening();
    script.extend(more);
    let server = Server::expecting(script).await;
    let index = Meilisearch::open(settings(&server.url)).await.unwrap();
    (server, index)
}

fn id(text: &str) -> Uuid {
    Uuid::parse_str(text).unwrap()
}

fn product() -> Entry {
    Entry {
        id: id("0190a000-0000-7000-8000-000000000000"),
        seller: "seller-0".to_owned(),
        names: vec!["Tôm khô".to_owned()],
        stars: Some(4),
        ..Entry::default()
    }
}

/// The body of a multi-search.
fn searches(query: &Value) -> &Vec<Value> {
    query["queries"].as_array().unwrap()
}

#[tokio::test]
async fn opening_makes_the_indexes_and_their_settings() {
    let (server, _index) = opened(Vec::new()).await;

    let asked = server.finish();

    let settings = asked
        .iter()
        .find(|asked| asked.path.ends_with("/settings"))
        .unwrap();
    let known = recorded("settings").body;
    for (name, value) in settings.body.as_object().unwrap() {
        let known = &known[name];
        assert_eq!(value.is_array(), known.is_array(), "{name}");
        assert_eq!(value.is_object(), known.is_object(), "{name}");
    }
    assert_eq!(
        settings.body["localizedAttributes"],
        known["localizedAttributes"]
    );
    assert_eq!(settings.body["pagination"], known["pagination"]);
    let rules = settings.body["rankingRules"].as_array().unwrap();
    assert!(rules.contains(&json!("merit:desc")));
}

#[tokio::test]
async fn an_index_that_is_there_is_used() {
    let mut script = vec![
        recorded("create index that exists"),
        recorded("create index that exists: task failed"),
    ];
    script.extend(set_up());
    script.extend(state_index());
    script.push(key_tried());
    let server = Server::expecting(script).await;

    Meilisearch::open(settings(&server.url)).await.unwrap();

    server.finish();
}

#[tokio::test]
async fn changes_are_sent_and_waited_for_and_then_noted() {
    let mut script: Vec<Exchange> = told("add documents", &["processing", "succeeded"]);
    script[0] = script[0].clone().of_our_own();
    // Both are told before either is waited for.
    let mut deletion = told("delete some", &["processing", "succeeded"]);
    script.insert(1, deletion.remove(0).of_our_own());
    script.extend(deletion);
    script.push(state_told());
    let deleted = recorded("delete some").body;
    let (server, index) = opened(script).await;
    let gone = deleted.as_array().unwrap().iter();
    let gone = gone.map(|gone| Change::Remove(id(gone.as_str().unwrap())));

    let changes = std::iter::once(product().into()).chain(gone).collect();
    index.apply(changes, 42).await.unwrap();

    let asked = server.finish();
    let documents = &asked
        .iter()
        .find(|asked| asked.path.contains("products_v1/documents?"))
        .unwrap()
        .body;
    assert_eq!(documents[0]["id"], "0190a000-0000-7000-8000-000000000000");
    assert!(
        documents[0]["aliases"]
            .as_array()
            .unwrap()
            .contains(&json!("dried shrimp"))
    );
    let batch = &asked
        .iter()
        .find(|asked| asked.path.ends_with("delete-batch"))
        .unwrap()
        .body;
    assert_eq!(
        batch.as_array().unwrap().len(),
        deleted.as_array().unwrap().len()
    );
    let state = &asked
        .iter()
        .find(|asked| asked.path.contains("search_state_v1/documents"))
        .unwrap()
        .body;
    assert_eq!(*state, json!([{"id": "applied", "through": 42}]));
}

#[tokio::test]
async fn a_task_that_fails_is_an_error_with_the_server_s_reason() {
    let script = vec![
        recorded("document with a bad id")
            .at("/indexes/products_v1/documents?primaryKey=id")
            .of_our_own(),
        recorded("document with a bad id fails: task failed"),
    ];
    let (server, index) = opened(script).await;

    let refused = index.apply(vec![product().into()], 42).await.unwrap_err();

    assert!(matches!(&refused, SearchError::Refused(_)), "{refused:?}");
    assert!(
        refused.to_string().contains("InvalidDocumentId"),
        "{refused}"
    );
    server.finish();
}

#[tokio::test]
async fn a_search_is_one_request_and_counts_are_disjunctive() {
    // The market keeps ratings in hundredths of a star.
    let search = recorded("many searches for disjunctive facets")
        .with("4.5", "450")
        .of_our_own();
    let (server, index) = opened(vec![search]).await;
    let query = Query {
        filters: Filters {
            stars: vec![4],
            ..Filters::default()
        },
        facets: true,
        limit: 24,
        ..Query::default()
    };

    let answer = index.search(&query).await.unwrap();

    assert_eq!(answer.hits, [id("0190a026-0000-7000-8000-000000000000")]);
    assert_eq!((answer.total, answer.next), (1, None));
    let facets = answer.facets.unwrap();
    assert_eq!(
        facets.stars,
        [Count { value: 3, count: 9 }, Count { value: 4, count: 1 }]
    );
    assert_eq!(
        facets.provinces,
        [Count {
            value: "96".to_owned(),
            count: 1
        }]
    );
    let asked = server.finish();
    let asked = searches(&asked.last().unwrap().body);
    assert_eq!(asked[0]["filter"], json!(["stars IN [4]"]));
    assert_eq!(
        (&asked[1]["filter"], &asked[1]["facets"]),
        (&Value::Null, &json!(["stars"]))
    );
    knows_every_parameter(asked);
}

/// The server names every parameter it knows when it refuses one that it does not.
fn knows_every_parameter(searches: &[Value]) {
    let refusal = recorded("unknown field in the request");
    let known = format!("{refusal:?}");
    for search in searches {
        for name in search
            .as_object()
            .unwrap()
            .keys()
            .filter(|name| *name != "indexUid")
        {
            assert!(known.contains(&format!("`{name}`")), "{name}");
        }
    }
}

#[tokio::test]
async fn refusals_are_told_from_absence() {
    let at = |label: &str| {
        recorded(label)
            .at("/multi-search")
            .under_search_key()
            .of_our_own()
    };
    let (server, index) = opened(vec![
        at("bad filter"),
        at("filter on an attribute not filterable"),
    ])
    .await;

    for _ in 0..2 {
        let error = index
            .search(&Query {
                limit: 1,
                ..Query::default()
            })
            .await
            .unwrap_err();
        assert!(matches!(error, SearchError::Refused(_)), "{error:?}");
    }

    assert!(!index.is_away());
    server.finish();
}

#[tokio::test]
async fn a_key_that_may_not_search_is_refused_at_once() {
    let mut script = opening();
    script.pop();
    let refused = recorded("search key on an index it may not see");
    script.push(refused.at("/multi-search").under_search_key().of_our_own());
    let server = Server::expecting(script).await;

    let refused = Meilisearch::open(settings(&server.url)).await.unwrap_err();

    assert!(matches!(refused, SearchError::KeyRefused(_)), "{refused:?}");
    assert!(refused.to_string().contains("/multi-search"), "{refused}");
    server.finish();
}

#[tokio::test]
async fn a_key_that_is_revoked_keeps_questions_away() {
    let refused = || {
        let refused = recorded("search key on an index it may not see");
        refused.at("/multi-search").under_search_key().of_our_own()
    };
    let (server, index) = opened(vec![refused(), refused(), refused()]).await;

    for _ in 0..3 {
        let error = index.search(&Query::default()).await.unwrap_err();
        assert!(matches!(error, SearchError::KeyRefused(_)), "{error:?}");
    }

    assert!(index.is_away());
    server.finish();
}

#[tokio::test]
async fn a_rebuild_grows_beside_the_index_and_is_swapped() {
    let none = json!({"results": [], "offset": 0, "limit": 20, "total": 0});
    let mut script = vec![recorded("wrong key").answering(none).under_admin_key()];
    script.extend(told("second index", &["succeeded"]));
    script.extend(
        set_up()
            .into_iter()
            .map(|exchange| exchange.with("products_v1", "products_v2")),
    );
    let mut fill = told("fill second", &["processing", "succeeded"]);
    fill[0] = fill[0]
        .clone()
        .at("/indexes/products_v2/documents?primaryKey=id")
        .of_our_own();
    script.extend(fill);
    script.extend(state_written());
    script.extend(told("swap", &["succeeded"]));
    script.extend(state_written());
    script.extend(told("delete index", &["succeeded"]));
    let (server, index) = opened(script).await;

    let mut growing = index.rebuild().await.unwrap();
    growing.add(vec![product()]).await.unwrap();
    growing.swap(7).await.unwrap();

    server.finish();
}

#[tokio::test]
async fn the_server_counts_and_remembers() {
    let state = json!({"id": "applied", "through": 41});
    let document = recorded("document").at("/indexes/search_state_v1/documents/applied");
    let missing = recorded("document missing").at("/indexes/search_state_v1/documents/applied");
    let script = vec![recorded("stats"), document.answering(state), missing];
    let (server, index) = opened(script).await;

    assert_eq!(index.count().await.unwrap(), 5);
    assert_eq!(index.applied_through().await.unwrap(), 41);
    assert_eq!(index.applied_through().await.unwrap(), 0);

    server.finish();
}

#[tokio::test]
async fn documents_are_scored_by_the_ranking_that_is_noted() {
    let ranking = Ranking {
        star: 7,
        // So late that nothing is new.
        now_ms: 1_800_000_000_000,
        ..Ranking::default()
    };
    let ranked = json!({"id": "ranking", "ranking": ranking});
    let document = recorded("document").at("/indexes/search_state_v1/documents/ranking");
    let missing = recorded("document missing").at("/indexes/search_state_v1/documents/ranking");
    let mut script = vec![missing];
    let mut added: Vec<Exchange> = told("add documents", &["succeeded"]);
    added[0] = added[0].clone().of_our_own();
    script.extend(added);
    script.push(state_told());
    script.extend(state_written());
    script.push(document.answering(ranked.clone()));
    let (server, index) = opened(script).await;

    let before = index.ranked_by().await.unwrap();
    index.rank_by(ranking);
    index.apply(vec![product().into()], 1).await.unwrap();
    index.note_ranked().await.unwrap();
    let after = index.ranked_by().await.unwrap();

    assert_eq!((before, after), (None, Some(ranking)));
    let asked = server.finish();
    let bodies = |path: &str| {
        let of_path = asked
            .iter()
            .filter(|asked| asked.path.contains(path) && asked.body.is_array());
        of_path.map(|asked| asked.body.clone()).collect::<Vec<_>>()
    };
    // Four stars at seven points, and the rating of an average product.
    assert_eq!(bodies("products_v1/documents?")[0][0]["merit"], 4 * 7 + 240);
    assert_eq!(
        bodies("search_state_v1/documents").last(),
        Some(&json!([ranked]))
    );
}

#[tokio::test]
async fn a_server_that_is_gone_is_known_to_be_away_at_once() {
    let (server, index) = opened(Vec::new()).await;
    let url = server.url.clone();
    server.finish();
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nowhere = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    assert_ne!(url, nowhere);

    let refused = Meilisearch::open(settings(&nowhere)).await.unwrap_err();

    assert!(matches!(refused, SearchError::Away(_)), "{refused:?}");
    assert!(!index.is_away());
}

#[tokio::test]
async fn a_server_that_hangs_is_given_up_in_time_and_then_left_alone() {
    let server = Server::expecting(opening()).await;
    let mut settings = settings(&server.url);
    settings.search_timeout = Duration::from_millis(40);
    let index = Meilisearch::open(settings).await.unwrap();
    let url = server.url.clone();
    server.hang();

    for _ in 0..3 {
        let away = index
            .search(&Query {
                limit: 1,
                ..Query::default()
            })
            .await
            .unwrap_err();
        assert!(matches!(away, SearchError::Away(_)), "{away:?} {url}");
    }
    assert!(index.is_away());
    let begun = Instant::now();
    index.search(&Query::default()).await.unwrap_err();

    assert!(begun.elapsed() < Duration::from_millis(40));
}
