//! Learns what an engine sends to its server: it is asked once through here, and every request
//! passes on as it came.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use poem::{
    Body, EndpointExt as _, Request, Response, Server, handler,
    http::{HeaderMap, Method, StatusCode, header},
    listener::TcpAcceptor,
    web::Data,
};
use reqwest::Client;
use tokio::net::TcpListener;

/// A request as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    path: String,
    authorization: Option<String>,
    body: Bytes,
}

impl Sent {
    /// Sends it straight to the server and reads the whole answer.
    pub(crate) async fn again(&self, client: &Client, server: &str) -> Result<(), reqwest::Error> {
        let mut request = client
            .post(format!("{server}{}", self.path))
            .header(header::CONTENT_TYPE.as_str(), "application/json")
            .body(self.body.clone());
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION.as_str(), authorization);
        }
        let answer = request.send().await?.error_for_status()?;
        answer.bytes().await.map(drop)
    }
}

/// A relay before a server.
#[derive(Clone)]
pub(crate) struct Relay {
    server: String,
    client: Client,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Relay {
    /// Starts one on the loopback, and says where. It ends with this process.
    pub(crate) async fn start(server: &str) -> std::io::Result<(Self, String)> {
        let relay = Self {
            server: server.to_owned(),
            client: Client::new(),
            sent: Arc::default(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let acceptor = TcpAcceptor::from_tokio(listener)?;
        let passing = pass.data(relay.clone());
        tokio::spawn(Server::new_with_acceptor(acceptor).run(passing));
        Ok((relay, url))
    }

    /// The searches since the last call.
    pub(crate) fn take(&self) -> Vec<Sent> {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *sent)
    }

    fn note(&self, path: &str, headers: &HeaderMap, body: &Bytes) {
        let authorization = headers.get(header::AUTHORIZATION);
        let sent = Sent {
            path: path.to_owned(),
            authorization: authorization.and_then(|value| Some(value.to_str().ok()?.to_owned())),
            body: body.clone(),
        };
        let mut all = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(sent);
    }
}

#[handler]
async fn pass(request: &Request, body: Body, relay: Data<&Relay>) -> poem::Result<Response> {
    let bytes = body.into_bytes().await?;
    let path = request.uri().to_string();
    let is_search = *request.method() == Method::POST && path.ends_with("search");
    if is_search {
        relay.note(&path, request.headers(), &bytes);
    }
    let refused = poem::error::BadGateway;
    let method = request.method().as_str().parse().map_err(refused)?;
    let mut onward = relay
        .client
        .request(method, format!("{}{path}", relay.server))
        .body(bytes);
    for name in [header::AUTHORIZATION, header::CONTENT_TYPE] {
        if let Some(value) = request.headers().get(&name) {
            onward = onward.header(name.as_str(), value.as_bytes());
        }
    }
    let answer = onward.send().await.map_err(poem::error::BadGateway)?;
    let status = StatusCode::from_u16(answer.status().as_u16()).unwrap_or(StatusCode::BAD_GATEWAY);
    let bytes = answer.bytes().await.map_err(poem::error::BadGateway)?;
    Ok(Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json")
        .body(bytes))
}
