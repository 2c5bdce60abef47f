//! Placing a purchase: read and worked out first, then written in one short transaction.

use uuid::Uuid;

use super::{
    CheckoutError, CheckoutRequest, Contact, Invoice, Purchase, Shortage,
    payment::advance_from,
    planned::{Planned, SAVED},
};
use crate::{
    App,
    accounts::Actor,
    carriers::{self, CashOrder},
    cart::{self as carts, Basket, Holder, Line, LineProblem},
    idempotency::{self, SavedAnswer, Ticket},
    ledger::{self, FeesOfDay},
    token::{Token, TokenKind},
    vouchers::Applied,
};

/// How often a purchase is worked out while others keep changing what it is worked out from.
const TRIES: usize = 5;

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

/// Writes a purchase. It is worked out anew when somebody else changed meanwhile what it was
/// worked out from.
async fn write(
    app: &App,
    checkout: &Checkout<'_>,
    request: &CheckoutRequest,
) -> Result<Purchase, CheckoutError> {
    let contact = request.contact.checked()?;
    let invoice = request.invoice.as_ref().map(Invoice::checked).transpose()?;
    let mut failed = CheckoutError::KeepsChanging;
    for _ in 0..TRIES {
        let found = read(app, checkout, (request, &contact)).await?;
        let who = (&contact, invoice.as_ref());
        let planned = Planned::of(app, (checkout, request), who, found).await?;
        match planned.keep(app, &contact).await {
            Ok(true) => {
                if planned.is_urgent {
                    app.wake_jobs();
                }
                return Ok(planned.placed);
            }
            Ok(false) => idempotency::refuse_if_answered(app, checkout.ticket).await?,
            // What the database refuses may be what changed: the next look says so in plain words.
            Err(CheckoutError::Database(error)) => failed = error.into(),
            Err(refusal) => return Err(refusal),
        }
    }
    Err(failed)
}

/// The cart as it can be bought, and what the market takes today.
async fn read(
    app: &App,
    checkout: &Checkout<'_>,
    (request, contact): (&CheckoutRequest, &Contact),
) -> Result<(Basket, FeesOfDay), CheckoutError> {
    let db = app.database().read();
    let now = app.clock().now();
    let basket = async {
        let whose = (checkout.holder, checkout.cart_id);
        Ok::<_, CheckoutError>(carts::to_buy(db, now, whose).await?)
    };
    let fees = async { Ok(ledger::fees_on(db, app.clock().today()).await?) };
    let (basket, fees) = tokio::try_join!(basket, fees)?;
    refuse_unready(&basket, request)?;
    refuse_risky_cash(app, &basket, (request, contact)).await?;
    Ok((basket, fees))
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

pub(super) fn refuse_vouchers(basket: &Basket) -> Result<(), CheckoutError> {
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
    Ok(carriers::refuse_risky(app.database().read(), app, order).await?)
}
