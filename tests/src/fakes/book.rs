//! What a fake provider remembers: orders, refunds, and every answer under its key.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard},
};

use serde_json::Value;

use super::Fault;

/// The books of one fake.
#[derive(Debug, Default)]
pub struct Book {
    state: Mutex<State>,
    /// Held while a call with a key is answered, so that two with the same key take turns.
    turn: Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    orders: BTreeMap<String, Order>,
    /// Under the key of a call: its body and what was answered.
    answers: BTreeMap<String, (String, Value)>,
    faults: VecDeque<Fault>,
    numbers: i64,
    calls: u64,
}

/// One order of a shopper.
#[derive(Clone, Debug)]
pub struct Order {
    /// The merchant's name for it.
    pub reference: String,
    /// The amount in đồng.
    pub amount: i64,
    /// How far it is.
    pub state: OrderState,
    /// Whether money is authorised first.
    pub manual: bool,
    /// The provider's number of the payment.
    pub number: i64,
    /// Refunds by their key: the amount and the number.
    pub refunds: Vec<(String, i64, i64)>,
}

/// How far an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderState {
    /// The shopper has not paid.
    Waiting,
    /// The money is promised.
    Authorised,
    /// The money is there.
    Paid,
    /// The shopper called it off.
    Cancelled,
}

impl Order {
    /// What has gone back so far.
    #[must_use]
    pub fn refunded(&self) -> i64 {
        self.refunds.iter().map(|(_, amount, _)| amount).sum()
    }
}

impl Book {
    /// The order of this name.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[must_use]
    pub fn order(&self, reference: &str) -> Order {
        self.find(reference).expect("an order of this name")
    }

    /// The order of this name, if there is one.
    #[must_use]
    pub fn find(&self, reference: &str) -> Option<Order> {
        self.state().orders.get(reference).cloned()
    }

    /// How many orders there are.
    #[must_use]
    pub fn orders(&self) -> usize {
        self.state().orders.len()
    }

    /// How many calls came in.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.state().calls
    }

    /// The shopper pays, or promises to when the merchant captures later.
    ///
    /// # Panics
    ///
    /// When there is no such order.
    pub fn pay(&self, reference: &str) {
        let number = self.number();
        let mut state = self.state();
        let order = state.orders.get_mut(reference).expect("an order");
        order.number = number;
        order.state = if order.manual {
            OrderState::Authorised
        } else {
            OrderState::Paid
        };
    }

    /// The shopper calls it off.
    ///
    /// # Panics
    ///
    /// When there is no such order.
    pub fn cancel(&self, reference: &str) {
        self.set(reference, OrderState::Cancelled);
    }

    /// Breaks the next calls in these ways, one after the other.
    pub fn break_next(&self, faults: impl IntoIterator<Item = Fault>) {
        self.state().faults.extend(faults);
    }

    /// Stops breaking calls.
    pub fn heal(&self) {
        self.state().faults.clear();
    }

    pub(super) fn next_fault(&self) -> Option<Fault> {
        let mut state = self.state();
        state.calls += 1;
        state.faults.pop_front()
    }

    pub(super) fn set(&self, reference: &str, to: OrderState) {
        let mut state = self.state();
        state.orders.get_mut(reference).expect("an order").state = to;
    }

    /// A number nobody had before.
    pub(super) fn number(&self) -> i64 {
        let mut state = self.state();
        state.numbers += 1;
        14_422_573 + state.numbers
    }

    /// Takes an order in; one that is there stays as it is.
    pub(super) fn open(&self, reference: &str, amount: i64, manual: bool) {
        let order = Order {
            reference: reference.to_owned(),
            amount,
            state: OrderState::Waiting,
            manual,
            number: 0,
            refunds: Vec::new(),
        };
        let mut state = self.state();
        state.orders.entry(reference.to_owned()).or_insert(order);
    }

    /// The order that this number paid.
    pub(super) fn paid_by(&self, number: &str) -> Option<Order> {
        let state = self.state();
        let mut orders = state.orders.values();
        orders
            .find(|order| order.state == OrderState::Paid && order.number.to_string() == number)
            .cloned()
    }

    /// Sends money back, if that much is left; its number.
    pub(super) fn refund(&self, reference: &str, key: &str, amount: i64) -> Option<i64> {
        let number = self.number();
        let mut state = self.state();
        let order = state.orders.get_mut(reference)?;
        if order.state != OrderState::Paid || order.refunded() + amount > order.amount {
            return None;
        }
        order.refunds.push((key.to_owned(), amount, number));
        Some(number)
    }

    /// Whether money went back under this key.
    pub(super) fn has_refund(&self, key: &str) -> bool {
        let state = self.state();
        let mut refunds = state.orders.values().flat_map(|order| &order.refunds);
        refunds.any(|(refund, ..)| refund == key)
    }

    /// Whether a call under this key was answered.
    pub(super) fn has_answered(&self, key: &str) -> bool {
        self.state().answers.contains_key(key)
    }

    /// Answers a call as it was answered before under the same key; a call with the same
    /// key and another body has no answer.
    pub(super) fn once(
        &self,
        key: &str,
        body: &str,
        work: impl FnOnce() -> Value,
    ) -> Option<Value> {
        let _turn = self.turn.lock().expect("no answer panics");
        let known = self.state().answers.get(key).cloned();
        if let Some((seen, answer)) = known {
            return (seen == body).then_some(answer);
        }
        let answer = work();
        let kept = (body.to_owned(), answer.clone());
        self.state().answers.insert(key.to_owned(), kept);
        Some(answer)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .expect("no test panics with the book open")
    }
}
