//! The rows of a purchase that is being placed.

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
    DbErr, EntityTrait, IntoActiveModel as _, QueryTrait as _,
    sea_query::{InsertStatement, SubQueryStatement},
};
use uuid::Uuid;

use super::{
    Checkout, CheckoutError, CheckoutRequest, Contact, Invoice, Order, number,
    place::purchase_token,
    stock::{self, Demand, Movement},
    terms::{self, Terms},
};
use crate::{
    App,
    accounts::Actor,
    cart::{self as carts, Basket, DeliveryQuote, Line, Parcel},
    limits,
    outbox::Event,
    token::new_id,
};

/// What all rows of one purchase are made from.
pub(super) struct Written<'a> {
    pub(super) app: &'a App,
    pub(super) now: DateTime<Utc>,
    pub(super) basket: &'a Basket,
    pub(super) checkout: &'a Checkout<'a>,
    pub(super) request: &'a CheckoutRequest,
    pub(super) terms: Terms,
}

impl Written<'_> {
    pub(super) fn purchase(
        &self,
        contact: &Contact,
        invoice: Option<&Invoice>,
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
    pub(super) fn orders(&self, purchase: &purchase::Model) -> Result<Vec<Order>, CheckoutError> {
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
    pub(super) fn rows(&self, row: &purchase::Model, orders: &[Order]) -> Vec<SubQueryStatement> {
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
    pub(super) fn stock(&self, row: &purchase::Model, demand: &Demand) -> InsertStatement {
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

    pub(super) fn events(&self, attempt: &payment::Model) -> Vec<Event> {
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
