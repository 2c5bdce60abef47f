//! payOS as a payer.

use serde_json::{Value, json};

use super::{
    Book, Fake, Order, OrderState, Told,
    serving::Call,
    signing::{SECRET, sha256},
};

/// Starts a payOS that pays for whoever signs with [`SECRET`]. Its orders are named by the
/// payouts' reference ids; paying one completes it, cancelling one makes it fail.
pub async fn payouts() -> Fake {
    Fake::serve(tell, work).await
}

fn work(book: &Book, call: &Call) -> Value {
    match call.query.as_deref() {
        Some(query) => found(book, query),
        None => sent(book, call),
    }
}

fn sent(book: &Book, call: &Call) -> Value {
    let body: Value = serde_json::from_str(&call.body).unwrap_or_default();
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    let signed = format!(
        "amount={}&description={}&referenceId={}&toAccountNumber={}&toBin={}",
        body["amount"],
        text("description").replace(' ', "%20"),
        text("referenceId"),
        text("toAccountNumber"),
        text("toBin"),
    );
    if call.header("x-signature") != sha256(SECRET, &signed) {
        return json!({"code": "201", "desc": "Invalid signature"});
    }
    let reference = text("referenceId");
    let answer = book.once(call.header("x-idempotency-key"), &call.body, || {
        book.open(
            reference,
            body["amount"].as_i64().unwrap_or_default(),
            false,
        );
        json!({"code": "00", "desc": "success", "data": payout(&book.order(reference))})
    });
    answer.unwrap_or_else(|| json!({"code": "409", "desc": "The key was used before"}))
}

fn found(book: &Book, query: &str) -> Value {
    let reference = query
        .split('&')
        .find_map(|part| part.strip_prefix("referenceId="));
    let order = reference.and_then(|reference| book.find(reference));
    let payouts: Vec<_> = order.iter().map(payout).collect();
    json!({"code": "00", "desc": "success", "data": {"payouts": payouts}})
}

fn payout(order: &Order) -> Value {
    let (state, error) = match order.state {
        OrderState::Paid => ("SUCCEEDED", Value::Null),
        OrderState::Cancelled => ("FAILED", json!("no such account")),
        _ => ("PROCESSING", Value::Null),
    };
    json!({
        "id": format!("po_{}", order.reference), "referenceId": order.reference,
        "approvalState": "APPROVED",
        "transactions": [{
            "id": "t_1", "referenceId": order.reference, "amount": order.amount, "state": state,
            "reference": order.number.to_string(), "errorMessage": error,
            "toAccountName": "HTX CHE TAN CUONG",
        }],
    })
}

/// payOS tells nobody of payouts: they are asked about.
fn tell(_: &Order) -> Told {
    Told {
        method: "POST",
        query: String::new(),
        headers: Vec::new(),
        body: String::new(),
    }
}
