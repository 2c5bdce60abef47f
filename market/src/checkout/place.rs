//! Placing a purchase: one transaction, six statements whatever the number of lines.

use entity::{checkout::purchase, payments::payment};
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel as _, QueryTrait as _};
use uuid::Uuid;

use super::{
    CheckoutError, CheckoutRequest, Contact, Invoice, Purchase, Shortage,
    payment::advance_from,
    stock::{self, Demand},
    terms::Terms,
    written::Written,
};
use crate::{
    App,
    accounts::Actor,
    carriers::{self, CashOrder},
    cart::{self as carts, Basket, Holder, Line, LineProblem},
    database::write_together,
    idempotency::{self, IdempotencyError, SavedAnswer, Ticket},
    ledger, outbox,
    payments::{self, Draft},
    token::{Token, TokenKind},
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
    let invoice = request.invoice.as_ref().map(Invoice::checked).transpose()?;
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
    contact: &Contact,
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
