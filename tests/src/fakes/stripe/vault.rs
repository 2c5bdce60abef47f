//! What the fake remembers.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

use super::{FEE_FIXED, FEE_POINTS, Fault};

/// Objects, events, and every answer under its key.
pub(super) struct Vault {
    pub(super) now: i64,
    objects: BTreeMap<String, Value>,
    numbers: u64,
    pub(super) events: Vec<Value>,
    pub(super) answers: BTreeMap<String, Stored>,
    pub(super) faults: VecDeque<Fault>,
    /// Calls that go through before the faults begin.
    pub(super) spared: usize,
    pub(super) calls: Vec<Seen>,
    pub(super) settles_in_sgd: bool,
    pub(super) refunds_wait: bool,
    /// Whether what was authorised is not given out any more.
    pub(super) captures_fail: bool,
    /// What the payment of a session shall be like, until the shopper begins it.
    pub(super) wanted: BTreeMap<String, Value>,
    /// As many objects as a page has at most.
    pub(super) page_max: i64,
}

/// An answer that is given again.
#[derive(Clone)]
pub(super) struct Stored {
    /// Path and fields of the call that it answered.
    pub(super) request: String,
    pub(super) status: u16,
    pub(super) body: Value,
}

/// A call that came in.
pub(super) struct Seen {
    pub(super) is_post: bool,
    pub(super) key: String,
}

impl Vault {
    pub(super) fn new(now: i64) -> Self {
        Self {
            now,
            objects: BTreeMap::new(),
            numbers: 0,
            events: Vec::new(),
            answers: BTreeMap::new(),
            faults: VecDeque::new(),
            spared: 0,
            calls: Vec::new(),
            settles_in_sgd: false,
            refunds_wait: false,
            captures_fail: false,
            wanted: BTreeMap::new(),
            page_max: 100,
        }
    }

    /// A name that nobody had before; names of later objects sort after earlier ones.
    pub(super) fn name(&mut self, prefix: &str) -> String {
        self.numbers += 1;
        format!("{prefix}_{:06}", self.numbers)
    }

    pub(super) fn get(&self, id: &str) -> Option<&Value> {
        self.objects.get(id)
    }

    /// The object of this name.
    pub(super) fn known(&self, id: &str) -> &Value {
        self.get(id).expect("an object of this name")
    }

    /// The text in a field of an object.
    pub(super) fn text(&self, id: &str, field: &str) -> String {
        let text = self.known(id)[field].as_str();
        text.unwrap_or_default().to_owned()
    }

    /// The number in a field of an object.
    pub(super) fn number(&self, id: &str, field: &str) -> i64 {
        self.known(id)[field].as_i64().unwrap_or_default()
    }

    pub(super) fn put(&mut self, object: Value) {
        let id = object["id"].as_str().expect("objects have names");
        self.objects.insert(id.to_owned(), object);
    }

    pub(super) fn set(
        &mut self,
        id: &str,
        fields: impl IntoIterator<Item = (&'static str, Value)>,
    ) {
        let object = self.objects.get_mut(id).expect("an object of this name");
        for (field, value) in fields {
            object[field] = value;
        }
    }

    /// Objects of a kind, the newest first, as Stripe lists them.
    pub(super) fn of_kind(&self, kind: &str) -> Vec<Value> {
        let of_kind = |object: &&Value| object["object"] == kind;
        let mut objects: Vec<_> = self.objects.values().filter(of_kind).cloned().collect();
        objects.sort_by_key(|object| {
            let id = object["id"].as_str().unwrap_or_default();
            id.rsplit('_').next().unwrap_or_default().to_owned()
        });
        objects.reverse();
        objects
    }

    /// Says that something happened to an object, as it is now.
    pub(super) fn tell(&mut self, kind: &str, id: &str) {
        let event = json!({
            "id": self.name("evt"),
            "object": "event",
            "api_version": "2026-09-30.endive",
            "created": self.now,
            "data": {"object": self.known(id)},
            "livemode": false,
            "pending_webhooks": 1,
            "request": {"id": null, "idempotency_key": null},
            "type": kind,
        });
        self.events.push(event);
    }

    /// Money that moves between us and Stripe, in the money in which it settles.
    pub(super) fn move_money(
        &mut self,
        (kind, source): (&str, &str),
        dong: i64,
        fee: i64,
    ) -> String {
        let id = self.name("txn");
        let (amount, fee, currency) = if self.settles_in_sgd {
            (dong * 100 / 19_000, fee * 100 / 19_000, "sgd")
        } else {
            (dong, fee, "vnd")
        };
        let fees = json!([{"amount": fee, "application": null, "currency": currency,
            "description": "Stripe processing fees", "type": "stripe_fee"}]);
        self.put(json!({
            "id": id, "object": "balance_transaction", "amount": amount,
            "available_on": self.now + 7 * 86_400, "balance_type": "payments",
            "created": self.now, "currency": currency, "description": null,
            "exchange_rate": self.settles_in_sgd.then_some(100.0 / 19_000.0), "fee": fee,
            "fee_details": if fee == 0 { json!([]) } else { fees }, "net": amount - fee,
            "reporting_category": kind, "source": source, "status": "pending",
            "type": if kind.starts_with("dispute") { "adjustment" } else { kind },
        }));
        id
    }

    /// Stripe's fee for a payment.
    pub(super) fn fee(dong: i64) -> i64 {
        dong * FEE_POINTS / 10_000 + FEE_FIXED
    }

    /// Puts objects in the place of their names.
    pub(super) fn expanded(&self, mut object: Value, path: &[&str]) -> Value {
        let Some((field, rest)) = path.split_first() else {
            return object;
        };
        if let (&"data", Some(items)) = (field, object["data"].as_array()) {
            let items = items.iter().map(|item| self.expanded(item.clone(), rest));
            object["data"] = items.collect();
            return object;
        }
        let named = object[field].as_str().and_then(|id| self.get(id)).cloned();
        if let Some(named) = named {
            object[field] = self.expanded(named, rest);
        }
        object
    }
}
