//! Stripe, version `2026-09-30.endive`: Checkout Sessions, PaymentIntents, refunds, disputes
//! and their money, with keys that replay answers, signed events, and faults.
//!
//! What a shopper, a bank or Stripe itself does is called by name; see `shopper` and `bank`.

mod bank;
mod form;
mod objects;
mod route;
mod shopper;
mod vault;
mod work;

use std::sync::{Arc, Mutex, MutexGuard};

use poem::{Server, listener::TcpAcceptor};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

use self::vault::Vault;
use super::{Fault, Told, signing::sha256};

/// The secret key that this Stripe takes, which is no secret.
pub const STRIPE_KEY: &str = "sk_test_DEMO";
/// What its webhooks are signed with.
pub const STRIPE_WEBHOOK_SECRET: &str = "whsec_DEMO";
/// What Stripe takes of a payment: 2.9 %, in basis points …
const FEE_POINTS: i64 = 290;
/// … and so much more, in đồng.
const FEE_FIXED: i64 = 8_000;
/// What Stripe takes for a dispute, in đồng.
const DISPUTE_FEE: i64 = 380_000;
/// Where its clock stands at first: 2026-11-21 19:00:00 in Vietnam.
const EVENING: i64 = 1_795_262_400;

/// A fake Stripe that is being served.
pub struct StripeFake {
    vault: Arc<Mutex<Vault>>,
    url: String,
    served: JoinHandle<()>,
}

impl StripeFake {
    /// Serves a fake on a free port.
    ///
    /// # Panics
    ///
    /// When there is no free port.
    pub async fn start() -> Self {
        let vault = Arc::new(Mutex::new(Vault::new(EVENING)));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound socket"));
        let acceptor = TcpAcceptor::from_tokio(listener).expect("an acceptor");
        let endpoint = route::answering(vault.clone());
        let served = tokio::spawn(async move {
            let served = Server::new_with_acceptor(acceptor).run(endpoint).await;
            served.expect("a fake is served until the test ends");
        });
        Self { vault, url, served }
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Breaks the next calls in these ways, one after the other.
    pub fn break_next(&self, faults: impl IntoIterator<Item = Fault>) {
        self.vault().faults.extend(faults);
    }

    /// Lets so many calls through, and breaks those after them.
    pub fn break_after(&self, calls: usize, faults: impl IntoIterator<Item = Fault>) {
        let mut vault = self.vault();
        vault.spared = calls;
        vault.faults.extend(faults);
    }

    /// Stops breaking calls.
    pub fn heal(&self) {
        self.vault().faults.clear();
    }

    /// How many calls came in.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.vault().calls.len()
    }

    /// The idempotency keys of the calls that changed something, in their order; empty for
    /// a call without one.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let vault = self.vault();
        let posts = vault.calls.iter().filter(|call| call.is_post);
        posts.map(|call| call.key.clone()).collect()
    }

    /// Sets its clock, in seconds since 1970.
    pub fn stand_at(&self, seconds: i64) {
        self.vault().now = seconds;
    }

    /// Forgets every idempotency key, as Stripe does after a day.
    pub fn forget_keys(&self) {
        self.vault().answers.clear();
    }

    /// Settles in Singapore dollars instead of đồng, at 19,000 đồng for one.
    pub fn settle_in_sgd(&self) {
        self.vault().settles_in_sgd = true;
    }

    /// Lets refunds wait until [`StripeFake::finish_refund`].
    pub fn delay_refunds(&self) {
        self.vault().refunds_wait = true;
    }

    /// Refuses to capture from now on, although payments wait for it.
    pub fn refuse_captures(&self) {
        self.vault().captures_fail = true;
    }

    /// Puts so few objects on a page of a list.
    pub fn shorten_pages(&self, most: i64) {
        self.vault().page_max = most;
    }

    /// How many objects of a kind there are, such as `checkout.session`.
    #[must_use]
    pub fn count(&self, kind: &str) -> usize {
        self.vault().of_kind(kind).len()
    }

    /// An object as it is now.
    ///
    /// # Panics
    ///
    /// When there is none of this name.
    #[must_use]
    pub fn object(&self, id: &str) -> Value {
        self.vault().get(id).expect("an object").clone()
    }

    /// The newest object of a kind.
    ///
    /// # Panics
    ///
    /// When there is none of this kind.
    #[must_use]
    pub fn newest(&self, kind: &str) -> Value {
        let newest = self.vault().of_kind(kind).into_iter().next();
        newest.expect("an object of this kind")
    }

    /// The events so far, the oldest first.
    #[must_use]
    pub fn events(&self) -> Vec<Value> {
        self.vault().events.clone()
    }

    /// Every event so far as a signed webhook, the oldest first.
    #[must_use]
    pub fn told(&self) -> Vec<Told> {
        let sign = |event: &Value| self.sign(event, STRIPE_WEBHOOK_SECRET);
        self.events().iter().map(sign).collect()
    }

    /// The last event of a type as a signed webhook.
    ///
    /// # Panics
    ///
    /// When there was none.
    #[must_use]
    pub fn told_last(&self, kind: &str) -> Told {
        let events = self.events();
        let event = events.iter().rev().find(|event| event["type"] == kind);
        self.sign(event.expect("an event"), STRIPE_WEBHOOK_SECRET)
    }

    /// An event as a webhook that is signed now with a key.
    #[must_use]
    pub fn sign(&self, event: &Value, secret: &str) -> Told {
        let body = event.to_string();
        let now = self.vault().now;
        let signature = sha256(secret, &format!("{now}.{body}"));
        Told {
            method: "POST",
            query: String::new(),
            headers: vec![(
                "Stripe-Signature".to_owned(),
                format!("t={now},v1={signature}"),
            )],
            body,
        }
    }

    fn vault(&self) -> MutexGuard<'_, Vault> {
        self.vault
            .lock()
            .expect("no test panics with the vault open")
    }
}

impl Drop for StripeFake {
    fn drop(&mut self) {
        self.served.abort();
    }
}
