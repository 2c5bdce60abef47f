//! The goods of a return on their way, and what is given for them.

use entity::{
    after_sale::{FreightPayer, ReturnState, return_line, return_request},
    catalog::MovementReason,
    orders::order_line,
    payments::RefundCause,
};
use money::Money;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{
    Locked, Order, Return, ReturnError, Viewer, advance,
    answer::{lines_of, takes_of},
    due::{ARRIVE_WITHIN, INSPECT_WITHIN},
    lock, policy,
    transition::ReturnCommand,
    view,
};
use crate::{
    App,
    accounts::Staff,
    audit::{self, Deed},
    carriers,
    checkout::{
        Buyer,
        stock::{self, Demand, Movement},
    },
    clock::vietnam_day,
    ledger::{self, ReturnFreight},
    orders::{self, DeliveryPayer, GiveBack, OrderError, Shipment},
    outbox::{self, Event},
    text,
};

/// Says that the goods are on their way back.
///
/// # Errors
///
/// [`ReturnError::Illegal`] before the seller has agreed, [`ReturnError::NothingToSend`] when
/// the shopper keeps the goods, [`ReturnError::NotFound`] for a stranger's return.
pub async fn send(
    app: &App,
    buyer: &Buyer,
    return_id: Uuid,
    shipment: &Shipment,
) -> Result<Return, ReturnError> {
    let unusable = |field| ReturnError::FieldUnusable { field };
    let carrier = text::line(&shipment.carrier, 60).ok_or(unusable("/carrier"))?;
    let code = text::line(&shipment.tracking_code, 80).ok_or(unusable("/tracking_code"))?;
    let viewer = Viewer::Buyer(buyer);
    let acting = Acting::begin(app, viewer, return_id).await?;
    if acting.locked.row.state == ReturnState::Approved && acting.locked.row.keeps_goods {
        return Err(ReturnError::NothingToSend);
    }
    let change = return_request::ActiveModel {
        carrier: Set(Some(carrier)),
        tracking_code: Set(Some(code)),
        deadline_at: Set(Some(app.clock().now() + ARRIVE_WITHIN)),
        ..Default::default()
    };
    let order = acting.order(ReturnCommand::Send, None);
    advance(&acting.txn, app, &acting.locked.row, (order, change)).await?;
    acting.finish(app).await
}

/// A return under the hands of somebody: locked, in a transaction.
struct Acting<'a> {
    txn: DatabaseTransaction,
    locked: Locked,
    viewer: Viewer<'a>,
    label: String,
}

impl<'a> Acting<'a> {
    async fn begin(app: &App, viewer: Viewer<'a>, return_id: Uuid) -> Result<Self, ReturnError> {
        let known = view(app, viewer, return_id).await?;
        let purchase_id = viewer.order(app, known.row.order_id).await?.purchase_id;
        let txn = app.database().begin().await?;
        let locked = lock(&txn, (return_id, purchase_id)).await?;
        Ok(Self {
            txn,
            locked,
            viewer,
            label: viewer.label(),
        })
    }

    fn order<'b>(&'b self, command: ReturnCommand, reason: Option<&'b str>) -> Order<'b> {
        Order {
            command,
            actor: &self.label,
            reason,
        }
    }

    async fn finish(self, app: &App) -> Result<Return, ReturnError> {
        self.txn.commit().await?;
        app.wake_jobs();
        view(app, self.viewer, self.locked.row.id).await
    }
}

/// Takes the goods in. What can still be sold goes back on the shelf; without a word about it,
/// the policy of each class decides.
///
/// # Errors
///
/// [`ReturnError::Illegal`] for goods that are not on their way, [`ReturnError::NotFound`] for
/// a stranger's return.
pub async fn receive(
    app: &App,
    viewer: Viewer<'_>,
    return_id: Uuid,
    can_be_sold: Option<bool>,
) -> Result<Return, ReturnError> {
    let acting = Acting::begin(app, viewer, return_id).await?;
    let (txn, locked) = (&acting.txn, &acting.locked);
    let change = return_request::ActiveModel {
        deadline_at: Set(Some(app.clock().now() + INSPECT_WITHIN)),
        ..Default::default()
    };
    let order = acting.order(ReturnCommand::Receive, None);
    advance(txn, app, &locked.row, (order, change)).await?;
    let policies = policy::on(txn, vietnam_day(locked.order.created_at)).await?;
    let lines = orders::lines_of(txn, locked.order.id).await?;
    let mut shelf = Vec::new();
    for returned in lines_of(txn, return_id).await? {
        let line = lines.iter().find(|line| line.id == returned.order_line_id);
        let Some(line) = line else { continue };
        let policy = policies.get(policy::name(line.return_class));
        let is_sellable = can_be_sold.unwrap_or(policy.is_some_and(|policy| policy.restock));
        if is_sellable {
            restocked(txn, &returned).await?;
            shelf.push((line, returned.quantity));
        }
    }
    move_stock(
        txn,
        app,
        &shelf,
        (MovementReason::Return, return_id, &acting.label),
    )
    .await?;
    acting.finish(app).await
}

async fn restocked(
    txn: &DatabaseTransaction,
    returned: &return_line::Model,
) -> Result<(), ReturnError> {
    return_line::Entity::update(return_line::ActiveModel {
        return_id: Set(returned.return_id),
        order_line_id: Set(returned.order_line_id),
        restocked: Set(returned.quantity),
        ..Default::default()
    })
    .exec_without_returning(txn)
    .await?;
    Ok(())
}

/// Moves units onto the shelf, or off it for a replacement, and tells everyone.
async fn move_stock(
    txn: &DatabaseTransaction,
    app: &App,
    units: &[(&order_line::Model, i32)],
    (reason, reference_id, actor): (MovementReason, Uuid, &str),
) -> Result<(), ReturnError> {
    if units.is_empty() {
        return Ok(());
    }
    let mut demand = Demand::new();
    for (line, quantity) in units {
        *demand.entry(line.variant_id).or_default() += quantity;
    }
    let movement = Movement {
        reason,
        reference_id,
        actor,
    };
    let now = app.clock().now();
    if reason == MovementReason::Replacement {
        let shortages = stock::shortages(txn, now, &demand, Uuid::nil()).await?;
        if !shortages.is_empty() {
            return Err(ReturnError::OutOfStock);
        }
        stock::take_out(txn, app, &demand, movement).await?;
    } else {
        stock::give_back(txn, app, &demand, movement).await?;
    }
    let products: std::collections::BTreeSet<Uuid> =
        units.iter().map(|(line, _)| line.product_id).collect();
    let changed = Event::ProductsChanged {
        product_ids: products.into_iter().collect(),
    };
    outbox::enqueue(txn, now, [changed]).await?;
    Ok(())
}

/// Pays the shopper back: for goods that are back, or that the shopper may keep.
///
/// # Errors
///
/// [`ReturnError::Illegal`] at the wrong moment, [`ReturnError::Order`] when less than that is
/// left, [`ReturnError::NotFound`] for a stranger's return.
pub async fn refund(app: &App, viewer: Viewer<'_>, return_id: Uuid) -> Result<Return, ReturnError> {
    let acting = Acting::begin(app, viewer, return_id).await?;
    refund_in(&acting.txn, app, &acting.locked, &acting.label).await?;
    acting.finish(app).await
}

/// Pays back in a transaction that has locked the return: goods at the seller's expense, and
/// delivery too when the fault is the seller's and nothing of the order is kept.
pub(super) async fn refund_in(
    txn: &DatabaseTransaction,
    app: &App,
    locked: &Locked,
    actor: &str,
) -> Result<(), ReturnError> {
    let Locked { row, order } = locked;
    crate::step::next(row.state, ReturnCommand::Refund)?;
    let lines = orders::lines_of(txn, order.id).await?;
    let takes = takes_of(txn, (row, &lines)).await?;
    let taken: i32 = takes.iter().map(|take| take.quantity).sum();
    let left: i32 = lines
        .iter()
        .map(|line| line.quantity - line.reversed_quantity)
        .sum();
    let is_whole = policy::is_fault(row.reason) && taken == left;
    let give = GiveBack {
        takes,
        delivery: is_whole.then_some(DeliveryPayer::Seller),
        cause: RefundCause::Return,
        reason: "return",
        actor,
    };
    let refund = orders::give_back(txn, app, order, give).await?;
    let change = return_request::ActiveModel {
        refund_id: Set(refund.map(|refund| refund.id)),
        deadline_at: Set(None),
        ..Default::default()
    };
    let step = Order {
        command: ReturnCommand::Refund,
        actor,
        reason: None,
    };
    advance(txn, app, row, (step, change)).await?;
    Ok(())
}

/// Sends other goods instead: they leave the shelf, no money moves.
///
/// # Errors
///
/// [`ReturnError::OutOfStock`] when there are no others, and as [`refund`].
pub async fn replace(
    app: &App,
    viewer: Viewer<'_>,
    return_id: Uuid,
) -> Result<Return, ReturnError> {
    let acting = Acting::begin(app, viewer, return_id).await?;
    let (txn, locked) = (&acting.txn, &acting.locked);
    let change = return_request::ActiveModel {
        deadline_at: Set(None),
        ..Default::default()
    };
    let order = acting.order(ReturnCommand::Replace, None);
    advance(txn, app, &locked.row, (order, change)).await?;
    let lines = orders::lines_of(txn, locked.order.id).await?;
    let returned = lines_of(txn, return_id).await?;
    let units: Vec<(&order_line::Model, i32)> = returned
        .iter()
        .filter_map(|part| {
            let line = lines.iter().find(|line| line.id == part.order_line_id);
            Some((line?, part.quantity))
        })
        .collect();
    let label = &acting.label;
    move_stock(
        txn,
        app,
        &units,
        (MovementReason::Replacement, return_id, label),
    )
    .await?;
    acting.finish(app).await
}

/// Ends a return without giving anything for goods that are back, and says why. The shopper
/// can still have the desk look at it.
///
/// # Errors
///
/// [`ReturnError::Illegal`] for goods that are not back, [`ReturnError::NotFound`] for a
/// stranger's return, and for a note that is missing.
pub async fn close(
    app: &App,
    viewer: Viewer<'_>,
    return_id: Uuid,
    note: &str,
) -> Result<Return, ReturnError> {
    let note = text::line(note, 500).ok_or(ReturnError::FieldUnusable { field: "/note" })?;
    let acting = Acting::begin(app, viewer, return_id).await?;
    if acting.locked.row.state == ReturnState::Approved {
        // Before the goods are back only the shopper or the deadline ends it.
        crate::step::next(acting.locked.row.state, ReturnCommand::Receive)?;
    }
    let change = return_request::ActiveModel {
        answer: Set(Some(note.clone())),
        deadline_at: Set(None),
        ..Default::default()
    };
    let order = acting.order(ReturnCommand::Close, Some(&note));
    advance(&acting.txn, app, &acting.locked.row, (order, change)).await?;
    acting.finish(app).await
}

/// Writes down what the carrier wants for the way back (rule 14). Told again, it changes
/// nothing.
///
/// # Errors
///
/// [`ReturnError::ShopperPays`] when it is the shopper's to pay, [`ReturnError::NotFound`].
pub async fn set_freight(
    app: &App,
    staff: &Staff,
    return_id: Uuid,
    (carrier, amount): (&str, Money),
) -> Result<Return, ReturnError> {
    let field = "/carrier";
    let carrier = text::line(carrier, 60).ok_or(ReturnError::FieldUnusable { field })?;
    let acting = Acting::begin(app, Viewer::Desk(staff), return_id).await?;
    let carrier = carriers::meant_carrier(&acting.txn, &carrier).await;
    let carrier = carrier.map_err(OrderError::from)?.code;
    let locked = &acting.locked;
    let seller_pays = match locked.row.freight_payer {
        FreightPayer::Seller => true,
        FreightPayer::Platform => false,
        FreightPayer::Shopper => return Err(ReturnError::ShopperPays),
    };
    let fact = ReturnFreight {
        return_id,
        money: orders::seller_money(&locked.order),
        seller_pays,
        carrier: &carrier,
        amount,
        actor: staff.label(),
    };
    ledger::return_freight(&acting.txn, app, fact).await?;
    let deed = Deed {
        actor: staff.label(),
        action: "return.freight_booked",
        subject_type: "return",
        subject_id: return_id.to_string(),
        detail: Some(json!({"carrier": carrier, "amount": amount.dong()})),
    };
    audit::record(&acting.txn, app.clock().now(), deed).await?;
    acting.finish(app).await
}
