//! Money back after delivery: by lines and amounts, at the expense of whose fault it was.

use entity::{
    orders::{OrderState, order_line, seller_order},
    payments::{PaymentState, RefundCause, RefundState, payment, refund},
};
use money::Money;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{
    Command, OrderError,
    cancel::lock,
    reversal::{Take, Why, lines_of, reversal_of, reverse},
    transition::next,
};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    checkout::{self, Buyer, CheckoutError},
    ledger::{self, Claimant, DeliveryRefunded, LineReversed, SellerMoney},
    limits,
    payments::{self, Refund, RefundDraft},
    sellers::BankAccount,
    text,
    token::new_id,
};

/// Who bears the delivery that is paid back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryPayer {
    /// The seller.
    Seller,
    /// The market.
    Platform,
}

/// What shall be paid back of one line: units at their share, or an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartRefund {
    /// Units of the line.
    Units {
        /// The line.
        line_id: Uuid,
        /// How many.
        quantity: i32,
    },
    /// An amount to the shopper, without units.
    Amount {
        /// The line.
        line_id: Uuid,
        /// How much, in đồng.
        amount: i64,
    },
}

/// What the desk wants paid back of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundRequest {
    /// The lines, each once.
    pub parts: Vec<PartRefund>,
    /// Whether delivery is paid back too, and by whom.
    pub delivery: Option<DeliveryPayer>,
    /// Why, in words for the shopper.
    pub reason: String,
}

/// What goes back of a delivered order.
#[derive(Clone, Debug)]
pub(crate) struct GiveBack<'a> {
    pub(crate) takes: Vec<Take>,
    pub(crate) delivery: Option<DeliveryPayer>,
    pub(crate) cause: RefundCause,
    pub(crate) reason: &'a str,
    pub(crate) actor: &'a str,
}

/// Whose money an order's money is now. Behind the purchase's lock it stays so.
pub(crate) fn seller_money(order: &seller_order::Model) -> SellerMoney {
    SellerMoney {
        order_id: order.id,
        seller_id: order.seller_id,
        is_released: order.released_at.is_some(),
    }
}

/// Gives back parts of a delivered order, behind the locks of its purchase and itself: the
/// lines, the refund and the postings (rules 13 to 13c). None when the shopper had paid
/// nothing for them.
///
/// # Errors
///
/// [`OrderError::Illegal`] for an order that is not delivered, [`OrderError::NothingLeft`],
/// [`OrderError::ExceedsPayment`].
pub(crate) async fn give_back(
    txn: &DatabaseTransaction,
    app: &App,
    order: &seller_order::Model,
    give: GiveBack<'_>,
) -> Result<Option<Refund>, OrderError> {
    demand_delivered(order)?;
    let sums = sums(order, &give)?;
    let refund = if sums.amount > Money::ZERO {
        let payment = paid_payment(txn, order.purchase_id).await?;
        within_payment(txn, &payment, sums.amount).await?;
        let draft = draft(order, &payment, (&give, sums));
        Some(payments::write(txn, app, draft, RefundState::Approved).await?)
    } else {
        None
    };
    post(txn, app, order, (&give, sums, refund.as_ref())).await?;
    Ok(refund)
}

fn demand_delivered(order: &seller_order::Model) -> Result<(), OrderError> {
    if order.state != OrderState::Completed {
        next(order.state, Command::Complete)?;
    }
    Ok(())
}

#[derive(Clone, Copy, Debug)]
struct Sums {
    delivery: Money,
    amount: Money,
}

fn sums(order: &seller_order::Model, give: &GiveBack<'_>) -> Result<Sums, OrderError> {
    let mut amount = Money::ZERO;
    for take in &give.takes {
        amount = amount.plus(reversal_of(take)?.refunded()?)?;
    }
    let delivery = match give.delivery {
        Some(_) => Money::new(order.delivery - order.delivery_subsidy - order.delivery_refunded)?,
        None => Money::ZERO,
    };
    if give.takes.is_empty() && delivery == Money::ZERO {
        return Err(OrderError::NothingLeft);
    }
    Ok(Sums {
        delivery,
        amount: amount.plus(delivery)?,
    })
}

fn draft<'a>(
    order: &seller_order::Model,
    payment: &payment::Model,
    (give, sums): (&GiveBack<'a>, Sums),
) -> RefundDraft<'a> {
    RefundDraft {
        payment_id: payment.id,
        purchase_id: order.purchase_id,
        order_id: Some(order.id),
        cause: give.cause,
        delivery: sums.delivery,
        amount: sums.amount,
        reason: give.reason,
        actor: give.actor,
    }
}

/// The attempt that brought the money of a purchase.
async fn paid_payment(
    txn: &DatabaseTransaction,
    purchase_id: Uuid,
) -> Result<payment::Model, OrderError> {
    let paid = payment::Entity::find()
        .filter(payment::Column::PurchaseId.eq(purchase_id))
        .filter(payment::Column::Captured.gt(0))
        .filter(payment::Column::State.ne(PaymentState::LatePaid))
        .order_by_desc(payment::Column::Id)
        .one(txn)
        .await?;
    paid.ok_or(OrderError::ExceedsPayment { left: Money::ZERO })
}

/// Never more than was captured and neither promised back nor taken by a card scheme.
async fn within_payment(
    txn: &DatabaseTransaction,
    payment: &payment::Model,
    amount: Money,
) -> Result<(), OrderError> {
    let left = left_of(txn, payment).await?;
    if amount > left {
        return Err(OrderError::ExceedsPayment { left });
    }
    Ok(())
}

async fn left_of(txn: &DatabaseTransaction, payment: &payment::Model) -> Result<Money, OrderError> {
    let promised = payments::promised(txn, payment.id).await?;
    Ok(Money::new(payment.captured - payment.disputed)?.minus(promised)?)
}

/// How much of an amount for goods that never arrived is to be refunded: what a card scheme
/// has given the shopper for good does not go back once more.
///
/// # Errors
///
/// [`OrderError::ExceedsPayment`] while the scheme has not decided.
pub(super) async fn not_charged_back(
    txn: &DatabaseTransaction,
    payment: &payment::Model,
    amount: Money,
) -> Result<Money, OrderError> {
    let left = left_of(txn, payment).await?;
    let refundable = amount.min(left).max(Money::ZERO);
    if amount.minus(refundable)?.dong() > payment.charged_back {
        return Err(OrderError::ExceedsPayment { left });
    }
    Ok(refundable)
}

/// The lines, then the books.
async fn post(
    txn: &DatabaseTransaction,
    app: &App,
    order: &seller_order::Model,
    (give, sums, refund): (&GiveBack<'_>, Sums, Option<&Refund>),
) -> Result<(), OrderError> {
    let why = Why {
        cause: give.cause,
        refund_id: refund.map(|refund| refund.id),
        dispute_id: None,
        delivered: true,
        restocked: false,
        actor: give.actor,
    };
    let claimant = match refund {
        Some(refund) => Claimant::Refund(refund.id),
        None => Claimant::Nobody(new_id()),
    };
    for taken in reverse(txn, app, &give.takes, why).await? {
        let fact = LineReversed {
            claimant,
            money: seller_money(order),
            line_id: taken.line_id,
            reversal: &taken.reversal,
            budget_id: order.budget_id,
            actor: give.actor,
        };
        ledger::line_reversed(txn, app, fact).await?;
    }
    let Some(refund) = refund.filter(|_| sums.delivery > Money::ZERO) else {
        return Ok(());
    };
    seller_order::Entity::update(seller_order::ActiveModel {
        id: Set(order.id),
        delivery_refunded: Set(order.delivery_refunded + sums.delivery.dong()),
        ..Default::default()
    })
    .exec_without_returning(txn)
    .await?;
    let fact = DeliveryRefunded {
        refund_id: refund.id,
        money: seller_money(order),
        seller_pays: give.delivery == Some(DeliveryPayer::Seller),
        amount: sums.delivery,
        actor: give.actor,
    };
    ledger::delivery_refunded(txn, app, fact).await?;
    Ok(())
}

/// Pays back parts of a delivered order at the desk's word. Above what one person may decide
/// it is only requested, and another person approves it.
///
/// # Errors
///
/// As [`approve_refund`], and [`OrderError::NotFound`].
pub async fn request_refund(
    app: &App,
    staff: &Staff,
    order_id: Uuid,
    request: &RefundRequest,
) -> Result<Refund, OrderError> {
    let reason = text::line(&request.reason, 300);
    let reason = reason.ok_or(OrderError::FieldUnusable { field: "reason" })?;
    let known = seller_order::Entity::find_by_id(order_id)
        .one(app.database().read())
        .await?;
    let known = known.ok_or(OrderError::NotFound)?;
    let txn = app.database().begin().await?;
    checkout::lock(&txn, known.purchase_id).await?;
    let order = lock(&txn, order_id).await?;
    let lines = lines_of(&txn, order_id).await?;
    let give = wanted(&lines, request, (&reason, staff.label()))?;
    demand_delivered(&order)?;
    let sums = sums(&order, &give)?;
    if sums.amount == Money::ZERO {
        return Err(OrderError::NothingLeft);
    }
    let payment = paid_payment(&txn, order.purchase_id).await?;
    within_payment(&txn, &payment, sums.amount).await?;
    let draft = draft(&order, &payment, (&give, sums));
    let refund = if sums.amount.dong() > limits::REFUND_ALONE_MAX {
        let refund = payments::write(&txn, app, draft, RefundState::Requested).await?;
        keep_request(&txn, refund.id, request).await?;
        refund
    } else {
        let refund = payments::write(&txn, app, draft, RefundState::Approved).await?;
        post(&txn, app, &order, (&give, sums, Some(&refund))).await?;
        refund
    };
    record(&txn, app, staff, ("refund.requested", &refund)).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(refund)
}

async fn keep_request(
    txn: &DatabaseTransaction,
    refund_id: Uuid,
    request: &RefundRequest,
) -> Result<(), OrderError> {
    let wanted = serde_json::to_string(request).map_err(unreadable)?;
    refund::Entity::update(refund::ActiveModel {
        id: Set(refund_id),
        wanted: Set(Some(wanted)),
        ..Default::default()
    })
    .exec_without_returning(txn)
    .await?;
    Ok(())
}

fn unreadable(error: serde_json::Error) -> OrderError {
    sea_orm::DbErr::Type(error.to_string()).into()
}

/// Approves a requested refund, as it comes to at this moment.
///
/// # Errors
///
/// [`OrderError::SecondPersonNeeded`] for whoever requested it, [`OrderError::Payment`] for
/// one that is not requested, and what [`request_refund`] refuses.
pub async fn approve_refund(
    app: &App,
    staff: &Staff,
    refund_id: Uuid,
) -> Result<Refund, OrderError> {
    let known = payments::find_refund(app, refund_id).await?;
    let txn = app.database().begin().await?;
    checkout::lock(&txn, known.purchase_id).await?;
    let order_id = known.order_id.unwrap_or_default();
    let order = match known.order_id {
        Some(id) => Some(lock(&txn, id).await?),
        None => None,
    };
    let refund = payments::lock(&txn, refund_id).await?;
    payments::demand_requested(&refund)?;
    if refund.created_by == staff.label() {
        return Err(OrderError::SecondPersonNeeded);
    }
    let order = order.ok_or(OrderError::NotFound)?;
    let request: RefundRequest =
        serde_json::from_str(refund.wanted.as_deref().unwrap_or_default()).map_err(unreadable)?;
    let lines = lines_of(&txn, order_id).await?;
    let give = wanted(&lines, &request, (&refund.reason, staff.label()))?;
    demand_delivered(&order)?;
    let sums = sums(&order, &give)?;
    let payment = paid_payment(&txn, order.purchase_id).await?;
    within_payment(&txn, &payment, sums.amount).await?;
    let amounts = (sums.amount, sums.delivery);
    let approved = payments::promise(&txn, app, &refund, (amounts, staff.label())).await?;
    post(&txn, app, &order, (&give, sums, Some(&approved))).await?;
    record(&txn, app, staff, ("refund.approved", &approved)).await?;
    txn.commit().await?;
    app.wake_jobs();
    Ok(approved)
}

/// What a request takes of an order's lines.
///
/// # Errors
///
/// [`OrderError::LineUnknown`], [`OrderError::TooMany`], [`OrderError::TooMuch`].
pub(crate) fn wanted<'a>(
    lines: &[order_line::Model],
    request: &RefundRequest,
    (reason, actor): (&'a str, &'a str),
) -> Result<GiveBack<'a>, OrderError> {
    let mut seen = std::collections::BTreeSet::new();
    let takes = request.parts.iter().map(|part| {
        let (PartRefund::Units { line_id, .. } | PartRefund::Amount { line_id, .. }) = *part;
        let line = lines.iter().find(|line| line.id == line_id);
        let line = line.filter(|_| seen.insert(line_id));
        let line = line.ok_or(OrderError::LineUnknown { line_id })?;
        match *part {
            PartRefund::Units { quantity, .. } => Take::units(line, quantity),
            PartRefund::Amount { amount, .. } => {
                let field = "parts";
                let amount = Money::price(amount);
                Take::money(
                    line,
                    amount.map_err(|_| OrderError::FieldUnusable { field })?,
                )
            }
        }
    });
    Ok(GiveBack {
        takes: takes.collect::<Result<_, _>>()?,
        delivery: request.delivery,
        cause: RefundCause::Goodwill,
        reason,
        actor,
    })
}

async fn record(
    txn: &DatabaseTransaction,
    app: &App,
    staff: &Staff,
    (action, refund): (&'static str, &Refund),
) -> Result<(), OrderError> {
    let deed = Deed {
        actor: staff.label(),
        action,
        subject_type: "refund",
        subject_id: refund.id.to_string(),
        detail: Some(json!({"amount": refund.amount, "order_id": refund.order_id})),
    };
    audit::record(txn, app.clock().now(), deed).await?;
    Ok(())
}

/// The refunds of the buyer's purchase, oldest first.
///
/// # Errors
///
/// [`OrderError::NotFound`] for a stranger's purchase as for none.
pub async fn refunds(
    app: &App,
    buyer: &Buyer,
    purchase_id: Uuid,
) -> Result<Vec<Refund>, OrderError> {
    demand_own(app, buyer, purchase_id).await?;
    Ok(payments::of_purchase(app, purchase_id).await?)
}

/// Says where a refund of the buyer's purchase shall be transferred.
///
/// # Errors
///
/// [`OrderError::NotFound`] for a stranger's purchase, and what the payments refuse.
pub async fn set_refund_account(
    app: &App,
    buyer: &Buyer,
    (purchase_id, refund_id): (Uuid, Uuid),
    account: BankAccount,
) -> Result<Refund, OrderError> {
    demand_own(app, buyer, purchase_id).await?;
    Ok(payments::set_bank_account(app, purchase_id, refund_id, account).await?)
}

/// An order of the buyer's.
///
/// # Errors
///
/// [`OrderError::NotFound`] for a stranger's order as for none.
pub(crate) async fn own_order(
    app: &App,
    buyer: &Buyer,
    order_id: Uuid,
) -> Result<seller_order::Model, OrderError> {
    let order = seller_order::Entity::find_by_id(order_id)
        .one(app.database().read())
        .await?;
    let order = order.ok_or(OrderError::NotFound)?;
    demand_own(app, buyer, order.purchase_id).await?;
    Ok(order)
}

pub(super) async fn demand_own(
    app: &App,
    buyer: &Buyer,
    purchase_id: Uuid,
) -> Result<(), OrderError> {
    match checkout::view(app, buyer, purchase_id).await {
        Ok(_) => Ok(()),
        Err(CheckoutError::NotFound) => Err(OrderError::NotFound),
        Err(error) => Err(error.into()),
    }
}
