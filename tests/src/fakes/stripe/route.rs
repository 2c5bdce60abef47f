//! Calls as they come: who calls, what broke, and whether it was answered before.

use std::sync::{Arc, Mutex};

use futures_util::stream;
use poem::{Body, Endpoint, Request, Response, endpoint::make, http::StatusCode};
use serde_json::{Value, json};

use super::{
    Fault, STRIPE_KEY,
    form::Form,
    vault::{Seen, Stored, Vault},
    work,
};

/// A call.
pub(super) struct Call {
    is_post: bool,
    pub(super) path: String,
    pub(super) form: Form,
    key: String,
    is_allowed: bool,
}

/// A status and a body.
pub(super) type Answer = (u16, Value);

pub(super) fn answering(vault: Arc<Mutex<Vault>>) -> impl Endpoint<Output = Response> {
    make(move |request: Request| {
        let vault = vault.clone();
        async move {
            let call = read(request).await?;
            let (fault, answer) = {
                let mut vault = vault.lock().expect("no call panics");
                let fault = heard(&mut vault, &call);
                let does_the_work = fault.is_none_or(Fault::does_the_work);
                (fault, does_the_work.then(|| once(&mut vault, &call)))
            };
            let (status, body) = answer.unwrap_or((500, Value::Null));
            Ok::<_, poem::Error>(broken(fault, status, body.to_string()).await)
        }
    })
}

async fn read(mut request: Request) -> poem::Result<Call> {
    let is_post = request.method() == poem::http::Method::POST;
    let query = request.uri().query().unwrap_or_default().to_owned();
    let header = |name| request.header(name).unwrap_or_default().to_owned();
    let (key, who) = (header("idempotency-key"), header("authorization"));
    let path = request.uri().path().to_owned();
    let body = request.take_body().into_string().await?;
    Ok(Call {
        is_post,
        path,
        form: Form::of(if is_post { &body } else { &query }),
        key,
        is_allowed: who == format!("Bearer {STRIPE_KEY}"),
    })
}

fn heard(vault: &mut Vault, call: &Call) -> Option<Fault> {
    vault.calls.push(Seen {
        is_post: call.is_post,
        key: call.key.clone(),
    });
    if vault.spared > 0 {
        vault.spared -= 1;
        return None;
    }
    vault.faults.pop_front()
}

/// Answers a call as it was answered before under the same key.
fn once(vault: &mut Vault, call: &Call) -> Answer {
    if !call.is_allowed {
        return refusal(401, None, "Invalid API Key provided");
    }
    if !call.is_post {
        return work::get(vault, call);
    }
    let request = format!("{} {}", call.path, call.form.all());
    if let Some(stored) = vault
        .answers
        .get(&call.key)
        .filter(|_| !call.key.is_empty())
    {
        if stored.request == request {
            return (stored.status, stored.body.clone());
        }
        let message = "Keys for idempotent requests can only be used with the same parameters";
        let error = json!({"error": {"type": "idempotency_error", "message": message}});
        return (400, error);
    }
    let (status, body) = work::post(vault, call);
    let stored = Stored {
        request,
        status,
        body: body.clone(),
    };
    vault.answers.insert(call.key.clone(), stored);
    (status, body)
}

/// What Stripe will not do.
pub(super) fn refusal(status: u16, code: Option<&str>, message: &str) -> Answer {
    let mut error = json!({"type": "invalid_request_error", "message": message});
    if let Some(code) = code {
        error["code"] = code.into();
    }
    (status, json!({"error": error}))
}

async fn broken(fault: Option<Fault>, status: u16, answer: String) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    let json = |status: StatusCode, body: Body| {
        let response = Response::builder().status(status);
        response.content_type("application/json").body(body)
    };
    let error = |kind: &str| json!({"error": {"type": kind, "message": "try again"}}).to_string();
    match fault {
        None => json(status, answer.into()),
        Some(Fault::FailsBefore | Fault::FailsAfter) => {
            json(StatusCode::INTERNAL_SERVER_ERROR, error("api_error").into())
        }
        Some(Fault::TooMany) => json(
            StatusCode::TOO_MANY_REQUESTS,
            error("invalid_request_error").into(),
        ),
        Some(Fault::SilentBefore | Fault::SilentAfter) => std::future::pending().await,
        Some(Fault::Garbles) => json(status, "<html>busy</html>".into()),
        Some(Fault::DropsAfter) => {
            let half = Ok(answer[..answer.len() / 2].to_owned());
            let end = Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset));
            json(status, Body::from_bytes_stream(stream::iter([half, end])))
        }
    }
}
