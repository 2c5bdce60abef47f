//! MoMo v2.

use serde_json::{Value, json};

use super::{
    Book, Fake, Order, OrderState, Told,
    serving::Call,
    signing::{SECRET, sha256},
};

const PARTNER: &str = "MOMODEMO";
const ACCESS_KEY: &str = "AK";

/// Starts a MoMo for partner `MOMODEMO` with access key `AK` and [`SECRET`].
pub async fn momo() -> Fake {
    Fake::serve(tell, work).await
}

fn work(book: &Book, call: &Call) -> Value {
    let Ok(body) = serde_json::from_str::<Value>(&call.body) else {
        return result(20, "bad request");
    };
    if !is_signed(&call.path, &body) {
        return result(11, "bad signature");
    }
    if call.path == "/v2/gateway/api/query" {
        return query(book, &text(&body, "orderId"));
    }
    let key = text(&body, "requestId");
    let answer = book.once(&key, &call.body, || match call.path.as_str() {
        "/v2/gateway/api/create" => create(book, &body),
        "/v2/gateway/api/refund" => refund(book, &body),
        "/v2/gateway/api/confirm" => confirm(book, &body),
        _ => result(20, "no such path"),
    });
    answer.unwrap_or_else(|| result(40, "duplicate requestId"))
}

fn create(book: &Book, body: &Value) -> Value {
    let order = text(body, "orderId");
    if book.find(&order).is_some() {
        return result(41, "duplicate orderId");
    }
    let amount = body["amount"].as_i64().unwrap_or_default();
    if !(1_000..=50_000_000).contains(&amount) {
        return result(22, "amount out of range");
    }
    book.open(&order, amount, body["autoCapture"] == json!(false));
    let mut answer = result(0, "Successful.");
    answer["payUrl"] = json!(format!("https://pay.momo.example/{order}"));
    answer
}

fn query(book: &Book, order: &str) -> Value {
    let Some(order) = book.find(order) else {
        return result(42, "order not found");
    };
    let mut answer = state(&order);
    let refund = |(key, amount, number): &(String, i64, i64)| json!({"orderId": key, "amount": amount, "resultCode": 0, "transId": number});
    answer["refundTrans"] = order.refunds.iter().map(refund).collect();
    answer
}

fn state(order: &Order) -> Value {
    let (code, message) = match order.state {
        OrderState::Waiting => (1000, "waiting"),
        OrderState::Authorised => (9000, "authorised"),
        OrderState::Paid => (0, "Successful."),
        OrderState::Cancelled => (1003, "cancelled"),
    };
    let mut answer = result(code, message);
    answer["orderId"] = json!(order.reference);
    answer["amount"] = json!(order.amount);
    answer["transId"] = json!(order.number);
    answer
}

fn refund(book: &Book, body: &Value) -> Value {
    let Some(order) = book.paid_by(&text(body, "transId")) else {
        return result(1080, "no such payment");
    };
    let amount = body["amount"].as_i64().unwrap_or_default();
    match book.refund(&order.reference, &text(body, "orderId"), amount) {
        Some(number) => {
            let mut answer = result(0, "Successful.");
            answer["transId"] = json!(number);
            answer
        }
        None => result(1088, "more than is left"),
    }
}

fn confirm(book: &Book, body: &Value) -> Value {
    let order = text(body, "orderId");
    let is_authorised = book
        .find(&order)
        .is_some_and(|order| order.state == OrderState::Authorised);
    match text(body, "requestType").as_str() {
        "capture" if is_authorised => book.set(&order, OrderState::Paid),
        "cancel" if is_authorised => book.set(&order, OrderState::Cancelled),
        _ => return result(42, "nothing is authorised"),
    }
    result(0, "Successful.")
}

fn tell(order: &Order) -> Told {
    let mut body = state(order);
    for (name, value) in [
        ("partnerCode", json!(PARTNER)),
        ("requestId", json!("9f1c")),
        ("orderInfo", json!("Thanh toan")),
        ("orderType", json!("momo_wallet")),
        ("payType", json!("qr")),
        ("extraData", json!("")),
    ] {
        body[name] = value;
    }
    let text = joined(
        &body,
        "amount extraData message orderId orderInfo orderType partnerCode payType requestId \
         responseTime resultCode transId",
    );
    body["signature"] = json!(sha256(SECRET, &text));
    Told {
        method: "POST",
        query: String::new(),
        headers: Vec::new(),
        body: body.to_string(),
    }
}

fn is_signed(path: &str, body: &Value) -> bool {
    let fields = match path {
        "/v2/gateway/api/create" => {
            "amount extraData ipnUrl orderId orderInfo partnerCode redirectUrl requestId \
             requestType"
        }
        "/v2/gateway/api/refund" => "amount description orderId partnerCode requestId transId",
        "/v2/gateway/api/confirm" => "amount description orderId partnerCode requestId requestType",
        _ => "orderId partnerCode requestId",
    };
    body["partnerCode"] == PARTNER && body["signature"] == sha256(SECRET, &joined(body, fields))
}

fn joined(body: &Value, fields: &str) -> String {
    let pairs = fields.split_whitespace();
    let pairs = pairs.map(|name| format!("&{name}={}", text(body, name)));
    format!("accessKey={ACCESS_KEY}{}", pairs.collect::<String>())
}

fn text(body: &Value, field: &str) -> String {
    match &body[field] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn result(code: i64, message: &str) -> Value {
    let at = 1_795_262_592_000_i64;
    json!({"partnerCode": PARTNER, "resultCode": code, "message": message, "responseTime": at})
}
