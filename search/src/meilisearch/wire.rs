//! Requests to the server: time limits, repeats, errors sorted.

use std::time::Duration;

use async_trait::async_trait;
use futures_util::io::{AsyncRead, AsyncReadExt};
use meilisearch_sdk::{
    errors::{Error, ErrorCode, ErrorType},
    request::{HttpClient, Method, parse_response},
};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use serde::{Serialize, de::DeserializeOwned};

use crate::error::SearchError;

/// The SDK's client over our requests.
pub(super) type Client = meilisearch_sdk::client::Client<Wire>;
/// An index of the SDK over our requests.
pub(super) type Index = meilisearch_sdk::indexes::Index<Wire>;

/// How long to wait before the second try; each later one waits twice as long.
const PAUSE: Duration = Duration::from_millis(50);

/// Sends the SDK's requests. Its own client has no time limits, and sets eight megabytes aside for
/// each body.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    http: reqwest::Client,
    authorization: Option<HeaderValue>,
    timeout: Duration,
    tries: u32,
}

/// How patient requests are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// How long one try may take.
    pub(super) timeout: Duration,
    /// How often a request is sent at most while the server is away.
    pub(super) tries: u32,
}

/// A client for a server.
pub(super) fn client(url: &str, wire: Wire) -> Client {
    Client::new_with_client(url, None::<String>, wire)
}

/// Requests under a key.
pub(super) fn wire(
    http: &reqwest::Client,
    key: Option<&str>,
    patience: Patience,
) -> Result<Wire, SearchError> {
    let authorization = key.map(|key| {
        let mut value = HeaderValue::from_str(&format!("Bearer {key}"))
            .map_err(|_| SearchError::Refused("the key is not one line of ASCII".to_owned()))?;
        value.set_sensitive(true);
        Ok::<_, SearchError>(value)
    });
    Ok(Wire {
        http: http.clone(),
        authorization: authorization.transpose()?,
        timeout: patience.timeout,
        tries: patience.tries,
    })
}

#[async_trait]
impl HttpClient for Wire {
    async fn request<Query, Body, Output>(
        &self,
        url: &str,
        method: Method<Query, Body>,
        expected: u16,
    ) -> Result<Output, Error>
    where
        Query: Serialize + Send + Sync,
        Body: Serialize + Send + Sync,
        Output: DeserializeOwned + 'static + Send,
    {
        let body = method.body().map(serde_json::to_vec).transpose()?;
        let request = self.prepared(url, &method, body, "application/json");
        self.send(request, expected).await
    }

    async fn stream_request<
        Query: Serialize + Send + Sync,
        Body: AsyncRead + Send + Sync + 'static,
        Output: DeserializeOwned + 'static,
    >(
        &self,
        url: &str,
        method: Method<Query, Body>,
        content_type: &str,
        expected: u16,
    ) -> Result<Output, Error> {
        let verb = verb(&method);
        let request = self.http.request(verb, url).query(method.query());
        let mut bytes = Vec::new();
        if let Some(body) = method.into_body() {
            let mut body = Box::pin(body);
            body.read_to_end(&mut bytes)
                .await
                .map_err(|error| Error::Other(error.into()))?;
        }
        self.send(
            request.header(CONTENT_TYPE, content_type).body(bytes),
            expected,
        )
        .await
    }

    fn is_tokio(&self) -> bool {
        true
    }
}

impl Wire {
    fn prepared<Query: Serialize, Body>(
        &self,
        url: &str,
        method: &Method<Query, Body>,
        body: Option<Vec<u8>>,
        content_type: &str,
    ) -> reqwest::RequestBuilder {
        let request = self.http.request(verb(method), url).query(method.query());
        match body {
            Some(body) => request.header(CONTENT_TYPE, content_type).body(body),
            None => request,
        }
    }

    /// Sends a request, again while the server is away: whatever we ask for may be done twice.
    async fn send<Output: DeserializeOwned + 'static>(
        &self,
        request: reqwest::RequestBuilder,
        expected: u16,
    ) -> Result<Output, Error> {
        let mut request = request.timeout(self.timeout);
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization.clone());
        }
        let mut pause = PAUSE;
        for tries_left in (0..self.tries).rev() {
            let again = request.try_clone();
            let outcome = self.send_once(request, expected).await;
            match (outcome, again) {
                (Err(error), Some(again)) if tries_left > 0 && is_away(&error) => request = again,
                (outcome, _) => return outcome,
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        Err(Error::Timeout)
    }

    async fn send_once<Output: DeserializeOwned + 'static>(
        &self,
        request: reqwest::RequestBuilder,
        expected: u16,
    ) -> Result<Output, Error> {
        let response = request
            .send()
            .await
            .map_err(|error| Error::Other(error.into()))?;
        let (status, url) = (response.status().as_u16(), response.url().clone());
        let body = response
            .text()
            .await
            .map_err(|error| Error::Other(error.into()))?;
        let body = if body.is_empty() { "null" } else { &body };
        parse_response(status, expected, body, url.to_string())
            .map_err(|error| refused_where(error, url.path()))
    }
}

/// Tells with a refused key what it was refused for: that is the action which it lacks.
fn refused_where(error: Error, path: &str) -> Error {
    match error {
        Error::Meilisearch(mut said) if said.error_type == ErrorType::Auth => {
            said.error_message = format!("{} ({path})", said.error_message);
            Error::Meilisearch(said)
        }
        error => error,
    }
}

fn verb<Query, Body>(method: &Method<Query, Body>) -> reqwest::Method {
    match method {
        Method::Get { .. } => reqwest::Method::GET,
        Method::Post { .. } => reqwest::Method::POST,
        Method::Patch { .. } => reqwest::Method::PATCH,
        Method::Put { .. } => reqwest::Method::PUT,
        Method::Delete { .. } => reqwest::Method::DELETE,
    }
}

/// Whether the server could not be reached or could not cope, so that trying again makes sense.
fn is_away(error: &Error) -> bool {
    match error {
        Error::Meilisearch(said) => {
            said.error_type == ErrorType::Internal || said.error_code == ErrorCode::IndexNotFound
        }
        Error::MeilisearchCommunication(said) => {
            said.status_code >= 500 || matches!(said.status_code, 408 | 429)
        }
        Error::Timeout | Error::Other(_) => true,
        _ => false,
    }
}

/// An error of the SDK as one of ours.
pub(super) fn failed(error: Error) -> SearchError {
    let is_away = is_away(&error);
    let is_key_refused =
        matches!(&error, Error::Meilisearch(said) if said.error_type == ErrorType::Auth);
    let told = match error {
        // The cause says more than "error sending request", and never the address with its key.
        Error::Other(cause) => cause
            .source()
            .map_or(cause.to_string(), ToString::to_string),
        Error::Meilisearch(said) => format!("{:?}: {}", said.error_code, said.error_message),
        error => error.to_string(),
    };
    match (is_key_refused, is_away) {
        (true, _) => SearchError::KeyRefused(told),
        (false, true) => SearchError::Away(told),
        (false, false) => SearchError::Refused(told),
    }
}
