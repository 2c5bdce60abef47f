//! Somebody who asks: a guest, or a person with a token.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
    sync::Arc,
};

use poem::{
    Body, Endpoint as _, Request, Response,
    endpoint::BoxEndpoint,
    http::{Method, Uri},
};
use serde_json::Value;
use uuid::Uuid;

use crate::Answer;

/// The whole market as it is served, called without a network.
pub(crate) type Door = Arc<BoxEndpoint<'static, Response>>;

/// Somebody who asks. Cheap to clone; a clone is the same person.
#[derive(Clone)]
pub struct Caller {
    door: Door,
    headers: Vec<(String, String)>,
    account_id: Option<Uuid>,
}

impl Caller {
    pub(crate) fn guest(door: Door) -> Self {
        Self {
            door,
            headers: Vec::new(),
            account_id: None,
        }
    }

    pub(crate) fn signed_in(&self, session: &Value) -> Self {
        let token = session["token"].as_str().expect("a session has a token");
        let account_id = session["account"]["id"].as_str().map(Uuid::parse_str);
        Self {
            account_id: account_id.transpose().expect("account ids are UUIDs"),
            ..self.with("Authorization", &format!("Bearer {token}"))
        }
    }

    /// The same caller with a header on every request, in place of one of the same name.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut headers = self.headers.clone();
        headers.retain(|(held, _)| !held.eq_ignore_ascii_case(name));
        headers.push((name.to_owned(), value.to_owned()));
        Self {
            headers,
            ..self.clone()
        }
    }

    /// The same caller at another's door.
    #[must_use]
    pub fn at(&self, other: &Self) -> Self {
        Self {
            door: other.door.clone(),
            ..self.clone()
        }
    }

    /// The account of a signed-in caller.
    ///
    /// # Panics
    ///
    /// For guests.
    #[must_use]
    #[track_caller]
    pub fn account_id(&self) -> Uuid {
        self.account_id.expect("a signed-in caller")
    }

    /// A header that is sent with every request.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(held, _)| held.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// Asks for something.
    pub fn get(&self, path: &str) -> Sending {
        self.send(Method::GET, path)
    }

    /// Posts JSON, with a fresh `Idempotency-Key` unless another is set.
    pub fn post(&self, path: &str, body: Value) -> Sending {
        self.send(Method::POST, path).json(&body)
    }

    /// Changes something in part.
    pub fn patch(&self, path: &str, body: Value) -> Sending {
        self.send(Method::PATCH, path).json(&body)
    }

    /// Replaces something.
    pub fn put(&self, path: &str, body: Value) -> Sending {
        self.send(Method::PUT, path).json(&body)
    }

    /// Removes something.
    pub fn delete(&self, path: &str) -> Sending {
        self.send(Method::DELETE, path)
    }

    /// A request of any kind, without a body so far.
    ///
    /// # Panics
    ///
    /// When the path is not one.
    #[track_caller]
    pub fn send(&self, method: Method, path: &str) -> Sending {
        let mut sending = Sending {
            door: self.door.clone(),
            uri: path.parse().expect("a path"),
            headers: self.headers.clone(),
            body: Vec::new(),
            method,
        };
        if sending.method == Method::POST {
            sending = sending.header("Idempotency-Key", &Uuid::now_v7().to_string());
        }
        sending
    }
}

/// A request that is sent when awaited.
#[must_use = "a request is sent when it is awaited"]
pub struct Sending {
    door: Door,
    method: Method,
    uri: Uri,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Sending {
    /// Sets a header, in place of one of the same name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Leaves a header out.
    pub fn without(mut self, name: &str) -> Self {
        self.headers
            .retain(|(held, _)| !held.eq_ignore_ascii_case(name));
        self
    }

    /// Sends JSON.
    pub fn json(self, body: &Value) -> Self {
        self.bytes("application/json", body.to_string())
    }

    /// Sends bytes as they are.
    pub fn bytes(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("Content-Type", content_type)
    }
}

impl IntoFuture for Sending {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let question = format!("{} {}", self.method, self.uri);
            let mut request = Request::builder().method(self.method).uri(self.uri);
            for (name, value) in self.headers {
                request = request.header(name, value);
            }
            let request = request.body(Body::from_vec(self.body));
            Answer::read(question, self.door.get_response(request).await).await
        })
    }
}
