//! A fake on its port.

use std::sync::Arc;

use futures_util::stream;
use poem::{
    Body, Endpoint, Request, Response, Server,
    endpoint::make,
    http::{HeaderMap, StatusCode},
    listener::TcpAcceptor,
};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

use super::{Book, Fault, Order};

/// A fake provider that is being served.
pub struct Fake {
    /// Its books, to look at and to act the shopper in.
    pub book: Arc<Book>,
    url: String,
    tell: fn(&Order) -> Told,
    served: JoinHandle<()>,
}

/// A notification, to be delivered as often and in whatever order a test likes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The HTTP method.
    pub method: &'static str,
    /// What follows the `?`.
    pub query: String,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// A call as it reaches a fake.
pub(super) struct Call {
    pub(super) path: String,
    pub(super) query: Option<String>,
    headers: HeaderMap,
    pub(super) body: String,
}

impl Call {
    /// A header, empty when it is not there.
    pub(super) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

impl Fake {
    /// Serves a fake on a free port.
    pub(super) async fn serve(
        tell: fn(&Order) -> Told,
        work: impl Fn(&Book, &Call) -> Value + Clone + Send + Sync + 'static,
    ) -> Self {
        let book = Arc::new(Book::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound socket"));
        let acceptor = TcpAcceptor::from_tokio(listener).expect("an acceptor");
        let endpoint = answering(book.clone(), work);
        let served = tokio::spawn(async move {
            let served = Server::new_with_acceptor(acceptor).run(endpoint).await;
            served.expect("a fake is served until the test ends");
        });
        Self {
            book,
            url,
            tell,
            served,
        }
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The signed notification about an order as it is now.
    #[must_use]
    pub fn tell(&self, reference: &str) -> Told {
        (self.tell)(&self.book.order(reference))
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.served.abort();
    }
}

/// Each notification twice, in an order that the seed decides.
#[must_use]
pub fn shuffled_twice(told: &[Told], seed: u64) -> Vec<Told> {
    let mut left: Vec<Told> = told.iter().chain(told).cloned().collect();
    let mut state = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    let mut delivered = Vec::new();
    while !left.is_empty() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let count = u64::try_from(left.len()).expect("few notifications");
        let index = usize::try_from((state >> 33) % count).expect("an index");
        delivered.push(left.swap_remove(index));
    }
    delivered
}

fn answering(
    book: Arc<Book>,
    work: impl Fn(&Book, &Call) -> Value + Clone + Send + Sync + 'static,
) -> impl Endpoint<Output = Response> {
    make(move |mut request: Request| {
        let (book, work) = (book.clone(), work.clone());
        async move {
            let call = Call {
                path: request.uri().path().to_owned(),
                query: request.uri().query().map(str::to_owned),
                headers: request.headers().clone(),
                body: request.take_body().into_string().await?,
            };
            let fault = book.next_fault();
            let does_the_work = fault.is_none_or(Fault::does_the_work);
            let answer = does_the_work.then(|| work(&book, &call).to_string());
            Ok::<_, poem::Error>(broken(fault, answer.unwrap_or_default()).await)
        }
    })
}

async fn broken(fault: Option<Fault>, answer: String) -> Response {
    let status = |status: StatusCode| Response::builder().status(status).finish();
    match fault {
        None => Response::builder()
            .content_type("application/json")
            .body(answer),
        Some(Fault::FailsBefore | Fault::FailsAfter) => status(StatusCode::INTERNAL_SERVER_ERROR),
        Some(Fault::TooMany) => status(StatusCode::TOO_MANY_REQUESTS),
        Some(Fault::SilentBefore | Fault::SilentAfter) => std::future::pending().await,
        Some(Fault::Garbles) => Response::builder().body("<html>busy</html>"),
        Some(Fault::DropsAfter) => {
            let half = Ok(answer[..answer.len() / 2].to_owned());
            let end = Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset));
            Response::builder().body(Body::from_bytes_stream(stream::iter([half, end])))
        }
    }
}
