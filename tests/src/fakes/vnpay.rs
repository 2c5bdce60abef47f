//! VNPay 2.1.0.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    Book, Fake, Order, OrderState, Told,
    serving::Call,
    signing::{SECRET, sha512},
};

const TERMINAL: &str = "DEMOTMN1";

/// Starts a VNPay for terminal `DEMOTMN1` with [`SECRET`]. Its page takes a shopper in by
/// [`Fake::visit`].
pub async fn vnpay() -> Fake {
    Fake::serve(tell, work).await
}

impl Fake {
    /// A shopper opens the page that the merchant sent them to.
    ///
    /// # Panics
    ///
    /// When the address is not signed by the merchant.
    pub fn visit(&self, url: &str) {
        let (_, query) = url.split_once('?').expect("an address with parameters");
        let (signed, hash) = query.split_once("&vnp_SecureHash=").expect("a signature");
        assert_eq!(sha512(SECRET, signed), hash, "the merchant's signature");
        let fields: BTreeMap<_, _> = form_urlencoded::parse(signed.as_bytes()).collect();
        let amount: i64 = fields["vnp_Amount"].parse().expect("an amount");
        self.book.open(&fields["vnp_TxnRef"], amount / 100, false);
    }
}

fn work(book: &Book, call: &Call) -> Value {
    let body: Value = serde_json::from_str(&call.body).unwrap_or_default();
    let is_refund = body["vnp_Command"] == "refund";
    let signed = if is_refund {
        "RequestId Version Command TmnCode TransactionType TxnRef Amount TransactionNo \
         TransactionDate CreateBy CreateDate IpAddr OrderInfo"
    } else {
        "RequestId Version Command TmnCode TxnRef TransactionDate CreateDate IpAddr OrderInfo"
    };
    if body["vnp_SecureHash"] != sha512(SECRET, &joined(&body, signed)) {
        return json!({"vnp_ResponseCode": "97", "vnp_Message": "Invalid signature"});
    }
    if is_refund {
        refund(book, &body)
    } else {
        query(book, &body)
    }
}

/// Tells of the newest transaction: the payment, or a refund of it.
fn query(book: &Book, body: &Value) -> Value {
    let Some(order) = book.find(&text(body, "vnp_TxnRef")) else {
        return answer(body, ("91", "not found"), &[]);
    };
    let (kind, amount, number) = match order.refunds.last() {
        Some((_, amount, number)) if *amount == order.amount => ("02", *amount, *number),
        Some((_, amount, number)) => ("03", *amount, *number),
        None => ("01", order.amount, order.number),
    };
    let status = match (order.state, kind) {
        (OrderState::Paid, _) => "00",
        (OrderState::Cancelled, _) => "02",
        _ => "01",
    };
    let fields = [
        ("vnp_Amount", format!("{amount}00")),
        ("vnp_BankCode", "NCB".to_owned()),
        ("vnp_PayDate", "20261121190312".to_owned()),
        ("vnp_TransactionNo", number.to_string()),
        ("vnp_TransactionType", kind.to_owned()),
        ("vnp_TransactionStatus", status.to_owned()),
    ];
    answer(body, ("00", "QueryDR Success"), &fields)
}

/// The number of a request is taken once: a repetition is refused, done or not.
fn refund(book: &Book, body: &Value) -> Value {
    let key = text(body, "vnp_RequestId");
    if book.has_answered(&key) {
        return answer(body, ("94", "duplicate request"), &[]);
    }
    let reference = text(body, "vnp_TxnRef");
    let hundredths: i64 = text(body, "vnp_Amount").parse().unwrap_or_default();
    let done = book.once(&key, "", || {
        let number = book.refund(&reference, &key, hundredths / 100);
        number.map_or(Value::Null, Value::from)
    });
    match done {
        Some(Value::Null) | None => answer(body, ("02", "more than is left"), &[]),
        Some(number) => {
            let fields = [
                ("vnp_Amount", hundredths.to_string()),
                ("vnp_TransactionNo", number.to_string()),
                ("vnp_TransactionType", text(body, "vnp_TransactionType")),
                ("vnp_TransactionStatus", "05".to_owned()),
            ];
            answer(body, ("00", "Refund Success"), &fields)
        }
    }
}

fn answer(asked: &Value, (code, message): (&str, &str), fields: &[(&str, String)]) -> Value {
    let mut body = json!({
        "vnp_ResponseId": "response-1", "vnp_Command": asked["vnp_Command"],
        "vnp_ResponseCode": code, "vnp_Message": message, "vnp_TmnCode": TERMINAL,
        "vnp_TxnRef": asked["vnp_TxnRef"], "vnp_OrderInfo": asked["vnp_OrderInfo"],
    });
    for (name, value) in fields {
        body[name] = json!(value);
    }
    let promoted = if asked["vnp_Command"] == "querydr" {
        " PromotionCode PromotionAmount"
    } else {
        ""
    };
    let signed = format!(
        "ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate \
         TransactionNo TransactionType TransactionStatus OrderInfo{promoted}"
    );
    body["vnp_SecureHash"] = json!(sha512(SECRET, &joined(&body, &signed)));
    body
}

fn tell(order: &Order) -> Told {
    let (code, status) = match order.state {
        OrderState::Paid => ("00", "00"),
        _ => ("24", "02"),
    };
    let fields = BTreeMap::from([
        ("vnp_Amount", format!("{}00", order.amount)),
        ("vnp_BankCode", "NCB".to_owned()),
        ("vnp_CardType", "ATM".to_owned()),
        ("vnp_OrderInfo", "Thanh toan".to_owned()),
        ("vnp_PayDate", "20261121190312".to_owned()),
        ("vnp_ResponseCode", code.to_owned()),
        ("vnp_TmnCode", TERMINAL.to_owned()),
        ("vnp_TransactionNo", order.number.to_string()),
        ("vnp_TransactionStatus", status.to_owned()),
        ("vnp_TxnRef", order.reference.clone()),
    ]);
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let hash = sha512(SECRET, &query);
    Told {
        method: "GET",
        query: format!("{query}&vnp_SecureHash={hash}"),
        headers: Vec::new(),
        body: String::new(),
    }
}

fn joined(body: &Value, fields: &str) -> String {
    let values = fields.split_whitespace();
    let values: Vec<_> = values
        .map(|name| text(body, &format!("vnp_{name}")))
        .collect();
    values.join("|")
}

fn text(body: &Value, field: &str) -> String {
    body[field].as_str().unwrap_or_default().to_owned()
}
