//! Calls to providers: bounded in time and size, no redirects, and an honest "unknown".

use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect::Policy};
use serde_json::Value;

use crate::{Calls, UnknownCause};

/// The most that is read of an answer; real ones have a few kilobytes.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// A client for one provider.
#[derive(Clone, Debug)]
pub(crate) struct Http(Client);

/// What a provider answered.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The HTTP status: below 500, and none that asks to come back later.
    pub(crate) status: u16,
    /// The header that some providers sign with.
    pub(crate) signature: Option<String>,
    /// The body.
    pub(crate) body: Value,
}

impl Http {
    pub(crate) fn new(calls: &Calls) -> Self {
        let client = Client::builder()
            .connect_timeout(calls.connect_within)
            .timeout(calls.answer_within)
            .redirect(Policy::none())
            .no_proxy()
            .build()
            .expect("a client with roots that are compiled in can be built");
        Self(client)
    }

    pub(crate) fn get(&self, url: &str) -> RequestBuilder {
        self.0.get(url)
    }

    pub(crate) fn post_json(&self, url: &str, body: &Value) -> RequestBuilder {
        self.0
            .post(url)
            .header("content-type", "application/json; charset=utf-8")
            .body(body.to_string())
    }

    pub(crate) fn post_form(&self, url: &str, fields: &[(&str, String)]) -> RequestBuilder {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.0
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
    }
}

/// Sends a request and reads a JSON answer.
pub(crate) async fn send(request: RequestBuilder) -> Result<Answer, UnknownCause> {
    let response = request.send().await.map_err(|error| cause(&error))?;
    let status = response.status();
    if status.is_server_error() || status.is_redirection() || says_later(status) {
        return Err(UnknownCause::Status(status.as_u16()));
    }
    let signature = response.headers().get("x-signature");
    let signature = signature.and_then(|value| value.to_str().ok().map(str::to_owned));
    let bytes = read(response).await?;
    Ok(Answer {
        status: status.as_u16(),
        signature,
        body: serde_json::from_slice(&bytes).map_err(|_| UnknownCause::Unreadable)?,
    })
}

fn says_later(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
    )
}

async fn read(mut response: Response) -> Result<Vec<u8>, UnknownCause> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| cause(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > ANSWER_BYTES_MAX {
            return Err(UnknownCause::Unreadable);
        }
    }
    Ok(bytes)
}

fn cause(error: &reqwest::Error) -> UnknownCause {
    if error.is_timeout() {
        UnknownCause::Timeout
    } else {
        UnknownCause::Connection
    }
}
