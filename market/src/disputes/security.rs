//! Setting a seller's released money aside while a quarrel is open (rule 17b).

use std::collections::BTreeMap;

use entity::{after_sale::dispute, orders::seller_order};
use money::Money;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait};
use uuid::Uuid;

use super::DisputeError;
use crate::{App, ledger, orders};

/// What is set aside, by order.
pub(super) type Security = BTreeMap<Uuid, i64>;

/// Sets aside, for every order of these that was released, the sale that could still go back.
pub(super) async fn secure(
    txn: &DatabaseTransaction,
    app: &App,
    dispute_id: Uuid,
    orders: &[seller_order::Model],
) -> Result<Security, DisputeError> {
    let mut security = Security::new();
    for order in orders.iter().filter(|order| order.released_at.is_some()) {
        let lines = orders::lines_of(txn, order.id).await?;
        let left = lines
            .iter()
            .map(|line| line.line_total - line.seller_discount - line.reversed);
        let amount = Money::new(left.sum())?;
        let money = orders::seller_money(order);
        ledger::dispute_secured(txn, app, (dispute_id, money), amount).await?;
        security.insert(order.id, amount.dong());
    }
    let row = dispute::ActiveModel {
        id: Set(dispute_id),
        secured: Set(security.values().sum()),
        security: Set(serde_json::to_string(&security).map_err(unreadable)?),
        ..Default::default()
    };
    dispute::Entity::update(row)
        .exec_without_returning(txn)
        .await?;
    Ok(security)
}

/// Gives back what was set aside, before anything is decided about it.
pub(super) async fn unsecure(
    txn: &DatabaseTransaction,
    app: &App,
    row: &dispute::Model,
) -> Result<(), DisputeError> {
    let security: Security = serde_json::from_str(&row.security).map_err(unreadable)?;
    for (order_id, amount) in security {
        let order = orders::lock(txn, order_id).await?;
        let money = orders::seller_money(&order);
        let amount = Money::new(amount)?;
        ledger::dispute_unsecured(txn, app, (row.id, money), amount).await?;
    }
    let freed = dispute::ActiveModel {
        id: Set(row.id),
        secured: Set(0),
        ..Default::default()
    };
    dispute::Entity::update(freed)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

pub(super) fn unreadable(error: serde_json::Error) -> DisputeError {
    DbErr::Type(error.to_string()).into()
}
