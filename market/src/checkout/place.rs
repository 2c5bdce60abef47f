//! Placing a purchase: one transaction, fifteen statements whatever the number of lines.

use chrono::{DateTime, Utc};
use entity::{
    catalog::MovementReason,
    checkout::{PurchaseState, purchase},
    orders::{OrderState, order_event, order_line, seller_order},
    sellers::TaxKind,
};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait};
use uuid::Uuid;

use super::{
    CheckoutError, CheckoutRequest, Order, Purchase, Shortage, number, payment,
    stock::{self, Demand, Movement},
    terms::{self, Terms},
};
use crate::{
    App,
    accounts::Actor,
    cart::{self as carts, Basket, DeliveryQuote, Holder, Line, LineProblem, Parcel},
    idempotency::{self, SavedAnswer, Ticket},
    outbox::{self, Event},
    payments::{self, Draft},
    token::{Token, TokenKind, new_id},
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
    if let Err(error) = payment::advance(app, placed.payment.id).await {
        tracing::warn!(payment.id = %placed.payment.id, "starting a payment failed: {error}");
    }
    let now_known = super::purchase::reload(app, placed.row.id).await?;
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
    let txn = app.database().begin().await?;
    let cart = carts::complete(app, &txn, (checkout.holder, checkout.cart_id)).await?;
    // What is read of stock from here on stays as it is until the end.
    stock::lock_cart(&txn, cart.id).await?;
    let basket = carts::load_basket(&txn, now, cart).await?;
    refuse_unready(&basket, request)?;
    let demand: Demand = basket
        .lines
        .iter()
        .map(|line| (line.variant_id, line.quantity))
        .collect();
    let terms = Terms::of_today(&txn, app, &basket).await?;
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
    insert(&txn, &row, &orders, &new).await?;
    let draft = Draft {
        purchase_id: row.id,
        method: request.method,
        amount: basket.totals.total,
        expires_at: row.expires_at,
        sandbox_outcome: request.sandbox_outcome,
    };
    let attempt = payments::insert(&txn, app, draft).await?;
    settle_stock(&txn, &new, &row, &demand).await?;
    announce(&txn, &new, &attempt).await?;
    let placed = Purchase::assemble(row, orders, Some(attempt))?;
    let saved = SavedAnswer {
        status: SAVED,
        answer: (checkout.written)(&placed),
    };
    idempotency::save(&txn, app, checkout.ticket, saved).await?;
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
                carts::Problem::Line {
                    problem: LineProblem::TooFewLeft { .. },
                    ..
                }
            )
        })
        .collect();
    if !problems.is_empty() {
        return Err(CheckoutError::NotReady { problems });
    }
    match request.expected_total {
        Some(expected) if expected != basket.totals.total => Err(CheckoutError::TotalChanged {
            totals: basket.totals,
        }),
        _ => refuse_shortages(basket),
    }
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
        contact: &super::Contact,
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
            budget_id: None,
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
            delivered_at: None,
            release_at: None,
            released_at: None,
            payout_id: None,
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
}

/// Four statements, however many orders and lines.
async fn insert(
    txn: &DatabaseTransaction,
    row: &purchase::Model,
    orders: &[Order],
    new: &Written<'_>,
) -> Result<(), DbErr> {
    let purchase = purchase::ActiveModel::from(row.clone());
    purchase::Entity::insert(purchase)
        .exec_without_returning(txn)
        .await?;
    let rows = orders
        .iter()
        .map(|order| seller_order::ActiveModel::from(order.row.clone()));
    seller_order::Entity::insert_many(rows)
        .exec_without_returning(txn)
        .await?;
    let lines = orders.iter().flat_map(|order| order.lines.iter().cloned());
    order_line::Entity::insert_many(lines.map(order_line::ActiveModel::from))
        .exec_without_returning(txn)
        .await?;
    let events = orders.iter().map(|order| order_event::ActiveModel {
        id: Set(new_id()),
        order_id: Set(order.row.id),
        from_state: Set(None),
        to_state: Set(OrderState::Pending),
        actor: Set(new.checkout.holder.label()),
        reason: Set(None),
        created_at: Set(new.now),
    });
    order_event::Entity::insert_many(events)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Cash is a sale at once; prepaid stock is only promised until the money is there.
async fn settle_stock(
    txn: &DatabaseTransaction,
    new: &Written<'_>,
    row: &purchase::Model,
    demand: &Demand,
) -> Result<(), DbErr> {
    match row.expires_at {
        Some(expires_at) => stock::hold(txn, row.id, demand, expires_at).await,
        None => {
            let actor = new.checkout.holder.label();
            let movement = Movement {
                reason: MovementReason::Sale,
                reference_id: row.id,
                actor: &actor,
            };
            stock::take(txn, new.app, demand, movement).await
        }
    }
}

async fn announce(
    txn: &DatabaseTransaction,
    new: &Written<'_>,
    attempt: &entity::payments::payment::Model,
) -> Result<(), DbErr> {
    let product_ids: std::collections::BTreeSet<Uuid> = new
        .basket
        .lines
        .iter()
        .map(|line| line.product_id)
        .collect();
    let mut events = vec![Event::ProductsChanged {
        product_ids: product_ids.into_iter().collect(),
    }];
    if new.request.method.is_prepaid() {
        events.push(Event::PaymentCreated {
            payment_id: attempt.id,
        });
    }
    outbox::enqueue(txn, new.now, events).await
}
