//! ZaloPay OpenAPI v2.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    Book, Fake, Order, OrderState, Told,
    serving::Call,
    signing::{SECRET, sha256},
};

const KEY2: &str = "KEY2";

/// Starts a ZaloPay for application 2999 with key 1 [`SECRET`] and key 2 `KEY2`.
pub async fn zalopay() -> Fake {
    Fake::serve(tell, work).await
}

type Form = BTreeMap<String, String>;

fn work(book: &Book, call: &Call) -> Value {
    let form: Form = form_urlencoded::parse(call.body.as_bytes())
        .into_owned()
        .collect();
    let signed = match call.path.as_str() {
        "/v2/create" => "app_id app_trans_id app_user amount app_time embed_data item",
        "/v2/query" => "app_id app_trans_id key1",
        "/v2/refund" => "app_id zp_trans_id amount description timestamp",
        _ => "app_id m_refund_id timestamp",
    };
    let value = |name| match name {
        "key1" => SECRET,
        name => field(&form, name),
    };
    let text: Vec<_> = signed.split_whitespace().map(value).collect();
    if field(&form, "mac") != sha256(SECRET, &text.join("|")) {
        return result(2, -402, "illegal signature");
    }
    match call.path.as_str() {
        "/v2/create" => create(book, &form, &call.body),
        "/v2/query" => query(book, field(&form, "app_trans_id")),
        "/v2/refund" => refund(book, &form),
        _ => query_refund(book, field(&form, "m_refund_id")),
    }
}

fn create(book: &Book, form: &Form, body: &str) -> Value {
    let name = field(form, "app_trans_id");
    let answer = book.once(name, body, || {
        book.open(name, number(form, "amount"), false);
        let mut answer = result(1, 1, "success");
        answer["order_url"] = json!(format!("https://pay.zalopay.example/{name}"));
        answer
    });
    answer.unwrap_or_else(|| result(2, -68, "duplicate app_trans_id"))
}

fn query(book: &Book, name: &str) -> Value {
    let Some(order) = book.find(name) else {
        return result(2, -101, "not found");
    };
    match order.state {
        OrderState::Paid => {
            let mut answer = result(1, 1, "success");
            answer["amount"] = json!(order.amount);
            answer["zp_trans_id"] = json!(order.number);
            answer["server_time"] = json!(1_795_262_592_000_i64);
            answer
        }
        OrderState::Cancelled => result(2, -54, "time is over"),
        OrderState::Waiting | OrderState::Authorised => result(3, 1, "processing"),
    }
}

/// A refund is at work first; it is done when somebody asks.
fn refund(book: &Book, form: &Form) -> Value {
    let key = field(form, "m_refund_id");
    let said = format!("{} {}", field(form, "zp_trans_id"), field(form, "amount"));
    let answer = book.once(key, &said, || {
        let order = book.paid_by(field(form, "zp_trans_id"));
        let amount = number(form, "amount");
        match order.and_then(|order| book.refund(&order.reference, key, amount)) {
            Some(_) => result(3, 2, "refund at work"),
            None => result(2, -14, "more than is left"),
        }
    });
    answer.unwrap_or_else(|| result(2, -68, "duplicate m_refund_id"))
}

fn query_refund(book: &Book, key: &str) -> Value {
    match (book.has_answered(key), book.has_refund(key)) {
        (_, true) => result(1, 1, "success"),
        (true, false) => result(2, -14, "more than is left"),
        (false, false) => result(2, -101, "not found"),
    }
}

fn tell(order: &Order) -> Told {
    let said = json!({
        "app_id": 2999, "app_trans_id": order.reference, "app_time": 1_795_262_400_000_i64,
        "app_user": "khach", "amount": order.amount, "embed_data": "{}", "item": "[]",
        "zp_trans_id": order.number, "server_time": 1_795_262_592_000_i64, "channel": 38,
    })
    .to_string();
    let mac = sha256(KEY2, &said);
    Told {
        method: "POST",
        query: String::new(),
        headers: Vec::new(),
        body: json!({"data": said, "mac": mac, "type": 1}).to_string(),
    }
}

fn field<'a>(form: &'a Form, name: &str) -> &'a str {
    form.get(name).map_or("", String::as_str)
}

fn number(form: &Form, name: &str) -> i64 {
    field(form, name).parse().unwrap_or_default()
}

fn result(code: i64, sub_code: i64, message: &str) -> Value {
    json!({"return_code": code, "return_message": message, "sub_return_code": sub_code,
        "sub_return_message": message})
}
