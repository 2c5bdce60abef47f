//! Placing a purchase: one transaction, six statements whatever the number of lines.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::{
    catalog::MovementReason,
    checkout::{PurchaseState, purchase},
    orders::{OrderState, order_event, order_line, seller_order},
    payments::payment,
    sellers::TaxKind,
};
use money::Money;
use sea_orm::{
    ActiveValue::Set,
    DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel as _, QueryTrait as _,
    sea_query::{InsertStatement, SubQueryStatement},
};
use uuid::Uuid;

use super::{
    CheckoutError, CheckoutRequest, Contact, Order, Purchase, Shortage, number,
    payment::advance_from,
    stock::{self, Demand, Movement},
    terms::{self, Terms},
};
use crate::{
    App,
    accounts::Actor,
    carriers::{self, CashOrder},
    cart::{self as carts, Basket, DeliveryQuote, Holder, Line, LineProblem, Parcel},
    database::write_together,
    idempotency::{self, IdempotencyError, SavedAnswer, Ticket},
    ledger, limits,
    outbox::{self, Event},
    payments::{self, Draft},
    token::{Token, TokenKind, new_id},
    vouchers::{self, Applied},
};

/// The status under which a success is saved; the route answers with its own.
const SAVED: u16 = 200;

/// Who checks out which cart, and how the answer is written down for a repeated request.
pub struct Checkout<'a> {
    /// Who holds the cart.
    pub holder: &'a Holder,
    /// The guest's cart token, from which the purchase's token is derived.
    pub cart_token: Option<&'a str>,
    /// The signed-in shopper, if there is one.
    pub actor: Option<&'a Actor>,
    /// The cart.
    pub cart_id: Uuid,
    /// The right to answer this key.
    pub ticket: &'a Ticket,
    /// Writes the answer down, without secrets.
    pub written: &'a (dyn Fn(&Purchase) -> String + Sync),
}

/// Buys a cart.
///
/// Stock is taken (cash) or held (prepaid), the purchase, its orders and the attempt to pay
/// are written, and the answer is saved under its key, all or nothing. Then, outside the
/// transaction, a prepaid method's provider is told.
///
/// # Errors
///
/// [`CheckoutError`]: what blocks the cart, missing stock, a changed total.
pub async fn place(
    app: &App,
    checkout: &Checkout<'_>,
    request: &CheckoutRequest,
) -> Result<Purchase, CheckoutError> {
    let placed = write(app, checkout, request).await?;
    app.wake_jobs();
    if !request.method.is_prepaid() {
        return Ok(placed);
    }
    // A provider that does not answer now is asked again by a job; the purchase stands.
    if let Err(error) = advance_from(app, placed.payment.clone()).await {
        tracing::warn!(payment.id = %placed.payment.id, "starting a payment failed: {error}");
    }
    let now_known = super::purchase::paid_since(app, placed).await?;
    let answer = SavedAnswer {
        status: SAVED,
        answer: (checkout.written)(&now_known),
    };
    idempotency::amend(app, checkout.ticket, answer).await?;
    Ok(now_known)
}

/// The token of a guest's purchase, told again whenever its cart's token is shown.
#[must_use]
pub fn purchase_token(cart_token: &str, cart_id: Uuid) -> Token {
    Token::derived(TokenKind::Purchase, cart_token, cart_id)
}

async fn write(
    app: &App,
    checkout: &Checkout<'_>,
    request: &CheckoutRequest,
) -> Result<Purchase, CheckoutError> {
    let now = app.clock().now();
    let contact = request.contact.checked()?;
    let invoice = request
        .invoice
        .as_ref()
        .map(super::Invoice::checked)
        .transpose()?;
    let day = app.clock().today();
    let fees = ledger::fees_on(app.database().read(), day).await?;
    let txn = app.database().begin().await?;
    let cart_id = checkout.cart_id;
    carts::complete(&txn, (checkout.holder, cart_id)).await?;
    // What is read of stock from here on stays as it is until the end.
    stock::lock_cart(&txn, cart_id).await?;
    let basket = carts::load_basket(&txn, now, cart_id).await?;
    refuse_unready(&basket, request)?;
    refuse_risky_cash(&txn, app, &basket, (request, &contact)).await?;
    let demand: Demand = basket
        .lines
        .iter()
        .map(|line| (line.variant_id, line.quantity))
        .collect();
    let terms = Terms::of(&txn, (fees, day), &basket).await?;
    let new = Written {
        app,
        now,
        basket: &basket,
        checkout,
        request,
        terms,
    };
    let row = new.purchase(&contact, invoice.as_ref())?;
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
    let mut writes = new.rows(&row, &orders);
    let payment = payment::Entity::insert(attempt.clone().into_active_model());
    writes.extend([
        payment.into_query().into(),
        new.stock(&row, &demand).into(),
        outbox::enqueued(now, new.events(&attempt)).into(),
    ]);
    if row.expires_at.is_none() {
        writes.push(stock::taking(&demand).into());
    }
    let placed = Purchase::assemble(row, orders, Some(attempt))?;
    let saved = SavedAnswer {
        status: SAVED,
        answer: (checkout.written)(&placed),
    };
    writes.push(idempotency::saving(app, checkout.ticket, saved).into());
    if write_together(&txn, writes).await? == 0 {
        return Err(IdempotencyError::StillRunning.into());
    }
    claim_vouchers(&txn, &new, &placed.row, &contact).await?;
    txn.commit().await?;
    Ok(placed)
}

fn refuse_unready(basket: &Basket, request: &CheckoutRequest) -> Result<(), CheckoutError> {
    // What is short is told apart, last, so that a loser of a race learns what is left.
    let problems: Vec<_> = basket
        .problems()
        .into_iter()
        .filter(|problem| {
            !matches!(
                problem,
                carts::Problem::Voucher { .. }
                    | carts::Problem::Line {
                        problem: LineProblem::TooFewLeft { .. },
                        ..
                    }
            )
        })
        .collect();
    if !problems.is_empty() {
        return Err(CheckoutError::NotReady { problems });
    }
    refuse_vouchers(basket)?;
    match request.expected_total {
        Some(expected) if expected != basket.totals.total => Err(CheckoutError::TotalChanged {
            totals: basket.totals,
        }),
        _ => refuse_shortages(basket),
    }
}

fn refuse_vouchers(basket: &Basket) -> Result<(), CheckoutError> {
    let told = |one: &Applied| Some((one.voucher.code.clone(), one.problem?));
    let vouchers: Vec<_> = basket.vouchers.iter().filter_map(told).collect();
    if vouchers.is_empty() {
        return Ok(());
    }
    Err(CheckoutError::VoucherUnusable {
        vouchers,
        totals: basket.totals,
    })
}

/// Uses the vouchers of the cart. One that somebody else used up meanwhile is refused with the
/// sums without it, and the transaction is rolled back.
async fn claim_vouchers(
    txn: &DatabaseTransaction,
    new: &Written<'_>,
    row: &purchase::Model,
    contact: &super::Contact,
) -> Result<(), CheckoutError> {
    if new.basket.vouchers.is_empty() {
        return Ok(());
    }
    let buyer = vouchers::Buyer {
        account_id: row.account_id,
        phone: &contact.phone,
    };
    let claimed = vouchers::claim(txn, new.now, (row.id, buyer), &new.basket.vouchers).await?;
    let Some(gone) = claimed else { return Ok(()) };
    let mut without = new.basket.clone();
    without.take_off(new.now, Some(gone))?;
    refuse_vouchers(&without)
}

fn refuse_shortages(basket: &Basket) -> Result<(), CheckoutError> {
    let shortage = |line: &Line| match line.problem()? {
        LineProblem::TooFewLeft { left } => Some(Shortage {
            variant_id: line.variant_id,
            wanted: line.quantity,
            left,
        }),
        LineProblem::NotSold => None,
    };
    let shortages: Vec<_> = basket.lines.iter().filter_map(shortage).collect();
    if shortages.is_empty() {
        Ok(())
    } else {
        Err(CheckoutError::OutOfStock { shortages })
    }
}

/// Cash at the door is a risk that some purchases are not worth.
async fn refuse_risky_cash(
    txn: &DatabaseTransaction,
    app: &App,
    basket: &Basket,
    (request, contact): (&CheckoutRequest, &Contact),
) -> Result<(), CheckoutError> {
    if request.method.is_prepaid() {
        return Ok(());
    }
    let product_ids: Vec<Uuid> = basket.lines.iter().map(|line| line.product_id).collect();
    let at_the_door = basket
        .address
        .as_ref()
        .map(|address| address.phone.as_str());
    let order = CashOrder {
        total: basket.totals.total,
        phones: [&contact.phone, at_the_door.unwrap_or(&contact.phone)],
        product_ids: &product_ids,
    };
    Ok(carriers::refuse_risky(txn, app, order).await?)
}

/// What all rows of one purchase are made from.
struct Written<'a> {
    app: &'a App,
    now: DateTime<Utc>,
    basket: &'a Basket,
    checkout: &'a Checkout<'a>,
    request: &'a CheckoutRequest,
    terms: Terms,
}

impl Written<'_> {
    fn purchase(
        &self,
        contact: &Contact,
        invoice: Option<&super::Invoice>,
    ) -> Result<purchase::Model, CheckoutError> {
        let json = |error: serde_json::Error| DbErr::Type(error.to_string());
        let is_prepaid = self.request.method.is_prepaid();
        let token = self.checkout.cart_token;
        let totals = self.basket.totals;
        Ok(purchase::Model {
            id: new_id(),
            number: number::purchase_number(),
            account_id: self.checkout.actor.map(Actor::account_id),
            token_hash: token.map(|token| purchase_token(token, self.basket.id).hash()),
            cart_id: self.basket.id,
            state: if is_prepaid {
                PurchaseState::AwaitingPayment
            } else {
                PurchaseState::Placed
            },
            contact: serde_json::to_string(contact).map_err(json)?,
            address: serde_json::to_string(&self.basket.address).map_err(json)?,
            invoice: invoice
                .map(serde_json::to_string)
                .transpose()
                .map_err(json)?,
            goods: totals.goods.dong(),
            seller_discount: totals.seller_discount.dong(),
            platform_discount: totals.platform_discount.dong(),
            delivery: totals.delivery.dong(),
            delivery_subsidy: totals.delivery_subsidy.dong(),
            total: totals.total.dong(),
            expires_at: is_prepaid.then(|| self.now + self.app.settings().stock_hold),
            placed_at: (!is_prepaid).then_some(self.now),
            created_at: self.now,
            updated_at: self.now,
            version: 1,
        })
    }

    /// The budget that pays a part of the discounts; a cart has one at most.
    fn budget_id(&self) -> Option<Uuid> {
        let mut vouchers = self.basket.vouchers.iter();
        vouchers.find_map(|one| one.voucher.budget_id)
    }

    /// One order per seller; their sums are sums of the same lines and quotes as the
    /// purchase's, so they add up to it field by field.
    fn orders(&self, purchase: &purchase::Model) -> Result<Vec<Order>, CheckoutError> {
        self.basket
            .parcels
            .iter()
            .enumerate()
            .map(|(index, parcel)| {
                let quote = parcel
                    .delivery
                    .as_ref()
                    .ok_or_else(|| CheckoutError::NotReady {
                        problems: vec![carts::Problem::DeliveryMissing {
                            seller_id: parcel.seller.id,
                        }],
                    })?;
                self.order(purchase, index + 1, (parcel, quote))
            })
            .collect()
    }

    fn order(
        &self,
        purchase: &purchase::Model,
        position: usize,
        (parcel, quote): (&Parcel, &DeliveryQuote),
    ) -> Result<Order, CheckoutError> {
        let id = new_id();
        let bought: Vec<&Line> = self.basket.lines_of(parcel.seller.id).collect();
        let lines = self.terms.rows(id, &bought)?;
        let sums = terms::sums(&lines)?;
        let total = sums
            .goods
            .minus(sums.seller_discount)?
            .minus(sums.platform_discount)?
            .plus(quote.price)?
            .minus(parcel.delivery_subsidy)?;
        let row = seller_order::Model {
            id,
            number: number::order_number(&purchase.number, position),
            purchase_id: purchase.id,
            seller_id: parcel.seller.id,
            state: OrderState::Pending,
            goods: sums.goods.dong(),
            seller_discount: sums.seller_discount.dong(),
            platform_discount: sums.platform_discount.dong(),
            budget_discount: sums.budget_discount.dong(),
            budget_id: self
                .budget_id()
                .filter(|_| sums.budget_discount > Money::ZERO),
            delivery: quote.price.dong(),
            delivery_subsidy: parcel.delivery_subsidy.dong(),
            total: total.dong(),
            delivery_option_id: quote.option_id,
            delivery_name: quote.name_vi.clone(),
            commission_vat_bp: self.terms.commission_vat().get(),
            commission: sums.charges.commission.dong(),
            commission_vat: sums.charges.commission_vat.dong(),
            tax_kind: bought
                .first()
                .map_or(TaxKind::Unknown, |line| line.tax.tax_kind),
            withheld_vat: sums.charges.withheld_vat.dong(),
            withheld_pit: sums.charges.withheld_pit.dong(),
            hold_s: i64::try_from(self.app.settings().return_window.as_secs()).unwrap_or(i64::MAX),
            cancel_reason: None,
            delivery_refunded: 0,
            delivered_at: None,
            release_at: None,
            released_at: None,
            created_at: self.now,
            updated_at: self.now,
            version: 1,
        };
        Ok(Order {
            lines,
            row,
            seller_slug: parcel.seller.slug.clone(),
            seller_name: parcel.seller.name.clone(),
            parcels: Vec::new(),
        })
    }

    /// The purchase with its orders, their lines and how they began.
    fn rows(&self, row: &purchase::Model, orders: &[Order]) -> Vec<SubQueryStatement> {
        let purchase = row.clone().into_active_model();
        let rows = orders
            .iter()
            .map(|order| order.row.clone().into_active_model());
        let lines = orders
            .iter()
            .flat_map(|order| order.lines.iter().cloned())
            .map(order_line::Model::into_active_model);
        let events = orders.iter().map(|order| order_event::ActiveModel {
            id: Set(new_id()),
            order_id: Set(order.row.id),
            from_state: Set(None),
            to_state: Set(OrderState::Pending),
            actor: Set(self.checkout.holder.label()),
            reason: Set(None),
            created_at: Set(self.now),
        });
        vec![
            purchase::Entity::insert(purchase).into_query().into(),
            seller_order::Entity::insert_many(rows).into_query().into(),
            order_line::Entity::insert_many(lines).into_query().into(),
            order_event::Entity::insert_many(events).into_query().into(),
        ]
    }

    /// What accounts for the stock. Cash is a sale at once; prepaid stock is only promised
    /// until the money is there.
    fn stock(&self, row: &purchase::Model, demand: &Demand) -> InsertStatement {
        let Some(expires_at) = row.expires_at else {
            let movement = Movement {
                reason: MovementReason::Sale,
                reference_id: row.id,
                actor: &self.checkout.holder.label(),
            };
            return stock::taken(self.app, demand, movement);
        };
        stock::holds(row.id, demand, expires_at)
    }

    fn events(&self, attempt: &payment::Model) -> Vec<Event> {
        let mut events = stock_events(&self.basket.lines);
        if self.request.method.is_prepaid() {
            events.push(Event::PaymentCreated {
                payment_id: attempt.id,
            });
        }
        events
    }
}

/// What the public must hear of the stock that a sale leaves, sorted by how soon: what is sold
/// out, what is still to be counted, and what there is plenty of.
fn stock_events(lines: &[Line]) -> Vec<Event> {
    let [mut emptied, mut counted, mut plenty] = [const { BTreeSet::new() }; 3];
    for line in lines {
        let left = line.available - i64::from(line.quantity);
        let products = match left {
            ..=0 => &mut emptied,
            1..limits::PLENTY_LEFT => &mut counted,
            _ => &mut plenty,
        };
        products.insert(line.product_id);
    }
    let [emptied, counted, plenty] = [emptied, counted, plenty].map(Vec::from_iter);
    let mut events = vec![
        Event::ProductsChanged {
            product_ids: emptied,
        },
        Event::StockCounted {
            product_ids: counted,
        },
        Event::PlentyCounted {
            product_ids: plenty,
        },
    ];
    events.retain(|event| !event.products().is_empty());
    events
}
