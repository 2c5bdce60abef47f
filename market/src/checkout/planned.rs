//! A purchase that is worked out but not yet written.

use chrono::{DateTime, Utc};
use entity::payments::payment;
use sea_orm::{
    ConnectionTrait as _, DatabaseTransaction, EntityTrait, IntoActiveModel as _, QueryTrait as _,
    sea_query::SubQueryStatement,
};

use super::{
    Checkout, CheckoutError, CheckoutRequest, Contact, Invoice, Purchase, as_read,
    place::refuse_vouchers,
    stock::{self, Demand},
    terms::Terms,
    written::Written,
};
use crate::{
    App,
    cart::{self as carts, Basket},
    database::write_together,
    idempotency::{self, SavedAnswer},
    ledger::FeesOfDay,
    outbox::{self, Event},
    payments::{self, Draft},
    vouchers,
};

/// The status under which a success is saved; the route answers with its own.
pub(super) const SAVED: u16 = 200;

/// A purchase with everything that must be written for it.
pub(super) struct Planned {
    pub(super) placed: Purchase,
    basket: Basket,
    now: DateTime<Utc>,
    /// Whether what comes of it should be done at once.
    pub(super) is_urgent: bool,
    /// The first returns a row only if the basket is as it was read.
    writes: Vec<SubQueryStatement>,
}

impl Planned {
    /// Works a purchase out. One statement when a seller is there for whom the market withholds
    /// taxes, else none.
    pub(super) async fn of(
        app: &App,
        (checkout, request): (&Checkout<'_>, &CheckoutRequest),
        (contact, invoice): (&Contact, Option<&Invoice>),
        (basket, fees): (Basket, FeesOfDay),
    ) -> Result<Self, CheckoutError> {
        let now = app.clock().now();
        let day = app.clock().today();
        let terms = Terms::of(app.database().read(), (fees, day), &basket).await?;
        let new = Written {
            app,
            now,
            basket: &basket,
            checkout,
            request,
            terms,
        };
        let row = new.purchase(contact, invoice)?;
        let orders = new.orders(&row)?;
        let attempt = payments::new_attempt(
            app,
            Draft {
                purchase_id: row.id,
                method: request.method,
                amount: basket.totals.total,
                expires_at: row.expires_at,
                sandbox_outcome: request.sandbox_outcome,
            },
        );
        let demand: Demand = basket
            .lines
            .iter()
            .map(|line| (line.variant_id, line.quantity))
            .collect();
        let events = new.events(&attempt);
        let is_urgent = events.iter().any(Event::is_urgent);
        let mut writes = new.rows(&row, &orders);
        let payment = payment::Entity::insert(attempt.clone().into_active_model());
        writes.extend([
            carts::completing(basket.id).into(),
            payment.into_query().into(),
            new.stock(&row, &demand).into(),
            outbox::enqueued(now, events).into(),
        ]);
        if row.expires_at.is_none() {
            writes.push(stock::taking(&demand).into());
        }
        let placed = Purchase::assemble(row, orders, Some(attempt))?;
        let saved = SavedAnswer {
            status: SAVED,
            answer: (checkout.written)(&placed),
        };
        let as_read = as_read::condition(&basket, now);
        let saving = idempotency::saving_when(app, checkout.ticket, saved, as_read)?;
        writes.insert(0, saving.into());
        Ok(Self {
            placed,
            basket,
            now,
            is_urgent,
            writes,
        })
    }

    /// Writes it, unless the cart, its prices or what there is of it changed since it was read,
    /// or another process answered its key.
    pub(super) async fn keep(&self, app: &App, contact: &Contact) -> Result<bool, CheckoutError> {
        let db = app.database();
        let lock = as_read::lock(db.write(), self.basket.id);
        if self.basket.vouchers.is_empty() {
            return Ok(db.write_if_first(lock, &self.writes).await?);
        }
        let txn = db.begin().await?;
        txn.query_all_raw(lock).await?;
        if write_together(&txn, &self.writes).await? == 0 {
            return Ok(false);
        }
        self.claim_vouchers(&txn, contact).await?;
        txn.commit().await?;
        Ok(true)
    }

    /// Uses the vouchers of the cart. One that somebody else used up meanwhile is refused with the
    /// sums without it, and the transaction is rolled back.
    async fn claim_vouchers(
        &self,
        txn: &DatabaseTransaction,
        contact: &Contact,
    ) -> Result<(), CheckoutError> {
        let row = &self.placed.row;
        let buyer = vouchers::Buyer {
            account_id: row.account_id,
            phone: &contact.phone,
        };
        let claimed =
            vouchers::claim(txn, self.now, (row.id, buyer), &self.basket.vouchers).await?;
        let Some(gone) = claimed else { return Ok(()) };
        let mut without = self.basket.clone();
        without.take_off(self.now, Some(gone))?;
        refuse_vouchers(&without)
    }
}
