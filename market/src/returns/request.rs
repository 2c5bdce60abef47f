//! What the shopper does: ask to give goods back, and think again.

use entity::{
    after_sale::{
        ReturnReason, ReturnState, ReturnWish, return_line, return_photo, return_request,
    },
    orders::{OrderState, order_line, seller_order},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    sea_query::Query,
};
use uuid::Uuid;

use super::{
    Order, Return, ReturnError, Viewer, advance,
    due::ANSWER_WITHIN,
    lock,
    photos::demand_photos,
    policy, remember,
    transition::{OPEN, ReturnCommand},
    view,
};
use crate::{
    App,
    checkout::{self, Buyer},
    clock::vietnam_day,
    orders::{self, Units},
    text::TextRule,
    token::new_id,
};

const NOTE: TextRule = TextRule::lines("/note", 2_000);

/// What a shopper wants to give back.
#[derive(Clone, Debug)]
pub struct ReturnRequest {
    /// Units of lines, each line once.
    pub units: Vec<Units>,
    /// Why.
    pub reason: ReturnReason,
    /// What the shopper wants for them.
    pub wish: ReturnWish,
    /// What happened, in the shopper's words.
    pub note: String,
    /// Pictures added to the order before.
    pub photo_ids: Vec<Uuid>,
}

/// Asks to give goods back. The seller has to answer by the deadline.
///
/// # Errors
///
/// [`ReturnError::NotDelivered`], [`ReturnError::WindowOver`], [`ReturnError::PhotoNeeded`],
/// [`ReturnError::NotFound`] for a stranger's order, and lines or units that are not there.
pub async fn request(
    app: &App,
    buyer: &Buyer,
    order_id: Uuid,
    request: &ReturnRequest,
) -> Result<Return, ReturnError> {
    let note = NOTE.needed(&request.note)?;
    let known = Viewer::Buyer(buyer).order(app, order_id).await?;
    let txn = app.database().begin().await?;
    checkout::lock(&txn, known.purchase_id).await?;
    let order = orders::lock(&txn, order_id).await?;
    let lines = orders::lines_of(&txn, order_id).await?;
    demand_left(&txn, &lines, &request.units).await?;
    demand_window(&txn, app, (&order, &lines), request).await?;
    if policy::needs_photo(request.reason) && request.photo_ids.is_empty() {
        return Err(ReturnError::PhotoNeeded);
    }
    demand_photos(&txn, order_id, &request.photo_ids).await?;
    let row = row(app, &order, request, note);
    insert(&txn, row.clone(), request).await?;
    let step = Order {
        command: ReturnCommand::Approve,
        actor: &buyer.label(),
        reason: Some(&row.note),
    };
    remember(&txn, app, (row.id, None, ReturnState::Requested), step).await?;
    txn.commit().await?;
    view(app, Viewer::Buyer(buyer), row.id).await
}

/// Units that another open return has not asked for already.
async fn demand_left(
    txn: &DatabaseTransaction,
    lines: &[order_line::Model],
    units: &[Units],
) -> Result<(), ReturnError> {
    orders::takes(lines, units)?;
    let open = Query::select()
        .column(return_request::Column::Id)
        .from(return_request::Entity)
        .and_where(return_request::Column::State.is_in(OPEN))
        .to_owned();
    let asked = return_line::Entity::find()
        .filter(return_line::Column::OrderLineId.is_in(units.iter().map(|unit| unit.line_id)))
        .filter(return_line::Column::ReturnId.in_subquery(open))
        .all(txn)
        .await?;
    let with_open: Vec<Units> = units
        .iter()
        .map(|unit| {
            let others = asked
                .iter()
                .filter(|line| line.order_line_id == unit.line_id);
            let others: i32 = others.map(|line| line.quantity).sum();
            Units {
                line_id: unit.line_id,
                quantity: unit.quantity.saturating_add(others),
            }
        })
        .collect();
    orders::takes(lines, &with_open)?;
    Ok(())
}

async fn demand_window(
    txn: &DatabaseTransaction,
    app: &App,
    (order, lines): (&seller_order::Model, &[order_line::Model]),
    request: &ReturnRequest,
) -> Result<(), ReturnError> {
    let delivered_at = match (order.state, order.delivered_at) {
        (OrderState::Delivered | OrderState::Completed, Some(at)) => at,
        _ => return Err(ReturnError::NotDelivered),
    };
    let policies = policy::on(txn, vietnam_day(order.created_at)).await?;
    for unit in &request.units {
        let line = lines.iter().find(|line| line.id == unit.line_id);
        let class = line.map(|line| policy::name(line.return_class));
        let policy = class.and_then(|class| policies.get(class));
        let until = policy.and_then(|policy| policy::until(policy, request.reason, delivered_at));
        if until.is_none_or(|until| until < app.clock().now()) {
            return Err(ReturnError::WindowOver { until });
        }
    }
    Ok(())
}

fn row(
    app: &App,
    order: &seller_order::Model,
    request: &ReturnRequest,
    note: String,
) -> return_request::Model {
    let now = app.clock().now();
    return_request::Model {
        id: new_id(),
        order_id: order.id,
        seller_id: order.seller_id,
        state: ReturnState::Requested,
        reason: request.reason,
        wish: request.wish,
        note,
        freight_payer: policy::freight_payer(request.reason),
        keeps_goods: false,
        deadline_at: Some(now + ANSWER_WITHIN),
        answer: None,
        carrier: None,
        tracking_code: None,
        refund_id: None,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

async fn insert(
    txn: &DatabaseTransaction,
    row: return_request::Model,
    request: &ReturnRequest,
) -> Result<(), DbErr> {
    let return_id = row.id;
    return_request::Entity::insert(return_request::ActiveModel::from(row))
        .exec_without_returning(txn)
        .await?;
    let lines = request.units.iter().map(|unit| return_line::ActiveModel {
        return_id: Set(return_id),
        order_line_id: Set(unit.line_id),
        quantity: Set(unit.quantity),
        restocked: Set(0),
    });
    return_line::Entity::insert_many(lines)
        .exec_without_returning(txn)
        .await?;
    if request.photo_ids.is_empty() {
        return Ok(());
    }
    let photos = request
        .photo_ids
        .iter()
        .map(|photo_id| return_photo::ActiveModel {
            return_id: Set(return_id),
            photo_id: Set(*photo_id),
        });
    return_photo::Entity::insert_many(photos)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Takes a request back, as long as the goods are not on their way.
///
/// # Errors
///
/// [`ReturnError::Illegal`] later, [`ReturnError::NotFound`] for a stranger's return.
pub async fn withdraw(app: &App, buyer: &Buyer, return_id: Uuid) -> Result<Return, ReturnError> {
    let viewer = Viewer::Buyer(buyer);
    let known = view(app, viewer, return_id).await?;
    let purchase_id = viewer.order(app, known.row.order_id).await?.purchase_id;
    let txn = app.database().begin().await?;
    let locked = lock(&txn, (return_id, purchase_id)).await?;
    let order = Order {
        command: ReturnCommand::Withdraw,
        actor: &buyer.label(),
        reason: None,
    };
    let change = return_request::ActiveModel {
        deadline_at: Set(None),
        ..Default::default()
    };
    advance(&txn, app, &locked.row, (order, change)).await?;
    txn.commit().await?;
    view(app, viewer, return_id).await
}
