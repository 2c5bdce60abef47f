//! A stand-in for a Meilisearch server: keeps documents, does its tasks at once, and finds what has
//! all words, in the order of `merit`. Its answers have the shape of those recorded in the tests of
//! `search`.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use poem::{
    Endpoint, Request, Response, Server,
    endpoint::make,
    http::{Method, StatusCode},
    listener::TcpAcceptor,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

const AT: &str = "2026-11-21T20:04:52.658471233Z";

/// The stand-in, served on a port of its own until it is dropped.
pub struct SearchServer {
    kept: Arc<Mutex<Kept>>,
    url: String,
    served: JoinHandle<()>,
}

#[derive(Default)]
struct Kept {
    indexes: HashMap<String, BTreeMap<String, Value>>,
    tasks: u64,
    is_hung: bool,
    fails_tasks: bool,
}

impl SearchServer {
    /// An empty server.
    ///
    /// # Panics
    ///
    /// When no port is free.
    pub async fn start() -> Self {
        let kept = Arc::new(Mutex::new(Kept::default()));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound socket"));
        let acceptor = TcpAcceptor::from_tokio(listener).expect("an acceptor");
        let endpoint = answering(Arc::clone(&kept));
        let served = tokio::spawn(async move {
            let served = Server::new_with_acceptor(acceptor).run(endpoint).await;
            served.expect("it is served until the test ends");
        });
        Self { kept, url, served }
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Answers nothing from now on, or answers again with what it had.
    pub fn hang(&self, is_hung: bool) {
        lock(&self.kept).is_hung = is_hung;
    }

    /// Fails what it was told to do later from now on, or does it again.
    pub fn fail_tasks(&self, fails: bool) {
        lock(&self.kept).fails_tasks = fails;
    }

    /// The document of a product in the index that is searched.
    #[must_use]
    pub fn document(&self, id: &str) -> Option<Value> {
        let kept = lock(&self.kept);
        kept.indexes.get("products_v1")?.get(id).cloned()
    }
}

impl Drop for SearchServer {
    fn drop(&mut self) {
        self.served.abort();
    }
}

fn lock(kept: &Mutex<Kept>) -> std::sync::MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answering(kept: Arc<Mutex<Kept>>) -> impl Endpoint<Output = Response> {
    make(move |mut request: Request| {
        let kept = Arc::clone(&kept);
        async move {
            let path = request.uri().path().to_owned();
            let method = request.method().clone();
            let body = request.take_body().into_string().await?;
            let body = serde_json::from_str(&body).unwrap_or(Value::Null);
            if lock(&kept).is_hung {
                std::future::pending::<()>().await;
            }
            let (status, answer) = lock(&kept).work(&method, &path, &body);
            Ok::<_, poem::Error>(
                Response::builder()
                    .status(status)
                    .content_type("application/json")
                    .body(answer.to_string()),
            )
        }
    })
}

impl Kept {
    fn work(&mut self, method: &Method, path: &str, body: &Value) -> (StatusCode, Value) {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match (method.as_str(), parts.as_slice()) {
            ("GET", ["indexes"]) => {
                let none = json!({"results": [], "offset": 0, "limit": 20, "total": 0});
                (StatusCode::OK, none)
            }
            ("GET", ["tasks", number]) => (StatusCode::OK, looked_at(number, self.fails_tasks)),
            ("GET", ["indexes", uid, "stats"]) => {
                let count = self.indexes.get(*uid).map_or(0, BTreeMap::len);
                let stats = json!({
                    "numberOfDocuments": count, "isIndexing": false, "fieldDistribution": {},
                });
                (StatusCode::OK, stats)
            }
            ("GET", ["indexes", uid, "documents", id]) => {
                match self.indexes.get(*uid).and_then(|index| index.get(*id)) {
                    Some(document) => (StatusCode::OK, document.clone()),
                    None => (StatusCode::NOT_FOUND, missing(id)),
                }
            }
            ("POST", ["multi-search"]) => {
                let queries = body["queries"].as_array().into_iter().flatten();
                let results: Vec<Value> = queries.map(|query| self.search(query)).collect();
                (StatusCode::OK, json!({ "results": results }))
            }
            ("POST", ["swap-indexes"]) => {
                let pair = &body[0]["indexes"];
                let name = |place: usize| pair[place].as_str().unwrap_or_default().to_owned();
                let one = self.indexes.remove(&name(0)).unwrap_or_default();
                let other = self.indexes.remove(&name(1)).unwrap_or_default();
                self.indexes.extend([(name(0), other), (name(1), one)]);
                self.enqueued()
            }
            (_, ["indexes", uid, rest @ ..]) => {
                self.change(method, (*uid, rest), body);
                self.enqueued()
            }
            ("POST", ["indexes"]) => {
                let uid = body["uid"].as_str().unwrap_or_default().to_owned();
                self.indexes.entry(uid).or_default();
                self.enqueued()
            }
            _ => (StatusCode::NOT_FOUND, missing(path)),
        }
    }

    fn change(&mut self, method: &Method, (uid, rest): (&str, &[&str]), body: &Value) {
        if *method == Method::DELETE {
            self.indexes.remove(uid);
            return;
        }
        let index = self.indexes.entry(uid.to_owned()).or_default();
        let items = body.as_array().into_iter().flatten();
        match rest {
            ["documents"] => index.extend(items.filter_map(|document| {
                let id = document["id"].as_str()?.to_owned();
                Some((id, document.clone()))
            })),
            ["documents", "delete-batch"] => items.filter_map(Value::as_str).for_each(|id| {
                index.remove(id);
            }),
            _ => {}
        }
    }

    fn search(&self, query: &Value) -> Value {
        let words = query["q"].as_str().unwrap_or_default().to_lowercase();
        let words = words.split_whitespace();
        let words: Vec<&str> = words.map(|word| word.trim_matches('"')).collect();
        let index = self
            .indexes
            .get(query["indexUid"].as_str().unwrap_or_default());
        let has_all = |document: &&Value| {
            let text = document["name"].to_string().to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        let documents = index.into_iter().flat_map(BTreeMap::values);
        let mut found: Vec<Value> = documents.filter(has_all).cloned().collect();
        found.sort_by_key(|document| std::cmp::Reverse(document["merit"].as_i64()));
        let number = |name: &str| {
            query[name]
                .as_u64()
                .and_then(|count| usize::try_from(count).ok())
        };
        let total = found.len();
        let page = found.into_iter().skip(number("offset").unwrap_or(0));
        let page = page.take(number("limit").unwrap_or(20)).map(|mut hit| {
            hit["_rankingScore"] = json!(1.0);
            hit
        });
        json!({
            "indexUid": query["indexUid"], "hits": page.collect::<Vec<_>>(), "query": query["q"],
            "processingTimeMs": 0, "limit": query["limit"], "offset": query["offset"],
            "estimatedTotalHits": total,
        })
    }

    fn enqueued(&mut self) -> (StatusCode, Value) {
        self.tasks += 1;
        let task = json!({
            "taskUid": self.tasks, "indexUid": null, "status": "enqueued",
            "type": "documentAdditionOrUpdate", "enqueuedAt": AT,
        });
        (StatusCode::ACCEPTED, task)
    }
}

/// A task that is over.
fn looked_at(number: &str, has_failed: bool) -> Value {
    let error = has_failed.then(|| {
        json!({
            "message": "No space left on device", "code": "no_space_left_on_device",
            "type": "system", "link": "https://docs.meilisearch.com/errors#no_space_left_on_device",
        })
    });
    json!({
        "uid": number.parse::<u64>().unwrap_or_default(), "batchUid": 1, "indexUid": null,
        "status": if has_failed { "failed" } else { "succeeded" },
        "type": "documentAdditionOrUpdate", "canceledBy": null,
        "details": {"receivedDocuments": 1, "indexedDocuments": 1}, "error": error,
        "duration": "PT0.1S", "enqueuedAt": AT, "startedAt": AT, "finishedAt": AT,
    })
}

fn missing(what: &str) -> Value {
    json!({
        "message": format!("Document `{what}` not found."), "code": "document_not_found",
        "type": "invalid_request", "link": "https://docs.meilisearch.com/errors#document_not_found",
    })
}
