//! The end of a purchase: with the last of its orders.

use entity::{
    checkout::{PurchaseState, purchase},
    orders::{OrderState, seller_order},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect,
};

use crate::{App, carriers};

/// Ends a purchase with its last order: cancelled if nothing of it reached the shopper,
/// completed if all that did is released. No more cash is due once nothing is on its way.
pub(super) async fn close_purchase(
    txn: &DatabaseTransaction,
    app: &App,
    purchase: &purchase::Model,
) -> Result<(), DbErr> {
    use OrderState as State;
    let states: Vec<OrderState> = seller_order::Entity::find()
        .select_only()
        .column(seller_order::Column::State)
        .filter(seller_order::Column::PurchaseId.eq(purchase.id))
        .into_tuple()
        .all(txn)
        .await?;
    let without_sale = [State::Cancelled, State::Returned, State::Lost];
    let is_over = |state: &State| {
        without_sale.contains(state) || matches!(state, State::Completed | State::Delivered)
    };
    if !states.iter().all(is_over) {
        return Ok(());
    }
    let end = if states.iter().all(|state| without_sale.contains(state)) {
        Some(PurchaseState::Cancelled)
    } else if states.contains(&State::Delivered) {
        None
    } else {
        Some(PurchaseState::Completed)
    };
    if let Some(end) = end {
        purchase::Entity::update(purchase::ActiveModel {
            id: Set(purchase.id),
            state: Set(end),
            updated_at: Set(app.clock().now()),
            version: Set(purchase.version + 1),
            ..Default::default()
        })
        .exec_without_returning(txn)
        .await?;
    }
    carriers::refresh_attempts(txn, app, &[purchase.id]).await
}
