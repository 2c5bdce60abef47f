//! Payment providers and watchers of the bank account calling back.
//!
//! Not part of the published contract: each sender has a protocol of its own, and the adapters
//! of `payments` know it. A sender without keys meets a closed door (404).

use market::{
    App,
    notices::{self, Channel},
    payments::Notification,
};
use poem::{
    Body, Request, Response, Route, get, handler,
    http::StatusCode,
    web::{Data, Path},
};

use crate::problem::ApiError;

/// The routes below `/v1/hooks`. VNPay calls by GET, the others by POST.
pub(crate) fn routes() -> Route {
    Route::new()
        .at("/payments/:sender", get(provider).post(provider))
        .at("/bank-transfers/:sender", get(bank).post(bank))
}

#[handler]
async fn provider(
    request: &Request,
    body: Body,
    app: Data<&App>,
    Path(sender): Path<String>,
) -> poem::Result<Response> {
    heard(&app, (Channel::Provider, &sender), request, body).await
}

#[handler]
async fn bank(
    request: &Request,
    body: Body,
    app: Data<&App>,
    Path(sender): Path<String>,
) -> poem::Result<Response> {
    heard(&app, (Channel::BankAccount, &sender), request, body).await
}

async fn heard(
    app: &App,
    from: (Channel, &str),
    request: &Request,
    body: Body,
) -> poem::Result<Response> {
    let notification = Notification {
        method: request.method().as_str().to_owned(),
        path_and_query: request
            .uri()
            .path_and_query()
            .map_or_else(String::new, ToString::to_string),
        headers: request
            .headers()
            .iter()
            .filter_map(|(name, value)| {
                Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
            })
            .collect(),
        body: body.into_vec().await?,
        received_at: app.clock().now(),
    };
    let reply = notices::receive(app, from, &notification)
        .await
        .map_err(ApiError::from)?;
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::builder().status(status);
    if let Some(kind) = reply.content_type {
        response = response.content_type(kind);
    }
    Ok(response.body(reply.body))
}
