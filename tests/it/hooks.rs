//! What providers and banks tell us, and what comes of it.

mod providers;
mod transfers;

use poem::http::Method;
use serde_json::Value;
use tests::{Answer, Caller, Market, fakes::Told};

/// Sends what a provider sends, to the door of this name.
async fn told(caller: &Caller, door: &str, told: &Told) -> Answer {
    let method: Method = told.method.parse().expect("a method");
    let path = match told.query.as_str() {
        "" => format!("/v1/hooks/{door}"),
        query => format!("/v1/hooks/{door}?{query}"),
    };
    let mut sending = caller.send(method, &path).without("Idempotency-Key");
    for (name, value) in &told.headers {
        sending = sending.header(name, value);
    }
    if !told.body.is_empty() {
        sending = sending.bytes("application/json", told.body.clone());
    }
    sending.await
}

/// How many notifications are in this state, as the desk sees them.
async fn notices(market: &Market, state: &str) -> Vec<Value> {
    let finance = market.staff(market::accounts::StaffRole::Finance).await;
    let path = format!("/v1/desk/provider-notices?state={state}");
    let listed = finance.get(&path).await.expect(200);
    listed["items"].as_array().expect("notices").clone()
}
