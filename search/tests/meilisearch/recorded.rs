//! A loopback server that answers from the recordings, and compares what it is asked with them.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const TRAFFIC: &str = include_str!("traffic.jsonl");
/// Stands for the name of an index that is being built, which is another each time.
const GROWING: &str = "products_v2";

/// One expected exchange.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    method: String,
    path: String,
    auth: String,
    pub(crate) body: Value,
    status: u64,
    answer: Value,
    compare: Compare,
}

/// How a request's body is compared with the recorded one.
#[derive(Clone, Copy, Debug)]
enum Compare {
    Exactly,
    /// Documents and settings are this market's own.
    Kind,
}

/// What the server was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) body: Value,
}

/// A recorded exchange, whose request must come just so.
pub(crate) fn recorded(label: &str) -> Exchange {
    let lines = TRAFFIC
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let line: Value = lines
        .into_iter()
        .find(|line: &Value| line["label"] == label)
        .unwrap_or_else(|| panic!("{label} was not recorded"));
    let (request, response) = (&line["request"], &line["response"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Exchange {
        method: text(&request["method"]),
        path: text(&request["path"]),
        auth: text(&request["auth"]),
        body: request["body"].clone(),
        status: response["status"].as_u64().unwrap(),
        answer: response["body"].clone(),
        compare: Compare::Exactly,
    }
}

/// A request that was told to be done later, and the looks at its task until it is done.
pub(crate) fn told(label: &str, looks: &[&str]) -> Vec<Exchange> {
    let looks = looks
        .iter()
        .map(|look| recorded(&format!("{label}: task {look}")));
    std::iter::once(recorded(label)).chain(looks).collect()
}

impl Exchange {
    /// The same with other names of indexes.
    pub(crate) fn with(mut self, from: &str, to: &str) -> Self {
        let renamed = |value: &Value| {
            let text = value.to_string().replace(from, to);
            serde_json::from_str(&text).unwrap()
        };
        self.path = self.path.replace(from, to);
        self.body = renamed(&self.body);
        self.answer = renamed(&self.answer);
        self
    }

    /// The same with a body that is this market's own, of the same kind.
    pub(crate) fn of_our_own(mut self) -> Self {
        self.compare = Compare::Kind;
        self
    }

    /// The same at another path.
    pub(crate) fn at(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    /// The same with another answer.
    pub(crate) fn answering(mut self, answer: Value) -> Self {
        (self.status, self.answer) = (200, answer);
        self
    }

    /// The same under the key that may do everything.
    pub(crate) fn under_admin_key(mut self) -> Self {
        "admin".clone_into(&mut self.auth);
        self
    }

    /// The same under the key that may only search.
    pub(crate) fn under_search_key(mut self) -> Self {
        "search".clone_into(&mut self.auth);
        self
    }

    fn check(&self, head: &str, body: &Value) {
        let mut words = head.split_whitespace();
        let (method, path) = (words.next().unwrap(), words.next().unwrap());
        assert_eq!((method, path), (self.method.as_str(), self.path.as_str()));
        let key = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("authorization").then_some(value)
        });
        let expected = match self.auth.as_str() {
            "admin" => Some("Bearer ADMIN_KEY"),
            "search" => Some("Bearer SEARCH_KEY"),
            "wrong" => Some("Bearer WRONG_KEY"),
            _ => None,
        };
        assert_eq!(key, expected, "{path}");
        match self.compare {
            Compare::Exactly => assert_eq!(*body, self.body, "{path}"),
            Compare::Kind => assert_eq!(body.is_array(), self.body.is_array(), "{path}"),
        }
    }
}

/// A server at work.
pub(crate) struct Server {
    pub(crate) url: String,
    left: Arc<Mutex<Vec<Exchange>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    hangs: Arc<AtomicBool>,
}

impl Server {
    /// A server that expects these requests in this order.
    pub(crate) async fn expecting(script: Vec<Exchange>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            left: Arc::new(Mutex::new(script.into_iter().rev().collect())),
            asked: Arc::default(),
            hangs: Arc::default(),
        };
        let at_work = At {
            left: Arc::clone(&server.left),
            asked: Arc::clone(&server.asked),
            hangs: Arc::clone(&server.hangs),
        };
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, at_work.clone()));
            }
        });
        server
    }

    /// Answers nothing from now on.
    pub(crate) fn hang(self) {
        self.hangs.store(true, Ordering::Relaxed);
    }

    /// Checks that everything expected was asked, and gives what was asked.
    pub(crate) fn finish(self) -> Vec<Asked> {
        let left = self.left.lock().unwrap();
        assert!(left.is_empty(), "not asked for: {:?}", left.last());
        self.asked.lock().unwrap().clone()
    }
}

/// What connections share.
#[derive(Clone)]
struct At {
    left: Arc<Mutex<Vec<Exchange>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    hangs: Arc<AtomicBool>,
}

async fn serve(mut stream: TcpStream, at: At) {
    while let Some((head, body)) = request(&mut stream).await {
        if at.hangs.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        let (head, body) = (named(&head), named(&body));
        let body: Value = serde_json::from_str(&body).unwrap_or(Value::Null);
        let exchange = at.left.lock().unwrap().pop();
        let exchange = exchange.unwrap_or_else(|| panic!("not expected: {head}"));
        exchange.check(&head, &body);
        at.asked.lock().unwrap().push(Asked {
            path: exchange.path.clone(),
            body,
        });
        let answer = exchange.answer.to_string();
        let written = format!(
            "HTTP/1.1 {} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{answer}",
            exchange.status,
            answer.len()
        );
        stream.write_all(written.as_bytes()).await.unwrap();
    }
}

/// The head and the body of the next request.
async fn request(stream: &mut TcpStream) -> Option<(String, String)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.parse().unwrap())
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await.ok()?;
    Some((head, String::from_utf8(body).unwrap()))
}

/// A text in which the index being built has its name of the recordings.
fn named(text: &str) -> String {
    let mut text = text.to_owned();
    let prefix = "products_v1_";
    while let Some(start) = text.find(prefix) {
        text.replace_range(start..start + prefix.len() + 32, GROWING);
    }
    text
}
