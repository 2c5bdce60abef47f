//! payOS as a payer.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};

use super::{
    Book, Fake, Order, OrderState, Told,
    serving::Call,
    signing::{SECRET, sha256},
};

/// Starts a payOS that pays for whoever signs with [`SECRET`]. Its orders are named by the
/// payouts' reference ids; paying one completes it, cancelling one makes it fail.
pub async fn payouts() -> Fake {
    let accounts = Arc::new(Mutex::new(Accounts::new()));
    let work = move |book: &Book, call: &Call| {
        let mut accounts = accounts.lock().expect("no answer panics");
        work(book, &mut accounts, call)
    };
    Fake::serve(tell, work).await
}

/// Bank and account that each payout goes to.
type Accounts = BTreeMap<String, [Value; 2]>;

fn work(book: &Book, accounts: &mut Accounts, call: &Call) -> Value {
    match call.query.as_deref() {
        Some(query) => found(book, accounts, query),
        None => sent(book, accounts, call),
    }
}

fn sent(book: &Book, accounts: &mut Accounts, call: &Call) -> Value {
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
        let account = [body["toBin"].clone(), body["toAccountNumber"].clone()];
        let data = payout(&book.order(reference), &account);
        accounts.insert(reference.to_owned(), account);
        json!({"code": "00", "desc": "success", "data": data})
    });
    answer.unwrap_or_else(|| json!({"code": "409", "desc": "The key was used before"}))
}

fn found(book: &Book, accounts: &Accounts, query: &str) -> Value {
    let reference = query
        .split('&')
        .find_map(|part| part.strip_prefix("referenceId="));
    let order = reference.and_then(|reference| book.find(reference));
    let payouts: Vec<_> = order
        .iter()
        .map(|order| payout(order, &accounts[&order.reference]))
        .collect();
    json!({"code": "00", "desc": "success", "data": {"payouts": payouts}})
}

fn payout(order: &Order, [bin, account]: &[Value; 2]) -> Value {
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
            "toBin": bin, "toAccountNumber": account, "toAccountName": "HTX CHE TAN CUONG",
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
